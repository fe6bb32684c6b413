"""One sheet of the template: title, headings in Polish, names, rows of the example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allocator.problem.columns import Column, Kind, Record, columns_of, default_of
from allocator.problem.records import Commission
from allocator.problem.tables import TABLES, Table
from allocator.reading.commission_rows import VERSION
from allocator.reading.grids import Value, commission_rows, extra_columns, row_of, text_of
from allocator.reading.limits import FORMAT_VERSION
from allocator.reading.template_lists import FIRST_ROW, FLAG_WORDS, SPARE_ROWS, Lists
from allocator.reading.workbook_writing import DATE_FORMAT, TEXT_FORMAT, font, put, set_up_print

TITLE_ROW, HEADINGS_ROW, NAMES_ROW = 1, 2, 3
DARK, REQUIRED, PALE, GREY = "FF1F3A5F", "FFFFE699", "FFDCE6F1", "FF7F7F7F"
MARK = " *"
"""Ends the heading of a column that must be filled."""

COMMISSION_HEADINGS = (
    ("klucz", "key", 34),
    ("objaśnienie", "objaśnienie", 58),
    ("wartość", "value", 40),
    ("uwagi", "meaning", 44),
    ("explanation", "explanation", 58),
)
_TEXT_KINDS = (Kind.IDENTIFIER, Kind.IDENTIFIERS, Kind.PERIOD)


def add_table(sheet: Any, table: Table, records: Sequence[Record], lists: Lists) -> None:
    """Fill the sheet of a table."""
    columns = columns_of(table.record)
    extras = extra_columns(tuple(records))
    _title(sheet, table)
    for place, (name, column) in enumerate(columns.items(), start=1):
        _heading(sheet, place, name, column)
        _prepare(sheet, place, column)
        lists.offer(sheet, _cells(place, len(records)), table.name, name, column)
    for place, name in enumerate(extras, start=len(columns) + 1):
        _paint(put(sheet, HEADINGS_ROW, place, name), PALE)
        _paint_name(put(sheet, NAMES_ROW, place, name))
        _width(sheet, place, 20)
    for row, record in enumerate(records, start=FIRST_ROW):
        for place, value in enumerate(row_of(record, tuple(columns), extras), start=1):
            put(sheet, row, place, _in_words(value))
    _set_up(sheet)


def add_commission(sheet: Any, records: Sequence[Record], lists: Lists) -> None:
    """Fill the sheet of the commission: a row for each fact, those of the example, the version."""
    columns = columns_of(Commission)
    _title(sheet, TABLES["commission"])
    for place, (heading, name, width) in enumerate(COMMISSION_HEADINGS, start=1):
        _paint(put(sheet, HEADINGS_ROW, place, heading), PALE)
        _paint_name(put(sheet, NAMES_ROW, place, name))
        _width(sheet, place, width)
    facts: dict[str, tuple[Value, Value]] = {
        name: (default_of(Commission, name) or None, None) for name in columns
    }
    for record in records:
        facts |= {str(key): (value, meaning) for key, value, meaning in commission_rows(record)}
    for row, (key, (value, meaning)) in enumerate(facts.items(), start=FIRST_ROW):
        _fact(sheet, row, key, value, meaning)
        if key in columns:
            lists.offer(sheet, f"C{row}", "commission", key, columns[key])
    _fact(sheet, FIRST_ROW + len(facts), VERSION, FORMAT_VERSION, None)
    _set_up(sheet)


def _fact(sheet: Any, row: int, key: str, value: Value, meaning: Value) -> None:
    from openpyxl.styles import Alignment

    column = columns_of(Commission).get(key)
    about = ("", "")
    if column:
        must = ("wymagane: ", "required: ") if column.required else ("", "")
        about = (f"{must[0]}{column.about_pl}", f"{must[1]}{column.about_en}")
    elif key == VERSION:
        about = ("wersja formatu; nie zmieniaj", "version of the format; leave as it is")
    for place, text in enumerate((key, about[0], value, meaning, about[1]), start=1):
        put(sheet, row, place, text).alignment = Alignment(
            wrap_text=True, vertical="top", horizontal="left"
        )
    lines = (len(text_of(each)) // 40 for each in (value, meaning))
    sheet.row_dimensions[row].height = 15 * (1 + max(*lines, len(about[0]) // 55))
    cell = sheet.cell(row, 3)
    if column and column.kind is Kind.DATE:
        cell.number_format = DATE_FORMAT
    if column and column.required:
        _paint(cell, REQUIRED, bold=False)


def _in_words(value: Value) -> Value:
    if isinstance(value, bool):
        return FLAG_WORDS[0] if value else FLAG_WORDS[1]
    return value


def _title(sheet: Any, table: Table) -> None:
    title = f"{table.title_pl.capitalize()} / {table.title_en}  (* = wymagane / required)"
    put(sheet, TITLE_ROW, 1, title).font = font(bold=True, size=13, color=DARK)


def _heading(sheet: Any, place: int, name: str, column: Column) -> None:
    from openpyxl.comments import Comment

    heading = put(sheet, HEADINGS_ROW, place, column.polish[0] + MARK * column.required)
    _paint(heading, REQUIRED if column.required else PALE)
    needed = "" if column.required else "\n\nMoże być puste. / May be empty."
    text = f"{column.about_pl}\n\n{column.about_en}{needed}"
    heading.comment = Comment(text, "allocator", width=300, height=130)
    _paint_name(put(sheet, NAMES_ROW, place, name))
    _width(sheet, place, _WIDTHS.get(column.kind, 14))


def _prepare(sheet: Any, place: int, column: Column) -> None:
    """Formats of cells still to be filled: months and ids stay what was typed."""
    from openpyxl.utils import get_column_letter

    dimension = sheet.column_dimensions[get_column_letter(place)]
    if column.kind in _TEXT_KINDS:
        dimension.number_format = TEXT_FORMAT
    elif column.kind is Kind.DATE:
        dimension.number_format = DATE_FORMAT


def _cells(place: int, rows: int) -> str:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(place)
    return f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + max(rows, SPARE_ROWS) - 1}"


def _paint(cell: Any, colour: str, *, bold: bool = True) -> None:
    from openpyxl.styles import Alignment, Border, PatternFill, Side

    cell.fill = PatternFill("solid", start_color=colour)
    cell.font = font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    line = Side(style="thin", color=GREY)
    cell.border = Border(left=line, right=line, top=line, bottom=line)


def _paint_name(cell: Any) -> None:
    cell.font = font(italic=True, size=8, color=GREY)


def _width(sheet: Any, place: int, width: int) -> None:
    from openpyxl.utils import get_column_letter

    sheet.column_dimensions[get_column_letter(place)].width = width


def _set_up(sheet: Any) -> None:
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.row_dimensions[HEADINGS_ROW].height = 45
    sheet.print_title_rows = f"{TITLE_ROW}:{NAMES_ROW}"
    set_up_print(sheet)


_WIDTHS = {
    Kind.TEXT: 26,
    Kind.IDENTIFIER: 16,
    Kind.IDENTIFIERS: 24,
    Kind.NUMBER: 15,
    Kind.DATE: 13,
    Kind.PERIOD: 11,
    Kind.FLAG: 12,
    Kind.CHOICE: 18,
    Kind.BOUND: 16,
}
