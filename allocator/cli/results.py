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
        if path.lower().endswith(".json"):
            _write_certificate(request, result, path)


def certificate_path(path: str) -> str:
    """Where the certificate of a result lies: beside it."""
    return f"{path[: -len('.json')]}.certificate.json"


def _write_certificate(request: Request, result: Result, path: str) -> None:
    """The certificate of a result with a goal of levels; what an older one says goes with it."""
    # Imported here: only results about fairness have one.
    from pathlib import Path

    from allocator.certificates import certificate_document, stated_goals
    from allocator.reading.atomic import write_file
    from allocator.reporting import dump_document

    target = Path(certificate_path(path))
    document = None
    if result.split is not None:
        quantities = {
            (each.member_id, each.component_id): each.quantity for each in result.split.assignments
        }
        document = certificate_document(
            request.problem, request.terms, request.goals, stated_goals(result), quantities
        )
    if document is None:
        target.unlink(missing_ok=True)
    else:
        write_file(target, dump_document(document).encode())


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
        if result.split is not None and any(each.lower().endswith(".json") for each in written):
            _tell_without_certificate(result, invocation)


def _tell_without_certificate(result: Result, invocation: Invocation) -> None:
    """Why no certificate lies beside a result about fairness, where none does."""
    # Imported here: most runs write no file.
    from allocator.cli.telling import tell_notices
    from allocator.solving.warning import WITHOUT_CERTIFICATE

    tell_notices((each for each in result.warnings if each.code in WITHOUT_CERTIFICATE), invocation)
