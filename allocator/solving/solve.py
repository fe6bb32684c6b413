"""The one door to solving: a problem, goals and terms in; a verified Result out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from allocator.allocation import (
    GoalResult,
    Result,
    Split,
    Status,
    UncoveredCause,
    Verdict,
)
from allocator.checks import ineligible_offers
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solvers.base import StoppedBy
from allocator.solving import sequence as sequences
from allocator.solving.causes import uncovered_causes
from allocator.solving.engines import Search
from allocator.solving.options import Options
from allocator.solving.progress import Clock, KeepPlan, PhaseListener, ShouldStop
from allocator.solving.provenance import provenance
from allocator.solving.requiring import required
from allocator.solving.warning import run_warnings


def solve(
    problem: Problem,
    goals: Sequence[Goal],
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
    context: Mapping[str, Any] | None = None,
    keep: KeepPlan | None = None,
) -> Result:
    """Propose the best split: every goal in order, each to proof as far as limits allow.

    `listener` hears of progress; `should_stop` is asked often, and once it says yes the best plan
    so far is kept. `context` (JSON-ready: scenario, policy id, ...) goes into the provenance.
    `keep` is given each better checked split on the way, with the entry of the goal it is from.
    Infeasible is an answer, not an error. Raises WrongAnswer where exact arithmetic contradicts
    an engine's proof.
    """
    options = options or Options()
    wanted = tuple(goals)
    terms, left_out = required(problem, wanted, terms or Terms())
    search = Search(options, _clock(options), listener, should_stop, keep)
    terms = with_fairness(terms, wanted)
    sequence = sequences.run_sequence(problem, wanted, terms, search, tie=options.tie)
    split = None if sequence.best is None else sequence.best.split
    causes: tuple[UncoveredCause, ...] = ()
    if options.causes and terms.partial and split is not None and split.uncovered:
        # Plans found here switch rules off: they are nobody's to keep.
        causes = uncovered_causes(problem, terms, split, replace(search, keep=None))
    results = tuple(sequence.goals)
    status = _status(sequence, results)
    return Result(
        status=status,
        stopped_by=_stopped_by(status, results, sequence.tie_stopped_by),
        verdict=verdict_of(problem, terms, status, split),
        goals=results,
        split=split,
        budget_pln=problem.commission.budget_total_pln,
        ineligible=ineligible_offers(problem),
        warnings=(*problem.notices, *left_out, *run_warnings(problem, wanted, sequence.failures)),
        tie_seed=options.seed,
        tie_broken=sequence.tie_broken,
        provenance=provenance(
            problem, wanted, terms, search, results, sequence.tie_by, context or {}
        ),
        uncovered_causes=causes,
    )


def _clock(options: Options) -> Clock:
    """The clock of a run; a repeatable one looks at none."""
    limits = options.limits
    return Clock.start(None if limits.repeatable else limits.time_seconds)


def with_fairness(terms: Terms, goals: tuple[Goal, ...]) -> Terms:
    """The terms with the fairness settings of the first goal that has some of its own."""
    for goal in goals:
        if goal.name in TARGET_GOALS:
            return replace(terms, fairness=goal.fairness)
    return terms


def _status(sequence: sequences.Sequence, goals: tuple[GoalResult, ...]) -> Status:
    if sequence.infeasible:
        return Status.INFEASIBLE
    if sequence.best is None:
        return Status.UNKNOWN
    return Status.OPTIMAL if all(each.proved for each in goals) else Status.FEASIBLE


def _stopped_by(status: Status, goals: tuple[GoalResult, ...], without_goals: str) -> str:
    """What stopped the first goal that was not proved; that nothing fits is a proof of its own.

    Without any goal it is what stopped the search for a plan.
    """
    if status is Status.INFEASIBLE:
        return StoppedBy.PROOF
    if not goals:
        return without_goals
    unproved = (each.stopped_by for each in goals if not each.proved)
    return next(unproved, StoppedBy.PROOF)


def verdict_of(problem: Problem, terms: Terms, status: Status, split: Split | None) -> Verdict:
    """What a status and a split mean for the commission."""
    if status is Status.INFEASIBLE:
        asked = terms.cost_cap_pln is not None or terms.pins
        return Verdict.DOES_NOT_FIT_REQUEST if asked else Verdict.DOES_NOT_FIT
    if split is None:
        return Verdict.UNKNOWN
    if split.uncovered:
        return Verdict.FITS_PARTLY
    budget = problem.commission.budget_total_pln
    if budget is not None and split.total_pln - split.own_contribution_pln > budget:
        return Verdict.OVER_BUDGET
    return Verdict.FITS
