"""Typed tables -> a workbook with a sheet for each table, its headings the columns' names."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.problem.tables import Tables
from allocator.reading.cells import decimal_text
from allocator.reading.commission_rows import VERSION
from allocator.reading.grids import Grid, Value, grids, text_of
from allocator.reading.limits import FORMAT_VERSION
from allocator.texts.issues import InputError, Issue

DATE_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"
FIRST_DAY_OF_WORKBOOKS = date(1900, 3, 1)
"""Workbooks count earlier days wrongly: they are written as texts."""
LONGEST_TEXT = 32_767
"""Characters that a cell of a workbook holds."""
WIDEST = 60


def workbook_bytes(tables: Tables) -> bytes:
    """The workbook. Raises InputError for a text that no cell can hold."""
    # Imported here: commands that write no workbook start without it.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids(tables):
        sheet = book.create_sheet(grid.table)
        rows = grid.rows
        if grid.table == "commission":
            rows = ((VERSION, FORMAT_VERSION, None), *rows)
        _fill(sheet, Grid(grid.table, grid.columns, rows))
    return saved(book)


def saved(book: Any) -> bytes:
    """A workbook as the bytes of its file."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def font(**looks: Any) -> Any:
    """The one typeface of our workbooks."""
    from openpyxl.styles import Font

    return Font(name="Calibri", **looks)


def set_up_print(sheet: Any) -> None:
    """Landscape on A4, as wide as the page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def put(sheet: Any, row: int, column: int, value: Value, *, where: str = "") -> Any:
    """Write one typed cell; a text is never taken for a formula. Columns count from 1."""
    cell = sheet.cell(row, column)
    stored = stored_value(value)
    if stored is None:
        return cell
    if isinstance(stored, str):
        if len(stored) > LONGEST_TEXT:
            issue = Issue("text_too_long", table=sheet.title, row=row, column=where, value=stored)
            raise InputError((issue,))
        cell.value = stored
        cell.data_type = "s"
        cell.number_format = TEXT_FORMAT
    else:
        cell.value = stored
        if isinstance(stored, date):
            cell.number_format = DATE_FORMAT
    return cell


def stored_value(value: Value) -> str | int | float | date | None:
    """What a cell holds: a number where it is exact there, else the exact text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | Fraction):
        return _number(Fraction(value))
    if isinstance(value, date) and value >= FIRST_DAY_OF_WORKBOOKS:
        return value
    return text_of(value) or None


def _number(value: Fraction) -> str | int | float:
    text = decimal_text(value)
    if "/" in text or len(text.strip("-0.").replace(".", "")) > 15:
        return text
    return int(text) if value.denominator == 1 else float(text)


def _fill(sheet: Any, grid: Grid) -> None:
    from openpyxl.utils import get_column_letter

    for column, name in enumerate(grid.columns, start=1):
        put(sheet, 1, column, name).font = font(bold=True)
        widest = len(name)
        for row, cells in enumerate(grid.rows, start=2):
            put(sheet, row, column, cells[column - 1], where=name)
            widest = max(widest, len(text_of(cells[column - 1])))
        sheet.column_dimensions[get_column_letter(column)].width = min(widest + 2, WIDEST)
    sheet.freeze_panes = "A2"
