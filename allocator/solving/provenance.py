"""Where a result comes from: enough to get it again, and to know that it is the same."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from allocator.allocation import GoalResult
from allocator.problem.digest import problem_digest, text_digest
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Ledger, Terms
from allocator.solving.engines import Search
from allocator.solving.options import Options

PACKAGES = ("allocator", "ortools", "pulp")


def provenance(
    problem: Problem,
    goals: tuple[Goal, ...],
    terms: Terms,
    search: Search,
    results: tuple[GoalResult, ...],
    tie_by: tuple[str, ...],
    context: Mapping[str, Any],
) -> Mapping[str, Any]:
    """JSON-ready; what may differ between two equal runs stands under `run`."""
    found = stated(problem, goals, terms, search.options, context)
    if not search.options.limits.repeatable:
        found["run"] = _run(search, results, tie_by)
    return found


def stated(
    problem: Problem,
    goals: tuple[Goal, ...],
    terms: Terms,
    options: Options,
    context: Mapping[str, Any],
) -> dict[str, Any]:
    """What an answer rests on, JSON-ready: digests, what was asked, limits, seed and versions.

    Also of answers that nobody searched for; equal questions give equal objects.
    """
    limits = options.limits
    return {
        "problem_digest": problem_digest(problem),
        "text_digest": text_digest(problem),
        **context,
        **asked_of_problem(goals, terms),
        "backend": options.backend,
        "confirm": options.confirm,
        "seed": options.seed,
        "repeatable": limits.repeatable,
        "limits": {
            "time_seconds": limits.time_seconds,
            "work": limits.work,
            "relative_gap": limits.relative_gap,
            "memory_megabytes": limits.memory_megabytes,
            **({"workers": options.workers} if limits.repeatable else {}),
        },
        "versions": {each: _version(each) for each in PACKAGES},
    }


def asked_of_problem(goals: tuple[Goal, ...], terms: Terms) -> dict[str, Any]:
    """The effective goals and terms of a run, JSON-ready."""
    return {
        "goals": [_goal(each) for each in goals],
        "fairness": fairness_settings(terms.fairness),
        "partial": terms.partial,
        "rules_off": sorted(terms.rules_off),
        "cost_cap_pln": _number(terms.cost_cap_pln),
        "pins": [
            {
                "member_id": a.member_id,
                "component_id": a.component_id,
                "quantity": _number(a.quantity),
            }
            for a in sorted(terms.pins, key=lambda pin: (pin.member_id, pin.component_id))
        ],
        "earlier": None
        if terms.earlier is None
        else [
            {"member_id": a, "component_id": b, "quantity": _number(quantity)}
            for (a, b), quantity in sorted(terms.earlier.items())
        ],
    }


def fairness_settings(fairness: Fairness) -> dict[str, Any]:
    """How awards were measured, JSON-ready."""
    return {
        "measure": fairness.measure,
        "grid_pct": _number(fairness.grid_pct),
        "cap_pct": "none" if fairness.cap_pct is None else _number(fairness.cap_pct),
        **({} if fairness.ledger is None else {"ledger": _ledger(fairness.ledger)}),
        **_research(fairness),
    }


def _research(fairness: Fairness) -> dict[str, Any]:
    """The settings of goals for research; left out where they are the usual ones."""
    usual = Fairness()
    return {
        **({} if fairness.alpha == usual.alpha else {"alpha": _number(fairness.alpha)}),
        **(
            {"owa_weights": [_number(each) for each in fairness.owa_weights]}
            if fairness.owa_weights
            else {}
        ),
    }


def _ledger(ledger: Ledger) -> dict[str, Any]:
    """How past years were counted; left out where they were not."""
    return {
        "kind": ledger.kind,
        "cap_pct": "none" if ledger.cap_pct is None else _number(ledger.cap_pct),
        "fade_pct": _number(ledger.fade_pct),
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "goal": goal.name,
        "tolerance_pct": _number(goal.tolerance_pct),
        **fairness_settings(goal.fairness),
    }


def _run(
    search: Search, results: tuple[GoalResult, ...], tie_by: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "seconds": round(search.clock.seconds, 3),
        "workers": search.options.workers,
        "engines": [
            *({"goal": each.goal, "engines": list(each.confirmed_by)} for each in results),
            {"goal": "tie", "engines": list(tie_by)},
        ],
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
    }


def _number(value: Fraction | None) -> int | str | None:
    """A whole number as itself, another exact number as text: JSON floats would blur it."""
    if value is None:
        return None
    if value.denominator == 1:
        return int(value)
    text = format(float(value), ".15g")
    return text if Fraction(text) == value else str(value)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
