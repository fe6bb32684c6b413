"""`allocator template OUT`: a workbook to fill in."""

from __future__ import annotations

from allocator.cli.declaring import Argument, Command, Invocation, Option, chosen
from allocator.cli.exits import Exit
from allocator.cli.options import QUIET
from allocator.cli.output import output_issues
from allocator.cli.speaking import say
from allocator.cli.values import Faults

WRITTEN = ("Zapisano: {path}", "Written: {path}")
EXAMPLE = "--example"


def run(invocation: Invocation) -> int:
    """Write the workbook, with example rows if they are asked for."""
    path = str(invocation.text("OUT"))
    faults = Faults()
    faults.issues += output_issues("OUT", (path,), (".xlsx",))
    faults.end()
    # Imported here: help writes no workbook.
    from allocator.reading import read_problem, write_template

    example = None
    if invocation.flag(EXAMPLE):
        from allocator.cli.reference import reference_commission

        example = read_problem(reference_commission())
    write_template(path, example=example)
    if not invocation.quiet:
        say(chosen(WRITTEN, invocation.language).format(path=path))
    return Exit.RIGHT


COMMAND = Command(
    "template",
    (
        "zapisuje skoroszyt do wypełnienia",
        "writes a workbook to fill in",
    ),
    run,
    arguments=(Argument("OUT", ("nowy plik .xlsx", "the new .xlsx file")),),
    options=(
        Option(
            EXAMPLE,
            (
                "z przykładowymi wierszami: całym zleceniem wzorcowym",
                "with example rows: the whole reference commission",
            ),
        ),
        QUIET,
    ),
    details=(
        "Arkusz na każdą tabelę, nagłówki objaśnione po polsku i angielsku, listy do wyboru.",
        "A sheet per table, headings explained in Polish and English, lists to choose from.",
    ),
)
