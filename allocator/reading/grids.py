"""Typed tables -> grids of typed cells, the shape that every written format shares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.problem.columns import Record, columns_of, default_of
from allocator.problem.records import Commission
from allocator.problem.tables import TABLES, Tables
from allocator.reading.cells import decimal_text

Value = str | bool | int | Fraction | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of typed cells beneath its columns."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def grids(tables: Tables) -> Iterator[Grid]:
    """The tables that have something in them, and the required ones; commission facts first."""
    for name, table in TABLES.items():
        records = tables.get(name, ())
        if name == "commission":
            rows = tuple(commission_rows(records[0])) if records else ()
            yield Grid(name, ("key", "value", "meaning"), rows)
        elif records or table.required:
            columns = used_columns(table.record, records)
            extras = extra_columns(records)
            yield Grid(
                name, columns + extras, tuple(row_of(each, columns, extras) for each in records)
            )


def used_columns(record: type[Record], records: tuple[Record, ...]) -> tuple[str, ...]:
    """The required columns and those in which some row says more than an empty cell would."""
    return tuple(
        name
        for name, column in columns_of(record).items()
        if column.required
        or any(getattr(each, name) != default_of(record, name) for each in records)
    )


def extra_columns(records: tuple[Record, ...]) -> tuple[str, ...]:
    """The columns that nobody listed, by name."""
    return tuple(sorted({name for each in records for name, _ in each.extras}))


def row_of(record: Record, columns: tuple[str, ...], extras: tuple[str, ...]) -> tuple[Value, ...]:
    """The cells of a record in the order of its columns, then of the unlisted ones."""
    unlisted = dict(record.extras)
    return (
        *(getattr(record, name) for name in columns),
        *(unlisted.get(name) for name in extras),
    )


def commission_rows(record: Any) -> Iterator[tuple[Value, ...]]:
    """Key, value and remark of each fact that says something."""
    meanings = dict(record.meanings)
    facts: dict[str, Value] = {
        name: value
        for name, column in columns_of(Commission).items()
        if (value := getattr(record, name)) != default_of(Commission, name)
        or name in meanings
        or column.required
    }
    facts |= dict(record.extras)
    for key in dict.fromkeys((*facts, *sorted(meanings))):
        yield key, facts.get(key), meanings.get(key)


def text_of(value: Value) -> str:
    """A cell as delimited text: exact numbers with a point, 1 and 0, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | Fraction):
        return decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return ";".join(value) if isinstance(value, tuple) else value
