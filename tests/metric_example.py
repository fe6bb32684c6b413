"""A commission and its split on which rules are argued by hand.

The split: C1 (10 units) 6 with M1 and 4 with M2; C2 (5 units) whole with M3; M4 has nothing.
Values: M1:C1 6 * 10 + 3 = 63, M2:C1 4 * 12 = 48, M3:C2 5 * 20 = 100; members' own fixed costs M1 7
and M4 9 (which does not count: it has no task). Task cost 63 + 7 + 48 + 100 = 218.
Hours: C1 2 a unit, M2's own 3; C2 1 a unit: M1 12, M2 12, M3 5; together 29.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from allocator.measures.violations import Standing, standings
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests import builders

SPLIT = {
    ("M1", "C1"): Fraction(6),
    ("M2", "C1"): Fraction(4),
    ("M3", "C2"): Fraction(5),
}


def example(*rules: dict[str, Any], **others: Any) -> Problem:
    """The example with some rules."""
    content: dict[str, Any] = {
        "periods": 2,
        "demand": {"C1": [1, 3], "C2": [5, 0]},
        "components": {
            "C1": {"quantity": 10, "sector_id": "S1", "labour_hours_per_unit": 2, "critical": True},
            "C2": {"quantity": 5, "sector_id": "S2", "labour_hours_per_unit": 1},
        },
        "members": {
            "M1": {"is_small": True, "disadvantaged_share": "0.5", "fixed_cost_pln": 7},
            "M2": {"disadvantaged_share": "0.25", "kind": "association"},
            "M3": {"is_small": True, "liquidity_pln": 150},
            "M4": {"fixed_cost_pln": 9},
        },
        "offers": {
            "M1:C1": {
                "unit_cost_pln": 10,
                "fixed_cost_pln": 3,
                "capacity_max": 8,
                "quality": 4,
                "preference": 5,
                "own_unit_cost_pln": 9,
                "own_fixed_cost_pln": 1,
                "incumbent_quantity": 8,
            },
            "M2:C1": {
                "unit_cost_pln": 12,
                "capacity_max": 5,
                "quality": 3,
                "preference": 2,
                "labour_hours_per_unit": 3,
                "own_unit_cost_pln": 13,
            },
            "M4:C1": {"unit_cost_pln": 11, "capacity_max": 4, "quality": 2, "preference": 1},
            "M3:C2": {"unit_cost_pln": 20, "quality": 5, "preference": 4, "min_lot": 2},
        },
        "offer_zones": [
            {"member_id": "M1", "component_id": "C1", "zone_id": "Z1"},
            {"member_id": "M1", "component_id": "C1", "zone_id": "Z2"},
            {"member_id": "M2", "component_id": "C1", "zone_id": "Z2"},
            {"member_id": "M4", "component_id": "C1", "zone_id": "Z3"},
        ],
        "contributions": [
            {"member_id": "M1", "component_id": "C1", "indicator_id": "I1", "per_unit": "1.5"},
            {"member_id": "M3", "component_id": "C2", "indicator_id": "I1", "per_unit": 2},
        ],
        "rules": rules,
        "commission": {"advance_months": 2},
    }
    return builders.problem(**{**content, **others})


def stand(problem: Problem, terms: Terms | None = None, split: Any = None) -> dict[str, Standing]:
    """How the groups of the problem's first rule stand, by subject."""
    quantities = SPLIT if split is None else split
    found = standings(problem, terms or Terms(), quantities, problem.rules[0])
    return {each.group.subject: each for each in found}
