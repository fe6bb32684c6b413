"""One raw cell -> one typed value of its column, or the fault in it. Knows no table and no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.problem.columns import LARGEST, Column, Kind
from allocator.reading.cells import (
    Cell,
    ErrorValue,
    PercentNumber,
    UncountedFormula,
    Unreadable,
    day_text,
    decimal_text,
    is_error_word,
    tidy,
)
from allocator.reading.dates import read_date, read_period
from allocator.reading.numbers import (
    NumberFault,
    Point,
    Signs,
    canonical,
    of_decimal,
    read_number,
)

YES = frozenset(("1", "true", "tak", "yes", "prawda", "1.0", "1,0"))
NO = frozenset(("0", "false", "nie", "no", "fałsz", "0.0", "0,0"))
CALCULATED = (Kind.NUMBER, Kind.WHOLE, Kind.BOUND, Kind.ANY)
"""Kinds of columns whose texts may be numbers."""

_NAME = re.compile(r"[^\W\d][\w ]*")


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell can not be read: the code of the issue and what its sentence needs."""

    code: str
    parameters: tuple[tuple[str, str], ...] = ()


def read_value(cell: Cell, name: str, column: Column, point: Point) -> Any | CellFault:
    """The typed value of a filled cell of column `name`, or its fault."""
    if isinstance(cell, str) and is_error_word(cell):
        return CellFault("error_value")
    if isinstance(cell, ErrorValue):
        return CellFault("error_value")
    if isinstance(cell, UncountedFormula):
        return CellFault("formula_without_value")
    if isinstance(cell, Unreadable) or (
        isinstance(cell, tuple) and column.kind is not Kind.IDENTIFIERS
    ):
        return CellFault("not_a_cell")
    return _READERS[column.kind](cell, name, column, point)


def read_extra(cell: Cell) -> str | CellFault:
    """The normalised text of a cell in a column that nobody listed."""
    if isinstance(cell, Unreadable | tuple):
        return CellFault("not_a_cell")
    if isinstance(cell, ErrorValue) or (isinstance(cell, str) and is_error_word(cell)):
        return CellFault("error_value")
    if isinstance(cell, UncountedFormula):
        return CellFault("formula_without_value")
    return canonical(cell) if isinstance(cell, str) else _as_text(cell)


def signs_of(name: str, kind: Kind) -> Signs:
    """What may stand beside the numbers of a column, by its name and kind."""
    open_to_all = kind in (Kind.BOUND, Kind.ANY)
    return Signs(
        currency=open_to_all or "pln" in name,
        percent=open_to_all or name.endswith("_pct"),
        hours="hours" in name,
    )


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, Decimal):
        exact = of_decimal(cell)
        return str(cell) if isinstance(exact, NumberFault) else decimal_text(exact)
    if isinstance(cell, PercentNumber):
        return decimal_text(cell.value)
    if isinstance(cell, datetime):
        return day_text(cell)
    return cell.isoformat() if isinstance(cell, date | time) else tidy(str(cell))


def _text(cell: Cell, name: str, column: Column, point: Point) -> Any:
    return _as_text(cell)


def _identifier(cell: Cell, name: str, column: Column, point: Point) -> Any:
    if isinstance(cell, date | time | timedelta):
        return CellFault("date_for_identifier")
    if isinstance(cell, bool):
        return CellFault("bad_identifier")
    text = _as_text(cell)
    return CellFault("bad_identifier") if ";" in text or "\n" in text else text


def _identifiers(cell: Cell, name: str, column: Column, point: Point) -> Any:
    if isinstance(cell, tuple):
        return tuple(each for each in map(tidy, cell) if each)
    if isinstance(cell, bool | date | time | timedelta):
        return _identifier(cell, name, column, point)
    return tuple(each for each in map(tidy, _as_text(cell).split(";")) if each)


def _exact(cell: Cell, name: str, column: Column, point: Point) -> Fraction | CellFault:
    """The number in a cell, within what any amount may be."""
    value: Fraction | NumberFault
    if isinstance(cell, bool | date):
        return CellFault("bad_number")
    if isinstance(cell, PercentNumber):
        if column.kind is not Kind.NUMBER or name.endswith("_pct"):
            return CellFault("percent_format", (("percent", decimal_text(cell.value * 100)),))
        value = Fraction(cell.value)
    elif isinstance(cell, int):
        value = Fraction(cell)
    elif isinstance(cell, Decimal):
        value = of_decimal(cell)
    elif isinstance(cell, time | timedelta):
        value = _hours(cell) if "hours" in name else NumberFault("bad_number")
    else:
        value = _of_text(str(cell), name, column, point)
    if isinstance(value, NumberFault):
        return CellFault(value.code)
    return CellFault("number_too_large") if abs(value) > LARGEST else value


def _of_text(text: str, name: str, column: Column, point: Point) -> Fraction | NumberFault:
    value = read_number(text, point, signs=signs_of(name, column.kind))
    if value == NumberFault("bad_number") and column.kind in (Kind.NUMBER, Kind.WHOLE):
        elsewhere = read_number(text, point, signs=Signs(currency=True, percent=True, hours=True))
        if isinstance(elsewhere, Fraction):
            return NumberFault("sign_out_of_place")
    return value


def _hours(cell: time | timedelta) -> Fraction:
    if isinstance(cell, timedelta):
        return Fraction(cell // timedelta(seconds=1), 3600)
    return Fraction(cell.hour * 3600 + cell.minute * 60 + cell.second, 3600)


def _number(cell: Cell, name: str, column: Column, point: Point) -> Any:
    value = _exact(cell, name, column, point)
    if isinstance(value, CellFault):
        return value
    if column.places is not None and (value * 10**column.places).denominator != 1:
        return CellFault("too_many_decimals", (("places", str(column.places)),))
    if column.minimum is not None and value < column.minimum:
        return CellFault("below_minimum", (("limit", decimal_text(column.minimum)),))
    if column.maximum is not None and value > column.maximum:
        return CellFault("above_maximum", (("limit", decimal_text(column.maximum)),))
    return value


def _whole(cell: Cell, name: str, column: Column, point: Point) -> Any:
    value = _number(cell, name, column, point)
    if isinstance(value, CellFault):
        return value
    return int(value) if value.denominator == 1 else CellFault("not_whole")


def _flag(cell: Cell, name: str, column: Column, point: Point) -> Any:
    if isinstance(cell, bool):
        return cell
    word = _as_text(cell).casefold()
    return True if word in YES else False if word in NO else CellFault("bad_flag")


def _date(cell: Cell, name: str, column: Column, point: Point) -> Any:
    return read_date(cell) or CellFault("bad_date")


def _period(cell: Cell, name: str, column: Column, point: Point) -> Any:
    return read_period(cell) or CellFault("bad_period")


def _choice(cell: Cell, name: str, column: Column, point: Point) -> Any:
    text = _as_text(cell).casefold()
    if text in column.choices:
        return text
    return CellFault("not_a_choice", (("limit", ", ".join(column.choices)),))


def _bound(cell: Cell, name: str, column: Column, point: Point) -> Any:
    value = _number(cell, name, column, point)
    if value == CellFault("bad_number") and isinstance(cell, str) and _NAME.fullmatch(cell):
        return cell
    return value


def _any(cell: Cell, name: str, column: Column, point: Point) -> Any:
    if isinstance(cell, bool | date):
        return _as_text(cell)
    value = _number(cell, name, column, point)
    if value == CellFault("bad_number") and isinstance(cell, str):
        return cell
    return value


_Reader = Callable[[Cell, str, Column, Point], Any]
_READERS: Mapping[Kind, _Reader] = {
    Kind.IDENTIFIER: _identifier,
    Kind.IDENTIFIERS: _identifiers,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.FLAG: _flag,
    Kind.DATE: _date,
    Kind.PERIOD: _period,
    Kind.CHOICE: _choice,
    Kind.BOUND: _bound,
    Kind.ANY: _any,
}
