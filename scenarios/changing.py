"""What-if: the changes of a scenario applied to a copy of a problem, which is then built anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from allocator.problem.addressing import NO_TARGET, addressed, as_cell, declared, field_of
from allocator.problem.building import build
from allocator.problem.charter import ScenarioStep
from allocator.problem.checking_bounds import as_number
from allocator.problem.checking_tables import range_fault
from allocator.problem.columns import Kind, Record, columns_of
from allocator.problem.drafting import Row, decimal_text, numbered
from allocator.problem.problem import Problem
from allocator.problem.tables import TABLES
from allocator.texts.issues import InputError, Issue
from scenarios.quantities import Edits, changed_quantities


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that a scenario changed; `key` as in spreadsheets, its parts joined by `;`."""

    table: str
    key: str
    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Changed:
    """A problem with a scenario applied, each cell changed, and what was done beside it."""

    problem: Problem
    scenario_id: str
    cells: tuple[CellChange, ...]
    notices: tuple[Issue, ...]


def apply_scenario(problem: Problem, scenario_id: str) -> Changed:
    """The problem as the scenario changes it; the given one stays as it is.

    Raises InputError for an unknown scenario, for a step that does not fit the cells it meets,
    and for whatever is wrong with the problem that results.
    """
    edits = Edits({name: list(records) for name, records in problem.tables.items()})
    for row in steps_of(problem, scenario_id):
        if row.record.target != NO_TARGET:
            apply_step(edits, row)
    tables = {name: tuple(records) for name, records in edits.tables.items()}
    own = set(build(problem.tables, rows=problem.rows).notices)
    carried = tuple(each for each in problem.notices if each not in own)
    notices = tuple(edits.notices)
    result = build(tables, rows=problem.rows, notices=(*carried, *notices))
    return Changed(result, scenario_id, changes_between(problem, result), notices)


def steps_of(problem: Problem, scenario_id: str) -> list[Row]:
    """The steps of a scenario in order, with their places. Raises InputError if there are none."""
    found = [
        row
        for row in numbered(problem.tables, problem.rows, "scenarios")
        if row.record.scenario_id == scenario_id
    ]
    if not found:
        known = sorted({each.scenario_id for each in problem.scenarios})
        parameters = (("known", ", ".join(known) or "–"),)
        raise InputError((Issue("scenario_unknown", value=scenario_id, parameters=parameters),))
    return sorted(found, key=lambda row: int(row.record.step))


def apply_step(edits: Edits, row: Row) -> None:
    """One step: every cell that its key and field mean. Raises InputError where it does not fit."""
    step: ScenarioStep = row.record
    records = edits.tables.get(step.target, [])
    chosen = addressed(records, step)
    if not chosen:
        raise InputError((row.fault("scenario_matches_nothing", "key", **_matched(step)),))
    results = [(record, result_of(row, record)) for record in chosen]
    faults = tuple(result for _, result in results if isinstance(result, Issue))
    if faults:
        raise InputError(tuple(dict.fromkeys(faults)))
    column = field_of(step)
    changed = [(record, value) for record, value in results if value != content(record, column)]
    if not changed:
        edits.notices.append(row.notice("scenario_changed_nothing", "key"))
    if (step.target, column) == ("components", "quantity"):
        ids = TABLES["components"].key_of
        changed_quantities(edits, row, {ids(each)[0]: value for each, value in changed})
        return
    new = [(record, with_content(record, column, value)) for record, value in changed]
    edits.replace_rows(step.target, new)


def result_of(row: Row, record: Record) -> Any:
    """What the step makes of one cell, in the cell's own type; an Issue where it can not.

    An empty cell stays empty when it is multiplied or added to: it is no bound, or a default.
    """
    step: ScenarioStep = row.record
    column = field_of(step)
    if step.operation == "set":
        return as_cell(step.target, column, step.value)
    before = content(record, column)
    try:
        number = as_number(before)
    except ValueError:
        shown = str(before)
        return row.fault("scenario_cell_not_number", "field", operation=step.operation, cell=shown)
    if number is None:
        return before
    assert isinstance(step.value, Fraction), "a valid step has a number"
    return _in_type(row, column, _OPERATIONS[step.operation](number, step.value))


def changes_between(before: Problem, after: Problem) -> tuple[CellChange, ...]:
    """Every cell in which the tables of two problems with the same rows differ, sorted."""
    found: list[CellChange] = []
    for name, records in before.tables.items():
        for old, new in zip(records, after.tables[name], strict=True):
            found += _cell_changes(name, old, new)
    return tuple(sorted(found, key=lambda each: (each.table, each.key, each.column)))


def content(record: Record, column: str) -> Any:
    """The value of a listed or extra column; None where the record has none."""
    if column in columns_of(type(record)):
        return getattr(record, column)
    return dict(record.extras).get(column)


def with_content(record: Record, column: str, value: Any) -> Record:
    """The record with another value in a listed or extra column."""
    if column in columns_of(type(record)):
        change: Mapping[str, Any] = {column: value}
        return replace(record, **change)
    return replace(record, extras=tuple(sorted({**dict(record.extras), column: value}.items())))


def _in_type(row: Row, name: str, result: Fraction) -> Any:
    column = declared(row.record.target, name)
    if column is None:
        return decimal_text(result)
    broken = range_fault(column, result)
    if broken and broken[0] == "below_minimum":
        return row.fault("scenario_result_below_minimum", "value", result=result, limit=broken[1])
    if broken:
        return row.fault("scenario_result_above_maximum", "value", result=result, limit=broken[1])
    if column.kind is not Kind.WHOLE:
        return result
    if result.denominator != 1:
        return row.fault("scenario_result_not_whole", "value", result=result)
    return int(result)


def _cell_changes(table: str, old: Record, new: Record) -> Iterator[CellChange]:
    if old == new:
        return
    key = ";".join(map(str, TABLES[table].key_of(old)))
    names = [*columns_of(type(old)), *sorted({name for name, _ in (*old.extras, *new.extras)})]
    for name in names:
        before, after = content(old, name), content(new, name)
        if before != after and table == "commission":
            yield CellChange(table, name, "value", before, after)
        elif before != after:
            yield CellChange(table, key, name, before, after)


def _matched(step: ScenarioStep) -> dict[str, str]:
    return {"table_of_step": step.target, "near": "–"}


_OPERATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "multiply": lambda cell, value: cell * value,
    "add": lambda cell, value: cell + value,
}
