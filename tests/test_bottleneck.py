"""Bottlenecks: the case argued by hand, and random ones against all groups of members."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.measures.bottleneck import Bottleneck, bottlenecks
from allocator.measures.flows import Network
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness
from tests.builders import problem

BY_PRICE = Fairness("reference_value")


def meals_and_care() -> Problem:
    """P and Q only cook, 12 at price 1; R only cares, 24; shares a quarter, a quarter, a half."""
    priced = {"ceiling_unit_price_pln": 1}
    return problem(
        components={"MEALS": {"quantity": 12, **priced}, "CARE": {"quantity": 24, **priced}},
        members={
            "P": {"target_share_pct": 25},
            "Q": {"target_share_pct": 25},
            "R": {"target_share_pct": 50},
        },
        offers={"P:MEALS": 1, "Q:MEALS": 1, "R:CARE": 1},
    )


def test_meals_hold_two_members_back() -> None:
    """T18: 12 for dues of 18, then 24 for 18."""
    first, second = bottlenecks(meals_and_care(), BY_PRICE)
    assert first == Bottleneck(("P", "Q"), ("MEALS",), ("MEALS",), Fraction(18), Fraction(12))
    assert (first.ratio, second.ratio) == (Fraction(2, 3), Fraction(4, 3))
    assert (second.members, second.scarce) == (("R",), ("CARE",))


def test_capacity_holds_back_as_well() -> None:
    """Ten at price 10 for two equals, one of whom can do 2: it has 2 of 5, the other 8 of 5."""
    which = problem(
        components={"C1": 10},
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        offers={"M1:C1": {"unit_cost_pln": 10, "capacity_max": 2}, "M2:C1": 10},
    )
    first, second = bottlenecks(which, BY_PRICE)
    assert (first.members, first.ratio, first.scarce) == (("M1",), Fraction(2, 5), ())
    assert (second.members, second.ratio, second.scarce) == (("M2",), Fraction(8, 5), ("C1",))


def test_one_group_where_nobody_is_held_back() -> None:
    which = problem(
        components={"C1": 10},
        members={"M1": {"target_share_pct": 30}, "M2": {"target_share_pct": 70}},
    )
    (only,) = bottlenecks(which, BY_PRICE)
    assert (only.members, only.ratio) == (("M1", "M2"), Fraction(1))


def test_a_member_that_can_do_nothing_comes_first_with_nothing() -> None:
    which = problem(
        components={"C1": 10},
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        offers={"M2:C1": 10},
    )
    first, second = bottlenecks(which, BY_PRICE)
    assert (first.members, first.most, first.components) == (("M1",), 0, ())
    assert (second.members, second.ratio) == (("M2",), 2)


def test_money_paid_has_none() -> None:
    assert bottlenecks(meals_and_care(), Fairness("value")) == ()


def test_the_largest_flow() -> None:
    """Two ways of 3 and 2 that share an edge back: five in all, and the cut is at the source."""
    network = Network()
    for start, end, room in (
        ("s", "a", 3),
        ("s", "b", 2),
        ("a", "b", 5),
        ("a", "t", 2),
        ("b", "t", 4),
    ):
        network.edge(("", start), ("", end), Fraction(room))
    assert network.fill(("", "s"), ("", "t")) == 5
    assert network.reachable(("", "s")) == {("", "s")}


@st.composite
def small(draw: st.DrawFn) -> tuple[list[int], dict[tuple[int, int], int], list[int]]:
    members, components = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    whole = [draw(st.integers(1, 9)) for _ in range(components)]
    able = {
        (one, other): draw(st.integers(1, 9))
        for one in range(members)
        for other in range(components)
        if draw(st.booleans())
    }
    return whole, able, [draw(st.integers(1, 5)) for _ in range(members)]


@settings(max_examples=60, deadline=None)
@given(small())
def test_each_group_is_the_scarcest_of_what_is_left(
    case: tuple[list[int], dict[tuple[int, int], int], list[int]],
) -> None:
    """Against all groups: most(S + fixed) - most(fixed) over due(S), the largest group of these."""
    whole, able, weights = case
    which = problem(
        components={
            f"C{place}": {"quantity": each, "ceiling_unit_price_pln": 1}
            for place, each in enumerate(whole)
        },
        members={
            f"M{place}": {"target_share_pct": Fraction(100 * each, sum(weights))}
            for place, each in enumerate(weights)
        },
        offers={
            f"M{one}:C{other}": {"unit_cost_pln": 1, "capacity_max": most}
            for (one, other), most in able.items()
        }
        or {"M0:C0": {"unit_cost_pln": 1, "capacity_max": 1}},
    )
    if not able:
        able = {(0, 0): 1}
    due = [Fraction(each * sum(whole), sum(weights)) for each in weights]

    def most(group: tuple[int, ...]) -> int:
        return sum(
            min(each, sum(amount for (m, c), amount in able.items() if c == place and m in group))
            for place, each in enumerate(whole)
        )

    fixed: tuple[int, ...] = ()
    for found in bottlenecks(which, BY_PRICE):
        free = [each for each in range(len(weights)) if each not in fixed]
        ratios = {
            group: (most((*fixed, *group)) - most(fixed)) / sum(due[each] for each in group)
            for size in range(1, len(free) + 1)
            for group in combinations(free, size)
        }
        lowest = min(ratios.values())
        largest = max((each for each, ratio in ratios.items() if ratio == lowest), key=len)
        assert (found.ratio, found.members) == (lowest, tuple(f"M{each}" for each in largest))
        fixed = (*fixed, *largest)
    assert len(fixed) == len(weights)
