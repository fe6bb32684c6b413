"""A result shown and written in all its faces. Decides nothing about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from allocator.cli.declaring import Invocation, Texts, chosen
from allocator.cli.request import Request
from allocator.cli.speaking import say, tell

if TYPE_CHECKING:
    from allocator.allocation import Result

KINDS = (".json", ".xlsx", ".md")
"""What a result can be written as."""

WRITTEN: Texts = ("Zapisano: {path}", "Written: {path}")


def write_results(request: Request, result: Result, paths: Sequence[str], *, language: str) -> None:
    """Write the result to each path, whole or not at all. Raises InputError where refused."""
    # Imported here: most runs write no file.
    from allocator.reporting import write_report

    for path in paths:
        write_report(request.problem, result, request.terms, path, language)


def show_result(
    request: Request, result: Result, invocation: Invocation, *, written: Sequence[str] = ()
) -> None:
    """The result on standard output: the object for programs, else a report for people."""
    # Imported here: the report loads rich.
    from allocator.reporting import dump_document, print_report, result_document

    if invocation.wants_json:
        say(dump_document(result_document(request.problem, result)))
    else:
        print_report(request.problem, result, request.terms, invocation.language)
    if not invocation.quiet:
        for path in written:
            tell(chosen(WRITTEN, invocation.language).format(path=path))
