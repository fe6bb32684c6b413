"""`allocator convert IN OUT`: the same problem in another format."""

from __future__ import annotations

from allocator.cli.declaring import Argument, Command, Invocation, chosen
from allocator.cli.exits import Exit
from allocator.cli.options import PATH, QUIET
from allocator.cli.output import FOLDER, output_issues
from allocator.cli.speaking import say, tell
from allocator.cli.values import Faults

WRITTEN = ("Zapisano: {path}", "Written: {path}")


def run(invocation: Invocation) -> int:
    """Check the problem and write it; its warnings and notices go to standard error."""
    source, target = str(invocation.text("IN")), str(invocation.text("OUT"))
    faults = Faults()
    if not _existing_folder(target):
        kinds = (".xlsx", ".json", ".zip", FOLDER)
        faults.issues += output_issues("OUT", (target,), kinds, inputs=(source,))
    faults.end()
    # Imported here: help converts nothing.
    from allocator.cli.issues import lines
    from allocator.reading import convert

    notices = convert(source, target)
    if not invocation.quiet:
        for line in lines(notices, invocation.language):
            tell(line)
        say(chosen(WRITTEN, invocation.language).format(path=target))
    return Exit.RIGHT


def _existing_folder(path: str) -> bool:
    import os

    return os.path.isdir(path)


COMMAND = Command(
    "convert",
    (
        "zapisuje problem w innym formacie, bez strat",
        "writes the problem in another format, without loss",
    ),
    run,
    arguments=(
        Argument("IN", PATH.about),
        Argument(
            "OUT",
            (
                "nowy plik .xlsx, .json lub .zip albo folder na pliki CSV",
                "the new .xlsx, .json or .zip file, or a folder for CSV files",
            ),
        ),
    ),
    options=(QUIET,),
)
