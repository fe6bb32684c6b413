"""What is asked, held against its problem: scenario, goals and terms, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from allocator.measures.measurable import unmeasurable
from allocator.operations.asked import NO_CAP, Asked, AskedFairness
from allocator.operations.faults import Faults, issue
from allocator.operations.plugins import ApplyScenario, Changed
from allocator.problem.charter import SWITCHABLE, TARGET_GOALS
from allocator.problem.drafting import near
from allocator.problem.pinning import pins_that_count
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms, policy_goals
from allocator.texts.issues import InputError, Issue

USUAL_POLICY = "balanced"
USUAL_GOAL = "cost"
LEVELS_GOAL = "target_share"
NEVER_OFF = ("coverage", "lot_size", "not_splittable", "eligibility")

FIELDS: Mapping[str, str] = {
    "--scenario": "scenario",
    "--policy": "policy",
    "--goal": "goals",
    "--measure": "measure",
    "--grid": "grid_pct",
    "--cap": "cap_pct",
    "--cost-cap": "cost_cap_pln",
    "--rules-off": "rules_off",
    "--pin": "pins",
    "--partial": "partial",
    "--earlier": "earlier",
    "--backend": "backend",
    "--confirm": "confirm",
    "--seed": "seed",
    "--repeatable": "repeatable",
    "--time-limit": "limits.time_seconds",
    "--work-limit": "limits.work",
    "--gap": "limits.gap_pct",
    "--workers": "limits.workers",
    "--memory-limit": "limits.memory_megabytes",
    "ALLOCATION": "split",
}
"""Where the words of the command line stand in a JSON object."""


@dataclass(frozen=True)
class Request:
    """What an operation works on. `cells` are those that the scenario changed."""

    problem: Problem
    goals: tuple[Goal, ...]
    terms: Terms
    policy_id: str | None = None
    scenario_id: str | None = None
    cells: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[Issue, ...] = ()

    @property
    def context(self) -> Mapping[str, Any]:
        """What the provenance of a result says of the request beside goals and terms."""
        return {
            "scenario": {"scenario_id": self.scenario_id, "cells": list(self.cells)},
            "policy": {"policy_id": self.policy_id},
        }


def field_of(option_name: str) -> str:
    """The JSON key that an option is called by; any other name as it is."""
    return FIELDS.get(option_name, option_name)


def fit(problem: Problem, asked: Asked, *, apply_scenario: ApplyScenario | None) -> Request:
    """What is asked, fitted to the problem, its scenario applied.

    Raises InputError with every fault; the names of options (`--policy`) stand as the `column` of
    faults that lie in what was asked, see `field_of`.
    """
    changed = with_scenario(problem, asked.scenario, apply_scenario)
    faults = Faults()
    if asked.earlier is not None:
        faults.issues += _earlier_issues(changed.problem, asked.earlier)
    request = fitted(changed, asked, faults)
    faults.end()
    return replace(request, notices=(*changed.notices, *faults.notices))


def with_scenario(
    problem: Problem, scenario_id: str | None, apply_scenario: ApplyScenario | None
) -> Changed:
    """The problem as a scenario changes it. Raises InputError where it can not be applied."""
    if scenario_id is None:
        return Changed(problem)
    if apply_scenario is None:
        raise InputError((issue("scenarios_not_installed", "--scenario", scenario_id),))
    try:
        return apply_scenario(problem, scenario_id)
    except InputError as error:
        raise InputError(tuple(map(_in_option, error.issues))) from error


def fitted(changed: Changed, asked: Asked, faults: Faults) -> Request:
    """Goals and terms for a problem whose scenario is applied already; faults are noted.

    The pairs of an earlier split are taken as they are.
    """
    problem = changed.problem
    policy_id, goals = _goals(problem, asked, faults)
    pins, pin_issues = pins_that_count(problem, asked.pins, column="--pin")
    faults.issues += pin_issues
    faults.issues += _rules_off_issues(problem, asked.rules_off)
    terms = Terms(
        partial=asked.partial,
        rules_off=frozenset(asked.rules_off),
        cost_cap_pln=asked.cost_cap_pln,
        pins=pins,
        earlier=asked.earlier,
        fairness=_shown_fairness(goals, asked.fairness),
    )
    faults.issues += _goal_issues(problem, goals, terms, asked)
    return Request(problem, goals, terms, policy_id, asked.scenario, changed.cells)


def with_asked(fairness: Fairness, asked: AskedFairness) -> Fairness:
    """The settings with those that were asked for in place of their own."""
    cap = fairness.cap_pct if asked.cap_pct is None else asked.cap_pct
    return replace(
        fairness,
        measure=asked.measure or fairness.measure,
        grid_pct=fairness.grid_pct if asked.grid_pct is None else asked.grid_pct,
        cap_pct=None if cap == NO_CAP else cap,  # type: ignore[arg-type]
    )


def _in_option(issue: Issue) -> Issue:
    """A fault that has no place in a table lies in the option itself."""
    return issue if issue.table or issue.column else replace(issue, column="--scenario")


def _goals(problem: Problem, asked: Asked, faults: Faults) -> tuple[str | None, tuple[Goal, ...]]:
    """The goals in order and the policy they come from, if any."""
    if asked.goals:
        fairness = with_asked(Fairness(), asked.fairness)
        return None, tuple(Goal(name, tolerance, fairness) for name, tolerance in asked.goals)
    known = sorted({each.policy_id for each in problem.policies})
    policy_id = asked.policy or (USUAL_POLICY if USUAL_POLICY in known else None)
    if policy_id is None and asked.fairness_only:
        return None, _levels_goal((), asked.fairness)
    if policy_id is None:
        return None, (Goal(USUAL_GOAL, fairness=with_asked(Fairness(), asked.fairness)),)
    goals = policy_goals(problem, policy_id)
    if not goals:
        faults.add("unknown_policy", "--policy", policy_id, near=near(policy_id, known))
    if asked.fairness_only:
        return policy_id, _levels_goal(goals, asked.fairness)
    if not asked.partial:
        # Without partial coverage nothing can be uncovered: the goal does not count.
        goals = tuple(each for each in goals if each.name != "uncovered")
    return policy_id, tuple(
        replace(each, fairness=with_asked(each.fairness, asked.fairness)) for each in goals
    )


def _levels_goal(goals: tuple[Goal, ...], asked: AskedFairness) -> tuple[Goal, ...]:
    """The goal of levels as a policy's first goal about targets measures them, its ledger too."""
    return (Goal(LEVELS_GOAL, fairness=with_asked(_of_targets(goals), asked)),)


def _of_targets(goals: tuple[Goal, ...]) -> Fairness:
    own = (each.fairness for each in goals if each.name in TARGET_GOALS)
    return next(own, Fairness())


def _shown_fairness(goals: tuple[Goal, ...], asked: AskedFairness) -> Fairness:
    """What levels are reported by: those of the first goal about targets, else those asked for."""
    own = (each.fairness for each in goals if each.name in TARGET_GOALS)
    return next(own, with_asked(Fairness(), asked))


def _rules_off_issues(problem: Problem, names: tuple[str, ...]) -> Iterator[Issue]:
    declared = (getattr(each, "rule_id", "") for each in problem.tables.get("rules", ()))
    known = {*declared, *(each.rule_id for each in problem.rules), *SWITCHABLE}
    for name in names:
        if name in NEVER_OFF:
            yield issue("not_switchable", "--rules-off", name)
        elif name not in known:
            yield issue("unknown_rule_name", "--rules-off", name, near=near(name, known))


def _goal_issues(
    problem: Problem, goals: tuple[Goal, ...], terms: Terms, asked: Asked
) -> Iterator[Issue]:
    option = "--goal" if asked.goals else "--policy"
    yield from unmeasurable(problem, goals, terms, column=option)
    if not terms.partial and any(goal.name == "uncovered" for goal in goals):
        yield issue("uncovered_without_partial", option, "uncovered")


def _earlier_issues(
    problem: Problem, earlier: Mapping[tuple[str, str], Fraction]
) -> Iterator[Issue]:
    """Pairs of an earlier split that the problem does not know."""
    for pair in sorted(earlier):
        for code, name, known in (
            ("unknown_member", pair[0], problem.member),
            ("unknown_component", pair[1], problem.component),
        ):
            if name not in known:
                yield issue(code, "--earlier", name, near=near(name, known))
