"""Nobody below its own cost: forbidden, topped up or warned of, and what a pool would pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import Result, Status
from allocator.checks import breaches, check
from allocator.measures.fairness import margins
from allocator.measures.inclusion import inclusion_of
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from tests.builders import problem
from tests.test_brute_force import in_this_process
from tests.test_leximin import ENGINES
from tests.toy4 import FIXED, MEMBERS, PRICE, UNIT_COST, WEIGHTS, awards_of, cost_of, splits

F = Fraction
FAIR = Fairness("reference_value", F(100, 45), None)
"""45ths of a target of 15, 9 or 3 are exact."""
DUE = (15, 9, 3, 3)
OWN_COST: dict[str, Any] = {
    "rule_id": "R1",
    "metric": "margin",
    "per": "member",
    "at_least": "fixed_cost_pln",
    "unit": "pln",
    "if_engaged": True,
}
"""What the work leaves above its own cost must at least make up for what being active costs."""


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def toy4_with_own_cost(rule: Mapping[str, Any] = OWN_COST, **cells: Any) -> Problem:
    """TOY4 whose members are paid its unit costs c, and keep p - c of each lot at the price p.

    The grammar measures a margin as paid less own cost, so the own cost of a lot is 2 c - p.
    """
    return problem(
        components={
            name: {
                "quantity": 6,
                "labour_pool": "P",
                "labour_hours_per_unit": 1,
                "ceiling_unit_price_pln": PRICE[name],
            }
            for name in PRICE
        },
        members={
            name: {
                "target_share_pct": F(100 * WEIGHTS[name], 10),
                "fixed_cost_pln": FIXED[name],
                "is_small": name in "CD",
            }
            for name in MEMBERS
        },
        offers={
            f"{who}:{what}": {
                "unit_cost_pln": cost,
                "own_unit_cost_pln": 2 * cost - PRICE[what],
            }
            for (who, what), cost in UNIT_COST.items()
        },
        staff={"A:P": 8, "B:P": 5, "C:P": 2, "D:P": 2},
        rules=[{**rule, **cells}],
    )


def margin_of(split: Mapping[Pair, Fraction], who: str) -> Fraction:
    """What a member keeps: price less cost of each lot, less once what being active costs."""
    own = {pair: lots for pair, lots in split.items() if pair[0] == who}
    kept = sum(
        (lots * (PRICE[what] - UNIT_COST[who, what]) for (_, what), lots in own.items()), F(0)
    )
    return kept - (FIXED[who] if own else 0)


def levels(split: Mapping[Pair, Fraction]) -> list[Fraction]:
    return sorted(F(award) / due for award, due in zip(awards_of(split), DUE, strict=True))


def solved(which: Problem, backend: str, *goals: Goal) -> tuple[Result, dict[Pair, Fraction]]:
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    found = solve(which, goals, Terms(), options)
    assert found.status is Status.OPTIMAL
    assert found.split is not None
    return found, {
        (each.member_id, each.component_id): each.quantity for each in found.split.assignments
    }


FAIREST = Goal("target_share", fairness=FAIR)


def test_the_fixture_is_the_catalogues_case_by_enumeration() -> None:
    """T09: with no loss for anybody the best is (0, 0, 11/9, 19/15), in two splits that cost 21 and
    24; without the rule margins are 5, 2, -2 and -1 in the cheaper of the two fairest splits."""
    fine = [each for each in splits() if all(margin_of(each, who) >= 0 for who in MEMBERS)]
    best = max(map(levels, fine))
    assert best == [0, 0, F(11, 9), F(19, 15)]
    assert sorted(cost_of(each) for each in fine if levels(each) == best) == [21, 24]
    fairest = [each for each in splits() if levels(each) == max(map(levels, splits()))]
    cheapest = min(fairest, key=cost_of)
    assert cost_of(cheapest) == 26
    assert [margin_of(cheapest, who) for who in MEMBERS] == [5, 2, -2, -1]


@pytest.mark.parametrize("backend", ENGINES)
def test_forbidden(backend: str) -> None:
    """T09, hard: C and D can never break even, so they have nothing; of two splits the cheaper."""
    found, split = solved(toy4_with_own_cost(strength="hard"), backend, FAIREST, Goal("cost"))
    assert found.goals[0].value == (0, 0, 55, 57)
    assert (levels(split), found.goals[1].value) == ([0, 0, F(11, 9), F(19, 15)], 21)
    assert found.split is not None
    (told,) = inclusion_of(toy4_with_own_cost(), found.split.rules)
    assert (told.setting, told.pool_pln, told.top_ups) == ("forbid", 0, ())


@pytest.mark.parametrize("backend", ENGINES)
def test_forbidden_whichever_of_the_two_splits(backend: str) -> None:
    """The dearer of the two, at 24, has the same levels: dear work first, all else equal."""
    which = toy4_with_own_cost(strength="hard")
    pinned = problem_with_pins(which, {("A", "H"): 5, ("A", "M"): 2, ("B", "H"): 1, ("B", "M"): 4})
    found, split = solved(pinned, backend, FAIREST, Goal("cost"))
    assert (found.goals[0].value, found.goals[1].value) == ((0, 0, 55, 57), 24)
    assert all(margin_of(split, who) >= 0 for who in MEMBERS)


def problem_with_pins(which: Problem, pins: Mapping[Pair, int]) -> Problem:
    from allocator.problem.building import build
    from tests.builders import record

    rows = tuple(
        record("pins", {"member_id": a, "component_id": b, "quantity": lots})
        for (a, b), lots in pins.items()
    )
    return build({**which.tables, "pins": rows})


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize("strength", ["soft", "info"])
def test_topped_up_and_warned_of(backend: str, strength: str) -> None:
    """T09, soft and info: the fairest split stays. C keeps 0 of its lot of H and D 0 of its two of
    M, while being active costs them 2 and 1: a pool of 3."""
    which = toy4_with_own_cost(strength=strength, priority=1 if strength == "soft" else None)
    pool = (Goal("soft_rules"),) if strength == "soft" else ()
    found, split = solved(which, backend, FAIREST, *pool, Goal("cost"))
    assert (awards_of(split), found.goals[-1].value) == ((14, 9, 3, 4), 26)
    assert found.split is not None
    (told,) = inclusion_of(which, found.split.rules)
    assert told.setting == {"soft": "top_up", "info": "warn"}[strength]
    assert told.pool_pln == 3
    assert [(each.subject, each.top_up_pln) for each in told.top_ups] == [("C", 2), ("D", 1)]
    # The rows say what is left of each bound: the margins of the catalogue.
    rows = [each.margin for each in found.split.rules if each.rule_id == "R1"]
    assert rows == [5, 2, -2, -1]


@pytest.mark.parametrize("backend", ENGINES)
def test_against_a_bound_of_nothing_the_violation_is_the_pool(backend: str) -> None:
    """C and D do one component each, so that what being active costs them can stand with the offer.

    Then the bound is 0 and soft_rules counts zlotys: 2 + 1 at the fairest split, 0 where the pool
    comes first, and what that leaves is what forbidding leaves.
    """
    which = toy4_with_own_cost(at_least=0, if_engaged=False, strength="soft", priority=1)
    offers = [
        replace(each, own_fixed_cost_pln=F(FIXED[each.member_id]))
        if (each.member_id, each.component_id) in {("C", "H"), ("D", "M"), ("B", "M"), ("A", "M")}
        else each
        for each in which.offers
    ]
    from allocator.problem.building import build

    # B with nothing but M keeps 0 - 1; with a lot of H it breaks even at least, as A always does.
    which = build({**which.tables, "offers": tuple(offers)})
    found, split = solved(which, backend, FAIREST, Goal("soft_rules"), Goal("cost"))
    assert (awards_of(split), found.goals[1].value) == ((14, 9, 3, 4), 3)
    first, other = solved(which, backend, Goal("soft_rules"), FAIREST, Goal("cost"))
    assert (first.goals[0].value, first.goals[2].value) == (0, 21)
    assert levels(other) == [0, 0, F(11, 9), F(19, 15)]


def test_of_a_rule_that_is_off_nothing_is_told() -> None:
    which = toy4_with_own_cost(strength="hard")
    split = next(each for each in splits() if awards_of(each) == (14, 9, 3, 4))
    assert inclusion_of(which, check(which, Terms(rules_off=frozenset({"R1"})), split).rules) == ()
    found = check(which, Terms(), split)
    (told,) = inclusion_of(which, found.rules)
    assert (told.setting, told.pool_pln) == ("forbid", 3)
    assert {each.subject for each in breaches(found)} == {"C", "D"}


def test_of_whoever_is_idle_nothing_is_missing() -> None:
    which = toy4_with_own_cost(strength="soft", priority=1)
    split = next(each for each in splits() if awards_of(each) == (19, 11, 0, 0))
    (told,) = inclusion_of(which, check(which, Terms(), split).rules)
    assert (told.pool_pln, told.top_ups) == (0, ())


def test_pay_against_own_cost_is_counted_as_the_rule_counts_it() -> None:
    """An offer without its own unit cost leaves nothing; an own fixed cost left out is 0.

    M1 is paid 3 * 10 + 5 for C1, which costs it 3 * 9: 8 are left. For C2 it says nothing of a
    unit, so that its own fixed cost of 99 does not count either.
    """
    which = problem(
        components={"C1": 3, "C2": 2},
        members={"M1": {"fixed_cost_pln": 7}},
        offers={
            "M1:C1": {"unit_cost_pln": 10, "fixed_cost_pln": 5, "own_unit_cost_pln": 9},
            "M1:C2": {"unit_cost_pln": 4, "own_fixed_cost_pln": 99},
        },
        rules=[{"metric": "margin", "per": "member", "at_least": 0, "unit": "pln"}],
    )
    split = {("M1", "C1"): F(3), ("M1", "C2"): F(2)}
    (row,) = [each for each in check(which, Terms(), split).rules if each.rule_id.startswith("R")]
    (told,) = margins(which, split)
    assert (row.value, told.margin_pln) == (8, 8)
    assert (told.paid_pln, told.own_cost_pln) == (30 + 5 + 8 + 7, 27 + 8 + 7)
