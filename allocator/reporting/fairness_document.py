"""How fair a split is as JSON-ready data, numbers exact to their places. No words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import Quantities
from allocator.measures.fairness import (
    MeasureFairness,
    MemberFairness,
    fairness_of,
    margins,
    out_of_reach,
)
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms
from allocator.texts.formats import plain

AMOUNT_PLACES = 2
RATIO_PLACES = 6


def fairness_document(
    problem: Problem, quantities: Quantities, fairness: Fairness, terms: Terms | None = None
) -> dict[str, Any]:
    """Every measure that has targets, member by member, and the margins of those with own costs.

    Amounts are in the measure's unit, PLN or hours, with 2 decimals; ratios and coefficients have
    6. `most` is what a member's own offers and staff allow, `limited` whether that is below its
    target, `limited_by` what holds it there (no_offer, staff, capacity, demand, rule); `quota` the
    whole lots around the target, null where lots differ in worth.
    """
    cap = fairness.cap_pct
    return {
        "grid_pct": _trimmed(fairness.grid_pct),
        "cap_pct": "none" if cap is None else _trimmed(cap),
        "measures": [
            _measure(each) for each in fairness_of(problem, quantities, fairness, terms=terms)
        ],
        "margins": [
            {
                "member_id": each.member_id,
                "paid_pln": _amount(each.paid_pln),
                "own_cost_pln": _amount(each.own_cost_pln),
                "margin_pln": _amount(each.margin_pln),
            }
            for each in margins(problem, quantities)
        ],
    }


def out_of_reach_document(
    problem: Problem, fairness: Fairness, terms: Terms | None = None
) -> list[dict[str, Any]]:
    """The members that can not reach their targets in any split, in the measure's unit."""
    return [
        {
            "member_id": each.member_id,
            "measure": fairness.measure,
            "target": _amount(each.target),
            "most": _amount(each.reach.most),
            "most_ratio": _ratio(each.reach.most / each.target),
            "limited_by": each.reach.limited_by,
            "limited_by_rule": each.reach.rule_id or None,
        }
        for each in out_of_reach(problem, fairness, terms)
    ]


def _measure(found: MeasureFairness) -> dict[str, Any]:
    return {
        "measure": found.measure,
        "smallest_ratio": _ratio(min(each.ratio for each in found.members)),
        "spread": _ratio(found.spread),
        "gini": _ratio(found.gini),
        "gini_by_heads": _ratio(found.gini_by_heads),
        "jain": _ratio(found.jain),
        "jain_by_heads": _ratio(found.jain_by_heads),
        "small_members_share": _ratio(found.small_share),
        "lot": None if found.lot is None else _amount(found.lot),
        "wef1": found.wef1,
        "wprop1": found.wprop1,
        "members": [_member(each) for each in found.members],
    }


def _member(each: MemberFairness) -> dict[str, Any]:
    return {
        "member_id": each.member_id,
        "award": _amount(each.award),
        "target": _amount(each.target),
        "ratio": _ratio(each.ratio),
        "level": each.level,
        "most": _amount(each.reach.most),
        "limited": each.is_limited,
        "limited_by": each.reach.limited_by,
        "limited_by_rule": each.reach.rule_id or None,
        "quota": None if each.quota is None else [_amount(bound) for bound in each.quota],
    }


def _amount(value: Fraction) -> Decimal:
    return Decimal(plain(value, AMOUNT_PLACES))


def _ratio(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(plain(value, RATIO_PLACES))


def _trimmed(value: Fraction) -> Decimal:
    return Decimal(plain(value, RATIO_PLACES, at_least=0))
