"""Values, hours, targets, ratios and levels of an allocation."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.measures import awards as measured
from allocator.measures.steps import finest, is_exact, rounded, step
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms
from tests import builders
from tests.random_problems import all_allocations, random_problem

SPLIT = {("M1", "C1"): Fraction(6), ("M2", "C1"): Fraction(4), ("M2", "C2"): Fraction(5)}


def example(**others: Any) -> Problem:
    """C1 at a ceiling of 15, C2 without one, dearest offer 22; fees of 4 %."""
    content: dict[str, Any] = {
        "components": {
            "C1": {"quantity": 10, "ceiling_unit_price_pln": 15, "labour_hours_per_unit": 2},
            "C2": {"quantity": 5, "labour_hours_per_unit": 1},
        },
        "members": {
            "M1": {"target_share_pct": 25, "fixed_cost_pln": 7},
            "M2": {"target_share_pct": 60, "fixed_cost_pln": 9},
            "M3": {"fixed_cost_pln": 100},
        },
        "offers": {
            "M1:C1": {"unit_cost_pln": 10, "fixed_cost_pln": 3, "labour_hours_per_unit": 5},
            "M2:C1": {"unit_cost_pln": "12.5"},
            "M2:C2": {"unit_cost_pln": 20, "fixed_cost_pln": 1},
            "M3:C2": {"unit_cost_pln": 22},
        },
        "commission": {"coordination_fee_pct": 3, "reserve_fund_pct": 1},
        "budget": 416,
    }
    return builders.problem(**{**content, **others})


def test_values() -> None:
    problem = example()
    # M1: 6 * 10 + 3 + 7; M2: 4 * 12.5 + 5 * 20 + 1 + 9; M3 has nothing, so no fixed cost.
    assert measured.member_values(problem, SPLIT) == {"M1": 70, "M2": 160, "M3": 0}
    # Components know no member's own fixed cost.
    assert measured.component_values(problem, SPLIT) == {"C1": 113, "C2": 101}
    assert measured.task_cost(problem, SPLIT) == 230
    assert measured.total(problem, SPLIT) == Fraction("239.2")
    assert measured.engaged(problem, SPLIT) == {"M1", "M2"}
    # M1's own 5 hours a unit, the components' otherwise.
    assert measured.total_hours(problem, SPLIT) == 6 * 5 + 4 * 2 + 5 * 1


def test_awards_in_three_measures() -> None:
    problem = example()
    assert measured.awards(problem, SPLIT, "value") == {"M1": 70, "M2": 160, "M3": 0}
    # C1 at its ceiling of 15, C2 at its dearest offer of 22.
    reference = measured.awards(problem, SPLIT, "reference_value")
    assert reference == {"M1": 6 * 15, "M2": 4 * 15 + 5 * 22, "M3": 0}
    # At the components' own hours, whatever M1 declares.
    assert measured.awards(problem, SPLIT, "hours") == {"M1": 12, "M2": 8 + 5, "M3": 0}


def test_targets_come_from_a_base_that_never_moves() -> None:
    problem = example()
    # 416 / 1.04 = 400; M3 has no share in the key.
    assert measured.key_targets(problem, "value") == {"M1": 100, "M2": 240}
    # 10 * 15 + 5 * 22 = 260; 10 * 2 + 5 = 25 hours.
    assert measured.key_targets(problem, "reference_value") == {"M1": 65, "M2": 156}
    assert measured.key_targets(problem, "hours") == {"M1": Fraction("6.25"), "M2": 15}


def test_without_a_base_there_are_no_targets() -> None:
    assert measured.key_targets(example(budget=None), "value") == {}
    assert measured.key_targets(example(budget=0), "value") == {}
    idle = example(components={"C1": 10, "C2": 5})
    assert measured.key_targets(idle, "hours") == {}
    assert measured.ratios(example(budget=None), SPLIT, Fairness()) == {}


def test_ratios_are_awards_over_targets() -> None:
    found = measured.ratios(example(), SPLIT, Fairness())
    assert found == {"M1": Fraction(7, 10), "M2": Fraction(2, 3)}


@pytest.mark.parametrize(
    ("grid", "cap", "ratio", "expected"),
    [
        ("1", "100", "0.6799", 67),
        ("1", "100", "1.2", 100),
        ("1", None, "1.2", 120),
        # A grid of 5 %: 67.99 % is 13 steps; a cap of 98 % is 19 steps.
        ("5", "98", "0.6799", 13),
        ("5", "98", "1", 19),
        ("0.5", "100", "0.6799", 135),
        ("1", "100", "0.68", 68),
    ],
)
def test_levels(grid: str, cap: str | None, ratio: str, expected: int) -> None:
    fairness = Fairness("value", Fraction(grid), None if cap is None else Fraction(cap))
    assert measured.level(fairness, Fraction(ratio)) == expected


def test_pairs_without_an_offer_have_no_price() -> None:
    stray = {**SPLIT, ("M3", "C1"): Fraction(2), ("M9", "C9"): Fraction(1)}
    problem = example()
    assert measured.task_cost(problem, stray) == 230
    assert measured.engaged(problem, stray) == {"M1", "M2"}
    # What they are given is given out all the same.
    assert measured.covered(problem, stray) == {"C1": 12, "C2": 5}


def test_quantities_of_zero_are_no_assignments() -> None:
    assert measured.task_cost(example(), {("M1", "C1"): Fraction(0)}) == 0
    assert measured.pair_value(example(), ("M1", "C1"), Fraction(0)) == 0


def test_money_is_proved_to_the_grosz_or_finer_where_prices_are() -> None:
    terms, fairness = Terms(), Fairness()
    assert step(example(), terms, "cost", fairness) == Fraction(1, 100)
    finer = example(offers={"M1:C1": {"unit_cost_pln": "0.1234"}, "M2:C2": 20})
    assert step(finer, terms, "cost", fairness) == Fraction(1, 10_000)
    # In lots of 10 the price of a lot is 1.234.
    components = {"C1": {"quantity": 10, "lot_size": 10}, "C2": 5}
    lots = example(components=components, offers={"M1:C1": "0.1234", "M2:C2": 20})
    assert step(lots, terms, "cost", fairness) == Fraction(1, 1000)
    # Whole or not at all: 10 * 0.125.
    whole = {"C1": {"quantity": 10, "splittable": False}, "C2": 5}
    unsplit = example(components=whole, offers={"M1:C1": "0.125", "M2:C2": 20})
    assert step(unsplit, terms, "cost", fairness) == Fraction(1, 100)


def test_an_offer_that_can_not_be_used_makes_no_step_finer() -> None:
    offers = {"M1:C1": {"unit_cost_pln": "0.1234", "preference": 0}, "M2:C1": 10, "M2:C2": 20}
    assert step(example(offers=offers), Terms(), "cost", Fairness()) == Fraction(1, 100)


def test_deviations_stay_at_the_grosz_where_targets_do_not_end() -> None:
    # 400 * 25 % and 60 % are whole: with prices of 4 decimals deviations have 4 as well.
    offers = {"M1:C1": "0.1234", "M2:C1": 10, "M2:C2": 20}
    ending = example(offers=offers)
    assert step(ending, Terms(), "target_deviation", Fairness()) == Fraction(1, 10_000)
    # 400 / 1.04 does not end.
    endless = example(offers=offers, budget=400)
    assert step(endless, Terms(), "target_deviation", Fairness()) == Fraction(1, 100)
    # In hours: a unit takes 10.004; 25 % and 60 % of 100.04 are 25.01 and 60.024.
    hours = {"C1": {"quantity": 10, "labour_hours_per_unit": "10.004"}, "C2": 5}
    by_hours = example(components=hours)
    assert step(by_hours, Terms(), "target_deviation", Fairness("hours")) == Fraction(1, 1000)


def test_steps_of_other_goals() -> None:
    terms = Terms(earlier={("M1", "C1"): Fraction(1)})
    for name, expected in {
        "soft_rules:1": Fraction(1, 1_000_000),
        "smallest_ratio": Fraction(1, 1_000_000),
        "quality": Fraction(1, 1_000_000),
        "preference": Fraction(1, 1_000_000),
        "target_share": 1,
        "small_members_engaged": 1,
        "small_members_value": Fraction(1, 100),
        "uncovered:all": Fraction(1, 100),
        "handover": Fraction(1, 100),
        "changes": Fraction(1, 100),
    }.items():
        assert step(example(), terms, name, Fairness()) == expected


def test_half_of_a_grosz_can_change_hands() -> None:
    problem = example(components={"C1": {"quantity": 1, "ceiling_unit_price_pln": "0.01"}, "C2": 5})
    terms = Terms(earlier={})
    assert step(problem, terms, "changes", Fairness()) == Fraction(1, 1000)


@given(st.lists(st.fractions(min_value=0, max_denominator=1000), max_size=5))
def test_the_finest_step_divides_everything_that_ends(coefficients: list[Fraction]) -> None:
    found = finest(coefficients)
    ending = all(10**12 % each.denominator == 0 for each in coefficients)
    if ending:
        assert all((each / found).denominator == 1 for each in coefficients)
        coarser = found * 10
        assert found == Fraction(1, 100) or any(
            (each / coarser).denominator != 1 for each in coefficients
        )
    else:
        assert found == Fraction(1, 100)


def test_values_are_rounded_half_up() -> None:
    cent = Fraction(1, 100)
    assert rounded(Fraction("1.005"), cent) == Fraction("1.01")
    assert rounded(Fraction("1.0049"), cent) == 1
    assert rounded(Fraction("-1.005"), cent) == -1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_costs_are_multiples_of_their_step(seed: int) -> None:
    problem, terms = random_problem(seed)
    unit = step(problem, terms, "cost", Fairness())
    for quantities, _ in zip(all_allocations(problem, terms), range(20), strict=False):
        cost = measured.task_cost(problem, quantities)
        # Coefficients are finite decimals here, so nothing is ever rounded.
        assert rounded(cost, unit) == cost
        assert sum(measured.member_values(problem, quantities).values(), Fraction(0)) == cost


def test_a_grid_is_exact_where_every_cost_lies_on_it() -> None:
    """Prices to the grosz do; a third of a zloty, as a scenario may make it, does not."""
    whole = builders.problem(offers={"M1:C1": "10.25", "M2:C1": 9})
    thirds = builders.problem(offers={"M1:C1": "10.25", "M2:C1": Fraction(28, 3)})
    assert is_exact(whole, Terms(), "cost", Fairness())
    assert not is_exact(thirds, Terms(), "cost", Fairness())
