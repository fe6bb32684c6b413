"""Every metric, denominator and grouping of the grammar; the split is in `metric_example`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from allocator.measures.metrics import METRICS, group_used, metric
from allocator.measures.violations import judged_pairs, standings
from allocator.problem import charter
from allocator.problem.groups import groups
from allocator.problem.request import Terms
from tests import builders
from tests.metric_example import SPLIT, example, stand


def test_every_metric_of_the_grammar_has_a_function() -> None:
    assert set(METRICS) == set(charter.METRICS)
    with pytest.raises(KeyError):
        metric("beauty")


# fmt: off
VALUES = (
    # All groups below are `all` members and components in total unless they say otherwise.
    ("value", {}, 218),
    ("value", {"members": "is_small"}, 63 + 7 + 100),
    # M1's own fixed cost of 7 belongs to no component: not where a part of them is selected ...
    ("value", {"components": "C1"}, 63 + 48),
    # ... but wherever all of them are, however they are named.
    ("value", {"components": "C2;critical", "members": "M1"}, 63 + 7),
    ("quantity", {}, 15),
    ("quantity", {"components": "C1"}, 10),
    ("hours", {}, 29),
    ("disadvantaged_hours", {}, 12 * Fraction(1, 2) + 12 * Fraction(1, 4)),
    # No members' fixed costs here: 63 * 4 + 48 * 3 + 100 * 5.
    ("quality_value", {}, 896),
    ("preference_value", {}, 63 * 5 + 48 * 2 + 100 * 4),
    ("members", {}, 3),
    ("members", {"members": "is_small"}, 2),
    ("components", {}, 3),
    # Z1 and Z2; Z3 is that of an offer that is not used.
    ("zones", {}, 2),
    ("zones", {"members": "M2;M4"}, 1),
    ("indicator:I1", {}, 6 * Fraction(3, 2) + 5 * 2),
    # M1: 63 - 6 * 9 - 1 = 8; M2: 48 - 4 * 13 = -4 (no own fixed cost); M3 does not state any: 0.
    ("margin", {}, 8 - 4),
    ("margin", {"members": "M2"}, -4),
)
# fmt: on


@pytest.mark.parametrize(("name", "cells", "expected"), VALUES)
def test_metrics_in_total(name: str, cells: dict[str, str], expected: Any) -> None:
    problem = example({"metric": name, "at_least": -1000, **cells})
    (group,) = groups(problem, problem.rules[0], judged_pairs(problem, SPLIT))
    assert metric(name)(problem, SPLIT, group) == expected


def test_cash_out_is_the_busiest_months_value_in_advance() -> None:
    # Two months in advance. C1 falls to a quarter and three quarters in the two months, C2 whole
    # in the first: M1 2 * 63 / 4 and 2 * 63 * 3 / 4, M3 200 and nothing.
    rule = {"metric": "cash_out", "per": "member_period", "at_most": 1000}
    found = {subject: each.found for subject, each in stand(example(rule)).items()}
    assert found["M1@2026-01"] == Fraction("31.5")
    assert found["M1@2026-02"] == Fraction("94.5")
    assert (found["M3@2026-01"], found["M3@2026-02"], found["M4@2026-01"]) == (200, 0, 0)


def test_cash_out_against_a_column_of_the_member() -> None:
    rule = {"metric": "cash_out", "per": "member_period", "at_most": "liquidity_pln"}
    found = stand(example(rule))
    # Only M3 has a liquidity: 150, of which 200 is 50 too much: a third.
    assert set(found) == {"M3@2026-01", "M3@2026-02"}
    assert (found["M3@2026-01"].high, found["M3@2026-01"].violation) == (-50, Fraction(1, 3))


def test_reserve_is_what_is_left_if_the_worst_provider_drops_out() -> None:
    # C1: without M1 the others have 5 - 4 and 4 - 0 left: 5; without M2 8 - 6 and 4: 6.
    # C2 has one offer: nothing is left without it. Of C1's quantity of 10 that is 50 %.
    rule = {
        "metric": "reserve",
        "of": "component_quantity",
        "per": "component",
        "at_least": 60,
    }
    found = stand(example(rule))
    assert (found["C1"].found, found["C1"].whole, found["C1"].low) == (5, 10, -1)
    assert found["C2"].found == 0
    # Nobody provides it: nobody can drop out, and nothing is spare.
    assert stand(example(rule), split={("M3", "C2"): Fraction(5)})["C1"].found == 0


def test_reserve_counts_selected_members_only() -> None:
    rule = {"metric": "reserve", "per": "component", "members": "M1;M4", "at_least": 1}
    # M4 is the only other one: 4.
    assert stand(example(rule))["C1"].found == 4


GROUPINGS = (
    ("total", {"": 218}),
    # Both members' fixed costs count: a member's group takes in all components.
    ("member", {"M1": 70, "M2": 48, "M3": 100, "M4": 0}),
    ("component", {"C1": 111, "C2": 100}),
    ("sector", {"S1": 111, "S2": 100}),
    ("assignment", {"M1:C1": 63, "M2:C1": 48, "M3:C2": 100, "M4:C1": 0}),
)


@pytest.mark.parametrize(("per", "expected"), GROUPINGS)
def test_groupings(per: str, expected: dict[str, int]) -> None:
    problem = example({"metric": "value", "per": per, "at_least": 0})
    assert {subject: each.found for subject, each in stand(problem).items()} == expected


def test_members_without_an_eligible_pair_have_no_group() -> None:
    problem = example(
        {"metric": "value", "per": "member", "at_least": 0}, exclusions={"M4:C1": "conflict"}
    )
    assert set(stand(problem)) == {"M1", "M2", "M3"}


def test_a_single_component_takes_in_all() -> None:
    # With one component in the commission, a group per assignment takes in all components too.
    problem = builders.problem(
        members={"M1": {"fixed_cost_pln": 7}},
        rules=[{"metric": "value", "per": "assignment", "at_least": 0}],
    )
    found = standings(problem, Terms(), {("M1", "C1"): Fraction(10)}, problem.rules[0])
    assert [each.found for each in found] == [107]


# fmt: off
DENOMINATORS = (
    # 22 % of the whole value: 218, members' fixed costs included.
    ("value", {"metric": "value", "members": "is_small"}, {"": 218}),
    ("hours", {"metric": "hours", "members": "M1"}, {"": 29}),
    # C1's pairs only: 63 + 48, and no member's fixed cost, as not all components are selected.
    ("selected_value", {"metric": "value", "components": "C1", "per": "member"},
     {"M1": 111, "M2": 111, "M4": 111}),
    # All components are selected: M1's 7 count.
    ("selected_value", {"metric": "value", "members": "M1;M2", "per": "assignment"},
     {"M1:C1": 118, "M2:C1": 118}),
    ("selected_hours", {"metric": "hours", "members": "M1;M3", "per": "component"},
     {"C1": 17, "C2": 17}),
    ("group_value", {"metric": "quality_value", "per": "member"},
     {"M1": 70, "M2": 48, "M3": 100, "M4": 0}),
    ("group_hours", {"metric": "disadvantaged_hours", "per": "component"}, {"C1": 24, "C2": 5}),
    ("component_quantity", {"metric": "quantity", "per": "assignment"},
     {"M1:C1": 10, "M2:C1": 10, "M4:C1": 10, "M3:C2": 5}),
    # Whoever covers it: M1 is measured against all 10 of C1.
    ("component_quantity", {"metric": "quantity", "members": "M1", "components": "C1"}, {"": 10}),
    # Only M1 did some of it last year; the other pairs are skipped.
    ("incumbent_quantity", {"metric": "quantity", "per": "assignment"}, {"M1:C1": 8}),
)
# fmt: on


@pytest.mark.parametrize(("of", "cells", "expected"), DENOMINATORS)
def test_denominators(of: str, cells: dict[str, str], expected: dict[str, int]) -> None:
    problem = example({"of": of, "at_least": 0, **cells})
    assert {subject: each.whole for subject, each in stand(problem).items()} == expected


def test_every_denominator_of_the_grammar_is_tried_here() -> None:
    assert {each[0] for each in DENOMINATORS} == set(charter.DENOMINATORS)
    assert {each[0] for each in GROUPINGS} == set(charter.GROUPINGS) - {"member_period"}


def test_group_used_looks_at_quantities() -> None:
    problem = example({"metric": "value", "per": "member", "at_least": 1})
    by_subject = {subject: each.group for subject, each in stand(problem).items()}
    assert group_used(SPLIT, by_subject["M1"])
    assert not group_used(SPLIT, by_subject["M4"])
