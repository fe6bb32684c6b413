"""Results in a few lines, for tests of what is made of them: checked splits without a solver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from allocator.allocation import GoalResult, IneligibleOffer, Result, Status, Verdict
from allocator.checks import check
from allocator.problem.eligibility import ineligibility
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests.builders import exact, problem

DIGEST = "ab" * 32


KITCHEN: Mapping[str, Any] = {
    "commission": {
        "commission_id": "K-1",
        "title_pl": "Obiady & dowóz",
        "title_en": "Meals & rides",
        "coordination_fee_pct": 3,
        "reserve_fund_pct": 1,
        "commissioning_mode": "wsparcie",
        "own_contribution_required_pct": 10,
        "volunteer_hour_value_pln": 40,
    },
    "budget": 2000,
    "periods": 3,
    "components": {
        "C1": {
            "quantity": 100,
            "name_pl": "Obiady",
            "name_en": "Meals",
            "unit_pl": "posiłek",
            "unit_en": "meal",
            "ceiling_unit_price_pln": 4,
            "labour_pool": "P1",
            "labour_hours_per_unit": "0.5",
            "required_competences": "K1",
        },
        "C2": {"quantity": 2, "name_pl": "Przejazdy", "name_en": "Rides", "unit_pl": "kurs"},
    },
    "members": {
        "M1": {
            "is_leader": True,
            "short_name": "Lider",
            "name_pl": "=Fundacja [Lider]",
            "target_share_pct": 50,
            "volunteer_hours_year": 2,
            "own_cash_pln": 100,
        },
        "M2": {
            "is_small": True,
            "short_name": "Mały",
            "fixed_cost_pln": "12.344",
            "target_share_pct": 50,
            "volunteer_hours_year": 20,
        },
        "M3": {"short_name": "Trzeci"},
    },
    "offers": {
        "M1:C1": {"unit_cost_pln": "3.333", "fixed_cost_pln": "20"},
        "M2:C1": {"unit_cost_pln": "3.333"},
        "M3:C1": {"unit_cost_pln": "3"},
        "M1:C2": {"unit_cost_pln": "50", "fixed_cost_pln": "0.004"},
        "M2:C2": {"unit_cost_pln": "60"},
    },
    "staff": {"M1:P1": 11, "M2:P1": 20},
    "member_competences": [
        {"member_id": "M1", "competence_id": "K1", "valid_until": "2027-12-31"},
        {"member_id": "M2", "competence_id": "K1", "valid_until": "2027-12-31"},
        {"member_id": "M3", "competence_id": "K1", "valid_until": "2026-02-01"},
    ],
    "rules": {
        "R1": {
            "metric": "value",
            "of": "value",
            "per": "member",
            "at_most": 80,
            "text_pl": "Nikt nie ma więcej niż {at_most}%",
            "text_en": "Nobody has more than {at_most}%",
        },
        "R2": {
            "metric": "quantity",
            "per": "component",
            "at_least": 1000,
            "strength": "soft",
            "priority": 1,
        },
    },
    "indicators": [
        {"indicator_id": "I1", "name_pl": "Osoby", "target": 30, "unit_pl": "osoba"},
        {
            "indicator_id": "I2",
            "name_pl": "Kursy",
            "target": 3,
            "unit_pl": "kurs",
            "component_ids": "C2",
        },
    ],
    "contributions": [
        {
            "member_id": "M1",
            "component_id": "C1",
            "indicator_id": "I1",
            "per_unit": "0.5",
        }
    ],
}
"""Meals and rides of a town with everything that a report can show, small.

Meals cost 3.333 a piece, so that pairs have fractions of a grosz; M1 leads; M3 may not cook.
"""

KITCHEN_SPLIT = {"M1:C1": 61, "M2:C1": 39, "M1:C2": 2}


def a_result(
    given: Problem,
    quantities: Mapping[str, Any] | None = None,
    *,
    terms: Terms | None = None,
    **changes: Any,
) -> Result:
    """The result that a split {"M1:C1": 6} would be; without one, an infeasible problem.

    Its only goal is the cost, proved. `changes` replace fields of the result.
    """
    split = None
    goals: tuple[GoalResult, ...] = ()
    if quantities is not None:
        pairs = {tuple(pair.split(":")): exact(each) for pair, each in quantities.items()}
        split = check(given, terms or Terms(), pairs)  # type: ignore[arg-type]
        goals = (a_goal("cost", split.task_cost_pln),)
    found = Result(
        status=Status.OPTIMAL if split else Status.INFEASIBLE,
        stopped_by="proof",
        verdict=Verdict.FITS if split else Verdict.DOES_NOT_FIT,
        goals=goals,
        split=split,
        budget_pln=given.commission.budget_total_pln,
        ineligible=tuple(
            IneligibleOffer(*pair, tuple((each.code, each.detail, each.until) for each in reasons))
            for pair, reasons in sorted(ineligibility(given).items())
        ),
        warnings=given.notices,
        tie_seed=0,
        tie_broken=split is not None,
        provenance={"problem_digest": DIGEST, "rules_off": []},
    )
    return replace(found, **changes)


def a_goal(name: str, value: Any, **changes: Any) -> GoalResult:
    """A goal proved at a value, unless changed."""
    kept = value if isinstance(value, tuple) or value is None else Fraction(value)
    found = GoalResult(name, kept, kept, True, "proof", ("cpsat",), Fraction(0))
    return replace(found, **changes)


def kitchen(**changes: Any) -> Problem:
    """The small town of `KITCHEN`, with tables exchanged."""
    return problem(**{**KITCHEN, **changes})
