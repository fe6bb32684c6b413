"""The least cost at which everybody reaches a level: one step of what fairness costs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from allocator.allocation import Split
from allocator.formulation import formulate
from allocator.formulation.formulation import Target
from allocator.measures.goal_measures import levels
from allocator.measures.goals import Entry, entries
from allocator.model import Tag
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms
from allocator.solving.attempts import Attempt, Attempting
from allocator.solving.engines import Search
from allocator.solving.judging import attempt
from allocator.solving.leximin import held_rung, stages
from allocator.solving.options import Options
from allocator.solving.plans import Held, read_plan
from allocator.solving.progress import Clock, PhaseListener, ShouldStop


@dataclass(frozen=True)
class LevelCost:
    """What it costs at least that all members with a target reach a level.

    `reached` is the level that the cheapest split found lifts the worst-off member to: every
    level up to it costs the same. `infeasible` is proved; without a split nothing is known.
    """

    level: int
    cost_pln: Fraction | None = None
    bound_pln: Fraction | None = None
    reached: int | None = None
    proved: bool = False
    infeasible: bool = False
    stopped_by: str = "proof"
    confirmed_by: tuple[str, ...] = ()
    split: Split | None = None


def least_cost_at_level(
    problem: Problem,
    goal: Goal,
    level: int,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    known: Mapping[Pair, Fraction] | None = None,
    at_least_pln: Fraction | None = None,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
) -> LevelCost:
    """The cheapest split in which every member with a target reaches `level`, proved.

    `goal` is one of levels with its measure, grid and cap. `known` is a split that does (from a
    higher level, say), `at_least_pln` a cost that is proved to be needed (from a lower level):
    both only make the search shorter. No level is above the cap. Raises WrongAnswer as `solve`
    does.
    """
    terms, options = terms or Terms(), options or Options()
    if goal.fairness.highest_level is not None and level > goal.fairness.highest_level:
        return LevelCost(level, infeasible=True)
    formulation = formulate(problem, terms)
    steps = formulation.steps(goal)
    members = len(steps.awards)
    formulation.keep_rungs(steps, [(level, members)])
    cost = entries(problem, terms, (Goal("cost"),))[-1]
    target = formulation.target(cost)
    held = (held_rung(_levels_entry(goal, cost), level, members),) if level else ()
    if at_least_pln is not None:
        # Proved at a lower level, so it cuts no plan off.
        tag = Tag("known", "cost")
        formulation.choices.draft.row(tag, target.expression, lower=at_least_pln)
    limits = options.limits
    clock = Clock.start(None if limits.repeatable else limits.time_seconds)
    search = Search(options, clock, listener, should_stop)
    seconds = clock.share(1)
    until = None if seconds is None else time.monotonic() + seconds
    state = Attempting(formulation, search, target, held, None, until)
    if known is not None:
        state.best = read_plan(formulation, _values(state, target, known), held, options.seed)[0]
    return _told(problem, goal, level, attempt(state))


@dataclass(frozen=True)
class NextBudget:
    """The least task cost that buys better levels than those given; none if nothing does."""

    cost_pln: Fraction | None
    proved: bool
    stopped_by: str = "proof"


def next_budget(
    problem: Problem,
    goal: Goal,
    levels_now: tuple[int, ...],
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    should_stop: ShouldStop | None = None,
) -> NextBudget:
    """The least cost of a split whose sorted levels are lexicographically above those given.

    A vector is better exactly if it breaks one of the claims of its ladder, so the answer is the
    cheapest way to break any of them.
    """
    terms, options = terms or Terms(), options or Options()
    formulation = formulate(problem, terms)
    (entry,) = entries(problem, replace(terms, partial=False), (goal,))
    limits = options.limits
    clock = Clock.start(None if limits.repeatable else limits.time_seconds)
    search = Search(options, clock, None, should_stop)
    cheapest: Fraction | None = None
    proved, stopped_by = True, "proof"
    for stage in stages(formulation, entry, levels_now):
        branch = stage.formulation
        branch.hold(stage.target, stage.value + 1)
        held = (
            *(held_rung(entry, *rung) for rung in stage.rungs),
            Held(stage.target, stage.value + 1),
        )
        cost = entries(problem, terms, (Goal("cost"),))[-1]
        seconds = clock.share(1)
        until = None if seconds is None else time.monotonic() + seconds
        found = attempt(Attempting(branch, search, branch.target(cost), held, None, until))
        if found.infeasible:
            continue
        proved = proved and found.proved
        stopped_by = stopped_by if found.proved else found.stopped_by
        if found.value is not None and (cheapest is None or found.value < cheapest):
            cheapest = found.value
    return NextBudget(cheapest, proved, stopped_by)


def _told(problem: Problem, goal: Goal, level: int, found: Attempt) -> LevelCost:
    plan = found.plan
    return LevelCost(
        level,
        found.value,
        found.bound,
        None if plan is None else levels(problem, goal.fairness, plan.quantities)[0],
        found.proved,
        found.infeasible,
        found.stopped_by,
        found.confirmed_by,
        None if plan is None else plan.split,
    )


def _levels_entry(goal: Goal, like: Entry) -> Entry:
    return Entry("target_share", goal, like.sense, Fraction(1))


def _values(state: Attempting, target: Target, known: Mapping[Pair, Fraction]) -> tuple[int, ...]:
    """A split as values of the model's first variables, which stand for lots."""
    choices = state.formulation.choices
    values = [0] * len(choices.draft.variables)
    for pair, variable in choices.lots.items():
        lots = int(known.get(pair, Fraction(0)) / choices.problem.lot(pair[1]))
        values[variable] = lots
        values[choices.used[pair]] = int(lots > 0)
        if lots:
            values[choices.engaged[pair[0]]] = 1
    return tuple(values)
