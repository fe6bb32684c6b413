"""Every rule and goal is written twice: as an engine is told it, and as it is verified."""

from __future__ import annotations

from fractions import Fraction

from allocator.checks import check
from allocator.formulation import formulate
from allocator.formulation import goals as told_goals
from allocator.formulation import metrics as told_metrics
from allocator.formulation.welfare import MEANS
from allocator.measures import denominators as verified_denominators
from allocator.measures import goal_measures as verified_goals
from allocator.measures import metrics as verified_metrics
from allocator.problem.charter import (
    BUILT_IN,
    DENOMINATORS,
    GOALS,
    LINK_KINDS,
    METRICS,
    SWITCHABLE,
)
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests.builders import problem

COUNTED_IN_LOTS = {"lot_size"}
"""The model's variables count lots, so it has no row for this."""
OF_SEVERAL_ENTRIES = {"uncovered", "soft_rules", *MEANS}
"""Goals whose expressions depend on the entry (a priority, critical components, a mean)."""


def everything_bound() -> Problem:
    """Two components with a ceiling, staff, own contribution, a budget and every kind of link."""
    common = {"ceiling_unit_price_pln": 20, "labour_pool": "P", "labour_hours_per_unit": 1}
    member = {"seat_zone": "Z", "own_cash_pln": 100}
    return problem(
        components={
            "C1": {"quantity": 10, "splittable": False, "lot_size": 5, **common},
            "C2": {"quantity": 10, **common},
        },
        members={"M1": member, "M2": member},
        offers={"M1:C1": {}, "M2:C1": {}, "M1:C2": {"capacity_max": 9}, "M2:C2": {}},
        staff={"M1:P": 1000, "M2:P": 1000},
        budget=500,
        commission={"commissioning_mode": "wsparcie", "own_contribution_required_pct": 1},
        links=[("C1", "C2", kind) for kind in LINK_KINDS],
    )


def test_metrics_have_twins() -> None:
    assert set(told_metrics.METRICS) == set(verified_metrics.METRICS) == set(METRICS)


def test_denominators_have_twins() -> None:
    told, verified = told_metrics.DENOMINATORS, verified_denominators.DENOMINATORS
    assert set(told) - {""} == set(verified) - {""} == set(DENOMINATORS)


def test_goals_have_twins() -> None:
    assert set(told_goals.EXPRESSIONS) | OF_SEVERAL_ENTRIES == set(verified_goals.MEASURES)
    assert set(verified_goals.MEASURES) == set(GOALS)


def test_built_in_constraints_have_twins() -> None:
    bound = everything_bound()
    told = {row.tag.rule_id for row in formulate(bound, Terms(partial=True)).model.rows}
    assert set(BUILT_IN) <= told | COUNTED_IN_LOTS
    split = check(bound, Terms(), {("M1", "C1"): Fraction(10), ("M2", "C2"): Fraction(10)})
    assert set(BUILT_IN) <= {row.rule_id for row in split.rules}


def test_what_is_switched_off_binds_neither_twin() -> None:
    bound, off = everything_bound(), Terms(partial=True, rules_off=frozenset(SWITCHABLE))
    told = {row.tag.rule_id for row in formulate(bound, off).model.rows}
    assert told.isdisjoint(SWITCHABLE)
    split = check(bound, off, {("M1", "C1"): Fraction(10), ("M2", "C2"): Fraction(10)})
    binding = {row.rule_id for row in split.rules if row.strength != "off"}
    assert binding.isdisjoint(SWITCHABLE)
