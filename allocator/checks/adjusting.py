"""What a change by hand does to a split: what it breaks and mends, costs, whom it lifts or lowers.

Exact, at once, without a solver. It must not know what a better split would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Quantities, RuleRow, Split
from allocator.checks.verdict import check
from allocator.measures.awards import ZERO
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Terms


@dataclass(frozen=True, slots=True)
class Move:
    """A pair whose quantity differs."""

    member_id: str
    component_id: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """A member before and after; ratio and level are None without a target."""

    member_id: str
    value_before_pln: Fraction
    value_after_pln: Fraction
    ratio_before: Fraction | None
    ratio_after: Fraction | None
    level_before: int | None
    level_after: int | None

    @property
    def direction(self) -> int:
        """1 lifted, -1 lowered, 0 neither: by ratio, by value where it has no target."""
        if self.ratio_before is not None and self.ratio_after is not None:
            return (self.ratio_after > self.ratio_before) - (self.ratio_after < self.ratio_before)
        after, before = self.value_after_pln, self.value_before_pln
        return (after > before) - (after < before)


@dataclass(frozen=True)
class Adjustment:
    """A split before and after a change, and all that the change does.

    `broken` are the hard rows that only the second misses, `still_broken` those that both miss,
    `mended` those that only the first did; `softened` soft rows that the second misses by more.
    """

    before: Split
    after: Split
    moves: tuple[Move, ...]
    broken: tuple[RuleRow, ...]
    still_broken: tuple[RuleRow, ...]
    mended: tuple[RuleRow, ...]
    softened: tuple[RuleRow, ...]
    members: tuple[Standing, ...]

    @property
    def is_right(self) -> bool:
        """Whether the changed split keeps everything that must hold."""
        return not self.broken and not self.still_broken

    @property
    def cost_change_pln(self) -> Fraction:
        """By how much the tasks become dearer, without fees."""
        return self.after.task_cost_pln - self.before.task_cost_pln

    @property
    def lifted(self) -> tuple[Standing, ...]:
        """Members that come nearer to their target or further beyond it."""
        return tuple(each for each in self.members if each.direction > 0)

    @property
    def lowered(self) -> tuple[Standing, ...]:
        """Members that lose."""
        return tuple(each for each in self.members if each.direction < 0)


def adjusted(problem: Problem, terms: Terms, before: Quantities, after: Quantities) -> Adjustment:
    """Everything in which one split differs from another, both judged by the same terms."""
    first, second = check(problem, terms, before), check(problem, terms, after)
    missed = {_key(each): each for each in first.rules if each.breaks}
    misses = {_key(each): each for each in second.rules if each.breaks}
    soft = {_key(each): each.violation for each in first.rules if each.strength == "soft"}
    return Adjustment(
        first,
        second,
        moves_between(before, after),
        tuple(row for key, row in misses.items() if key not in missed),
        tuple(row for key, row in misses.items() if key in missed),
        tuple(row for key, row in missed.items() if key not in misses),
        tuple(
            row
            for row in second.rules
            if row.strength == "soft" and row.violation > soft.get(_key(row), ZERO)
        ),
        _standings(first, second),
    )


def moves_between(before: Quantities, after: Quantities) -> tuple[Move, ...]:
    """Pairs whose quantity differs, sorted."""
    pairs = sorted({*before, *after})
    found = (Move(*pair, before.get(pair, ZERO), after.get(pair, ZERO)) for pair in pairs)
    return tuple(each for each in found if each.before != each.after)


def quantities_of(split: Split) -> dict[Pair, Fraction]:
    """The quantities of a split by pair."""
    return {(each.member_id, each.component_id): each.quantity for each in split.assignments}


def _key(row: RuleRow) -> tuple[str, str]:
    return row.rule_id, row.subject


def _standings(before: Split, after: Split) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            one.member_id,
            one.value_pln,
            other.value_pln,
            one.ratio,
            other.ratio,
            one.level,
            other.level,
        )
        for one, other in zip(before.members, after.members, strict=True)
    )
