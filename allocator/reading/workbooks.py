"""A workbook -> sheets of raw cells. Knows openpyxl, and nothing of tables."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from allocator.reading.archives import opened
from allocator.reading.cells import (
    Cell,
    ErrorValue,
    PercentNumber,
    UncountedFormula,
    tidy,
)
from allocator.reading.numbers import NumberFault, Point, of_float
from allocator.reading.sheets import Row, RowBudget, Sheet
from allocator.texts.issues import InputError, Issue

Found = TypeVar("Found")

LAST_ROW = 1_048_576
PARTS_LEFT_OUT = ("xl/media/", "xl/drawings/", "xl/comments", "docProps/thumbnail")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_FAR_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=\"\d{8,}\"")
_CHUNK = 1 << 20


def read_workbook(data: bytes, name: str, *, budget: RowBudget) -> tuple[Sheet, ...]:
    """Every sheet of a workbook, with the values that its formulas last had.

    Raises InputError for a file that is no workbook, is damaged, encrypted or too large.
    """
    return _read(data, name, lambda has_formulas: _sheets(data, name, has_formulas, budget))


def read_first_column(data: bytes, name: str, sheet: str) -> tuple[str, ...]:
    """The texts in the first column of a sheet, exactly as they stand; none without that sheet.

    Raises InputError as `read_workbook` does.
    """
    return _read(data, name, lambda _: _first_column(data, sheet))


def _read(data: bytes, name: str, read: Callable[[bool], tuple[Found, ...]]) -> tuple[Found, ...]:
    with opened(data, name) as archive:
        if "[Content_Types].xml" not in archive.namelist():
            raise InputError((Issue("not_a_workbook", table=name),))
        has_formulas = _inspect(archive, name)
    try:
        with warnings.catch_warnings():
            # Remarks of the library on parts of the workbook that carry no values.
            warnings.simplefilter("ignore")
            return read(has_formulas)
    except InputError:
        raise
    except Exception as error:  # the library raises whatever a damaged part leads it to
        detail = (("detail", f"{type(error).__name__}: {error}"),)
        raise InputError((Issue("broken_workbook", table=name, parameters=detail),)) from error


def _first_column(data: bytes, sheet: str) -> tuple[str, ...]:
    # Imported here: commands that read no workbook start without it.
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    titles = [each for each in book.sheetnames if each.casefold() == sheet]
    found = (cell.value for title in titles for row in _grid(book[title]) for cell in row[:1])
    texts = tuple(each for each in found if isinstance(each, str))
    book.close()
    return texts


def _inspect(archive: zipfile.ZipFile, name: str) -> bool:
    """Refuse tricks of entities and row numbers; say whether there are formulas."""
    has_formulas = False
    for entry in archive.namelist():
        if not entry.endswith((".xml", ".rels")) or entry.startswith(PARTS_LEFT_OUT):
            continue
        is_sheet = entry.startswith("xl/worksheets/")
        with archive.open(entry) as part:
            tail = b""
            while chunk := part.read(_CHUNK):
                text = tail + chunk
                if _DOCTYPE.search(text) or (is_sheet and _FAR_ROW.search(text)):
                    detail = (("detail", entry),)
                    raise InputError((Issue("broken_workbook", table=name, parameters=detail),))
                has_formulas = has_formulas or bool(is_sheet and _FORMULA.search(text))
                tail = text[-64:]
    return has_formulas


def _sheets(data: bytes, name: str, has_formulas: bool, budget: RowBudget) -> tuple[Sheet, ...]:
    # Imported here: commands that read no workbook start without it.
    from openpyxl import load_workbook

    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(data), read_only=True) if has_formulas else None
    found = []
    for sheet in values.worksheets:
        twin = formulas[sheet.title] if formulas else None
        rows = tuple(budget.filled(_rows(sheet, twin), sheet.title))
        found.append(Sheet(sheet.title, name, rows, Point.EITHER))
    for each in (values, formulas):
        if each:
            each.close()
    return tuple(found)


def _rows(sheet: Any, twin: Any) -> Iterator[Row]:
    formulas = _grid(twin) if twin else None
    for number, cells in enumerate(_grid(sheet), start=1):
        with_formulas = next(formulas) if formulas else ()
        yield (
            number,
            tuple(
                _cell(cell, with_formulas[place] if place < len(with_formulas) else None)
                for place, cell in enumerate(cells)
            ),
        )


def _grid(sheet: Any) -> Iterator[tuple[Any, ...]]:
    # Some programs declare a smaller area than they fill.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(max_row=LAST_ROW))


def _cell(cell: Any, formula: Any) -> Cell:
    value = cell.value
    if value is None:
        counted = cell.data_type == "str"  # a formula whose value is an empty text
        if formula is None or formula.data_type != "f" or counted:
            return None
        return UncountedFormula(_formula_text(formula.value))
    if cell.data_type == "e":
        return ErrorValue(str(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, cell)
    if isinstance(value, datetime | date | time | timedelta):
        return value
    return tidy(str(value)) or None


def _number(value: int | float, cell: Any) -> Cell:
    number = Decimal(value) if isinstance(value, int) else of_float(value)
    if isinstance(number, NumberFault):
        return ErrorValue(str(value))
    return PercentNumber(number) if "%" in cell.number_format else number


def _formula_text(value: Any) -> str:
    """The formula as typed; those of a whole area carry it in `text`."""
    return str(getattr(value, "text", value))
