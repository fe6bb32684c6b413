"""Operations carried out on a small problem, for tests."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from allocator.operations import (
    Answer,
    Working,
    asked_from_json,
    operation,
    options_from_json,
    order_of,
    scenario_applier,
    settings_from_json,
)
from allocator.reporting import dump_document
from tests.builders import problem
from tests.command_line import SHARED

ONE = options_from_json({"limits": {"workers": 1}})
MANY: dict[str, Any] = {
    **SHARED,
    "policies": {"a": ["cost"], "b": ["small_members_engaged", "cost"]},
    "scenarios": {
        "S1": [("commission", "budget_total_pln", "value", "set", 110)],
        "S2": [("commission", "budget_total_pln", "value", "set", 90)],
    },
}
FAIR: dict[str, Any] = {
    "members": {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
    "offers": {"M1:C1": 10, "M2:C1": 12},
    "budget": 200,
}
"""Ten units at 10 or 12 PLN, 100 PLN due to each: k units of M2's cost 100 + 2 * k.

M1 then has 100 - 10 * k, M2 12 * k: the worse of both 0, 12, 24, 36, 48 and, at k = 5, 50 of 100.
"""

YEARS: dict[str, Any] = {
    **FAIR,
    "history": [
        {"year": 2025, "member_id": "M1", "value_pln": 30},
        {"year": 2025, "member_id": "M2", "value_pln": 70},
    ],
}
"""Each was due half of the 100 PLN of last year: M1 is owed 20, M2 had 20 too much."""


def result_text(content: dict[str, Any] = SHARED, **asked: Any) -> str:
    """The document of a solve as text."""
    return dump_document(carried_out("solve", asked, content=content).document)


def carried_out(name: str, asked: dict[str, Any] | None = None, **more: Any) -> Answer:
    """The answer of an operation on the small shared problem."""
    content, settings = more.pop("content", SHARED), more.pop("settings", {})
    found = operation(name)
    order = order_of(
        found,
        problem(**content),
        asked_from_json(asked or {}),
        ONE,
        settings=settings_from_json(found, settings),
        apply_scenario=scenario_applier(),
        **more,
    )
    return found.carry_out(order, Working())


def read_back(document: Any) -> Any:
    """The document as whoever stored it reads it."""
    return json.loads(dump_document(document), parse_float=Decimal)
