"""The problem, the goals and the terms that a command works on, from its path and options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.cli.asking import NO_CAP, Asked, AskedFairness, asked_of
from allocator.cli.declaring import Changed, Invocation
from allocator.cli.values import Faults, issue
from allocator.measures.measurable import unmeasurable
from allocator.problem.charter import SWITCHABLE, TARGET_GOALS
from allocator.problem.drafting import near
from allocator.problem.pinning import pins_that_count
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms, policy_goals
from allocator.texts.issues import Issue, Severity

if TYPE_CHECKING:
    from allocator.cli.recalling import Recalled

USUAL_POLICY = "balanced"
USUAL_GOAL = "cost"
NEVER_OFF = ("coverage", "lot_size", "not_splittable", "eligibility")


@dataclass(frozen=True)
class Request:
    """What a command works on. `cells` are those that the scenario changed."""

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


def request_of(
    invocation: Invocation, faults: Faults | None = None, *, recalled: Recalled | None = None
) -> Request:
    """Read the problem and all that is asked of it.

    `faults` are those that the command has found already. Raises InputError with them and every
    fault of the options and the files; then, where all of them could be read, with every fault of
    the one against the other.
    """
    # Imported here: help and faults of form need no reader.
    from allocator.reading import read_problem

    faults = faults or Faults()
    asked = asked_of(invocation, faults)
    problem = faults.attempt(lambda: read_problem(invocation.path))
    faults.end()
    assert problem is not None, "without faults there is a problem"
    if _recalled_and_missing(problem, asked.scenario, recalled):
        faults.issues.append(_told_missing(asked.scenario))
        asked = replace(asked, scenario=None)
    changed = _with_scenario(problem, asked.scenario)
    request = _fitted(changed, asked, faults, recalled.earlier if recalled else None)
    faults.end()
    notices = tuple(each for each in faults.issues if each.severity is not Severity.FAULT)
    return replace(request, notices=(*changed.notices, *notices))


def _recalled_and_missing(
    problem: Problem, scenario_id: str | None, recalled: Recalled | None
) -> bool:
    """Whether a split names a scenario that this input, perhaps changed already, does not have."""
    if recalled is None or scenario_id is None:
        return False
    known = {each.scenario_id for each in problem.scenarios}
    return scenario_id == recalled.values.get("--scenario") and scenario_id not in known


def _told_missing(scenario_id: str | None) -> Issue:
    return issue(
        "recalled_scenario_missing",
        "--scenario",
        scenario_id or "",
        severity=Severity.WARNING,
    )


def _with_scenario(problem: Problem, scenario_id: str | None) -> Changed:
    if scenario_id is None:
        return Changed(problem)
    # Imported here: only a scenario needs other packages.
    from allocator.cli.plugins import scenario_applier
    from allocator.texts.issues import InputError

    apply = scenario_applier()
    if apply is None:
        raise InputError((issue("scenarios_not_installed", "--scenario", scenario_id),))
    try:
        return apply(problem, scenario_id)
    except InputError as error:
        raise InputError(tuple(map(_in_option, error.issues))) from error


def _in_option(issue: Issue) -> Issue:
    """A fault that has no place in a table lies in the option itself."""
    return issue if issue.table or issue.column else replace(issue, column="--scenario")


def _fitted(
    changed: Changed, asked: Asked, faults: Faults, recalled_earlier: Mapping[Pair, Fraction] | None
) -> Request:
    problem = changed.problem
    policy_id, goals = _goals(problem, asked, faults)
    pins, pin_issues = pins_that_count(problem, asked.pins, column="--pin")
    faults.issues += pin_issues
    faults.issues += _rules_off_issues(problem, asked.rules_off)
    earlier = recalled_earlier
    if asked.earlier is not None:
        earlier = _earlier(problem, asked.earlier, faults)
    terms = Terms(
        partial=asked.partial,
        rules_off=frozenset(asked.rules_off),
        cost_cap_pln=asked.cost_cap_pln,
        pins=pins,
        earlier=earlier,
        fairness=_shown_fairness(goals, asked.fairness),
    )
    faults.issues += _goal_issues(problem, goals, terms, asked)
    return Request(problem, goals, terms, policy_id, asked.scenario, changed.cells)


def _goals(problem: Problem, asked: Asked, faults: Faults) -> tuple[str | None, tuple[Goal, ...]]:
    """The goals in order and the policy they come from, if any."""
    if asked.goals:
        fairness = with_asked(Fairness(), asked.fairness)
        return None, tuple(Goal(name, tolerance, fairness) for name, tolerance in asked.goals)
    known = sorted({each.policy_id for each in problem.policies})
    policy_id = asked.policy or (USUAL_POLICY if USUAL_POLICY in known else None)
    if policy_id is None:
        return None, (Goal(USUAL_GOAL, fairness=with_asked(Fairness(), asked.fairness)),)
    goals = policy_goals(problem, policy_id)
    if not goals:
        faults.add("unknown_policy", "--policy", policy_id, near=near(policy_id, known))
    if not asked.partial:
        # Without partial coverage nothing can be uncovered: the goal does not count.
        goals = tuple(each for each in goals if each.name != "uncovered")
    return policy_id, tuple(
        replace(each, fairness=with_asked(each.fairness, asked.fairness)) for each in goals
    )


def with_asked(fairness: Fairness, asked: AskedFairness) -> Fairness:
    """The settings with those that were asked for in place of their own."""
    cap = fairness.cap_pct if asked.cap_pct is None else asked.cap_pct
    return Fairness(
        asked.measure or fairness.measure,
        fairness.grid_pct if asked.grid_pct is None else asked.grid_pct,
        None if cap == NO_CAP else cap,  # type: ignore[arg-type]
    )


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
    for each in unmeasurable(problem, goals, terms, column=option):
        # An earlier split that could not be read has been told of already.
        if each.code != "changes_without_earlier" or asked.earlier is None:
            yield each
    if not terms.partial and any(goal.name == "uncovered" for goal in goals):
        yield issue("uncovered_without_partial", option, "uncovered")


def _earlier(problem: Problem, path: str, faults: Faults) -> Mapping[Pair, Fraction] | None:
    # Imported here: few runs are measured against an earlier split.
    from allocator.reading.allocations import read_allocation

    found: Any = faults.attempt(lambda: read_allocation(path, problem))
    return None if found is None else found.quantities
