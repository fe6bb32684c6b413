"""Rows of tables -> a Problem, or all the faults between tables at once. Knows no file format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from allocator.problem import (
    checking_bounds,
    checking_charter,
    checking_facts,
    checking_rules,
    checking_scenarios,
    checking_tables,
)
from allocator.problem.columns import Record, columns_of
from allocator.problem.drafting import Draft, assemble, draft_of, numbered, with_implied
from allocator.problem.dropping import drop
from allocator.problem.problem import Problem
from allocator.problem.tables import TABLES, Rows, Tables
from allocator.texts.issues import InputError, Issue, Severity

Check = Callable[[Draft], Iterator[Issue]]

CHECKS: tuple[Check, ...] = (
    checking_tables.required_tables_have_rows,
    checking_tables.one_commission,
    checking_tables.keys_are_unique,
    checking_tables.references_exist,
    checking_tables.tables_are_listed,
    checking_tables.values_are_in_range,
    checking_tables.period_ends_after_start,
    checking_tables.something_is_commissioned,
    checking_tables.quantities_are_whole_lots,
    checking_tables.demand_has_a_profile,
    checking_facts.target_shares_sum_to_100,
    checking_facts.min_lots_fit_capacity,
    checking_facts.labour_costs_less_than_price,
    checking_facts.permits_last,
    checking_facts.members_have_offers,
    checking_facts.capacity_covers_quantity,
    checking_facts.contribution_makes_sense,
    checking_facts.bound_columns_are_named,
    checking_facts.demanded_results_are_bound,
    checking_facts.competences_are_needed,
    checking_rules.rule_ids_are_free,
    checking_rules.metrics_are_known,
    checking_rules.selectors_are_known,
    checking_rules.units_fit_denominators,
    checking_rules.metrics_fit_groupings,
    checking_rules.bounds_say_something,
    checking_rules.soft_rules_have_priority,
    checking_rules.soft_bounds_of_zero_stand_alone,
    checking_rules.texts_fill_in,
    checking_bounds.bound_columns_exist,
    checking_bounds.bounds_of_groups_are_ordered,
    checking_bounds.metrics_have_data,
    checking_bounds.members_have_pairs,
    checking_charter.links_join_two,
    checking_charter.linked_quantities_agree,
    checking_charter.soft_links_have_priority,
    checking_charter.pins_can_be_kept,
    checking_charter.tolerances_are_allowed,
    checking_charter.ledger_has_history,
    checking_charter.history_is_past,
    checking_charter.preferences_are_grades_or_vetoes,
    checking_charter.levels_can_be_counted,
    checking_charter.weights_fall,
    checking_charter.goals_are_in_order,
    checking_charter.goals_have_data,
    checking_scenarios.scenario_steps_are_known,
)
"""Everything that is looked at beyond single cells, in the order in which it is told."""


def build(tables: Tables, *, rows: Rows | None = None, notices: tuple[Issue, ...] = ()) -> Problem:
    """The Problem that these rows make.

    `rows` are the spreadsheet row numbers of each table's records, where they come from a file;
    `notices` are what reading had to tell. The Problem's own `notices` are those, the warnings,
    and what was left out because its component has quantity 0. Raises InputError with every
    fault there is.
    """
    found = (*missing(tables, rows), *check_tables(tables, rows))
    faults = tuple(each for each in found if each.severity is Severity.FAULT)
    if faults:
        raise InputError(faults)
    problem, told = drop(assemble(with_implied(tables)))
    left_out = tuple(_left_out(tables, rows, *each) for each in told)
    return replace(problem, tables=tables, rows=rows or {}, notices=(*notices, *found, *left_out))


def check_tables(tables: Tables, rows: Rows | None = None) -> tuple[Issue, ...]:
    """All faults, warnings and notices between and within tables, in the order of the checks.

    Missing tables and empty required cells are passed over: whoever read them has told of them.
    """
    draft = draft_of(tables, rows or {})
    return tuple(issue for check in CHECKS for issue in check(draft))


def missing(tables: Tables, rows: Rows | None = None) -> Iterator[Issue]:
    """Required tables that are not there and required cells that are empty."""
    for name, table in TABLES.items():
        if table.required and name not in tables:
            yield Issue("table_missing", table=name)
        required = [key for key, each in columns_of(table.record).items() if each.required]
        for row in numbered(tables, rows or {}, name):
            for column in required:
                if getattr(row.record, column) in (None, ""):
                    yield row.fault("cell_empty", column)


def _left_out(
    tables: Tables, rows: Rows | None, code: str, record: Record, column: str, item: str | None
) -> Issue:
    table = next(name for name, each in TABLES.items() if type(record) is each.record)
    key = TABLES[table].key_of(record)
    found = numbered(tables, rows or {}, table)
    row = next(each for each in found if TABLES[table].key_of(each.record) == key)
    return row.notice(code, column, item)
