"""Random small problems, all plans enumerated: every engine finds the same optimum, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import Status
from allocator.measures.awards import targets
from allocator.measures.goal_measures import NoMeasure
from allocator.measures.goals import Entry, entries, measure
from allocator.measures.steps import rounded
from allocator.model import Model
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.running import Race, run_here
from allocator.solvers import ENGINE_NAMES, Limits, Outcome, OutcomeStatus
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from tests import naive
from tests.random_problems import all_allocations, random_problem

NORMAL = range(60)
MORE = range(60, 400)
GOALS = (
    "cost",
    "soft_rules",
    "target_share",
    "smallest_ratio",
    "target_deviation",
    "small_members_value",
    "small_members_engaged",
    "quality",
    "preference",
    "handover",
    "changes",
)


@dataclass(frozen=True)
class Case:
    """A problem with two goals and what enumeration says of them."""

    problem: Problem
    terms: Terms
    goals: tuple[Goal, ...]
    expected: tuple[tuple[str, Fraction], ...] | None


def in_this_process(model: Model, engine_names: Sequence[str], limits: Limits, **rest: Any) -> Race:
    """The race's twin without processes: one engine after the other until one proves."""
    outcomes: dict[str, Outcome] = {}
    for name in engine_names:
        outcomes[name] = run_here(model, name, limits, **rest)
        if outcomes[name].status in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE):
            return Race(outcomes, name, outcomes[name])
    return Race(outcomes, None, outcomes[engine_names[0]])


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def case(seed: int) -> Case:
    """The problem of this seed with two goals that make sense for it, and their optima."""
    problem, terms = random_problem(seed)
    names = [GOALS[seed % len(GOALS)], GOALS[(seed // len(GOALS) + 2 * seed + 1) % len(GOALS)]]
    tolerance = Fraction(5) if names[0] not in ("soft_rules", "target_share") else Fraction(0)
    goals = (Goal(names[0], tolerance, terms.fairness), Goal(names[1], fairness=terms.fairness))
    judge = naive.Judge(problem, terms)
    plans = [each for each in all_allocations(problem, terms) if judge.allows(each)]
    wanted = tuple(each for each in goals if measurable(problem, terms, each, plans))
    if not wanted:
        wanted = (Goal("cost"),)
    return Case(problem, terms, wanted, optima(problem, terms, wanted, judge, plans))


def measurable(problem: Problem, terms: Terms, goal: Goal, plans: list[Any]) -> bool:
    """Whether the goal has a measure here: targets, grades, an earlier split."""
    if goal.name in TARGET_GOALS and not targets(problem, goal.fairness):
        return False
    try:
        for entry in entries(problem, terms, (goal,)):
            for plan in plans:
                measure(problem, terms, entry.name, goal.fairness, plan)
    except NoMeasure:
        return False
    return goal.name != "changes" or terms.earlier is not None


def optima(
    problem: Problem, terms: Terms, goals: tuple[Goal, ...], judge: naive.Judge, plans: list[Any]
) -> tuple[tuple[str, Fraction], ...] | None:
    """The value of each entry in turn by plain enumeration; None where no plan is allowed."""
    if not plans:
        return None
    found = []
    for entry in entries(problem, terms, goals):
        values = [
            rounded(judge.measure(entry.name, entry.goal.fairness, each), entry.step)
            for each in plans
        ]
        best = max(values) if entry.sense == "maximise" else min(values)
        found.append((entry.name, best))
        plans = [
            each for each, value in zip(plans, values, strict=True) if kept(entry, value, best)
        ]
    return tuple(found)


def kept(entry: Entry, value: Fraction, best: Fraction) -> bool:
    """Whether a value is within the tolerance of the best, on the grid."""
    tolerance = entry.goal.tolerance_pct / 100
    if entry.sense == "maximise":
        return value >= rounded(best * (1 - tolerance), entry.step)
    return value <= rounded(best * (1 + tolerance), entry.step)


def agree(found: Case, backend: str) -> None:
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    result = solve(found.problem, found.goals, found.terms, options)
    if found.expected is None:
        assert result.status is Status.INFEASIBLE
        assert result.split is None
        return
    assert result.status is Status.OPTIMAL, result.goals
    values = tuple(
        (each.goal, Fraction(each.value[0]) if isinstance(each.value, tuple) else each.value)
        for each in result.goals
    )
    assert values == found.expected
    assert result.split is not None
    quantities = {
        (each.member_id, each.component_id): each.quantity for each in result.split.assignments
    }
    assert naive.breaks(found.problem, found.terms, quantities) == []


@pytest.mark.parametrize("seed", NORMAL)
def test_every_engine_finds_the_optimum_of_enumeration(seed: int) -> None:
    found = case(seed)
    for backend in ENGINE_NAMES:
        agree(found, backend)


@pytest.mark.long
@pytest.mark.parametrize("seed", MORE)
def test_more_problems(seed: int) -> None:
    found = case(seed)
    for backend in ENGINE_NAMES:
        agree(found, backend)
