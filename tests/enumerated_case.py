"""A problem of `tests.enumerated` with fairness settings and an engine, held against its splits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor
from typing import Any

from allocator.allocation import Result, Status
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solvers import Limits
from allocator.solving import Options, solve
from tests.enumerated import F, Lots, Numbers, Rows, random_rows

ENGINES = ("cpsat", "highs", "scip")
MEASURES = ("value", "reference_value", "hours")
GRIDS = ((F(1), F(100)), (F(5), None), (F(25), F(100)), (F(1, 2), F(80)), (F(100), F(100)))
Key = Callable[[dict[tuple[str, str], int]], Any]


class Case:
    """A problem by its seed with fairness settings, an engine, and every split there is."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rows: Rows = random_rows(seed)
        grid, cap = GRIDS[seed % len(GRIDS)]
        measure = MEASURES[seed // 5 % 3]
        if not self.rows.targets(measure):
            measure = "reference_value"
        self.fairness = Fairness(measure, grid, cap)
        self.options = Options(
            backend=ENGINES[seed // 2 % 3], tie=False, limits=Limits(workers=1, time_seconds=60)
        )
        self.splits = list(self.rows.splits())

    def solved(self, goal: str, fairness: Fairness | None = None) -> Result:
        goals = (Goal(goal, fairness=fairness or self.fairness), Goal("cost"))
        return solve(self.rows.problem, goals, Terms(), self.options)

    def agree(self, goal: str, expected: list[Any], keys: Sequence[Key], **fairness: Any) -> None:
        """Each key is to be largest, one after the other; then the least cost."""
        result = self.solved(goal, replace(self.fairness, **fairness))
        if not self.splits:
            assert result.status is Status.INFEASIBLE
            return
        left = self.splits
        for key in keys:
            best = max(map(key, left))
            expected.append(best)
            left = [each for each in left if key(each) == best]
        if alpha_is_steep(result, fairness, expected[-1]):
            return
        assert result.status is Status.OPTIMAL, result.goals
        *found, cost = [each.value for each in result.goals]
        assert found == expected, (goal, self.options.backend)
        assert cost == min(map(self.rows.cost, left)), (goal, self.options.backend)
        assert result.split is not None
        split = self.lots(result)
        assert any({k: v for k, v in each.items() if v} == split for each in left)

    def lots(self, result: Result) -> dict[tuple[str, str], int]:
        assert result.split is not None
        return {
            (each.member_id, each.component_id): int(
                each.quantity / self.rows.lot(each.component_id)
            )
            for each in result.split.assignments
        }

    def quantities(self, split: Lots) -> dict[tuple[str, str], Fraction]:
        return {pair: F(lots * self.rows.lot(pair[1])) for pair, lots in split.items() if lots}

    def ratios(self, split: Lots) -> Numbers:
        return self.rows.ratios(split, self.fairness.measure)

    def level(self, ratio: Fraction) -> int:
        """min(cap, floor(100 * ratio / grid)), the cap a whole number of steps."""
        steps = floor(100 * ratio / self.fairness.grid_pct)
        if self.fairness.cap_pct is None:
            return steps
        return min(steps, floor(self.fairness.cap_pct / self.fairness.grid_pct))

    def levels(self, split: Lots) -> tuple[int, ...]:
        return tuple(sorted(map(self.level, self.ratios(split).values())))


def alpha_is_steep(result: Result, fairness: dict[str, Any], best: Fraction) -> bool:
    """Whether a steep mean was left open: its tangents can be too coarse to prove a millionth.

    Then it must say so, and its bound must be one: never more is proved than is true.
    """
    if fairness.get("alpha", 0) < 5 or result.status is not Status.FEASIBLE:
        return False
    (goal,) = (each for each in result.goals if not each.proved)
    assert goal.goal == "alpha_fairness:mean"
    assert isinstance(goal.value, Fraction)
    assert isinstance(goal.bound, Fraction)
    assert goal.value <= best <= goal.bound
    return True


def mean(case: Case, split: Lots, alpha: Fraction) -> Fraction:
    """The mean worth, to the millionth by 60 decimals; log r or (r^(1-a) - 1) / (1 - a)."""
    due = case.rows.targets(case.fairness.measure)
    whole = sum(due.values(), F(0))
    with localcontext() as context:
        context.prec = 60
        total = Decimal(0)
        for who, ratio in case.ratios(split).items():
            if not ratio and alpha >= 1:
                continue
            weight = decimal(due[who] / whole)
            if alpha == 1:
                total += weight * decimal(ratio).ln()
            else:
                power = decimal(1 - alpha)
                grown = decimal(ratio) ** power if ratio else Decimal(0)
                total += weight * (grown - 1) / power
        steps = total * 10**6 + Decimal("0.5")
        return F(floor(steps + Decimal("1e-40")), 10**6)


def millionths(value: Fraction) -> Fraction:
    return F(floor(value * 10**6 + F(1, 2)), 10**6)


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
