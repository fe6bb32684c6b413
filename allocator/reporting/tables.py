"""A report as plain tables of typed cells, before any face: no page, sheet or screen here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from allocator.texts.formats import HARD_SPACE, day, money, number, percent


class Kind(StrEnum):
    """What a cell holds, which decides how it is written."""

    TEXT = "text"
    MONEY = "money"  # PLN, to the grosz
    PRICE = "price"  # PLN for a unit, up to 4 decimals
    QUANTITY = "quantity"  # up to 4 decimals
    COUNT = "count"
    RATIO = "ratio"  # up to 4 decimals
    PERCENT = "percent"  # 22 for 22 percent, up to 2 decimals
    FINE_PERCENT = "fine_percent"  # the same with 4 decimals
    POINTS = "points"  # percentage points, up to 2 decimals
    HOURS = "hours"  # up to 2 decimals
    TENTH = "tenth"  # a plain number with 1 decimal
    DAY = "day"


SUFFIXES = {Kind.POINTS: ("p.p.", "pp"), Kind.HOURS: ("godz.", "h")}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of another kind than its column."""

    value: Fraction
    kind: Kind


Cell = str | int | Fraction | date | Amount | None


class Role(StrEnum):
    """What a row is for; faces may set it off."""

    DATA = "data"
    SUM = "sum"
    GROUP = "group"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands below it, and how wide it wants to be (in characters)."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 14
    editable: bool = False
    wraps: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row; cells parallel to the columns."""

    cells: tuple[Cell, ...]
    role: Role = Role.DATA


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title. `above` are labelled values shown before the headings."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    above: tuple[tuple[str, Cell, Kind], ...] = ()


def shown(cell: Cell, kind: Kind, language: str, *, currency: str = "PLN") -> str:
    """A cell as text for people."""
    if isinstance(cell, Amount):
        kind = cell.kind
        cell = cell.value
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return day(cell, language)
    if kind is Kind.MONEY:
        return money(cell, language, currency=currency)
    if kind is Kind.PERCENT:
        return percent(cell, language)
    if kind is Kind.FINE_PERCENT:
        return percent(cell, language, places=4)
    if kind in SUFFIXES:
        suffix = SUFFIXES[kind][0 if language == "pl" else 1]
        return number(cell, language, places=2) + HARD_SPACE + suffix
    if kind is Kind.PRICE:
        return number(cell, language, places=4, at_least=2)
    if kind is Kind.TENTH:
        return number(cell, language, places=1, at_least=1)
    return number(cell, language)


def is_number(kind: Kind) -> bool:
    """Whether a column of this kind is set to the right."""
    return kind not in (Kind.TEXT, Kind.DAY)
