"""The small sweep that the tests share: two policies, three scenarios, three answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from allocator.problem.problem import Problem
from scenarios.sweeping import Sweep, sweep
from tests.builders import problem
from tests.command_line import SHARED

CONTENT: dict[str, Any] = {
    **SHARED,
    "policies": {"cheap": ["cost"], "fair": ["small_members_engaged", "cost"]},
    "scenarios": {
        "S1": [("none", "", "", "", None)],
        "S2": [("offers", "all", "unit_cost_pln", "multiply", 2)],
        "S3": [
            ("offers", "all", "unit_cost_pln", "multiply", 0),
            ("offers", "all", "unit_cost_pln", "add", 1),
        ],
    },
}
"""Least cost 108 of 200 with its rule; doubled 216, which does not fit; at 1 for each unit 10."""

ALL = [(scenario, policy) for scenario in ("S1", "S2", "S3") for policy in ("cheap", "fair")]


def small(**changes: Any) -> Problem:
    return problem(**{**CONTENT, **changes})


def here(given: Problem, **named: Any) -> Sweep:
    """A sweep in this process."""
    with ThreadPoolExecutor(1) as executor:
        return sweep(given, executor=executor, **named)


def places(found: Sweep) -> list[tuple[str | None, str | None]]:
    return [(each.scenario_id, each.policy_id) for each in found.rows]


def answers(found: Sweep) -> list[Any]:
    """Rows without what differs from one run to the next."""
    return [{**each.content, "seconds": None} for each in found.rows]
