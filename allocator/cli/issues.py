"""Issues as lines and as JSON objects. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from allocator.cli.declaring import Texts, chosen
from allocator.operations.describing import issue_documents as documents
from allocator.texts.catalogue import line
from allocator.texts.issues import Issue, Severity

__all__ = ["documents", "lines", "one_line"]

WORDS: dict[Severity, Texts] = {
    Severity.FAULT: ("", ""),
    Severity.WARNING: ("uwaga: ", "warning: "),
    Severity.NOTICE: ("informacja: ", "notice: "),
}


def lines(issues: Iterable[Issue], language: str) -> list[str]:
    """Each issue in one unwrapped line that begins with its place."""
    return [one_line(each, language) for each in issues]


def one_line(issue: Issue, language: str) -> str:
    """An option or argument of the command line is its own place; it is no column of a table."""
    word = chosen(WORDS[issue.severity], language)
    if issue.table or not issue.column:
        return word + line(issue, language)
    return f"{word}{issue.column}: {line(replace(issue, column=''), language)}"
