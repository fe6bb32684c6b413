"""A workbook to fill in: a sheet for each table, headings explained, drop-downs where they help."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from allocator.problem.problem import Problem
from allocator.problem.tables import TABLES, Tables
from allocator.reading.atomic import write_file
from allocator.reading.template_guide import add_column_guide, add_guide
from allocator.reading.template_lists import Lists
from allocator.reading.template_sheets import add_commission, add_table
from allocator.reading.workbook_writing import saved


def write_template(path: str | PathLike[str], example: Problem | Tables | None = None) -> None:
    """Write the workbook; with an example, its rows stand in the sheets and may be overwritten.

    Raises InputError where the file can not be written.
    """
    write_file(Path(path), template_bytes(example))


def template_bytes(example: Problem | Tables | None = None) -> bytes:
    """The workbook as the bytes of its file."""
    # Imported here: commands that write no workbook start without it.
    from openpyxl import Workbook

    tables = example.tables if isinstance(example, Problem) else example or {}
    book = Workbook()
    guide = book.worksheets[0]
    lists = Lists(book)
    add_guide(guide)
    for name, table in TABLES.items():
        sheet = book.create_sheet(name)
        if name == "commission":
            add_commission(sheet, tables.get(name, ()), lists)
        else:
            add_table(sheet, table, tables.get(name, ()), lists)
    add_column_guide(book.create_sheet("Opis kolumn"))
    lists.finish()
    return saved(book)
