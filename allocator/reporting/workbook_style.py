"""How cells of the workbook look: number formats, fills, widths. Knows no result."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import Any

from allocator.reporting.tables import SUFFIXES, Amount, Cell, Column, Kind, Role, is_number
from allocator.texts.formats import decimal_places, plain

SheetCell = Any
"""A cell of openpyxl, whose type would have to be imported to be named."""

FONT = "Arial"
DARK, LIGHT, YELLOW, RED = "1F4E5F", "E8EEF0", "FFF6CC", "FBE3DF"
MARGIN = "_-"
"""Room of a hyphen at the right of a number, so that it does not touch the next column."""

LINE_HEIGHT = 13.5
"""Points that a line of text takes."""

LETTERS_A_WIDTH = (6, 5)
"""Small letters that fit in a column, for the width it is said to have, margins taken off."""

LONGEST_TEXT = 32767
"""Letters that a cell of a workbook can hold."""

_PLACES = {
    Kind.MONEY: 2,
    Kind.PERCENT: 2,
    Kind.FINE_PERCENT: 4,
    Kind.POINTS: 2,
    Kind.HOURS: 2,
    Kind.TENTH: 1,
}


class Styles:
    """Styles already made for one workbook; a style is looked up once, then shared."""

    def __init__(self, language: str, currency: str) -> None:
        self.language = language
        self.currency = currency
        self._made: dict[tuple[Any, ...], Any] = {}

    def put(self, cell: SheetCell, value: Cell, column: Column, role: Role) -> None:
        """Write a value of a column into a cell, as a number, a date or a text."""
        kind = column.kind
        if isinstance(value, Amount):
            kind = value.kind
            value = value.value
        code = "General"
        if isinstance(value, str) or value is None:
            write_text(cell, value or "")
        elif isinstance(value, date):
            cell.value, code = value, self.date_code()
        else:
            places = places_of(value, kind)
            cell.value = number_value(value, kind, places)
            code = self.number_code(kind, places)
        editable = column.editable and role is Role.DATA
        wraps = column.wraps and isinstance(value, str)
        self._dress(cell, ("body", code, is_number(kind), wraps, editable, role))

    def heading(self, cell: SheetCell, column: Column) -> None:
        """Write and dress a heading."""
        write_text(cell, column.heading)
        self._dress(cell, ("heading", is_number(column.kind)))

    def text(self, cell: SheetCell, text: str, style: str) -> None:
        """Write a line above a table; `style` is title, chapter, note or sentence."""
        write_text(cell, text)
        self._dress(cell, (style,))

    def number_code(self, kind: Kind, places: int) -> str:
        """The number format code of a kind of number, in the language's own separators."""
        decimals = "." + "0" * places if places else ""
        amount = f"{self._locale()}#,##0{decimals}"
        if kind in (Kind.PERCENT, Kind.FINE_PERCENT):
            return f"{amount}%{MARGIN}"
        if kind in SUFFIXES:
            suffix = SUFFIXES[kind][0 if self.language == "pl" else 1]
            return f'{amount}\\ "{suffix}"{MARGIN}'
        if kind not in (Kind.MONEY, Kind.PRICE):
            return f"{amount}{MARGIN}"
        if self.language == "pl":
            sign = "zł" if self.currency == "PLN" else self.currency
            return f'{amount}\\ "{sign}"{MARGIN}'
        return f'{self._locale()}"{self.currency}"\\ #,##0{decimals}{MARGIN}'

    def date_code(self) -> str:
        """The number format code of dates."""
        return "dd\\.mm\\.yyyy" if self.language == "pl" else "d\\ mmmm\\ yyyy"

    def _locale(self) -> str:
        return "[$-415]" if self.language == "pl" else "[$-809]"

    def _dress(self, cell: SheetCell, key: tuple[Any, ...]) -> None:
        if key not in self._made:
            _DRESSES.get(key[0], _dress_line)(cell, *key)
            self._made[key] = cell._style
        # Setting fonts and fills one by one looks each up again: ten times slower for a county.
        quoted = cell.quotePrefix
        cell._style = copy(self._made[key])
        cell.quotePrefix = quoted


def write_text(cell: SheetCell, text: str) -> None:
    """Write a text that stays a text, whatever it begins with."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # slow to import

    clean = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:LONGEST_TEXT]
    if not clean:
        return
    cell.value = clean
    cell.data_type = "s"
    cell.quotePrefix = clean[0] in "=+-@"


def lines_of(cells: Iterable[tuple[str, Column]]) -> int:
    """How many lines a row needs, as its longest text is broken at its column's width.

    Programs that open a workbook do not measure rows again by themselves.
    """
    needed = [1]
    for text, column in cells:
        if column.wraps:
            room = max(4, column.width * LETTERS_A_WIDTH[0] // LETTERS_A_WIDTH[1])
            needed.append(len(wrap(text, room)) if len(text) > room else 1)
    return max(needed)


def places_of(value: Fraction | int, kind: Kind) -> int:
    """Decimals shown: fixed for money and percent, as many as needed for the rest."""
    if kind is Kind.PRICE:
        return max(2, decimal_places(value, most=4))
    fixed = _PLACES.get(kind)
    return decimal_places(value, most=4) if fixed is None else fixed


def number_value(value: Fraction | int, kind: Kind, places: int) -> Decimal:
    """The number a cell holds: 0.22 for 22 percent."""
    if kind in (Kind.PERCENT, Kind.FINE_PERCENT):
        return Decimal(plain(Fraction(value) / 100, places + 4))
    return Decimal(plain(value, places))


def _fill(colour: str) -> Any:
    from openpyxl.styles import PatternFill  # slow to import

    return PatternFill("solid", start_color=colour, end_color=colour)


def _dress_body(
    cell: SheetCell, _: str, code: str, right: bool, wraps: bool, editable: bool, role: Role
) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side  # slow to import

    bold = role in (Role.SUM, Role.GROUP)
    colours = {Role.SUM: LIGHT, Role.GROUP: LIGHT, Role.WARNING: RED}
    cell.font = Font(name=FONT, size=10, bold=bold)
    cell.number_format = code
    cell.alignment = Alignment(
        horizontal="right" if right else "left",
        vertical="top",
        wrap_text=wraps,
        indent=int(not right),
    )
    hair = Side(style="hair", color="999999")
    cell.border = Border(bottom=hair, top=Side(style="thin") if role is Role.SUM else hair)
    if editable:
        cell.fill = _fill(YELLOW)
    elif role in colours:
        cell.fill = _fill(colours[role])


def _dress_heading(cell: SheetCell, _: str, right: bool) -> None:
    from openpyxl.styles import Alignment, Font  # slow to import

    cell.font = Font(name=FONT, size=10, bold=True, color="FFFFFF")
    cell.fill = _fill(DARK)
    cell.alignment = Alignment(
        horizontal="right" if right else "left",
        vertical="center",
        wrap_text=True,
        indent=int(not right),
    )


def _dress_line(cell: SheetCell, style: str) -> None:
    from openpyxl.styles import Alignment, Font  # slow to import

    fonts: dict[str, dict[str, Any]] = {
        "title": {"size": 15, "bold": True, "color": DARK},
        "chapter": {"size": 12, "bold": True, "color": DARK},
        "sentence": {"size": 11, "bold": True},
        "note": {"size": 9, "italic": True, "color": "555555"},
        "json": {"size": 8, "color": "777777"},
    }
    cell.font = Font(name=FONT, **fonts[style])
    if style == "json":
        cell.alignment = Alignment(horizontal="fill", vertical="top")


_DRESSES: dict[str, Any] = {"body": _dress_body, "heading": _dress_heading}
