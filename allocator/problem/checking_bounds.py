"""Faults of bounds that are columns, and of what a metric needs in the records it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator.problem.charter import INDICATOR, Rule
from allocator.problem.columns import Kind, columns_of
from allocator.problem.drafting import Draft, Row, near
from allocator.problem.problem import Pair
from allocator.problem.selectors import cell, plain_number, select_components, select_members
from allocator.problem.tables import TABLES
from allocator.texts.issues import Issue

GROUP_TABLES = {
    "member": "members",
    "member_period": "members",
    "component": "components",
    "sector": "sectors",
    "assignment": "offers",
}
"""The table whose records the groups of a rule are; `total` has none."""

BOUNDS = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class GroupBounds:
    """The record of a group and its two bounds; None is no bound."""

    record: Any
    at_least: Fraction | None
    at_most: Fraction | None

    @property
    def values(self) -> tuple[Fraction, ...]:
        """The bounds there are."""
        return tuple(each for each in (self.at_least, self.at_most) if each is not None)

    @property
    def is_crossed(self) -> bool:
        """Whether nothing lies between the bounds."""
        both = self.at_least is not None and self.at_most is not None
        return both and self.values[0] > self.values[1]


def bound_columns_exist(draft: Draft) -> Iterator[Issue]:
    """A bound that is a column: the rule has groups, their record the column, and it is numeric."""
    for row in draft.each("rules"):
        for side in BOUNDS:
            bound = getattr(row.record, side)
            if isinstance(bound, str):
                yield from _bound_column_issues(draft, row, side, bound)


def bounds_of_groups_are_ordered(draft: Draft) -> Iterator[Issue]:
    """In no group is the lower bound above the upper one, where one of them is a column."""
    for row in draft.each("rules"):
        rule = row.record
        if not any(isinstance(getattr(rule, side), str) for side in BOUNDS) or rule.rule_id is None:
            continue
        for group in bounds_of(draft, rule):
            if group.is_crossed:
                yield _crossed(draft, rule, group)


def bounds_of(draft: Draft, rule: Rule) -> tuple[GroupBounds, ...]:
    """The bounds of each group that a rule may have; none where its columns are at fault."""
    if rule.per == "total":
        return (GroupBounds(None, *(_number(getattr(rule, side)) for side in BOUNDS)),)
    found = []
    for record in group_records(draft, rule):
        at_least, at_most = (group_bound(draft, record, getattr(rule, side)) for side in BOUNDS)
        found.append(GroupBounds(record, at_least, at_most))
    return tuple(found)


def group_records(draft: Draft, rule: Rule) -> tuple[Any, ...]:
    """The records that the rule's selected members, components or eligible offers are."""
    problem = draft.problem
    members = select_members(problem, rule.members)
    components = select_components(problem, rule.components)
    if rule.per in ("member", "member_period"):
        return tuple(problem.member[each] for each in members)
    if rule.per == "component":
        return tuple(problem.component[each] for each in components)
    if rule.per == "sector":
        named = {problem.component[each].sector_id for each in components}
        return tuple(each for each in problem.sectors if each.sector_id in named)
    return tuple(problem.offer[pair] for pair in selected_pairs(draft, rule))


def selected_pairs(draft: Draft, rule: Rule) -> tuple[Pair, ...]:
    """The eligible pairs of the rule's members and components."""
    members = set(select_members(draft.problem, rule.members))
    components = set(select_components(draft.problem, rule.components))
    return tuple(pair for pair in draft.eligible if pair[0] in members and pair[1] in components)


def group_bound(draft: Draft, record: Any, bound: Fraction | str | None) -> Fraction | None:
    """A bound for one record; None where the cell is empty, unknown or no number."""
    if not isinstance(bound, str):
        return bound
    if bound in ("min_lot", "labour_hours_per_unit") and hasattr(record, "capacity_max"):
        pair = (record.member_id, record.component_id)
        if bound == "min_lot":
            return draft.problem.min_lot(pair)
        return draft.problem.hours_per_unit(pair)
    try:
        return as_number(cell(record, bound))
    except (KeyError, ValueError):
        return None


def as_number(value: Any) -> Fraction | None:
    """The number in a cell of a listed or extra column; ValueError where it is none."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | tuple):
        raise ValueError(value)
    if not isinstance(value, str):
        return Fraction(value)
    number = plain_number(value)
    if number is None and value.strip():
        raise ValueError(value)
    return number


def metrics_have_data(draft: Draft) -> Iterator[Issue]:
    """Scores are filled where a rule weighs by them; other data at least once."""
    for row in draft.each("rules"):
        rule = row.record
        if rule.metric is None or rule.unit is None:
            continue
        pairs = selected_pairs(draft, rule)
        if rule.metric in ("quality_value", "preference_value"):
            column = rule.metric.removesuffix("_value")
            yield from missing_scores(draft, column, pairs, needed_by=rule.rule_id)
        elif pairs and not any(_has_data(draft, rule, pair) for pair in pairs):
            yield row.warning("metric_without_data", "metric")


def missing_scores(
    draft: Draft, column: str, pairs: Iterable[Pair], *, needed_by: str
) -> Iterator[Issue]:
    """Offers whose quality or preference is empty although a rule or goal weighs by it."""
    for pair in pairs:
        if getattr(draft.problem.offer[pair], column) is None:
            offer = draft.row_of("offers", pair[1], pair[0])
            yield offer.fault("score_missing", column, needed_by=needed_by)


def members_have_pairs(draft: Draft) -> Iterator[Issue]:
    """Selected members of a rule per member that have no eligible pair are no groups of it."""
    for row in draft.each("rules"):
        rule = row.record
        if rule.per not in ("member", "member_period") or rule.rule_id is None:
            continue
        with_pairs = {member for member, _ in selected_pairs(draft, rule)}
        missing = [
            each for each in select_members(draft.problem, rule.members) if each not in with_pairs
        ]
        if missing:
            yield row.warning("members_without_pairs", "members", names=", ".join(missing))


def _bound_column_issues(draft: Draft, row: Row, side: str, bound: str) -> Iterator[Issue]:
    table = GROUP_TABLES.get(row.record.per)
    if table is None:
        yield row.fault("bound_column_needs_groups", side)
        return
    listed = columns_of(TABLES[table].record)
    numeric = {name for name, each in listed.items() if each.kind in (Kind.NUMBER, Kind.WHOLE)}
    extras = {name for each in draft.each(table) for name, _ in each.record.extras}
    if bound not in numeric | extras:
        code = "bound_column_not_numeric" if bound in listed else "unknown_bound_column"
        suggestion = near(bound, numeric | extras)
        yield row.fault(code, side, table_of_groups=table, near=suggestion)
    elif bound in extras:
        for each in draft.each(table):
            try:
                as_number(dict(each.record.extras).get(bound))
            except ValueError:
                value = dict(each.record.extras)[bound]
                yield each.fault("bound_not_number", bound, value, rule=row.record.rule_id)


def _crossed(draft: Draft, rule: Rule, group: GroupBounds) -> Issue:
    table = GROUP_TABLES[rule.per]
    row = draft.row_of(table, *TABLES[table].key_of(group.record))
    column = rule.at_least if isinstance(rule.at_least, str) else rule.at_most
    return row.fault(
        "group_bounds_crossed",
        str(column),
        group.at_least if column is rule.at_least else group.at_most,
        rule=rule.rule_id,
        at_least=group.at_least,
        at_most=group.at_most,
    )


def _has_data(draft: Draft, rule: Rule, pair: Pair) -> bool:
    problem = draft.problem
    offer = problem.offer[pair]
    if rule.of == "incumbent_quantity" and not offer.incumbent_quantity:
        return False
    if rule.metric == "margin":
        return offer.own_unit_cost_pln is not None
    if rule.metric == "zones":
        return pair in problem.zones_of
    if rule.metric in ("hours", "disadvantaged_hours"):
        return problem.hours_per_unit(pair) > 0
    if rule.metric.startswith(INDICATOR):
        return (*pair, rule.metric.removeprefix(INDICATOR)) in problem.contribution
    return True


def _number(bound: Fraction | str | None) -> Fraction | None:
    return None if isinstance(bound, str) else bound
