"""The verdict on links and rules, and all that the split says, argued by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from allocator.checks import check
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms
from tests.checked_example import SPLIT, changed_to, example, off, rows


def linked(kind: str, *, a: str = "C1", b: str = "C2", **cells: Any) -> Problem:
    """The example with one link, M1 in zone Z1 and M2 in Z2."""
    members = {"M1": {"seat_zone": "Z1"}, "M2": {"seat_zone": "Z2"}, "M3": {}}
    link = {"component_a": a, "component_b": b, "kind": kind, **cells}
    return example(links=[link], members=members)


def test_links_name_each_provider_in_breach() -> None:
    # M1 provides C1 and not C2; M2 provides both.
    found = rows("same_provider", linked("same_provider"))
    assert {subject: each.breaks for subject, each in found.items()} == {
        "C1:C2:M1": True,
        "C1:C2:M2": False,
    }
    found = rows("different_provider", linked("different_provider"))
    assert {subject: each.margin for subject, each in found.items()} == {
        "C1:C2:M1": 0,
        "C1:C2:M2": -1,
    }
    # M1's zone Z1 has no provider of C2.
    assert rows("same_zone", linked("same_zone"))["C1:C2:M1"].breaks
    assert not rows("same_zone", linked("same_zone"))["C1:C2:M2"].breaks


def test_an_empty_seat_zone_is_shared_with_nobody() -> None:
    link = {"component_a": "C2", "component_b": "C1", "kind": "same_zone"}
    # M2 provides both components itself, and still is in breach.
    assert rows("same_zone", example(links=[link]))["C2:C1:M2"].breaks


def test_same_quantity_is_about_what_is_covered() -> None:
    components = {"C1": 10, "C2": 10}
    link = {"component_a": "C1", "component_b": "C2", "kind": "same_quantity"}
    problem = example(components=components, links=[link])
    found = rows("same_quantity", problem, terms=Terms(partial=True))
    # 10 of C1, 5 of C2.
    assert (found["C1:C2"].value, found["C1:C2"].violation) == (5, Fraction(1, 2))
    even = {("M1", "C1"): Fraction(5), ("M2", "C2"): Fraction(5)}
    assert rows("same_quantity", problem, even, Terms(partial=True))["C1:C2"].margin == 0


def test_soft_and_info_links_break_nothing() -> None:
    for cells in ({"strength": "soft", "priority": 2}, {"strength": "info"}):
        found = rows("same_provider", linked("same_provider", **cells))["C1:C2:M1"]
        assert (found.violation, found.breaks) == (1, False)
    assert (
        rows("same_provider", linked("same_provider"), terms=off("same_provider"))[
            "C1:C2:M1"
        ].strength
        == "off"
    )


def test_rules_are_shown_in_their_own_unit() -> None:
    rule = {"metric": "value", "of": "value", "per": "member", "at_least": 45, "at_most": 70}
    found = rows("R1", example(rules=[rule]))
    # M1 60 and M2 90 of 150; M3 has no eligible pair.
    assert {subject: (each.value, each.margin) for subject, each in found.items()} == {
        "M1": (40, -5),
        "M2": (60, 10),
    }
    # 45 % of the nominal base: a budget of 160 without fees; 7.5 PLN are missing.
    base = Fraction(160) / Fraction("1.04")
    assert found["M1"].violation == Fraction("7.5") / (Fraction("0.45") * base)
    assert (found["M1"].unit, found["M1"].strength, found["M1"].breaks) == ("percent", "hard", True)


def test_a_share_of_nothing_has_no_margin() -> None:
    rule = {"metric": "quality_value", "of": "group_value", "unit": "ratio", "per": "component"}
    offers = {"M1:C1": {"quality": 3}, "M2:C1": {"quality": 3}, "M2:C2": {"quality": 4}}
    problem = example(rules=[{**rule, "at_least": 4}], offers=offers)
    found = rows("R1", problem, {("M1", "C1"): Fraction(6)})
    assert (found["C1"].value, found["C1"].margin) == (3, -1)
    assert (found["C2"].value, found["C2"].margin, found["C2"].breaks) == (0, None, False)


def test_something_of_nothing_is_too_much() -> None:
    # C2 takes no hours: its 50 PLN are more than 2 PLN for each of 0 hours.
    rule = {"metric": "value", "of": "group_hours", "unit": "ratio", "per": "component"}
    found = rows("R1", example(rules=[{**rule, "at_most": 2}]))["C2"]
    assert (found.value, found.margin, found.breaks) == (50, -50, True)


def test_strengths_of_rules() -> None:
    cells = {"metric": "quantity", "components": "C1", "at_least": 20}
    assert rows("R1", example(rules=[cells]))[""].breaks
    soft = rows("R1", example(rules=[{**cells, "strength": "soft", "priority": 2}]))[""]
    assert (soft.violation, soft.breaks, soft.priority) == (Fraction(1, 2), False, 2)
    info = rows("R1", example(rules=[{**cells, "strength": "info"}]))[""]
    assert (info.violation, info.breaks, info.strength) == (Fraction(1, 2), False, "info")
    without = rows("R1", example(rules=[cells]), terms=off("R1"))[""]
    assert (without.strength, without.margin, without.violation) == ("off", -10, 0)


def test_the_split_says_what_follows() -> None:
    found = check(example(), Terms(), {**changed_to(5), ("M3", "C1"): Fraction(0)})
    assert [(each.member_id, each.component_id) for each in found.assignments] == [
        ("M1", "C1"),
        ("M2", "C1"),
        ("M2", "C2"),
    ]
    assert [each.value_pln for each in found.assignments] == [50, 40, 50]
    assert (found.task_cost_pln, found.total_pln) == (140, Fraction("145.6"))
    first, second, third = found.members
    # The base is 160 / 1.04; half of it is M1's target.
    assert first.target_pln == Fraction(80) / Fraction("1.04")
    assert (first.ratio, first.level) == (Fraction("0.65"), 65)
    assert (second.value_pln, second.engaged) == (90, True)
    assert (third.target_pln, third.level, third.engaged) == (None, None, False)
    component = found.components[0]
    assert (component.covered, component.providers) == (9, ("M1", "M2"))
    assert (component.value_pln, component.ceiling_pln) == (90, 90)
    assert [(each.component_id, each.quantity) for each in found.uncovered] == [("C1", 1)]
    assert found.uncovered[0].reference_value_pln == 10
    assert found.measures["uncovered:all"] == 10


def test_ratios_follow_the_measure_and_targets_stay_in_pln() -> None:
    first = check(example(), Terms(fairness=Fairness("hours")), SPLIT).members[0]
    # All 20 hours are C1's; half of them are due, 12 are M1's.
    assert (first.ratio, first.level) == (Fraction(12, 10), 100)
    assert first.target_pln == Fraction(80) / Fraction("1.04")


def test_a_pair_without_offer_has_no_price() -> None:
    found = check(example(), Terms(), changed_to(2, ("M3", "C1")))
    assert [each.value_pln for each in found.assignments] == [60, 40, 50, 0]
    assert found.components[0].covered == 12
    assert not found.members[2].engaged
