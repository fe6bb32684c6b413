"""A problem and a result, as short as they can be: examples for the OpenAPI document."""

from __future__ import annotations

from typing import Any

PROBLEM: dict[str, Any] = {
    "format_version": 1,
    "commission": {
        "commission_id": "OPIEKA-2026",
        "title_pl": "Usługi opiekuńcze 2026",
        "period_start": "2026-01-01",
        "period_end": "2026-01-31",
        "budget_total_pln": 32000,
    },
    "periods": [{"period": "2026-01"}],
    "sectors": [{"sector_id": "S1"}],
    "components": [{"component_id": "C01", "sector_id": "S1", "quantity": 600}],
    "demand": [{"component_id": "C01", "period": "2026-01", "quantity": 600}],
    "members": [
        {"member_id": "M01", "kind": "spółdzielnia socjalna", "target_share_pct": 60},
        {"member_id": "M02", "kind": "fundacja", "target_share_pct": 40},
    ],
    "offers": [
        {"component_id": "C01", "member_id": "M01", "unit_cost_pln": 49.80, "capacity_max": 400},
        {"component_id": "C01", "member_id": "M02", "unit_cost_pln": 51.20, "capacity_max": 600},
    ],
    "policies": [
        {"policy_id": "balanced", "order": 1, "goal": "target_share", "tolerance_pct": 0},
        {"policy_id": "balanced", "order": 2, "goal": "cost", "tolerance_pct": 0},
    ],
}
"""It can be posted as it is."""

RESULT: dict[str, Any] = {
    "format_version": 1,
    "status": "optimal",
    "stopped_by": "proof",
    "verdict": "fits",
    "goals": [
        {
            "goal": "cost",
            "value": 30160,
            "bound": 30160,
            "proved": True,
            "stopped_by": "proof",
            "confirmed_by": [],
            "tolerance_pct": 0,
            "exact": True,
        }
    ],
    "task_cost_pln": 30160,
    "total_pln": 30160,
    "budget_pln": 32000,
    "own_contribution_pln": 0,
    "assignments": [
        {"member_id": "M01", "component_id": "C01", "quantity": 400, "value_pln": 19920},
        {"member_id": "M02", "component_id": "C01", "quantity": 200, "value_pln": 10240},
    ],
    "members": [
        {
            "member_id": "M01",
            "value_pln": 19920,
            "target_pln": 18096,
            "ratio": 1.100796,
            "level": 100,
            "engaged": True,
            "own_contribution_pln": 0,
            "of_which_volunteer_pln": 0,
            "volunteer_hours": 0,
        },
        {
            "member_id": "M02",
            "value_pln": 10240,
            "target_pln": 12064,
            "ratio": 0.848806,
            "level": 84,
            "engaged": True,
            "own_contribution_pln": 0,
            "of_which_volunteer_pln": 0,
            "volunteer_hours": 0,
        },
    ],
    "components": [
        {
            "component_id": "C01",
            "quantity": 600,
            "covered": 600,
            "providers": ["M01", "M02"],
            "value_pln": 30160,
            "ceiling_pln": None,
        }
    ],
    "ineligible": [],
    "rules": [],
    "uncovered": [],
    "uncovered_causes": [],
    "inclusion": [],
    "out_of_reach": [],
    "violations": [],
    "warnings": [],
    "measures": {"cost": 30160},
    "tie": {"seed": 0, "broken": True},
    "provenance": {"policy": {"policy_id": None}, "seed": 0},
}
