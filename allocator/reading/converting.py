"""One format -> another, checked on the way."""

from __future__ import annotations

from os import PathLike

from allocator.reading.problems import checked_tables
from allocator.reading.writing import write_tables
from allocator.texts.issues import Issue


def convert(source: str | PathLike[str], target: str | PathLike[str]) -> tuple[Issue, ...]:
    """Read a problem, check it, write it in the format that `target` asks for.

    Returns the warnings and notices. Raises InputError with all faults; then nothing is written.
    """
    tables, notices = checked_tables(source)
    write_tables(tables, target)
    return notices
