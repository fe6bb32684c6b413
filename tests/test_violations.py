"""What rules ask of whom and by what fraction they are missed; see `tests.metric_example`."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.problem.request import Terms
from tests.metric_example import example, stand


def test_percent_and_ratio_are_factors_of_the_denominator() -> None:
    # M1 has 70 of 218; 40 % of 218 is 87.2, so 17.2 are missing.
    percent = {"metric": "value", "of": "value", "members": "M1", "at_least": 40}
    assert stand(example(percent))[""].low == Fraction("-17.2")
    ratio = {**percent, "unit": "ratio", "at_least": "0.4"}
    assert stand(example(ratio))[""].low == Fraction("-17.2")


def test_if_engaged_asks_only_those_who_have_something() -> None:
    rule = {"metric": "value", "per": "member", "at_least": 60, "at_most": 90}
    asked = stand(example(rule))
    assert (asked["M2"].low, asked["M4"].low) == (-12, -60)
    asked = stand(example({**rule, "if_engaged": True}))
    assert (asked["M2"].low, asked["M4"].low, asked["M4"].high) == (-12, None, 90)


@pytest.mark.parametrize(
    ("per", "waived"), [("component", True), ("assignment", True), ("member", False)]
)
def test_partial_coverage_waives_lower_bounds_of_what_is_not_covered(
    per: str, waived: bool
) -> None:
    partly = {("M1", "C1"): Fraction(6), ("M3", "C2"): Fraction(5)}
    problem = example({"metric": "quantity", "per": per, "at_least": 7})
    subject = {"component": "C1", "assignment": "M1:C1", "member": "M1"}[per]
    found = stand(problem, Terms(partial=True), partly)
    assert found[subject].low == (None if waived else -1)
    # C2 is covered in full: 5 of 7 stay missed.
    covered_subject = {"component": "C2", "assignment": "M3:C2", "member": "M3"}[per]
    assert found[covered_subject].low == -2
    # Without partial coverage nothing is waived.
    assert stand(problem, Terms(), partly)[subject].low == -1


def test_partial_coverage_never_waives_a_smallest_assignment() -> None:
    rule = {"metric": "quantity", "per": "assignment", "at_least": 7, "if_engaged": True}
    found = stand(example(rule), Terms(partial=True), {("M1", "C1"): Fraction(6)})
    assert (found["M1:C1"].low, found["M2:C1"].low) == (-1, None)


# fmt: off
NOMINAL = (
    # The metric is 0 for M4, so all of the bound is missed: 10 % of what the solution has, over
    # 10 % of what it would usually have.
    # Budget 416, fees 4 %: base 400; the solution's value is 218.
    ("value", {}, Fraction(218, 400)),
    # Components' hours 10 * 2 + 5 * 1 = 25; the solution's hours are 29.
    ("hours", {"metric": "hours"}, Fraction(29, 25)),
    # Reference prices are the dearest offers: 12 and 20. C1 at that: 120; the solution: 111.
    ("selected_value", {"components": "C1"}, Fraction(111, 120)),
    # All of both at reference prices: 220; all but M4's pairs: 218.
    ("selected_value", {"components": "all"}, Fraction(218, 220)),
    ("selected_hours", {"metric": "hours", "components": "C1"}, Fraction(24, 20)),
    ("component_quantity", {"metric": "quantity", "components": "C1"}, Fraction(1)),
)
# fmt: on


@pytest.mark.parametrize(("of", "cells", "expected"), NOMINAL)
def test_violations_are_fractions_of_a_nominal_bound(
    of: str, cells: dict[str, str], expected: Fraction
) -> None:
    rule = {"metric": "value", "of": of, "per": "member", "at_least": 10, **cells}
    problem = example(
        rule, budget=416, commission={"coordination_fee_pct": 3, "reserve_fund_pct": 1}
    )
    assert stand(problem)["M4"].violation == expected


def test_group_denominators_are_nominal_at_full_coverage() -> None:
    # Quality of C1: (63 * 4 + 48 * 3) = 396 of 111: 5 * 111 = 555 asked, 159 missed; the bound is
    # 5 * 120 at reference prices.
    rule = {
        "metric": "quality_value",
        "of": "group_value",
        "unit": "ratio",
        "per": "component",
        "at_least": 5,
    }
    assert stand(example(rule))["C1"].violation == Fraction(159, 600)
    # Half of the hours of C1 by disadvantaged people: 12 of 24 asked, 9 there; 50 % of 20 hours.
    hours = {
        "metric": "disadvantaged_hours",
        "of": "group_hours",
        "per": "component",
        "at_least": 50,
    }
    assert stand(example(hours))["C1"].violation == Fraction(3, 10)


def test_violations_of_absolute_bounds_of_zero_and_below() -> None:
    above = {"metric": "value", "members": "M1", "at_most": 0}
    assert stand(example(above))[""].violation == 70
    # A loss of 2 was allowed, M2's is 4: twice the bound, so all of it over again.
    loss = {"metric": "margin", "members": "M2", "at_least": -2}
    assert stand(example(loss))[""].violation == 1


def test_incumbents_keep_a_fraction_of_their_own() -> None:
    # 90 % of 8 is 7.2; 6 is 1.2 short: a sixth.
    rule = {"metric": "quantity", "of": "incumbent_quantity", "per": "assignment", "at_least": 90}
    assert stand(example(rule))["M1:C1"].violation == Fraction(1, 6)


def test_millionths_are_rounded_up() -> None:
    # 10 of 10.5 asked: a twenty-first is missing, 47619.05 millionths.
    rule = {"metric": "quantity", "components": "C1", "at_least": "10.5"}
    found = stand(example(rule))[""]
    assert (found.violation, found.millionths) == (Fraction(1, 21), 47620)


def test_an_offers_own_smallest_lot_or_its_components() -> None:
    problem = example(
        {"metric": "quantity", "per": "assignment", "at_least": "min_lot"},
        components={"C1": {"quantity": 10, "min_lot": 5}, "C2": 5},
    )
    bounds = {subject: each.group.at_least for subject, each in stand(problem).items()}
    assert bounds == {"M1:C1": 5, "M2:C1": 5, "M4:C1": 5, "M3:C2": 2}
