"""The provenance of a result -> what it was asked for, as options, so that it is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from allocator.cli.values import issue
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.drafting import shown
from allocator.problem.problem import Pair
from allocator.problem.request import Fairness, Goal
from allocator.reporting.recalled import exact, fairness_of, goals_of, pair_of
from allocator.texts.issues import Issue, Severity

__all__ = ["Recalled", "exact", "merged", "recalled"]

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
    fairness: Fairness | None = None


def recalled(provenance: Provenance) -> Recalled:
    """Read a provenance; what it does not say is not asked for."""
    goals = goals_of(provenance)
    fairness = _fairness(provenance, goals)
    scenario = provenance.get("scenario") or {}
    policy = provenance.get("policy") or {}
    values: dict[str, Any] = {
        "--scenario": scenario.get("scenario_id"),
        "--policy": policy.get("policy_id"),
        "--rules-off": tuple(provenance.get("rules_off") or ()),
        "--pin": tuple(map(_pin_text, provenance.get("pins") or ())),
        "--partial": bool(provenance.get("partial")),
        "--cost-cap": _option_text(provenance.get("cost_cap_pln")),
        **_fairness_options(fairness),
    }
    earlier = provenance.get("earlier")
    return Recalled(
        values,
        goals,
        None if earlier is None else {pair_of(each): exact(each["quantity"]) for each in earlier},
        provenance.get("problem_digest"),
        int(provenance.get("seed") or 0),
        (provenance.get("run") or {}).get("input"),
        fairness,
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


def _fairness(provenance: Provenance, goals: tuple[Goal, ...]) -> Fairness | None:
    """How levels were counted, where a goal was about that or it was asked for."""
    about = next((each.fairness for each in goals if each.name in TARGET_GOALS), None)
    stated = provenance.get("fairness")
    found = about if stated is None else fairness_of(stated)
    return None if about is None and found == Fairness() else found


def _fairness_options(found: Fairness | None) -> dict[str, str]:
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
