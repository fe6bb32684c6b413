"""Which cells a scenario step means, and what its value is in their column. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.problem.charter import ScenarioStep
from allocator.problem.columns import Column, Kind, Record, columns_of, default_of
from allocator.problem.drafting import shown
from allocator.problem.selectors import NO, YES, cell, normalise
from allocator.problem.tables import TABLES

NO_TARGET = "none"
SHORT_NAMES = {
    "member": ("member_id",),
    "component": ("component_id",),
    "pool": ("pool_id", "labour_pool"),
}
"""Words of a key that stand for columns of ids."""


def target_names() -> tuple[str, ...]:
    """The tables that a scenario may change."""
    return tuple(name for name in TABLES if name != "scenarios")


def addressed(records: Iterable[Record], step: ScenarioStep) -> list[Record] | None:
    """The rows that the step's key means; None where the key names an unknown column.

    An id is looked for in every column of the table's key. For the commission the key is the name
    of a value, and its one record is meant.
    """
    rows = list(records)
    if step.target == "commission":
        return rows
    if step.key.strip() == "all":
        return rows
    if "=" not in step.key:
        table, wanted = TABLES[step.target], step.key.strip()
        return [each for each in rows if wanted in map(str, table.key_of(each))]
    conditions = []
    for part in filter(None, (each.strip() for each in step.key.split(";"))):
        name, _, wanted = part.partition("=")
        column = column_named(rows, step.target, name.strip())
        if column is None or "=" not in part:
            return None
        conditions.append((column, normalise(wanted)))
    return [each for each in rows if all(_holds(each, *condition) for condition in conditions)]


def column_named(records: Iterable[Record], table: str, name: str) -> str | None:
    """The column that a name in a key means; None where the table has no such column."""
    listed = columns_of(TABLES[table].record)
    for each in (name, *SHORT_NAMES.get(name, ())):
        if each in listed:
            return each
    return name if any(name == extra for row in records for extra, _ in row.extras) else None


def field_of(step: ScenarioStep) -> str:
    """The column that the step changes: for the commission, the value that its key names."""
    return step.key.strip() if step.target == "commission" else step.field


def field_exists(records: Iterable[Record], step: ScenarioStep) -> bool:
    """Whether there is such a column, listed or carried along."""
    name = field_of(step)
    if name in columns_of(TABLES[step.target].record):
        return step.target != "commission" or step.field == "value"
    return any(name == extra for row in records for extra, _ in row.extras)


def declared(table: str, name: str) -> Column | None:
    """The declaration of a listed column; None for a column carried along."""
    return columns_of(TABLES[table].record).get(name)


def is_numeric(column: Column | None) -> bool:
    """Whether cells of the column can be multiplied and added to."""
    return column is None or column.kind in (Kind.NUMBER, Kind.WHOLE, Kind.BOUND, Kind.ANY)


def as_cell(table: str, name: str, value: Fraction | str | None) -> Any:
    """The value that `set` puts in a column; ValueError where the column can not hold it.

    Empty is what an empty cell means, and nothing that a required column can hold.
    """
    column = declared(table, name)
    if column is None:
        return shown(value)
    if value is None or value == "":
        if column.required:
            raise ValueError(name)
        return default_of(TABLES[table].record, name)
    if column.kind in (Kind.BOUND, Kind.ANY):
        return value
    if column.kind in (Kind.NUMBER, Kind.WHOLE):
        return _number(column, value)
    return _from_text(column, str(value).strip())


def _number(column: Column, value: Fraction | str) -> Fraction | int:
    if not isinstance(value, Fraction):
        raise ValueError(value)
    if column.kind is Kind.NUMBER:
        return value
    if value.denominator != 1:
        raise ValueError(value)
    return int(value)


def _from_text(column: Column, text: str) -> Any:
    if column.kind is Kind.FLAG:
        if text.casefold() not in YES | NO:
            raise ValueError(text)
        return text.casefold() in YES
    if column.kind is Kind.DATE:
        day = [each.zfill(2) for each in reversed(text.split("."))]
        return date.fromisoformat("-".join(day) if len(day) == 3 else text)
    if column.kind is Kind.IDENTIFIERS:
        return tuple(each.strip() for each in text.split(";") if each.strip())
    if column.kind is Kind.CHOICE and text not in column.choices:
        raise ValueError(text)
    return text


def _holds(record: Record, column: str, wanted: str) -> bool:
    try:
        value = cell(record, column)
    except KeyError:
        return wanted == ""
    if isinstance(value, tuple):
        return wanted in (normalise(each) for each in value)
    return normalise(value) == wanted
