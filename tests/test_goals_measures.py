"""Goals as entries, and the exact measure of each on a split argued by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from allocator.measures.goal_measures import MEASURES, NoMeasure, levels
from allocator.measures.goals import Sense, all_measures, entries, measure
from allocator.problem import charter
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms
from tests import builders, naive
from tests.random_problems import all_allocations, random_problem

SPLIT = {("M1", "C1"): Fraction(6), ("M2", "C1"): Fraction(3), ("M2", "C2"): Fraction(5)}
FAIRNESS = Fairness()
SOFT_RULES: list[dict[str, Any]] = [
    # Three of 10 and of 5: at least 4 of each pair; M1:C1 6, M2:C1 3 (a quarter short), M2:C2 5.
    {
        "metric": "quantity",
        "per": "assignment",
        "at_least": 4,
        "if_engaged": True,
        "strength": "soft",
        "priority": 2,
    },
    # Three providers of each: C1 has 2 (a third short), C2 has 1 (two thirds short).
    {"metric": "members", "per": "component", "at_least": 3, "strength": "soft", "priority": 1},
]


def example(**others: Any) -> Problem:
    """Reference prices 15 (a ceiling) and 22; C1 is critical and 1 unit short in SPLIT."""
    content: dict[str, Any] = {
        "components": {
            "C1": {"quantity": 10, "ceiling_unit_price_pln": 15, "critical": True},
            "C2": 5,
        },
        "members": {
            "M1": {"target_share_pct": 50, "is_small": True, "fixed_cost_pln": 7},
            "M2": {"target_share_pct": 50, "seat_zone": "Z1"},
            "M3": {"is_small": True},
        },
        "offers": {
            "M1:C1": {"unit_cost_pln": 10, "quality": 4, "preference": 1, "incumbent_quantity": 8},
            "M2:C1": {"unit_cost_pln": 12, "quality": 3, "preference": 2, "incumbent_quantity": 2},
            "M2:C2": {"unit_cost_pln": 20, "quality": 5, "preference": 3},
            "M3:C2": {
                "unit_cost_pln": 22,
                "quality": 1,
                "preference": 0,
                "incumbent_quantity": 4,
            },
        },
        "budget": 300,
    }
    return builders.problem(**{**content, **others})


# fmt: off
EXPECTED = (
    ("uncovered:critical", 15),
    ("uncovered:all", 15),
    # 6 * 10 + 7 + 3 * 12 + 5 * 20.
    ("cost", 203),
    # Targets 150 each; awards 67 and 136: 44.67 % and 90.67 %.
    ("target_share", 44),
    ("smallest_ratio", Fraction(67, 150)),
    ("target_deviation", 83 + 14),
    ("small_members_value", 67),
    ("small_members_engaged", 1),
    # The whole is 10 * 15 + 5 * 22 = 260; what nobody covers counts 0.
    ("quality", Fraction(6 * 15 * 4 + 3 * 15 * 3 + 5 * 22 * 5, 260)),
    ("preference", Fraction(6 * 15 * 1 + 3 * 15 * 2 + 5 * 22 * 3, 260)),
    # M1 gives up 2 of 8, M2 does more than its 2; M3's 4 are lost, though a veto bars it.
    ("handover", 2 * 15 + 4 * 22),
)
# fmt: on


@pytest.mark.parametrize(("name", "expected"), EXPECTED)
def test_measures(name: str, expected: Any) -> None:
    assert measure(example(), Terms(), name, FAIRNESS, SPLIT) == expected


def test_every_goal_has_a_measure() -> None:
    assert set(MEASURES) == set(charter.GOALS)


def test_uncovered_counts_critical_components_apart() -> None:
    split = {("M1", "C1"): Fraction(10), ("M2", "C2"): Fraction(3)}
    assert measure(example(), Terms(), "uncovered:critical", FAIRNESS, split) == 0
    assert measure(example(), Terms(), "uncovered:all", FAIRNESS, split) == 2 * 22


def test_changes_are_half_of_all_differences() -> None:
    # Earlier: M1 10 of C1, M3 5 of C2. M1 -4, M2 +3 at 15; M3 -5, M2 +5 at 22.
    terms = Terms(earlier={("M1", "C1"): Fraction(10), ("M3", "C2"): Fraction(5)})
    moved = Fraction((4 + 3) * 15 + (5 + 5) * 22, 2)
    assert measure(example(), terms, "changes", FAIRNESS, SPLIT) == moved
    # What was earlier done of a component that is no more is no change.
    terms = Terms(earlier={**SPLIT, ("M1", "C9"): Fraction(5)})
    assert measure(example(), terms, "changes", FAIRNESS, SPLIT) == 0


def test_soft_rules_are_added_by_priority_in_millionths() -> None:
    problem = example(rules=SOFT_RULES)
    assert measure(problem, Terms(), "soft_rules:2", FAIRNESS, SPLIT) == Fraction("0.25")
    # 333,334 + 666,667 millionths: each is rounded up.
    assert measure(problem, Terms(), "soft_rules:1", FAIRNESS, SPLIT) == Fraction("1.000001")


def test_soft_rules_that_are_off_do_not_count() -> None:
    problem = example(rules=SOFT_RULES)
    terms = Terms(rules_off=frozenset(("R2",)))
    assert measure(problem, terms, "soft_rules:1", FAIRNESS, SPLIT) == 0


def test_partial_coverage_waives_soft_lower_bounds_too() -> None:
    problem = example(rules=SOFT_RULES)
    # C1 is short of 1 unit: its third does not count; C2's two thirds do.
    found = measure(problem, Terms(partial=True), "soft_rules:1", FAIRNESS, SPLIT)
    assert found == Fraction("0.666667")


@pytest.mark.parametrize(
    ("kind", "a", "b", "expected"),
    [
        # M1 provides C1 and not C2.
        ("same_provider", "C1", "C2", 1),
        # M2 provides C2 and C1.
        ("same_provider", "C2", "C1", 0),
        ("different_provider", "C1", "C2", 1),
        # M1 has no seat zone and shares it with nobody; M2 provides C2 itself.
        ("same_zone", "C1", "C2", 1),
        ("same_zone", "C2", "C1", 0),
    ],
)
def test_soft_links_count_1_for_each_provider_in_breach(
    kind: str, a: str, b: str, expected: int
) -> None:
    link = {"component_a": a, "component_b": b, "kind": kind, "strength": "soft", "priority": 3}
    problem = example(links=[link])
    assert measure(problem, Terms(), "soft_rules:3", FAIRNESS, SPLIT) == expected
    off = Terms(rules_off=frozenset((kind,)))
    assert entries(problem, off, (Goal("soft_rules"),)) == ()


def test_levels_are_sorted_and_capped() -> None:
    assert levels(example(), Fairness("value"), SPLIT) == (44, 90)
    assert levels(example(), Fairness("value", Fraction(5), Fraction(50)), SPLIT) == (8, 10)


def test_goals_without_sense_have_no_measure() -> None:
    no_budget = example(budget=None)
    for name in ("target_share", "smallest_ratio", "target_deviation"):
        with pytest.raises(NoMeasure):
            measure(no_budget, Terms(), name, FAIRNESS, SPLIT)
    with pytest.raises(NoMeasure):
        measure(example(), Terms(), "changes", FAIRNESS, SPLIT)
    unscored = example(offers={"M1:C1": 10, "M2:C1": 12, "M2:C2": 20})
    with pytest.raises(NoMeasure):
        measure(unscored, Terms(), "quality", FAIRNESS, SPLIT)


def test_all_measures_hold_every_goal() -> None:
    found = all_measures(example(rules=SOFT_RULES, budget=None), Terms(), SPLIT)
    assert list(found) == [
        "uncovered:critical",
        "uncovered:all",
        "soft_rules:1",
        "soft_rules:2",
        *(name for name in MEASURES if name not in ("uncovered", "soft_rules")),
    ]
    assert (found["cost"], found["target_share"], found["changes"]) == (203, None, None)
    assert all_measures(example(), Terms(), SPLIT)["target_share"] == (44, 90)


def test_entries_keep_the_order_of_goals() -> None:
    goals = (Goal("soft_rules"), Goal("cost", Fraction(1, 2)), Goal("target_share"), Goal("cost"))
    found = entries(example(rules=SOFT_RULES), Terms(), goals)
    assert [(each.name, each.sense) for each in found] == [
        ("soft_rules:1", Sense.MINIMISE),
        ("soft_rules:2", Sense.MINIMISE),
        ("cost", Sense.MINIMISE),
        ("target_share", Sense.MAXIMISE),
        ("cost", Sense.MINIMISE),
    ]
    assert (found[2].goal, found[2].step) == (goals[1], Fraction(1, 100))


def test_partial_coverage_is_always_the_first_goal() -> None:
    names = ["uncovered:critical", "uncovered:all", "cost"]
    for goals in ((Goal("cost"),), (Goal("cost"), Goal("uncovered"))):
        found = entries(example(), Terms(partial=True), goals)
        assert [each.name for each in found] == names
        assert found[0].goal.tolerance_pct == 0
    # Without partial coverage nothing is uncovered, so it is no goal.
    found = entries(example(), Terms(), (Goal("uncovered"), Goal("cost")))
    assert [each.name for each in found] == ["cost"]


@pytest.mark.parametrize("seed", range(60))
def test_measures_agree_with_the_naive_twin(seed: int) -> None:
    problem, terms = random_problem(seed)
    judge = naive.Judge(problem, terms)
    goals = tuple(Goal(name, fairness=terms.fairness) for name in charter.GOALS)
    names = [each.name for each in entries(problem, terms, goals)]
    compared = 0
    for quantities, _ in zip(all_allocations(problem, terms), range(8), strict=False):
        for name in names:
            try:
                found = measure(problem, terms, name, terms.fairness, quantities)
            except NoMeasure:
                continue
            assert found == judge.measure(name, terms.fairness, quantities), name
            compared += 1
    assert compared > 0
