"""Faults of scenario steps: all are checked, also those of scenarios that nobody asks for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.problem.addressing import (
    NO_TARGET,
    addressed,
    as_cell,
    column_named,
    declared,
    field_exists,
    field_of,
    is_numeric,
    target_names,
)
from allocator.problem.charter import OPERATIONS
from allocator.problem.checking_tables import range_fault
from allocator.problem.columns import columns_of
from allocator.problem.drafting import Draft, Row, near
from allocator.problem.tables import TABLES
from allocator.texts.issues import Issue


def scenario_steps_are_known(draft: Draft) -> Iterator[Issue]:
    """Table, column, operation and key of every step mean something."""
    for row in draft.each("scenarios"):
        step = row.record
        if step.target is None or step.target == NO_TARGET:
            continue
        if step.target not in target_names():
            suggestion = near(step.target, (*target_names(), NO_TARGET))
            yield row.fault("scenario_unknown_table", "target", near=suggestion)
            continue
        found = [
            *_key_issues(draft, row),
            *_field_issues(draft, row),
            *_operation_issues(row),
        ]
        yield from found or _value_issues(draft, row)


def _key_issues(draft: Draft, row: Row) -> Iterator[Issue]:
    step = row.record
    records = draft.tables.get(step.target, ())
    if step.target == "commission":
        return
    chosen = addressed(records, step)
    if chosen is None:
        names = [each.partition("=")[0].strip() for each in step.key.split(";")]
        unknown = [each for each in names if column_named(records, step.target, each) is None]
        suggestion = near(", ".join(unknown), columns_of(TABLES[step.target].record))
        yield row.fault("scenario_unknown_key_column", "key", near=suggestion)
    elif not chosen:
        ids = {TABLES[step.target].key_of(each)[0] for each in records}
        yield row.fault(
            "scenario_matches_nothing", "key", table_of_step=step.target, near=near(step.key, ids)
        )


def _field_issues(draft: Draft, row: Row) -> Iterator[Issue]:
    step = row.record
    records = draft.tables.get(step.target, ())
    names = columns_of(TABLES[step.target].record)
    if step.target == "commission" and step.field != "value":
        yield row.fault(
            "scenario_unknown_column", "field", table_of_step="commission", near="value"
        )
    elif not field_exists(records, step):
        column = "key" if step.target == "commission" else "field"
        suggestion = near(field_of(step), names)
        yield row.fault(
            "scenario_unknown_column", column, table_of_step=step.target, near=suggestion
        )
    elif field_of(step) in TABLES[step.target].key:
        yield row.fault("scenario_changes_key", "field")


def _operation_issues(row: Row) -> Iterator[Issue]:
    if row.record.operation not in OPERATIONS:
        known = ", ".join(OPERATIONS)
        yield row.fault("scenario_unknown_operation", "operation", known=known)


def _value_issues(draft: Draft, row: Row) -> Iterator[Issue]:
    step = row.record
    column = declared(step.target, field_of(step))
    if step.operation != "set":
        if not isinstance(step.value, Fraction):
            yield row.fault("scenario_value_not_number", "value", operation=step.operation)
        elif not is_numeric(column):
            yield row.fault("scenario_column_not_numeric", "field", operation=step.operation)
        return
    try:
        value = as_cell(step.target, field_of(step), step.value)
    except ValueError:
        yield row.fault("scenario_value_wrong_kind", "value", column_of_step=field_of(step))
        return
    broken = range_fault(column, value) if column else None
    if broken:
        yield row.fault(broken[0], "value", limit=broken[1])
