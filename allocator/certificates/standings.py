"""Where members with a target stand, in exact arithmetic: what a certificate says of each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Quantities
from allocator.measures.awards import counted_awards, targets
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness


@dataclass(frozen=True)
class Standing:
    """Where a member with a target stands: exact award and target, level, highest level there is.

    `top` is the cap of the levels, None without one.
    """

    member_id: str
    target: Fraction
    award: Fraction
    level: int
    top: int | None

    @property
    def at_top(self) -> bool:
        """Whether more would make no difference to it."""
        return self.top is not None and self.level >= self.top


def standings_of(
    problem: Problem, fairness: Fairness, quantities: Quantities
) -> tuple[Standing, ...]:
    """Every member with a target, by id: award, target and level in exact arithmetic."""
    due = targets(problem, fairness)
    got = counted_awards(problem, quantities, fairness)
    found = []
    for each in sorted(due):
        level = int(got[each] / due[each] * 100 // fairness.grid_pct)
        top = fairness.highest_level
        standing = level if top is None else min(level, top)
        found.append(Standing(each, due[each], got[each], standing, top))
    return tuple(found)
