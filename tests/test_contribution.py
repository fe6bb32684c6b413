"""Own contribution: the least that is needed, who brings it, to the grosz."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.measures.contribution import (
    Part,
    own_contribution,
    spread,
    to_the_grosz,
)
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests import builders

HALF_EACH = {("M1", "C1"): Fraction(6), ("M2", "C1"): Fraction(4)}
BUDGET_OFF = Terms(rules_off=frozenset(("budget",)))
DEMAND_OFF = Terms(rules_off=frozenset(("own_contribution",)))


def co_funded(*, required: Any = 10, budget: Any = None, members: Any = None) -> Problem:
    """10 units at 10 PLN without fees: a task cost of 100 PLN, co-funded."""
    return builders.problem(
        budget=budget,
        members=members
        or {
            "M1": {"own_cash_pln": 30, "volunteer_hours_year": 2},
            "M2": {"own_cash_pln": 5, "volunteer_hours_year": 0},
        },
        commission={
            "commissioning_mode": "wsparcie",
            "own_contribution_required_pct": required,
            "volunteer_hour_value_pln": 4,
        },
    )


def test_the_demanded_share_of_the_total_is_brought_in_proportion_to_value() -> None:
    # 10 % of 100 = 10; values 60 and 40; M1 may bring 2 * 4 + 30 = 38, M2 5: 6 and 4 fit.
    found = own_contribution(co_funded(), Terms(), HALF_EACH)
    assert (found.needed_pln, found.available_pln, found.short_pln) == (10, 43, 0)
    # M1's 2 hours are worth 8, more than its 6: all of it is work, an hour and a half.
    assert found.parts["M1"] == Part(Fraction(6), Fraction(6), Fraction(3, 2))
    assert found.parts["M2"] == Part(Fraction(4), Fraction(0), Fraction(0))


def test_the_budget_can_need_more_than_the_demanded_share() -> None:
    # The total is 100 and the budget 80: 20 are missing, 10 are demanded. 12 and 8, but M2 can
    # bring 5 only, so M1 brings 15: 8 in work, 7 in cash.
    found = own_contribution(co_funded(budget=80), Terms(), HALF_EACH)
    assert found.needed_pln == 20
    assert found.parts["M1"] == Part(Fraction(15), Fraction(8), Fraction(2))
    assert found.parts["M2"].amount_pln == 5


def test_a_demand_that_is_off_needs_nothing_but_the_budget_is_still_all_there_is() -> None:
    assert own_contribution(co_funded(budget=80), BUDGET_OFF, HALF_EACH).needed_pln == 20
    assert own_contribution(co_funded(budget=80), DEMAND_OFF, HALF_EACH).needed_pln == 20
    assert own_contribution(co_funded(budget=100), DEMAND_OFF, HALF_EACH).needed_pln == 0


def test_fees_are_part_of_the_total() -> None:
    problem = builders.problem(
        members={"M1": {"own_cash_pln": 100}},
        commission={
            "commissioning_mode": "wsparcie",
            "own_contribution_required_pct": 10,
            "coordination_fee_pct": 3,
            "reserve_fund_pct": 2,
        },
    )
    # 10 % of 100 * 1.05.
    found = own_contribution(problem, Terms(), {("M1", "C1"): Fraction(10)})
    assert found.needed_pln == Fraction("10.5")


def test_only_engaged_members_bring_anything() -> None:
    # M2 alone: 5 PLN of the 10 that are needed. It brings all it has.
    found = own_contribution(co_funded(), Terms(), {("M2", "C1"): Fraction(10)})
    assert (found.available_pln, found.brought_pln, found.short_pln) == (5, 5, 5)
    assert list(found.parts) == ["M2"]


def test_full_funding_needs_no_contribution() -> None:
    problem = builders.problem(
        budget=1,
        members={"M1": {"own_cash_pln": 100}, "M2": {}},
        commission={"own_contribution_required_pct": 10},
    )
    found = own_contribution(problem, Terms(), HALF_EACH)
    assert (found.needed_pln, found.available_pln, found.parts) == (0, 0, {})


def test_grosze_go_to_the_largest_remainders_and_ties_by_member() -> None:
    thirds = {each: Fraction(1, 3) for each in ("M3", "M1", "M2")}
    most = dict.fromkeys(thirds, Fraction(10))
    # 1 PLN in thirds: 33 grosze each and one over; all remainders are the same, M1 is first.
    assert to_the_grosz(thirds, most) == {
        "M1": Fraction("0.34"),
        "M2": Fraction("0.33"),
        "M3": Fraction("0.33"),
    }
    # 0.018 + 0.012 = 0.03: the grosz that is over goes to the larger remainder, 0.8 against 0.2.
    uneven = {"M1": Fraction("0.012"), "M2": Fraction("0.018")}
    assert to_the_grosz(uneven, most) == {"M1": Fraction("0.01"), "M2": Fraction("0.02")}
    # M2 is at its limit of 0.018: one more grosz would be beyond it, so it goes to M1.
    tight = {"M1": Fraction(10), "M2": Fraction("0.018")}
    assert to_the_grosz(uneven, tight) == {"M1": Fraction("0.02"), "M2": Fraction("0.01")}


def test_members_without_value_come_last_and_by_what_they_can_bring() -> None:
    found = spread(
        Fraction(9),
        {"M1": Fraction(1), "M2": Fraction(0), "M3": Fraction(0)},
        {"M1": Fraction(3), "M2": Fraction(8), "M3": Fraction(4)},
    )
    # M1 is full at 3; the other 6 go 8 : 4.
    assert found == {"M1": 3, "M2": 4, "M3": 2}


amounts = st.integers(0, 400).map(lambda each: Fraction(each, 7))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=5), st.fractions(0, 1))
def test_a_spread_is_proportional_below_the_limits(
    rows: list[tuple[Fraction, Fraction]], share: Fraction
) -> None:
    weights = {f"M{place}": each for place, (each, _) in enumerate(rows)}
    most = {f"M{place}": each for place, (_, each) in enumerate(rows)}
    amount = share * sum(most.values(), Fraction(0))
    found = spread(amount, weights, most)
    assert sum(found.values(), Fraction(0)) == amount
    assert all(0 <= part <= most[each] for each, part in found.items())
    below = [each for each in found if found[each] < most[each]]
    for one in below:
        for other in found:
            # Nobody below its limit brings less for its value than anybody else, unless those
            # with value are all full and the rest goes by room.
            if any(weights[each] for each in below):
                assert found[one] * weights[other] >= found[other] * weights[one]
    whole = to_the_grosz(found, most)
    assert abs(sum(whole.values(), Fraction(0)) - amount) <= Fraction(1, 200)
    assert all(abs(whole[each] - found[each]) < Fraction(1, 100) for each in found)
