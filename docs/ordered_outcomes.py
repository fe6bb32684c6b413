"""The textbook way to the fairest split, to compare ours with: cumulated ordered outcomes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from allocator.checks import breaches, check
from allocator.formulation import formulate
from allocator.formulation.choices import STRUCTURE
from allocator.formulation.formulation import Formulation
from allocator.formulation.ladder import Steps
from allocator.measures.goal_measures import levels
from allocator.model import Expression, Sense, Tag
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms
from allocator.running import race
from allocator.solvers.base import Limits, OutcomeStatus

ENGINES = ("cpsat", "highs")
DUST = Fraction(1, 10**6)


@dataclass(frozen=True)
class Found:
    """How far a method came: `proved` are the lowest levels, in order; the next one is no higher
    than `at_most`. `levels` are those of the best plan, which `quantities` is."""

    proved: tuple[int, ...]
    at_most: int | None
    levels: tuple[int, ...]
    quantities: dict[Pair, Fraction]
    complete: bool
    fault: str = ""


def ordered_outcomes(problem: Problem, goal: Goal, seconds: float, *, workers: int = 2) -> Found:
    """Maximise the sum of the k smallest levels for k = 1, 2, ... (Ogryczak and Sliwinski 2006).

    The k smallest sum to the largest k * t - sum of what each is below t. Each sum is kept for
    the later ones. The same engines race as in our own search, with the same threads and the plan
    of the sum before as a hint; what they call optimal is believed.
    """
    until = time.monotonic() + seconds
    formulation = formulate(problem, Terms())
    steps = formulation.steps(goal)
    reached = _level_variables(formulation, steps)
    sums: list[int] = []
    best: tuple[int, ...] | None = None
    at_most: int | None = None
    for number in range(1, len(reached) + 1):
        total = _smallest(formulation, steps, reached, number)
        model = formulation.model.with_objective(Sense.MAXIMISE, total)
        left = until - time.monotonic()
        if left <= 0:
            break
        limits = Limits(time_seconds=left, workers=max(1, workers // len(ENGINES)))
        found = race(model, ENGINES, limits, hint=best)
        best = found.best.values or best
        if found.best.status is not OutcomeStatus.OPTIMAL or found.best.objective is None:
            bounds = [each.bound for each in found.outcomes.values() if each.bound is not None]
            before = sums[-1] if sums else 0
            at_most = min((floor(Fraction(each) + DUST) - before for each in bounds), default=None)
            break
        sums.append(found.best.objective)
        formulation.choices.draft.row(Tag("held", f"sum of {number}"), total, lower=sums[-1])
    return _told(problem, formulation, goal, sums, best, at_most)


def _level_variables(formulation: Formulation, steps: Steps) -> list[int]:
    """A level for each member that its award is worth, up to what it could reach at all."""
    draft = formulation.choices.draft
    found = []
    for each in sorted(steps.awards):
        level = draft.variable(f"level[{each}]", 0, steps.reach[each])
        worth = Expression({level: steps.worth[each]})
        draft.row(Tag(STRUCTURE, each), steps.awards[each] - worth, lower=0)
        found.append(level)
    return found


def _smallest(
    formulation: Formulation, steps: Steps, reached: list[int], number: int
) -> Expression:
    """The sum of so many smallest levels, from below."""
    draft = formulation.choices.draft
    edge = draft.variable(f"edge[{number}]", 0, steps.top)
    below = []
    for place, level in enumerate(reached):
        missing = draft.variable(f"below[{number},{place}]", 0, steps.top)
        row = Expression({missing: 1, level: 1, edge: -1})
        draft.row(Tag(STRUCTURE, "ordered"), row, lower=0)
        below.append(missing)
    return Expression({edge: number, **dict.fromkeys(below, -1)})


def _told(
    problem: Problem,
    formulation: Formulation,
    goal: Goal,
    sums: list[int],
    best: tuple[int, ...] | None,
    at_most: int | None,
) -> Found:
    """Sorted levels are the differences of the sums; the plan is judged without any engine."""
    proved = tuple(later - before for before, later in zip([0, *sums], sums, strict=False))
    complete = len(sums) == len(formulation.steps(goal).awards)
    if best is None:
        return Found(proved, at_most, (), {}, complete)
    quantities = formulation.quantities(best)
    reached = levels(problem, goal.fairness, quantities)
    found = Found(proved, at_most, reached, quantities, complete)
    return replace(found, fault=fault_of(problem, found))


def fault_of(problem: Problem, found: Found) -> str:
    """What exact arithmetic finds wrong with an answer; empty if nothing."""
    broken = breaches(check(problem, Terms(), found.quantities))
    if broken:
        return f"breaks {broken[0].rule_id} {broken[0].subject}".strip()
    if found.levels[: len(found.proved)] != found.proved:
        return f"its plan has levels {found.levels}, it claims {found.proved}"
    return ""
