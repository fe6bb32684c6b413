"""The result as a Markdown document to send or to put in the minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from allocator.allocation import Result
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from allocator.reporting.fairness_tables import fairness_sentences, fairness_tables
from allocator.reporting.headline import headline
from allocator.reporting.paper import Paper
from allocator.reporting.report import Report
from allocator.reporting.rule_tables import other_rules, rules_table, tightest_rows
from allocator.reporting.service_tables import ineligible_table, results_table, warnings_table
from allocator.reporting.split_tables import (
    causes_table,
    components_table,
    members_table,
    split_table,
    uncovered_table,
)
from allocator.reporting.summary_tables import about_table, changes_table, goals_table, money_table
from allocator.reporting.tables import Kind, Role, Row, Table, is_number, shown

_SPECIAL = re.compile(r"([\\`*|<>\[\]]|(?<!\w)_|_(?!\w))")


def result_markdown(
    problem: Problem,
    result: Result,
    terms: Terms,
    language: str = "pl",
    *,
    details: bool = False,
) -> str:
    """The document. `details` lists every row of every rule, not only what binds first."""
    return markdown_text(Report(problem, result, terms, language), details=details)


def markdown_text(
    report: Report,
    told: Sequence[str] = (),
    tables: Sequence[Table] = (),
    *,
    details: bool = False,
) -> str:
    """The document of a report; `told` stands in place of its headline, `tables` come first."""
    lines = _lines(report, told or headline(report), tables, details=details)
    return "\n".join(lines).rstrip() + "\n"


def paper_markdown(paper: Paper) -> str:
    """The document of a paper: its title, its sentences, every table that has rows."""
    first, *others = [each for sheet in paper.sheets for each in sheet.sentences] or [""]
    lines = [f"# {escaped(paper.title)}", ""]
    lines += [f"**{escaped(first)}**", ""] if first else []
    for sentence in others:
        lines += [escaped(sentence), ""]
    for sheet in paper.sheets:
        for table in sheet.tables:
            lines += _table_lines(paper, table) if table.rows else ()
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands, on one line, also inside a table."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _lines(
    report: Report, told: Sequence[str], tables: Sequence[Table], *, details: bool
) -> Iterator[str]:
    first, *others = told
    split = report.result.split
    if split is not None:
        others += fairness_sentences(report, split)
    yield f"# {escaped(report.title)}"
    yield ""
    yield f"**{escaped(first)}**"
    for sentence in others:
        yield ""
        yield escaped(sentence)
    yield ""
    for table in (*tables, *_tables(report, details=details)):
        if table.rows:
            yield from _table_lines(report, table)
    if split is not None and not details:
        others_count = other_rules(split, tightest_rows(report, split))
        if others_count:
            yield escaped(report.label("note.further_rules", count=str(others_count)))


def _tables(report: Report, *, details: bool) -> Iterator[Table]:
    yield about_table(report)
    yield changes_table(report)
    yield money_table(report)
    yield goals_table(report)
    split = report.result.split
    if split is not None:
        yield uncovered_table(report, split)
    yield causes_table(report)
    if split is not None:
        yield members_table(report, split)
        yield from fairness_tables(report, split)
        yield components_table(report, split)
        yield split_table(report, split)
        yield results_table(report, split)
    yield ineligible_table(report)
    yield warnings_table(report)
    if split is not None:
        rows = split.rules if details else tightest_rows(report, split)
        yield rules_table(report, split, rows)


def _table_lines(report: Report | Paper, table: Table) -> Iterator[str]:
    yield f"## {escaped(table.title)}"
    yield ""
    for text, value, kind in table.above:
        amount = shown(value, kind, report.language, currency=report.currency)
        yield f"- {escaped(text)}: {escaped(amount)}"
    if table.above:
        yield ""
    kept = _filled_columns(table)
    columns = [table.columns[place] for place in kept]
    yield _line([escaped(column.heading) for column in columns])
    yield _line(["---:" if is_number(column.kind) else "---" for column in columns])
    for row in table.rows:
        yield _line([_cell(report, table, row, place) for place in kept])
    yield ""


def _filled_columns(table: Table) -> list[int]:
    """Columns in which some row has something."""
    return [
        place
        for place in range(len(table.columns))
        if any(row.cells[place] not in (None, "") for row in table.rows)
    ]


def _cell(report: Report | Paper, table: Table, row: Row, place: int) -> str:
    kind: Kind = table.columns[place].kind
    text = escaped(shown(row.cells[place], kind, report.language, currency=report.currency))
    return f"**{text}**" if text and row.role is Role.SUM else text


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
