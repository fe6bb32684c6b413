"""The exact measure of every goal in an allocation: one function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from allocator.allocation import Quantities
from allocator.measures.awards import (
    ZERO,
    counted_awards,
    covered,
    engaged,
    level,
    member_values,
    priced,
    ratios,
    targets,
    task_cost,
)
from allocator.measures.links import soft_breaches
from allocator.measures.peaks import climbed, peaks
from allocator.measures.violations import soft_standings, total_violation
from allocator.measures.welfare import (
    mean_worth,
    ordered_sum,
    usual_weights,
    weight_with_something,
    with_something,
)
from allocator.problem.groups import reference_value
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms


class NoMeasure(ValueError):
    """A goal that makes no sense here: no targets, no earlier split, an empty score."""


GoalMeasure = Callable[[Problem, Terms, str, Fairness, Quantities], Fraction]


def uncovered(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """PLN at reference prices that nobody covers; of critical components, or of `all`."""
    given_out = covered(problem, quantities)
    return sum(
        (
            max(each.quantity - given_out[each.component_id], ZERO)
            * problem.reference_price_pln[each.component_id]
            for each in problem.components
            if detail == "all" or each.critical
        ),
        ZERO,
    )


def soft_rules(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """Violations of one priority added, in millionths; 1 for each provider in breach of a link."""
    priority = int(detail)
    rules = total_violation(soft_standings(problem, terms, quantities, priority))
    return rules + soft_breaches(problem, terms, quantities, priority)


def cost(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """The task cost in PLN."""
    return task_cost(problem, quantities)


def smallest_level(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """A stage of `target_share`; without a detail, its first rung.

    `level:5` is the level that 5 members reach, `count:90` how many members reach level 90;
    `climb:5` is both in one number, see `level_and_count`.
    """
    found = levels(problem, fairness, quantities)
    return _stage(found, detail) if detail else Fraction(found[0])


def largest_level(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """A stage of `largest_share`, told of levels below the top; without a detail, the largest."""
    found = ladder("largest_share", problem, fairness, quantities)
    return (
        _stage(climbed("largest_share", problem, fairness, found), detail)
        if detail
        else Fraction(found[0])
    )


def _stage(found: Sequence[int], detail: str) -> Fraction:
    """A rung of a ladder of levels, the lowest first."""
    kind, _, number = detail.partition(":")
    if kind == "count":
        return Fraction(sum(each >= int(number) for each in found))
    if kind == "climb":
        level = found[-int(number)]
        return Fraction((len(found) + 1) * level + sum(each > level for each in found))
    return Fraction(found[-int(number)])


def level_and_count(found: int, members: int) -> tuple[int, int]:
    """The level that a rung reaches and how many are above it, from both in one number.

    That is the level times one more than there are members, plus the count: no count outweighs a
    level.
    """
    return divmod(found, members + 1)


def levels(problem: Problem, fairness: Fairness, quantities: Quantities) -> tuple[int, ...]:
    """The levels of all members with a target, the smallest first. NoMeasure without targets."""
    found = ratios(problem, quantities, fairness)
    if not found:
        raise NoMeasure("target_share")
    return tuple(sorted(level(fairness, each) for each in found.values()))


def ladder(
    goal_name: str, problem: Problem, fairness: Fairness, quantities: Quantities
) -> tuple[int, ...]:
    """The levels that a goal of levels is about, in the order in which it looks at them.

    NoMeasure without targets.
    """
    if goal_name == "target_share":
        return levels(problem, fairness, quantities)
    found = peaks(problem, fairness, quantities)
    if not found:
        raise NoMeasure(goal_name)
    return found


def smallest_ratio(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """The smallest award / target."""
    found = ratios(problem, quantities, fairness)
    if not found:
        raise NoMeasure("smallest_ratio")
    return min(found.values())


def target_deviation(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """What awards miss or exceed their targets by, in the measure's unit."""
    due = targets(problem, fairness)
    if not due:
        raise NoMeasure("target_deviation")
    got = counted_awards(problem, quantities, fairness)
    return sum((abs(got[each] - target) for each, target in due.items()), ZERO)


def weighted_nash(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """Members with an award, their part of all targets, or the mean logarithm of their ratios."""
    return _welfare(problem, detail, fairness, quantities, alpha=Fraction(1))


def alpha_fairness(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """The same with the mean worth of ratios at degree alpha."""
    return _welfare(problem, detail, fairness, quantities, alpha=fairness.alpha)


def owa(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """The ordered weighted sum of ratios, the smallest ratio with the first weight."""
    found = ratios(problem, quantities, fairness)
    if not found:
        raise NoMeasure("owa")
    weights = fairness.owa_weights or usual_weights(len(found))
    return ordered_sum(list(found.values()), weights)


def small_members_value(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """PLN that small members have together."""
    values = member_values(problem, quantities)
    return sum((values[each.member_id] for each in problem.members if each.is_small), ZERO)


def small_members_engaged(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """How many small members have a task."""
    with_tasks = engaged(problem, quantities)
    return Fraction(sum(1 for each in with_tasks if problem.member[each].is_small))


def quality(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """Mean quality by reference value; what is uncovered counts 0."""
    return _mean_score(problem, quantities, "quality")


def preference(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """Mean preference by reference value; what is uncovered counts 0."""
    return _mean_score(problem, quantities, "preference")


def handover(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """PLN at reference prices of last year's quantities that their providers do not keep."""
    return sum(
        (
            max(each.incumbent_quantity - quantities.get(pair, ZERO), ZERO)
            * problem.reference_price_pln[each.component_id]
            for pair, each in problem.offer.items()
            if each.incumbent_quantity
        ),
        ZERO,
    )


def changes(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """PLN at reference prices that are with another member than in the earlier split."""
    if terms.earlier is None:
        raise NoMeasure("changes")
    moved = sum(
        (
            abs(quantities.get(pair, ZERO) - terms.earlier.get(pair, ZERO))
            * problem.reference_price_pln[pair[1]]
            for pair in {*quantities, *terms.earlier}
            if pair[1] in problem.component
        ),
        ZERO,
    )
    return moved / 2


MEASURES: Mapping[str, GoalMeasure] = {
    "uncovered": uncovered,
    "soft_rules": soft_rules,
    "cost": cost,
    "target_share": smallest_level,
    "largest_share": largest_level,
    "smallest_ratio": smallest_ratio,
    "target_deviation": target_deviation,
    "weighted_nash": weighted_nash,
    "alpha_fairness": alpha_fairness,
    "owa": owa,
    "small_members_value": small_members_value,
    "small_members_engaged": small_members_engaged,
    "quality": quality,
    "preference": preference,
    "handover": handover,
    "changes": changes,
}
"""Every goal, by its name without detail."""


def _welfare(
    problem: Problem, detail: str, fairness: Fairness, quantities: Quantities, *, alpha: Fraction
) -> Fraction:
    found = ratios(problem, quantities, fairness)
    if not found:
        raise NoMeasure("weighted_nash")
    due = targets(problem, fairness)
    if detail == "members":
        return Fraction(len(with_something(found)))
    if detail == "weight":
        return weight_with_something(found, due)
    return mean_worth(found, due, alpha)


def _mean_score(problem: Problem, quantities: Quantities, column: str) -> Fraction:
    weighted = ZERO
    for pair, quantity in priced(problem, quantities).items():
        score = getattr(problem.offer[pair], column)
        if score is None:
            raise NoMeasure(column)
        weighted += score * quantity * problem.reference_price_pln[pair[1]]
    whole = reference_value(problem, tuple(problem.component))
    return weighted / whole if whole else ZERO
