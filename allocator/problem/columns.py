"""What a column of a table may hold, declared once: reading, writing, schema and digest follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any


class Kind(StrEnum):
    """How a cell is read and what it becomes."""

    IDENTIFIER = "identifier"  # str
    IDENTIFIERS = "identifiers"  # tuple[str, ...], separated by ;
    TEXT = "text"  # str
    NUMBER = "number"  # Fraction
    WHOLE = "whole"  # int
    FLAG = "flag"  # bool
    DATE = "date"  # datetime.date
    PERIOD = "period"  # str such as 2026-01
    CHOICE = "choice"  # str, one of `choices`
    BOUND = "bound"  # Fraction, or str: the name of a column
    ANY = "any"  # Fraction where it reads as a number, else str


@dataclass(frozen=True, slots=True)
class Column:
    """The declaration of one column.

    `minimum` and `maximum` are inclusive; `places` is the largest number of decimals; `refers_to`
    names the table whose key the cell must be. `solution` says whether the value can change a
    solution (it then counts in the problem digest, else in the text digest). `polish` are headings
    that mean the same; the first one is shown in templates.
    """

    kind: Kind
    polish: tuple[str, ...]
    about_pl: str
    about_en: str
    key: bool = False
    required: bool = False
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    places: int | None = None
    choices: tuple[str, ...] = ()
    refers_to: str = ""
    solution: bool = True


COLUMN = "column"
LARGEST = Fraction(10**12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A row of a table. `extras` are the columns nobody listed, as normalised text."""

    extras: tuple[tuple[str, str], ...] = ()


def columns_of(record: type[Record]) -> dict[str, Column]:
    """The declared columns of a record, in the order in which tables show them."""
    found: Any = record
    return _columns(found)


def declared(record: type[Record]) -> Iterator[Field[Any]]:
    """The dataclass fields that are columns."""
    return (each for each in fields(record) if COLUMN in each.metadata)


def default_of(record: type[Record], column: str) -> Any:
    """What an empty cell means; required columns have none and give None."""
    found = next(each for each in declared(record) if each.name == column)
    return None if found.default is MISSING else found.default


def column(
    kind: Kind,
    polish: str,
    about_pl: str,
    about_en: str,
    *,
    default: Any = MISSING,
    minimum: int | None = None,
    maximum: int | None = None,
    **rest: Any,
) -> Any:
    """Declare a column as a dataclass field. `polish` holds its headings separated by |.

    A column without a default is required; `key` columns are part of the table's key.
    """
    found = Column(
        kind,
        tuple(polish.split("|")),
        about_pl,
        about_en,
        required=default is MISSING,
        minimum=None if minimum is None else Fraction(minimum),
        maximum=None if maximum is None else Fraction(maximum),
        **rest,
    )
    return field(metadata={COLUMN: found}, **({} if default is MISSING else {"default": default}))


@cache
def _columns(record: Any) -> dict[str, Column]:
    return {each.name: each.metadata[COLUMN] for each in declared(record)}
