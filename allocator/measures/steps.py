"""The proof grid: in what steps the value of a goal is stated and proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import floor

from allocator.measures.awards import ZERO, had_before, targets
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Terms

CENT = Fraction(1, 100)
MILLIONTH = Fraction(1, 1_000_000)
ONE = Fraction(1)
STEPS = {
    "soft_rules": MILLIONTH,
    "smallest_ratio": MILLIONTH,
    "weighted_nash": MILLIONTH,
    "alpha_fairness": MILLIONTH,
    "owa": MILLIONTH,
    "quality": MILLIONTH,
    "preference": MILLIONTH,
    "target_share": ONE,
    "largest_share": ONE,
    "small_members_engaged": ONE,
}
"""Goals whose step does not depend on the data; all the others are sums of money (or hours)."""


def rounded(value: Fraction, step: Fraction) -> Fraction:
    """The value on the grid, half-up."""
    return floor(value / step + Fraction(1, 2)) * step


def step(problem: Problem, terms: Terms, entry_name: str, fairness: Fairness) -> Fraction:
    """The step of a goal's entry, such as `cost` or `uncovered:critical`.

    Money has steps of a grosz, or of the finest decimal that its coefficients can give where that
    is finer; where one of them is no finite decimal (a target that is a third), the grosz stays.
    """
    goal, _, detail = entry_name.partition(":")
    if detail == "members":
        return ONE
    if goal in STEPS:
        return STEPS[goal]
    return finest(_COEFFICIENTS[goal](problem, terms, detail, fairness))


def is_exact(problem: Problem, terms: Terms, entry_name: str, fairness: Fairness) -> bool:
    """Whether every value that the entry in money can take is a whole number of its steps.

    A bound on the grid is then a bound on the exact value too.
    """
    goal, _, detail = entry_name.partition(":")
    grain = step(problem, terms, entry_name, fairness)
    coefficients = _COEFFICIENTS[goal](problem, terms, detail, fairness)
    return all((each / grain).denominator == 1 for each in coefficients)


def finest(coefficients: Iterable[Fraction]) -> Fraction:
    """The largest power of a tenth, from 0.01 down, of which all are multiples; else 0.01."""
    most = 2
    for denominator in {each.denominator for each in coefficients}:
        places = _decimals(denominator)
        if places is None:
            return CENT
        most = max(most, places)
    return Fraction(1, 10**most)


def _decimals(denominator: int) -> int | None:
    """Decimals of a fraction with this denominator; None where they do not end."""
    places = 0
    for prime in (2, 5):
        power = 0
        while denominator % prime == 0:
            denominator //= prime
            power += 1
        places = max(places, power)
    return places if denominator == 1 else None


def _smallest_change(problem: Problem, component_id: str) -> Fraction:
    """All quantities of a component are multiples of this."""
    component = problem.component[component_id]
    return problem.lot(component_id) if component.splittable else component.quantity


def _paid(problem: Problem, members: frozenset[str]) -> Iterator[Fraction]:
    """What the values of members are made of."""
    for pair in eligible_pairs(problem):
        if pair[0] in members:
            offer = problem.offer[pair]
            yield offer.unit_cost_pln * _smallest_change(problem, pair[1])
            yield offer.fixed_cost_pln
    for member_id in members:
        yield problem.member[member_id].fixed_cost_pln


def _weighed(
    problem: Problem, pairs: Iterable[Pair], fairness: Fairness | None = None
) -> Iterator[Fraction]:
    """What quantities at reference prices, or at the components' own hours, are made of."""
    by_hours = fairness is not None and fairness.measure == "hours"
    for component_id in {pair[1] for pair in pairs}:
        hours = problem.component[component_id].labour_hours_per_unit
        unit = hours if by_hours else problem.reference_price_pln[component_id]
        yield unit * _smallest_change(problem, component_id)


def _cost(problem: Problem, terms: Terms, detail: str, fairness: Fairness) -> Iterator[Fraction]:
    return _paid(problem, frozenset(problem.member))


def _small(problem: Problem, terms: Terms, detail: str, fairness: Fairness) -> Iterator[Fraction]:
    return _paid(problem, frozenset(each.member_id for each in problem.members if each.is_small))


def _deviation(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness
) -> Iterator[Fraction]:
    due, before = targets(problem, fairness), had_before(problem, fairness)
    yield from (target - before.get(each, ZERO) for each, target in due.items())
    if fairness.measure == "value":
        yield from _paid(problem, frozenset(due))
    else:
        own = [pair for pair in eligible_pairs(problem) if pair[0] in due]
        yield from _weighed(problem, own, fairness)


def _uncovered(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness
) -> Iterator[Fraction]:
    for each in problem.components:
        if detail == "all" or each.critical:
            price = problem.reference_price_pln[each.component_id]
            yield price * _smallest_change(problem, each.component_id)


def _handover(
    problem: Problem, terms: Terms, detail: str, fairness: Fairness
) -> Iterator[Fraction]:
    kept = [each for each in problem.offers if each.incumbent_quantity]
    for each in kept:
        yield each.incumbent_quantity * problem.reference_price_pln[each.component_id]
    yield from _weighed(problem, [(each.member_id, each.component_id) for each in kept])


def _changes(problem: Problem, terms: Terms, detail: str, fairness: Fairness) -> Iterator[Fraction]:
    for (_, component_id), quantity in (terms.earlier or {}).items():
        if component_id in problem.component:
            yield quantity * problem.reference_price_pln[component_id] / 2
    yield from (each / 2 for each in _weighed(problem, eligible_pairs(problem)))


_COEFFICIENTS = {
    "cost": _cost,
    "small_members_value": _small,
    "target_deviation": _deviation,
    "uncovered": _uncovered,
    "handover": _handover,
    "changes": _changes,
}
