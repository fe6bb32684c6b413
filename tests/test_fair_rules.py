"""Three rules side by side: known cases, enumeration, and when every rule is proved to agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import ceil, lcm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.allocation import Status
from allocator.measures.fairness import fairness_of
from allocator.measures.welfare import nash_compared
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from scenarios.fair_rules import RulesCompared, compare_rules
from scenarios.fair_rules_texts import rules_document, rules_lines, sentence
from tests.builders import problem
from tests.test_brute_force import in_this_process
from tests.toy4 import awards_of, splits, toy4

OPTIONS = Options(backend="cpsat", limits=Limits(workers=1, time_seconds=60))
Lots = tuple[int, ...]


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def identical(shares: Sequence[int], lots: int, capacity: Sequence[int] = ()) -> Problem:
    """So many equal lots for members with these shares of the key."""
    whole = sum(shares)
    most = capacity or (lots,) * len(shares)
    return problem(
        components={"C1": lots},
        members={
            f"M{place}": {"target_share_pct": Fraction(100 * share, whole)}
            for place, share in enumerate(shares)
        },
        offers={
            f"M{place}:C1": {"unit_cost_pln": 10, "capacity_max": each}
            for place, each in enumerate(most)
        },
    )


def exactly(shares: Sequence[int], lots: int) -> Fairness:
    """A grid on which every ratio is a whole number of steps: w of W lots are due to weight w."""
    steps = lcm(*shares) * lots
    return Fairness("reference_value", Fraction(100, steps), None)


def lots_of(quantities: dict[tuple[str, str], Fraction], members: int) -> Lots:
    return tuple(int(quantities.get((f"M{place}", "C1"), 0)) for place in range(members))


def compared(shares: Sequence[int], lots: int) -> tuple[RulesCompared, dict[str, Lots]]:
    found = compare_rules(identical(shares, lots), exactly(shares, lots), None, OPTIONS)
    return found, {
        each.rounding_policy: lots_of(dict(each.quantities), len(shares)) for each in found.splits
    }


def all_lots(members: int, lots: int) -> Iterator[Lots]:
    return (each for each in product(range(lots + 1), repeat=members) if sum(each) == lots)


@pytest.mark.parametrize(
    ("shares", "lots", "leximin", "nash", "wprop1"),
    [
        ((7, 1, 1, 1), 4, (1, 1, 1, 1), (1, 1, 1, 1), False),
        ((7, 1, 1, 1), 6, (3, 1, 1, 1), (3, 1, 1, 1), False),
        ((7, 1, 1, 1), 12, (7, 1, 2, 2), (9, 1, 1, 1), False),
        ((6, 3, 1), 5, (2, 2, 1), (3, 1, 1), True),
        ((6, 3, 1), 12, (6, 4, 2), (7, 4, 1), False),
    ],
)
def test_identical_lots(shares: Lots, lots: int, leximin: Lots, nash: Lots, wprop1: bool) -> None:
    """T12; the small ones of equal weight may change places."""
    found, got = compared(shares, lots)
    assert found.complete
    assert (sorted(got["small-friendly"][1:]), got["small-friendly"][0]) == (
        sorted(leximin[1:]),
        leximin[0],
    )
    assert got["neutral"] == nash
    # Nobody's excess can be smaller, then the next one's, and so on: by enumeration.
    peaks = {each: peak(each, shares) for each in all_lots(len(shares), lots)}
    assert peak(got["big-friendly"], shares) == min(peaks.values())
    small = found.splits[0].fairness
    assert small is not None
    assert (small.wef1, small.wprop1) == (True, wprop1)


def peak(lots: Lots, shares: Lots) -> list[Fraction]:
    return sorted((Fraction(got, due) for got, due in zip(lots, shares, strict=True)), reverse=True)


def test_large_members_win_where_excess_is_smallest() -> None:
    """7, 1, 1, 1 and four lots: one each lets the small exceed by far; 4, 0, 0, 0 lets nobody."""
    found, got = compared((7, 1, 1, 1), 4)
    assert got["big-friendly"] == (4, 0, 0, 0)
    assert found.common is None
    told = sentence(identical((7, 1, 1, 1), 4), found, "en")
    assert told.startswith("The three policies of rounding differ")
    assert "big-friendly – M0" in told
    document = rules_document(identical((7, 1, 1, 1), 4), found)
    assert (document["agree"], document["by_every_rule"]) == (False, False)
    assert [each["wef1"] for each in document["splits"]] == [True, True, False]


@pytest.mark.parametrize("backend", ["cpsat", "highs", "scip"])
def test_toy4_from_the_highest_ratio_down(backend: str) -> None:
    """Goal largest_share against enumeration, in 45ths, on three engines."""
    due = (15, 9, 3, 3)

    def down(split: dict[tuple[str, str], Fraction]) -> tuple[int, ...]:
        got = awards_of(split)
        levels = (ceil(45 * a / b) for a, b in zip(got, due, strict=True))
        return tuple(sorted(levels, reverse=True))

    best = min(down(each) for each in splits())
    fairness = Fairness("reference_value", Fraction(100, 45), None)
    options = replace(OPTIONS, backend=backend)
    result = solve(toy4(), (Goal("largest_share", fairness=fairness), Goal("cost")), None, options)
    assert result.status is Status.OPTIMAL
    assert result.goals[0].value == result.goals[0].bound == best


def test_rules_of_toy4_agree_but_not_every_rule_is_asked() -> None:
    """Targets differ, so the strong sentence is never said; Nash and leximin agree (T04, T11)."""
    found = compare_rules(toy4(), Fairness("reference_value", Fraction(100, 45)), None, OPTIONS)
    awards = [awards_of(each.quantities) for each in found.splits[:2]]
    assert awards == [(14, 9, 3, 4)] * 2
    assert not found.by_every_rule


def test_every_rule_agrees_on_equal_members() -> None:
    """Seven lots for three equal members: 3, 2, 2 in some order, whatever is fair."""
    found, got = compared((1, 1, 1), 7)
    assert {tuple(sorted(each)) for each in got.values()} == {(2, 2, 3)}
    assert found.by_every_rule
    told = sentence(identical((1, 1, 1), 7), found, "pl")
    assert told.startswith("Każda reguła sprawiedliwości daje ten podział")


def test_the_strong_sentence_is_not_said_where_only_three_rules_agree() -> None:
    """Four equal members have 2, 3, 5, 7 for certain; a rule leaves (3, 3, 7, 7) or (2, 5, 5, 8).

    The first is best for the lowest, for the highest, and by product (441 against 400); but the two
    lowest together have more in the second, 7 against 6, so some fair rule prefers that one.
    """
    base = {"B0": 2, "B1": 3, "B2": 5, "B3": 7}
    fixed = {f"M{place}:B{place}": 10 for place in range(4)}
    which = problem(
        components={
            **base,
            "T1": 1,
            "T2": {"quantity": 2, "splittable": False},
        },
        members={f"M{place}": {"target_share_pct": 25} for place in range(4)},
        offers={**fixed, "M0:T1": 10, "M3:T1": 10, "M1:T2": 10, "M2:T2": 10},
        rules=[
            {
                "metric": "quantity",
                "members": "M0;M1",
                "components": "T1;T2",
                "at_most": 2,
                "unit": "quantity",
            }
        ],
    )
    found = compare_rules(which, Fairness("reference_value", Fraction(1)), None, OPTIONS)
    for each in found.splits:
        assert each.fairness is not None
        assert [one.award for one in each.fairness.members] == [30, 30, 70, 70]
    assert found.common is not None
    assert not found.by_every_rule
    assert sentence(which, found, "en").startswith("All three policies of rounding give this split")


# fmt: off
EQUAL = st.integers(2, 4).flatmap(
    lambda members: st.tuples(
        st.integers(1, 9), st.lists(st.integers(0, 5), min_size=members, max_size=members)
    )
).filter(lambda case: case[0] <= sum(case[1]))
# fmt: on


@settings(max_examples=40, deadline=None)
@given(EQUAL)
def test_one_price_and_equal_shares_make_all_rules_the_same(case: tuple[int, list[int]]) -> None:
    """T22: leximin set = least-squares set = Nash set, by enumeration."""
    lots, capacity = case
    members = len(capacity)
    plans = [
        each
        for each in all_lots(members, lots)
        if all(got <= most for got, most in zip(each, capacity, strict=True))
    ]
    due = {str(place): Fraction(1) for place in range(members)}

    def named(plan: Lots) -> dict[str, Fraction]:
        return {str(place): Fraction(got) for place, got in enumerate(plan)}

    highest = max(sorted(each) for each in plans)
    leximin = {each for each in plans if sorted(each) == highest}
    squares = min(sum(got * got for got in each) for each in plans)
    least = {each for each in plans if sum(got * got for got in each) == squares}
    nash = {
        each
        for each in plans
        if all(nash_compared(named(each), named(other), due) >= 0 for other in plans)
    }
    assert leximin == least == nash


@settings(max_examples=6, deadline=None)
@given(EQUAL)
def test_then_the_strong_sentence_is_proved(case: tuple[int, list[int]]) -> None:
    lots, capacity = case
    which = identical((1,) * len(capacity), lots, capacity)
    found = compare_rules(which, exactly((1,), lots * len(capacity)), None, OPTIONS)
    assert found.by_every_rule


@settings(max_examples=25, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda members: st.tuples(
            st.lists(st.integers(1, 7), min_size=members, max_size=members),
            st.integers(1, 9),
            st.lists(st.integers(0, 9), min_size=members, max_size=members),
        )
    )
)
def test_lowest_ratio_first_has_the_levels_of_leximin(
    case: tuple[list[int], int, list[int]],
) -> None:
    """T12b: each lot to the lowest ratio, ties to the smallest weight, as far as capacity goes."""
    shares, lots, capacity = case
    lots = min(lots, sum(capacity))
    if not lots:
        return
    got = [0] * len(shares)
    for _ in range(lots):
        free = [place for place, most in enumerate(capacity) if got[place] < most]
        lowest = min(free, key=lambda place: (Fraction(got[place], shares[place]), shares[place]))
        got[lowest] += 1
    steps = lcm(*shares) * lots
    whole = sum(shares)
    expected = sorted(steps * n * whole // (w * lots) for n, w in zip(got, shares, strict=True))
    goal = Goal("target_share", fairness=exactly(shares, lots))
    result = solve(identical(shares, lots, capacity), (goal,), Terms(), replace(OPTIONS, tie=False))
    assert result.goals[0].value == tuple(expected)


def test_lines_tell_who_is_outside_the_window() -> None:
    which = identical((7, 1, 1, 1), 12)
    found, _ = compared((7, 1, 1, 1), 12)
    text = "\n".join(rules_lines(which, found, "en"))
    # 12 lots at price 10: 8.4 are due to M0, so its window is 80 to 90; leximin gives it 70.
    assert "80–90" in text
    assert "(outside)" in text
    assert "no envy beyond one lot" in text


def test_awards_are_measured_like_those_of_a_split() -> None:
    which = identical((6, 3, 1), 12)
    found, _ = compared((6, 3, 1), 12)
    for each in found.splits:
        (told,) = fairness_of(which, each.quantities, found.fairness)
        assert told == each.fairness
