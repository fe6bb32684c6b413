"""Goals in order: each to proof within what the earlier ones left, then the published draw."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from fractions import Fraction

from allocator.allocation import GoalResult
from allocator.fairness.ladder import Ladder
from allocator.formulation import Formulation, formulate
from allocator.formulation.formulation import Target
from allocator.measures.goal_measures import ladder
from allocator.measures.goals import Entry, entries
from allocator.measures.peaks import climbed
from allocator.measures.steps import rounded
from allocator.problem.charter import LADDER_GOALS
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solvers.base import StoppedBy
from allocator.solving.attempts import Attempt, Attempting
from allocator.solving.confirming import confirm
from allocator.solving.engines import Search
from allocator.solving.judging import attempt
from allocator.solving.leximin import Climb, held_rung, in_levels, rungs_to_keep
from allocator.solving.plans import Held, Plan, goal_value, worse
from allocator.solving.wrong import wrong_answer

SOONEST_SECONDS = 0.02
"""Below this an engine is not started at all."""


@dataclass
class Sequence:
    """A run through the goals. After it: `best` the plan, `goals` how each ended."""

    formulation: Formulation
    search: Search
    best: Plan | None = None
    infeasible: bool = False
    held: tuple[Held, ...] = ()
    goals: list[GoalResult] = field(default_factory=list)
    tie_broken: bool = False
    proved: tuple[Held, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()
    tie_by: tuple[str, ...] = ()
    tie_stopped_by: str = StoppedBy.PROOF


def run_sequence(
    problem: Problem, goals: tuple[Goal, ...], terms: Terms, search: Search, *, tie: bool = True
) -> Sequence:
    """Optimise every goal in its order, then break ties by the published draw."""
    sequence = Sequence(formulate(problem, terms), search)
    steps = entries(problem, terms, goals)
    for place, entry in enumerate(steps):
        # The draw has what the goals leave: without their proofs it decides nothing.
        parts = len(steps) - place
        if sequence.infeasible:
            sequence.goals.append(_not_run(sequence, entry))
            continue
        if entry.name in LADDER_GOALS:
            _climb(sequence, entry, parts)
            continue
        target = sequence.formulation.target(entry)
        found = _attempt(sequence, target, parts)
        sequence.goals.append(_goal_result(entry, found))
        _keep(sequence, target, found)
    if (tie and sequence.best is not None) or not steps:
        _break_tie(sequence)
    _tell_values(sequence, steps)
    return sequence


def _attempt(sequence: Sequence, target: Target, parts: int) -> Attempt:
    """One goal within its share of the time that is left."""
    search = sequence.search
    seconds = search.clock.share(parts)
    until = None if seconds is None else time.monotonic() + seconds
    return _attempt_until(
        Attempting(sequence.formulation, search, target, sequence.held, sequence.best, until)
    )


def _attempt_until(state: Attempting) -> Attempt:
    """One optimisation, unless a stop or a limit forbids to begin."""
    search, seconds = state.search, state.seconds_left
    if search.stopped():
        return Attempt(state.best, state.value, stopped_by=StoppedBy.INTERRUPTED)
    if seconds is not None and seconds < SOONEST_SECONDS:
        return Attempt(state.best, state.value, stopped_by=StoppedBy.TIME_LIMIT)
    search.tell(state.target.entry.name, state.value, None)
    found = attempt(state)
    return confirm(state, found) if search.options.confirm else found


def _climb(sequence: Sequence, entry: Entry, parts: int) -> None:
    """Leximin: all its stages within the goal's share of the time that is left."""
    search = sequence.search
    seconds = search.clock.share(parts)
    until = None if seconds is None else time.monotonic() + seconds
    steps = sequence.formulation.steps(entry.goal)
    telling = replace(search, listener=in_levels(search.listener, len(steps.awards)))

    def attempt_stage(
        formulation: Formulation, target: Target, held: tuple[Held, ...], best: Plan | None
    ) -> Attempt:
        return _attempt_until(Attempting(formulation, telling, target, held, best, until))

    climb = Climb(
        entry,
        sequence.formulation,
        steps,
        Ladder(len(steps.awards)),
        sequence.best,
        attempt_stage,
        sequence.held,
    )
    climb.climb()
    sequence.failures = (*sequence.failures, *climb.failures)
    reached = climb.reached()
    told = entry.name, sequence.formulation.choices.problem, entry.goal.fairness
    sequence.goals.append(
        GoalResult(
            entry.name,
            climbed(*told, reached) or None,
            climbed(*told, climb.bound()) or None,
            climb.complete,
            climb.stopped_by,
            tuple(climb.engines),
            entry.goal.tolerance_pct,
        )
    )
    if climb.infeasible:
        sequence.infeasible = True
    if climb.best is None or climb.infeasible:
        return
    _require_consistent(sequence, climb.best)
    sequence.best = climb.best
    sequence.proved = (*sequence.proved, *climb.proved)
    rungs = rungs_to_keep(reached)
    sequence.held = (*sequence.held, *(held_rung(entry, *each) for each in rungs))
    sequence.formulation.keep_rungs(steps, rungs)


def _keep(sequence: Sequence, target: Target, found: Attempt) -> None:
    """Hold the goal at what was reached, less its tolerance, and go on from its plan."""
    sequence.failures = (*sequence.failures, *found.failures)
    if found.infeasible:
        sequence.infeasible = True
        return
    if found.plan is None or found.value is None:
        return
    _require_consistent(sequence, found.plan)
    sequence.best = found.plan
    if found.proved:
        sequence.proved = (*sequence.proved, Held(target, found.value))
    allowed = tolerated(target.entry, found.value)
    sequence.held = (*sequence.held, Held(target, allowed))
    sequence.formulation.hold(target, allowed)


def _break_tie(sequence: Sequence) -> None:
    """The draw chooses among equally good plans; without a proof the plan stays as it was."""
    before = sequence.best
    found = _attempt(sequence, sequence.formulation.tie(sequence.search.options.seed), 1)
    if found.plan is not None:
        _require_consistent(sequence, found.plan)
    sequence.tie_broken, sequence.tie_by = found.proved, found.confirmed_by
    sequence.tie_stopped_by = found.stopped_by
    sequence.infeasible = found.infeasible
    sequence.best = before if before is not None and not found.proved else found.plan


def _tell_values(sequence: Sequence, steps: tuple[Entry, ...]) -> None:
    """Goals that ended before there was a plan have the value of the plan that came later."""
    if sequence.best is None:
        return
    choices, quantities = sequence.formulation.choices, sequence.best.quantities
    seed = sequence.search.options.seed
    for place, (entry, goal) in enumerate(zip(steps, sequence.goals, strict=True)):
        if goal.value is None:
            value = goal_value(choices.problem, choices.terms, entry, quantities, seed)
            told = (
                ladder(entry.name, choices.problem, entry.goal.fairness, quantities)
                if entry.name in LADDER_GOALS
                else value
            )
            sequence.goals[place] = replace(goal, value=told)


def _require_consistent(sequence: Sequence, plan: Plan) -> None:
    """Raise WrongAnswer where a later plan is better at a goal than was proved to be possible."""
    choices = sequence.formulation.choices
    for target, value in ((each.target, each.reached) for each in sequence.proved):
        seed = sequence.search.options.seed
        found = goal_value(choices.problem, choices.terms, target.entry, plan.quantities, seed)
        if worse(target.entry, value, found):
            message = f"{target.entry.name}: {value} was proved, but a checked plan has {found}"
            raise wrong_answer(message, sequence.formulation.objective(target))


def tolerated(entry: Entry, value: Fraction) -> Fraction:
    """The worst value on the grid that later goals may leave."""
    tolerance = entry.goal.tolerance_pct / 100
    if entry.sense == "maximise":
        return rounded(value * (1 - tolerance), entry.step)
    return rounded(value * (1 + tolerance), entry.step)


def _goal_result(entry: Entry, found: Attempt) -> GoalResult:
    return GoalResult(
        entry.name,
        found.value,
        found.bound,
        found.proved,
        found.stopped_by,
        found.confirmed_by,
        entry.goal.tolerance_pct,
    )


def _not_run(sequence: Sequence, entry: Entry) -> GoalResult:
    """A goal that was never reached, since an earlier one ended without a plan."""
    stopped_by = sequence.goals[-1].stopped_by
    return GoalResult(entry.name, None, None, False, stopped_by, (), entry.goal.tolerance_pct)
