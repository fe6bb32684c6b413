"""What a metric may be a share of: one function for each `of` of the grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from allocator.allocation import Quantities
from allocator.measures.awards import ZERO, covered, task_cost, total_hours
from allocator.measures.metrics import hours, value
from allocator.problem.charter import Rule
from allocator.problem.groups import Group
from allocator.problem.problem import Pair, Problem
from allocator.problem.selectors import select_components, select_members

OfGroup = Callable[[Group], Fraction]
Denominator = Callable[[Problem, Quantities, Rule, tuple[Pair, ...]], OfGroup]


def denominator(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    """What the rule's metric is a share of, by group; 1 for an absolute bound.

    `pairs` are all the pairs that may be selected. What does not depend on the group is counted
    once.
    """
    return DENOMINATORS[rule.of](problem, quantities, rule, pairs)


def _of_nothing(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    return lambda _: Fraction(1)


def _of_value(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    whole = task_cost(problem, quantities)
    return lambda _: whole


def _of_hours(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    whole = total_hours(problem, quantities)
    return lambda _: whole


def _of_selected_value(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    whole = value(problem, quantities, _selection(problem, rule, pairs))
    return lambda _: whole


def _of_selected_hours(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    whole = hours(problem, quantities, _selection(problem, rule, pairs))
    return lambda _: whole


def _of_group_value(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    return lambda group: value(problem, quantities, group)


def _of_group_hours(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    return lambda group: hours(problem, quantities, group)


def _of_component_quantity(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    whole = covered(problem, quantities)
    return lambda group: sum((whole[each] for each in group.components), ZERO)


def _of_incumbent_quantity(
    problem: Problem, quantities: Quantities, rule: Rule, pairs: tuple[Pair, ...]
) -> OfGroup:
    return lambda group: problem.offer[group.pairs[0]].incumbent_quantity


DENOMINATORS: Mapping[str, Denominator] = {
    "": _of_nothing,
    "value": _of_value,
    "hours": _of_hours,
    "selected_value": _of_selected_value,
    "selected_hours": _of_selected_hours,
    "group_value": _of_group_value,
    "group_hours": _of_group_hours,
    "component_quantity": _of_component_quantity,
    "incumbent_quantity": _of_incumbent_quantity,
}
"""Everything that a metric may be a share of, by the rule's `of`."""


def _selection(problem: Problem, rule: Rule, pairs: tuple[Pair, ...]) -> Group:
    chosen = select_members(problem, rule.members)
    parts = select_components(problem, rule.components)
    who, what = set(chosen), set(parts)
    inside = tuple(pair for pair in pairs if pair[0] in who and pair[1] in what)
    return Group("", chosen, parts, inside)
