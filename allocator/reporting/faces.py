"""Writes a result to a file, in the form its name asks for; whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from os import PathLike
from pathlib import Path

from allocator.allocation import Result
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from allocator.reading.atomic import write_file
from allocator.reporting.report import Report
from allocator.texts.issues import InputError, Issue

Face = Callable[[Report], bytes]


def write_report(
    problem: Problem,
    result: Result,
    terms: Terms,
    path: str | PathLike[str],
    language: str = "pl",
) -> None:
    """Write the result as .json, .xlsx or .md, by the path's suffix.

    Raises `InputError` with code `output_kind_unknown` for another suffix and `not_writable`
    where the file can not be written; what stood there before is then still there.
    """
    target = Path(path)
    check_output(target)
    face = FACES[target.suffix.lower()]
    write_file(target, face(Report(problem, result, terms, language)))


def check_output(path: str | PathLike[str]) -> None:
    """Raise `InputError` for a suffix that no result is written as."""
    target = Path(path)
    if target.suffix.lower() not in FACES:
        known = ", ".join(sorted(FACES))
        issue = Issue("output_kind_unknown", value=target.name, parameters=(("known", known),))
        raise InputError((issue,))


def _json(report: Report) -> bytes:
    from allocator.reporting.document import dump_document, result_document  # one face of three

    return dump_document(result_document(report.problem, report.result)).encode()


def _workbook(report: Report) -> bytes:
    from allocator.reporting.workbook import workbook_bytes  # one face of three

    return workbook_bytes(report)


def _markdown(report: Report) -> bytes:
    from allocator.reporting.markdown import markdown_text  # one face of three

    return markdown_text(report).encode()


FACES: dict[str, Face] = {".json": _json, ".xlsx": _workbook, ".md": _markdown}
