"""Goals as expressions to optimise: one function each. Their twins are in measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor

from allocator.formulation.awards import award, common_step, counted_awards
from allocator.formulation.choices import STRUCTURE, Choices, largest
from allocator.formulation.ladder import peaks_of
from allocator.formulation.rules import soft_violations
from allocator.formulation.welfare import MEANS, ordered_sum, with_something
from allocator.measures.awards import targets
from allocator.model import Expression, Tag
from allocator.problem.problem import Pair
from allocator.problem.request import Goal

MILLION = 10**6


def goal_expression(choices: Choices, entry: str, goal: Goal) -> Expression:
    """The measure of an entry (`cost`, `soft_rules:1`, ...) as an expression.

    Adds the helper variables and rows it needs to the draft. Its value at a plan is the exact
    measure, or for ratios and levels the value on the proof grid. Means are drawn as curves.
    """
    name, _, part = entry.partition(":")
    if name == "soft_rules":
        return soft_violations(choices, int(part))
    if name == "uncovered":
        return _uncovered(choices, critical_only=part == "critical")
    if name in MEANS:
        return with_something(choices, goal.fairness, weighted=part == "weight")
    return EXPRESSIONS[name](choices, goal)


def _uncovered(choices: Choices, *, critical_only: bool) -> Expression:
    """Reference value of what nobody is given."""
    problem = choices.problem
    return Expression.total(
        (choices.covered(each) * -1 + component.quantity) * problem.reference_price_pln[each]
        for each, component in problem.component.items()
        if component.critical or not critical_only
    )


def _cost(choices: Choices, goal: Goal) -> Expression:
    return choices.task_cost()


def _smallest_ratio(choices: Choices, goal: Goal) -> Expression:
    """The largest number of millionths to which every member's ratio rounds or more."""
    due = targets(choices.problem, goal.fairness)
    awards = counted_awards(choices, due, goal.fairness)
    most = min(
        (
            floor(largest(choices.draft, awards[each]) * MILLION / due[each] + Fraction(1, 2))
            for each in due
        ),
        default=0,
    )
    ratio = choices.draft.variable("smallest_ratio", 0, max(most, 0), helper=True)
    for each, target in due.items():
        # rounds to `ratio` or more: award / target >= (ratio - 1/2) millionths
        reached = awards[each] * (2 * MILLION) - Expression({ratio: 2 * target}, -target)
        choices.draft.row(Tag(STRUCTURE, each), reached, lower=0)
    return Expression({ratio: Fraction(1, MILLION)})


def _target_share(choices: Choices, goal: Goal) -> Expression:
    """The first rung of leximin: the largest level that every member with a target reaches."""
    fairness = goal.fairness
    due = targets(choices.problem, fairness)
    awards = counted_awards(choices, due, fairness)
    step = fairness.grid_pct / 100
    reachable = [floor(largest(choices.draft, awards[each]) / (due[each] * step)) for each in due]
    highest = min(
        [*reachable, *([] if fairness.highest_level is None else [fairness.highest_level])]
    )
    level = choices.draft.variable("smallest_level", 0, highest, helper=True)
    for each, target in due.items():
        reached = awards[each] - Expression({level: target * step})
        choices.draft.row(Tag(STRUCTURE, each), reached, lower=0)
    return Expression({level: 1})


def _largest_share(choices: Choices, goal: Goal) -> Expression:
    """The first rung of its ladder: the smallest level that no member's ratio is above."""
    steps = peaks_of(choices, goal.fairness)
    level = choices.draft.variable("largest_level", 0, steps.top, helper=True)
    for each, below in steps.awards.items():
        # below is the top less the award, both in the unit of the measure
        kept = below - steps.worth[each] * steps.top + Expression({level: steps.worth[each]})
        choices.draft.row(Tag(STRUCTURE, each), kept, lower=0)
    return Expression({level: 1})


def _target_deviation(choices: Choices, goal: Goal) -> Expression:
    """Sum of distances between awards and targets, each a helper in its finest common step."""
    due = targets(choices.problem, goal.fairness)
    awards = counted_awards(choices, due, goal.fairness)
    parts = []
    for member_id, target in due.items():
        difference = awards[member_id] - target
        parts.append(_distance(choices, f"deviation[{member_id}]", difference))
    return Expression.total(parts)


def _owa(choices: Choices, goal: Goal) -> Expression:
    return ordered_sum(choices, goal.fairness)


def _small_members_value(choices: Choices, goal: Goal) -> Expression:
    return Expression.total(award(choices, each, "value") for each in _small(choices))


def _small_members_engaged(choices: Choices, goal: Goal) -> Expression:
    return Expression.of((choices.engaged[each], 1) for each in _small(choices))


def _quality(choices: Choices, goal: Goal) -> Expression:
    return _mean_grade(choices, "quality")


def _preference(choices: Choices, goal: Goal) -> Expression:
    return _mean_grade(choices, "preference")


def _handover(choices: Choices, goal: Goal) -> Expression:
    """Reference value of incumbent quantity that is not kept."""
    problem = choices.problem
    parts = []
    for pair, offer in sorted(problem.offer.items()):
        before = offer.incumbent_quantity
        if not before:
            continue
        price = problem.reference_price_pln[pair[1]]
        if pair not in choices.lots:
            parts.append(Expression(constant=price * before))
            continue
        missing = choices.quantity([pair]) * -1 + before
        parts.append(_above_zero(choices, f"lost[{pair[0]},{pair[1]}]", missing) * price)
    return Expression.total(parts)


def _changes(choices: Choices, goal: Goal) -> Expression:
    """Half of the reference value of the quantity that differs from an earlier split."""
    problem = choices.problem
    earlier: Mapping[Pair, Fraction] = choices.terms.earlier or {}
    parts = []
    for pair in sorted({*choices.pairs, *earlier}):
        if pair[1] not in problem.component:
            continue
        half_price = problem.reference_price_pln[pair[1]] / 2
        given = choices.quantity([pair] if pair in choices.lots else [])
        before = earlier.get(pair, Fraction(0))
        if before and pair in choices.lots:
            name = f"change[{pair[0]},{pair[1]}]"
            parts.append(_distance(choices, name, given - before) * half_price)
        else:
            parts.append((given + before) * half_price)
    return Expression.total(parts)


EXPRESSIONS: Mapping[str, Callable[[Choices, Goal], Expression]] = {
    "cost": _cost,
    "target_share": _target_share,
    "smallest_ratio": _smallest_ratio,
    "largest_share": _largest_share,
    "target_deviation": _target_deviation,
    "owa": _owa,
    "small_members_value": _small_members_value,
    "small_members_engaged": _small_members_engaged,
    "quality": _quality,
    "preference": _preference,
    "handover": _handover,
    "changes": _changes,
}


def _small(choices: Choices) -> list[str]:
    return [each for each in choices.by_member if choices.problem.member[each].is_small]


def _mean_grade(choices: Choices, column: str) -> Expression:
    problem = choices.problem
    price = problem.reference_price_pln
    whole = sum(
        (each.quantity * price[key] for key, each in problem.component.items()), Fraction(0)
    )
    if not whole:
        return Expression()
    weight = {
        pair: (getattr(problem.offer[pair], column) or 0) * price[pair[1]] / whole
        for pair in choices.pairs
    }
    return choices.per_unit(choices.pairs, weight)


def _distance(choices: Choices, name: str, difference: Expression) -> Expression:
    """A helper that is at least the absolute value of the difference, exactly representable."""
    if not difference.terms:
        return Expression(constant=abs(Fraction(difference.constant)))
    step = common_step([*difference.terms.values(), difference.constant])
    draft = choices.draft
    most = max(largest(draft, difference), largest(draft, difference * -1)) / step
    helper = Expression({draft.variable(name, 0, int(most), helper=True): step})
    draft.row(Tag(STRUCTURE, name), helper - difference, lower=0)
    draft.row(Tag(STRUCTURE, name), helper + difference, lower=0)
    return helper


def _above_zero(choices: Choices, name: str, amount: Expression) -> Expression:
    """A helper that is at least the amount and at least 0."""
    step = common_step([*amount.terms.values(), amount.constant])
    most = int(max(largest(choices.draft, amount), 0) / step)
    helper = Expression({choices.draft.variable(name, 0, most, helper=True): step})
    choices.draft.row(Tag(STRUCTURE, name), helper - amount, lower=0)
    return helper
