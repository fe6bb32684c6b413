"""Faults between and within the tables of facts: keys, references, ranges, quantities, demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from allocator.problem.columns import LARGEST, Column, Kind, columns_of
from allocator.problem.drafting import Draft, known_keys, near
from allocator.problem.records import ONE, ZERO
from allocator.problem.tables import TABLES
from allocator.texts.issues import Issue, Severity

DEMAND_TOLERANCE = Fraction(1, 200)
"""Half a percent: by how much the demand of the periods may differ unmentioned."""


def required_tables_have_rows(draft: Draft) -> Iterator[Issue]:
    """A table that is there but empty, where a problem needs rows."""
    for name, table in TABLES.items():
        if table.required and name in draft.tables and not draft.tables[name]:
            yield Issue("table_empty", table=name)


def one_commission(draft: Draft) -> Iterator[Issue]:
    """A problem is one commission."""
    for row in list(draft.each("commission"))[1:]:
        yield row.fault("several_commissions", "commission_id")


def something_is_commissioned(draft: Draft) -> Iterator[Issue]:
    """At least one component has a quantity."""
    if draft.tables.get("components") and not draft.problem.components:
        yield Issue("nothing_commissioned", table="components", column="quantity")


def keys_are_unique(draft: Draft) -> Iterator[Issue]:
    """No two rows of a table with the same key."""
    for name, table in TABLES.items():
        seen: dict[tuple[Any, ...], int | None] = {}
        for row in draft.each(name):
            key = table.key_of(row.record)
            if not key or None in key:
                continue
            if key in seen:
                first = "?" if seen[key] is None else seen[key]
                yield row.fault("duplicate_key", ";".join(table.key), key, first_row=first)
            seen.setdefault(key, row.number)


def references_exist(draft: Draft) -> Iterator[Issue]:
    """Every cell that refers to another table names a row that is there."""
    known = known_keys(draft.tables)
    for name, table in TABLES.items():
        for column, declared in columns_of(table.record).items():
            if declared.refers_to in draft.tables:
                yield from _dangling(draft, name, column, declared.refers_to, known)


def tables_are_listed(draft: Draft) -> Iterator[Issue]:
    """An optional table that is empty although others refer to it: its rows are implied."""
    for name in draft.implied:
        (key,) = TABLES[name].key
        names = [getattr(each, key) for each in draft.tables[name]]
        yield Issue(
            "table_implied", Severity.NOTICE, name, parameters=(("names", ", ".join(names)),)
        )


def values_are_in_range(draft: Draft) -> Iterator[Issue]:
    """Numbers between the limits of their column, choices among its choices."""
    for name, table in TABLES.items():
        columns = {
            key: each
            for key, each in columns_of(table.record).items()
            if each.kind in (Kind.NUMBER, Kind.WHOLE, Kind.CHOICE, Kind.ANY)
        }
        for row in draft.each(name):
            for column, declared in columns.items():
                broken = range_fault(declared, getattr(row.record, column))
                if broken:
                    code, limit = broken
                    yield row.fault(code, column, limit=limit)


def range_fault(column: Column, value: object) -> tuple[str, object] | None:
    """The code and limit that a value breaks in its column; None where it is in range."""
    if column.choices and isinstance(value, str):
        known = value in column.choices or (value == "" and not column.required)
        return None if known else ("not_a_choice", ", ".join(column.choices))
    if not isinstance(value, Fraction | int):
        return None
    number = Fraction(value)
    if column.minimum is not None and number < column.minimum:
        return "below_minimum", column.minimum
    if column.maximum is not None and number > column.maximum:
        return "above_maximum", column.maximum
    return ("above_maximum", LARGEST) if abs(number) > LARGEST else None


def period_ends_after_start(draft: Draft) -> Iterator[Issue]:
    """The commission ends on the day it starts, or later."""
    for row in draft.each("commission"):
        start, end = row.record.period_start, row.record.period_end
        if start and end and end < start:
            yield row.fault("period_end_before_start", "period_end", start=start)


def demand_has_a_profile(draft: Draft) -> Iterator[Issue]:
    """Each component has demand rows, none negative, one positive, that sum to its quantity."""
    rows = defaultdict(list)
    for row in draft.each("demand"):
        rows[row.record.component_id].append(row.record.quantity)
    for row in draft.each("components"):
        quantity, found = row.record.quantity, rows[row.record.component_id]
        if "demand" not in draft.tables or not quantity or None in found:
            continue
        total = sum(found, ZERO)
        if not found:
            yield row.fault("demand_missing", "component_id")
        elif not any(each > 0 for each in found):
            yield row.fault("demand_not_positive", "component_id")
        elif abs(total - quantity) > DEMAND_TOLERANCE * quantity:
            yield row.warning("demand_sum_differs", "quantity", total=total)


def quantities_are_whole_lots(draft: Draft) -> Iterator[Issue]:
    """A component's quantity is a whole number of its lots."""
    for row in draft.each("components"):
        quantity, lot = row.record.quantity, row.record.lot_size or ONE
        if quantity is not None and (quantity / lot).denominator != 1:
            yield row.fault("quantity_not_whole_lots", "quantity", lot=lot)


def _dangling(draft: Draft, table: str, column: str, refers_to: str, known: Any) -> Iterator[Issue]:
    for row in draft.each(table):
        value = getattr(row.record, column)
        for name in value if isinstance(value, tuple) else (value,):
            if name not in (None, "") and name not in known[refers_to]:
                suggestion = near(str(name), known[refers_to])
                yield row.fault(
                    "unknown_reference", column, name, refers_to=refers_to, near=suggestion
                )
