"""The provenance of a result -> what it was asked for, as options, so that it is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.cli.values import issue
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.drafting import shown
from allocator.problem.problem import Pair
from allocator.problem.request import Fairness, Goal
from allocator.texts.issues import Issue, Severity

Provenance = Mapping[str, Any]


@dataclass(frozen=True)
class Recalled:
    """What a result was asked for. `values` are by the names of options; `goals` exact."""

    values: Mapping[str, Any]
    goals: tuple[Goal, ...] = ()
    earlier: Mapping[Pair, Fraction] | None = None
    problem_digest: str | None = None
    seed: int = 0
    input: str | None = None


def recalled(provenance: Provenance) -> Recalled:
    """Read a provenance; what it does not say is not asked for."""
    goals = tuple(map(_goal, provenance.get("goals") or ()))
    scenario = provenance.get("scenario") or {}
    policy = provenance.get("policy") or {}
    values: dict[str, Any] = {
        "--scenario": scenario.get("scenario_id"),
        "--policy": policy.get("policy_id"),
        "--rules-off": tuple(provenance.get("rules_off") or ()),
        "--pin": tuple(map(_pin_text, provenance.get("pins") or ())),
        "--partial": bool(provenance.get("partial")),
        "--cost-cap": _option_text(provenance.get("cost_cap_pln")),
        **_fairness_options(goals),
    }
    earlier = provenance.get("earlier")
    return Recalled(
        values,
        goals,
        None if earlier is None else {_pair(each): exact(each["quantity"]) for each in earlier},
        provenance.get("problem_digest"),
        int(provenance.get("seed") or 0),
        (provenance.get("run") or {}).get("input"),
    )


def merged(
    given: Mapping[str, Any], remembered: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[Issue, ...]]:
    """The options given, and those recalled in place of the others; a notice for each replaced."""
    values, issues = dict(given), []
    for name, value in remembered.items():
        if name not in values:
            continue
        if not values[name]:
            values[name] = value
        elif value and values[name] != value:
            told = ", ".join(value) if isinstance(value, tuple) else str(value)
            shown = values[name] if isinstance(values[name], str) else ", ".join(values[name])
            issues.append(
                issue("option_overrides", name, shown, severity=Severity.NOTICE, recalled=told)
            )
    return values, tuple(issues)


def exact(value: Any) -> Fraction:
    """A number of a provenance: whole as itself, any other as text."""
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(str(value))


def _goal(stated: Mapping[str, Any]) -> Goal:
    cap = stated.get("cap_pct", 100)
    fairness = Fairness(
        stated.get("measure", "value"),
        exact(stated.get("grid_pct", 1)),
        None if cap == "none" else exact(cap),
    )
    return Goal(stated["goal"], exact(stated.get("tolerance_pct", 0)), fairness)


def _fairness_options(goals: tuple[Goal, ...]) -> dict[str, str]:
    """How awards were measured, where a goal was about that at all."""
    found = next((each.fairness for each in goals if each.name in TARGET_GOALS), None)
    if found is None:
        return {}
    cap = "none" if found.cap_pct is None else _option_text(found.cap_pct)
    grid = _option_text(found.grid_pct)
    return {"--measure": found.measure, "--grid": str(grid), "--cap": str(cap)}


def _pin_text(pin: Mapping[str, Any]) -> str:
    return f"{pin['member_id']}:{pin['component_id']}={_option_text(pin['quantity'])}"


def _option_text(value: Any) -> str | None:
    """A number as an option takes it: a decimal comma is never taken for thousands."""
    return None if value is None else shown(exact(value)).replace(".", ",")


def _pair(row: Mapping[str, Any]) -> Pair:
    return (row["member_id"], row["component_id"])
