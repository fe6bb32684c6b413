"""Rule metrics as expressions: one function each. Their twins without a solver are in measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.formulation.choices import Choices, largest
from allocator.model import Expression
from allocator.problem.charter import INDICATOR, Rule
from allocator.problem.groups import Group, factor, selected_pairs
from allocator.problem.problem import Pair, Problem
from allocator.problem.selectors import select_components, select_members

NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of a group: the smallest of `branches` (most metrics have just one).

    `vanishes`: it is 0 where the group has no used pair.
    """

    branches: tuple[Expression, ...]
    vanishes: bool = True


def metric(choices: Choices, rule: Rule, group: Group) -> Metric:
    """The metric of a rule over one of its groups."""
    if rule.metric.startswith(INDICATOR):
        return _indicator(choices, rule.metric.removeprefix(INDICATOR), group)
    return METRICS[rule.metric](choices, rule, group)


def denominator(choices: Choices, rule: Rule, group: Group) -> Expression:
    """What the bounds of a rule are multiplied by: 1 for an absolute rule."""
    if not rule.of:
        return Expression(constant=1)
    return DENOMINATORS[rule.of](choices, rule, group)


def _value(choices: Choices, rule: Rule, group: Group) -> Metric:
    return Metric((choices.group_value(group.members, group.components, group.pairs),))


def _quantity(choices: Choices, rule: Rule, group: Group) -> Metric:
    return Metric((choices.quantity(group.pairs),))


def _hours(choices: Choices, rule: Rule, group: Group) -> Metric:
    return Metric((choices.hours(group.pairs),))


def _disadvantaged_hours(choices: Choices, rule: Rule, group: Group) -> Metric:
    problem = choices.problem
    weight = {
        pair: problem.hours_per_unit(pair) * problem.member[pair[0]].disadvantaged_share
        for pair in group.pairs
    }
    return Metric((choices.per_unit(group.pairs, weight),))


def _quality_value(choices: Choices, rule: Rule, group: Group) -> Metric:
    return Metric((choices.value(group.pairs, _grades(choices.problem, group.pairs, "quality")),))


def _preference_value(choices: Choices, rule: Rule, group: Group) -> Metric:
    weight = _grades(choices.problem, group.pairs, "preference")
    return Metric((choices.value(group.pairs, weight),))


def _members(choices: Choices, rule: Rule, group: Group) -> Metric:
    by_member: dict[str, list[Pair]] = {}
    for pair in group.pairs:
        by_member.setdefault(pair[0], []).append(pair)
    return Metric((Expression.of((choices.any_used(own), 1) for own in by_member.values()),))


def _components(choices: Choices, rule: Rule, group: Group) -> Metric:
    return Metric((choices.number_used(group.pairs),))


def _zones(choices: Choices, rule: Rule, group: Group) -> Metric:
    by_zone: dict[str, list[Pair]] = {}
    for pair in group.pairs:
        for zone in choices.problem.zones_of.get(pair, ()):
            by_zone.setdefault(zone, []).append(pair)
    reached = (choices.any_used(by_zone[zone]) for zone in sorted(by_zone))
    return Metric((Expression.total(Expression({variable: 1}) for variable in reached),))


def _margin(choices: Choices, rule: Rule, group: Group) -> Metric:
    problem = choices.problem
    own = [pair for pair in group.pairs if problem.offer[pair].own_unit_cost_pln is not None]
    unit = {pair: problem.offer[pair].own_unit_cost_pln or NONE for pair in own}
    fixed = Expression.of(
        (choices.used[pair], problem.offer[pair].own_fixed_cost_pln or NONE) for pair in own
    )
    return Metric((choices.value(own) - choices.per_unit(own, unit) - fixed,))


def _cash_out(choices: Choices, rule: Rule, group: Group) -> Metric:
    problem = choices.problem
    months = problem.commission.advance_months
    weight = {
        pair: problem.shares[pair[1]].get(group.period, NONE) * months for pair in group.pairs
    }
    pairs = [pair for pair in group.pairs if weight[pair]]
    return Metric((choices.value(pairs, weight),))


def _reserve(choices: Choices, rule: Rule, group: Group) -> Metric:
    """Spare capacity of the others if any one provider drops out; 0 where there is none."""
    capacity = {pair: choices.problem.offer[pair].capacity_max for pair in group.pairs}
    branches = []
    whole = choices.problem.component[group.components[0]].quantity
    most = Fraction(largest(choices.draft, denominator(choices, rule, group)))
    enough = whole + max(factor(rule, group.at_least or NONE) * most, NONE)
    for gone in group.pairs:
        others = [pair for pair in group.pairs if pair != gone]
        spare = choices.quantity(others) * -1 + sum((capacity[pair] for pair in others), NONE)
        branches.append(spare + Expression({choices.used[gone]: -enough}, enough))
    branches.append(choices.number_used(group.pairs) * enough)
    return Metric(tuple(branches))


def _indicator(choices: Choices, indicator_id: str, group: Group) -> Metric:
    known = choices.problem.contribution
    weight = {pair: known.get((*pair, indicator_id), NONE) for pair in group.pairs}
    return Metric((choices.per_unit(group.pairs, weight),))


METRICS: Mapping[str, Callable[[Choices, Rule, Group], Metric]] = {
    "value": _value,
    "quantity": _quantity,
    "hours": _hours,
    "disadvantaged_hours": _disadvantaged_hours,
    "quality_value": _quality_value,
    "preference_value": _preference_value,
    "members": _members,
    "components": _components,
    "zones": _zones,
    "margin": _margin,
    "cash_out": _cash_out,
    "reserve": _reserve,
}


def _grades(problem: Problem, pairs: tuple[Pair, ...], column: str) -> dict[Pair, Fraction]:
    return {pair: getattr(problem.offer[pair], column) or NONE for pair in pairs}


def _of_selected_value(choices: Choices, rule: Rule, group: Group) -> Expression:
    members = select_members(choices.problem, rule.members)
    components = select_components(choices.problem, rule.components)
    pairs = selected_pairs(choices.problem, rule, choices.pairs)
    return choices.group_value(members, components, pairs)


def _of_selected_hours(choices: Choices, rule: Rule, group: Group) -> Expression:
    return choices.hours(selected_pairs(choices.problem, rule, choices.pairs))


def _of_component_quantity(choices: Choices, rule: Rule, group: Group) -> Expression:
    return Expression.total(choices.covered(each) for each in group.components)


def _of_incumbent_quantity(choices: Choices, rule: Rule, group: Group) -> Expression:
    return Expression(constant=choices.problem.offer[group.pairs[0]].incumbent_quantity)


DENOMINATORS: Mapping[str, Callable[[Choices, Rule, Group], Expression]] = {
    "value": lambda choices, rule, group: choices.task_cost(),
    "hours": lambda choices, rule, group: choices.hours(),
    "selected_value": _of_selected_value,
    "selected_hours": _of_selected_hours,
    "group_value": lambda choices, rule, group: choices.group_value(
        group.members, group.components, group.pairs
    ),
    "group_hours": lambda choices, rule, group: choices.hours(group.pairs),
    "component_quantity": _of_component_quantity,
    "incumbent_quantity": _of_incumbent_quantity,
}
