"""Levels for who should have least: rounded up, looked at from the highest down."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from allocator.allocation import Quantities
from allocator.measures.awards import ratios
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness


def peaks(problem: Problem, fairness: Fairness, quantities: Quantities) -> tuple[int, ...]:
    """Ratios in steps of the grid, rounded up and without a cap, the largest first.

    Empty without targets.
    """
    found = ratios(problem, quantities, fairness).values()
    return tuple(sorted((_rounded_up(each, fairness) for each in found), reverse=True))


def climbed(
    goal_name: str, problem: Problem, fairness: Fairness, found: Sequence[int]
) -> tuple[int, ...]:
    """Such levels as a ladder climbs them, lowest first; and back again.

    Who should have least climbs down from the highest level that there could be.
    """
    if goal_name == "target_share":
        return tuple(found)
    top = highest_peak(problem, fairness)
    return tuple(top - each for each in found)


def highest_peak(problem: Problem, fairness: Fairness) -> int:
    """A level that nobody could be above, did each member do everything it has an offer for."""
    whole = {
        pair: problem.component[pair[1]].quantity
        for pair in problem.offer
        if pair[1] in problem.component
    }
    return max(peaks(problem, fairness, whole), default=0)


def _rounded_up(ratio: Fraction, fairness: Fairness) -> int:
    return ceil(100 * ratio / fairness.grid_pct)
