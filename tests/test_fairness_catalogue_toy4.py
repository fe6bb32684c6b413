"""The fairness catalogue on TOY4, with every split that ties, and on lots in rotation."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest

from allocator.allocation import Result, Status
from allocator.measures.awards import ratios
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Ledger, Terms
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from scenarios.frontier import frontier, threads
from tests.builders import problem
from tests.test_brute_force import in_this_process
from tests.toy4 import CAPACITY, FIXED, MEMBERS, PRICE, UNIT_COST, awards_of, cost_of, splits, toy4

ENGINES = ("cpsat", "highs", "scip")
DUE = (15, 9, 3, 3)
EXACT = Fairness("reference_value", Fraction(100, 45), None)
"""Levels in 45ths tell the ratios of TOY4 exactly."""


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def found(
    which: Problem, *goals: Goal, backend: str = "cpsat", terms: Terms | None = None
) -> Result:
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    return solve(which, goals, terms or Terms(), options)


def quantities(result: Result) -> dict[Pair, Fraction]:
    assert result.split is not None
    return {(each.member_id, each.component_id): each.quantity for each in result.split.assignments}


def with_levels(steps: int, cap: int | None) -> dict[tuple[int, ...], list[dict[Pair, Fraction]]]:
    """All splits by their sorted levels."""
    by_levels: dict[tuple[int, ...], list[dict[Pair, Fraction]]] = {}
    for each in splits():
        whole = [floor(steps * got / due) for got, due in zip(awards_of(each), DUE, strict=True)]
        levels = tuple(sorted(whole if cap is None else [min(one, cap) for one in whole]))
        by_levels.setdefault(levels, []).append(each)
    return by_levels


@pytest.mark.parametrize("backend", ENGINES)
def test_all_splits_of_toy4(backend: str) -> None:
    """T03: 150 splits, the least cost is 20 and two splits have it."""
    every = list(splits())
    assert len(every) == len({tuple(sorted(each.items())) for each in every}) == 150
    cheapest = [each for each in every if cost_of(each) == 20]
    assert min(map(cost_of, every)) == 20
    assert {awards_of(each) for each in cheapest} == {(15, 15, 0, 0), (18, 12, 0, 0)}
    assert len(cheapest) == 2
    result = found(toy4(), Goal("cost"), backend=backend)
    assert (result.status, result.goals[0].value) == (Status.OPTIMAL, 20)
    assert quantities(result) in cheapest


@pytest.mark.parametrize("backend", ENGINES)
def test_the_fairest_splits_of_toy4(backend: str) -> None:
    """T04: (14/15, 1, 1, 4/3) by two splits, at 26 and 29; no other is as fair."""
    best = max(with_levels(45, None))
    assert [Fraction(each, 45) for each in best] == [Fraction(14, 15), 1, 1, Fraction(4, 3)]
    fair = with_levels(45, None)[best]
    assert sorted(map(cost_of, fair)) == [26, 29]
    assert {awards_of(each) for each in fair} == {(14, 9, 3, 4)}
    result = found(toy4(), Goal("target_share", fairness=EXACT), Goal("cost"), backend=backend)
    assert (result.goals[0].value, result.goals[1].value) == (best, 26)
    assert quantities(result) == min(fair, key=cost_of)


@pytest.mark.parametrize(
    ("steps", "cap", "tied"),
    [(20, None, 2), (20, 20, 2), (10, 10, 2), (4, 4, 8), (2, 2, 28), (1, 1, 52)],
)
def test_so_many_splits_are_as_fair_on_a_grid(steps: int, cap: int | None, tied: int) -> None:
    """T05: the coarser the grid, the more splits are equally fair; the draw names one of them."""
    by_levels = with_levels(steps, cap)
    fair = by_levels[max(by_levels)]
    assert len(fair) == tied
    pct = None if cap is None else Fraction(100 * cap, steps)
    fairness = Fairness("reference_value", Fraction(100, steps), pct)
    goal = Goal("target_share", fairness=fairness)
    seen = set()
    for seed in range(4):
        result = solve(toy4(), (goal,), Terms(), Options(backend="cpsat", seed=seed))
        assert (result.goals[0].value, result.tie_broken) == (max(by_levels), True)
        assert quantities(result) in fair
        seen.add(tuple(sorted(quantities(result).items())))
    assert len(seen) > 1


@pytest.mark.parametrize("backend", ENGINES)
def test_no_one_of_toy4_below_its_own_cost(backend: str) -> None:
    """T09: paid at reference prices, with margin >= 0: (0, 0, 11/9, 19/15), at 21 and at 24.

    Without that, the fairest split at 26 leaves A 5, B 2, C -2 and D -1.
    """
    fairest = min(with_levels(45, None)[42, 45, 45, 60], key=cost_of)
    assert own_margins(fairest) == {"A": 5, "B": 2, "C": -2, "D": -1}
    by_margin = [each for each in splits() if min(own_margins(each).values()) >= 0]
    ratios = {
        tuple(sorted(Fraction(a, d) for a, d in zip(awards_of(each), DUE, strict=True))): each
        for each in by_margin
    }
    best = max(ratios)
    assert best == (0, 0, Fraction(11, 9), Fraction(19, 15))
    fair = [each for each in by_margin if awards_of(each) == awards_of(ratios[best])]
    assert sorted(map(cost_of, fair)) == [21, 24]
    result = found(
        paid_by_price(), Goal("target_share", fairness=EXACT), Goal("cost"), backend=backend
    )
    assert result.status is Status.OPTIMAL
    assert result.goals[0].value == (0, 0, 55, 57)
    assert {pair: each for pair, each in quantities(result).items() if pair[1] in PRICE} in fair


def own_margins(split: dict[Pair, Fraction]) -> dict[str, int]:
    """What is left to everybody that does anything, paid at reference prices."""
    left = {who: -FIXED[who] for who, _ in split}
    for (who, what), lots in split.items():
        left[who] += int((PRICE[what] - UNIT_COST[who, what]) * lots)
    return left


def paid_by_price() -> Problem:
    """TOY4 paid at reference prices: own costs in the offers, and no one below them.

    A member's own fixed cost belongs to a token of it, which whatever it does needs, so that it is
    counted once.
    """
    offers: dict[str, object] = {}
    components: dict[str, object] = {
        name: {
            "quantity": 6,
            "labour_pool": "P",
            "labour_hours_per_unit": 1,
            "ceiling_unit_price_pln": PRICE[name],
        }
        for name in PRICE
    }
    for (who, what), cost in UNIT_COST.items():
        offers[f"{who}:{what}"] = {"unit_cost_pln": PRICE[what], "own_unit_cost_pln": cost}
    rules: list[dict[str, object]] = []
    for who in MEMBERS:
        components[f"T{who}"] = {"quantity": 1, "ceiling_unit_price_pln": None}
        # The token is worth nothing to anybody, and only its own member has the cost.
        offers[f"{who}:T{who}"] = {
            "unit_cost_pln": 0,
            "own_unit_cost_pln": 0,
            "own_fixed_cost_pln": FIXED[who],
        }
        offers[f"IDLE:T{who}"] = {"unit_cost_pln": 0}
        rules.append({"metric": "margin", "members": who, "at_least": 0, "unit": "pln"})
        # Whoever has a lot has its token too: IDLE and it do not both do something here.
        rules.append(
            {
                "metric": "members",
                "members": f"{who};IDLE",
                "components": f"H;M;T{who}",
                "at_most": 1,
                "unit": "count",
            }
        )
    return problem(
        components=components,
        members={
            **{
                who: {"target_share_pct": Fraction(10 * share)}
                for who, share in zip(MEMBERS, (5, 3, 1, 1), strict=True)
            },
            "IDLE": {},
        },
        offers=offers,
        staff={f"{name}:P": hours for name, hours in CAPACITY.items()},
        rules=rules,
    )


def test_what_fairness_costs_on_toy4() -> None:
    """T08: at every budget from 20 to 26 the levels change, and nothing dearer is fairer; the
    fairest costs (26 - 20) / 20 = 3/10 more than the cheapest."""
    options = Options(backend="cpsat", limits=Limits(workers=1, time_seconds=60))
    curve = frontier(toy4(), EXACT, None, options, every_budget=True, workers=1, pool=threads)
    assert (curve.complete, curve.proved) == (True, True)
    told = {each.cost_pln: each.levels for each in curve.wholes if each.name != "fairest"}
    assert told == {
        20: (0, 0, 54, 60),
        21: (0, 0, 55, 57),
        22: (0, 30, 48, 60),
        23: (0, 45, 51, 60),
        24: (0, 45, 55, 60),
        25: (30, 45, 45, 48),
        26: (42, 45, 45, 60),
    }
    least, fairest = curve.least_cost_pln, curve.wholes[-1].cost_pln
    assert least is not None
    assert fairest is not None
    assert (fairest - least) / least == Fraction(3, 10)
    assert [each.cost_pln for each in curve.steps if each.level in (0, 1, 30, 31, 42)] == [
        20, 25, 25, 26, 26,
    ]  # fmt: skip


# Lots in rotation.


def test_the_lowest_ratio_first_in_rotation() -> None:
    """T14: weights 3, 2, 1; each of twelve single lots to whoever has least for its weight, all
    years counted together, ties to the small: CBAABACBAABA, and 6, 4, 2 lots in the end."""
    shares = {"A": 3, "B": 2, "C": 1}
    together = Fairness("reference_value", ledger=Ledger("cumulative"))
    rows: list[dict[str, object]] = []
    order = ""
    for year in range(2000, 2012):
        which = problem(
            components={"C1": 1},
            members={
                who: {"target_share_pct": Fraction(100 * share, 6)} for who, share in shares.items()
            },
            periods=(f"{year}-01",),
            history=rows,
        )
        # Before this year's lot is given: what each has had of all that was ever due.
        now = ratios(which, {}, together)
        who = min(now, key=lambda each: (now[each], shares[each]))
        order += who
        rows += [
            {"year": year, "member_id": each, "value_pln": 10 * (each == who)} for each in shares
        ]
    assert order == "CBAABACBAABA"
    assert [order.count(each) for each in "ABC"] == [6, 4, 2]
