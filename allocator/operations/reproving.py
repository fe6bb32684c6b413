"""The claims of a result proved again, each by an engine of another house than the one it names.

What solved it is not believed: every goal is put anew, under the goals before it as the result
says they ended, as the question "is any plan better by one step of the proof grid?".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.allocation import Quantities
from allocator.formulation import Formulation, formulate
from allocator.formulation.formulation import Target
from allocator.measures.goals import Entry, entries
from allocator.measures.peaks import climbed
from allocator.model import Model
from allocator.problem.charter import LADDER_GOALS
from allocator.solvers import ENGINES
from allocator.solvers.base import Outcome, OutcomeStatus
from allocator.solving.choosing import EXACT, other_houses
from allocator.solving.engines import Search
from allocator.solving.leximin import held_rung, rungs_to_keep, stages
from allocator.solving.plans import Held, goal_value, read_plan, worse
from allocator.solving.sequence import tolerated

if TYPE_CHECKING:
    from allocator.operations.fitting import Request

TARGET_SHARE = "target_share"
ENGINE_SECONDS = 60.0
"""How long one engine may try to prove one claim again, where no limit is given."""


class Finding(StrEnum):
    """What became of one claim."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Claim:
    """A goal's value as a result states it; `engines` are those it names for the proof."""

    goal: str
    value: Fraction
    proved: bool
    engines: tuple[str, ...]
    levels: tuple[int, ...] = ()
    """All of them, sorted, where the goal is about levels."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A claim and what became of it: by which engine, or what speaks against it."""

    goal: str
    finding: Finding
    engine: str = ""
    better: Fraction | None = None


def infeasible_again(request: Request, search: Search, engines: Sequence[str]) -> Answer:
    """Put the claim that there is no split at all to an engine that is not among those named."""
    formulation = formulate(request.problem, request.terms)
    for engine, outcome in _asked(search, formulation.model, engines, "feasibility"):
        if outcome.status is OutcomeStatus.INFEASIBLE:
            return Answer("feasibility", Finding.CONFIRMED, engine)
        if outcome.values is not None:
            plan, _ = read_plan(formulation, outcome.values, (), 0)
            if plan is not None:
                return Answer("feasibility", Finding.REFUTED, engine)
    return Answer("feasibility", Finding.OPEN)


def goals_again(
    request: Request,
    search: Search,
    claims: Sequence[Claim],
    quantities: Quantities,
    *,
    tie_broken: bool,
    certified: bool = False,
) -> Iterator[Answer]:
    """Each proved goal in order, then the draw; goals that claim no proof are only held.

    The rungs of a certified `target_share` are left out: its certificate claims them one by one.
    """
    formulation = formulate(request.problem, request.terms)
    held: tuple[Held, ...] = ()
    steps = entries(request.problem, request.terms, request.goals)
    for entry, claim in zip(steps, claims, strict=False):
        if entry.name in LADDER_GOALS:
            found = climbed(entry.name, request.problem, entry.goal.fairness, claim.levels)
            # The first such goal has the certificate; another one would have none.
            by_certificate = certified and entry.name == TARGET_SHARE
            certified = certified and not by_certificate
            if claim.proved and not by_certificate:
                yield from _ladder_again(formulation, search, entry, claim, found, held)
            rungs = rungs_to_keep(found)
            held = (*held, *(held_rung(entry, *each) for each in rungs))
            formulation.keep_rungs(formulation.steps(entry.goal), rungs)
            continue
        target = formulation.target(entry)
        if claim.proved:
            yield _again(formulation, search, target, claim, held)
        reached = tolerated(entry, claim.value)
        held = (*held, Held(target, reached))
        formulation.hold(target, reached)
    if tie_broken:
        seed = search.options.seed
        target = formulation.tie(seed)
        value = goal_value(request.problem, request.terms, target.entry, quantities, seed)
        yield _again(formulation, search, target, Claim("tie", value, True, (EXACT,)), held)


def _ladder_again(
    formulation: Formulation,
    search: Search,
    entry: Entry,
    claim: Claim,
    found: tuple[int, ...],
    held: tuple[Held, ...],
) -> Iterator[Answer]:
    """Both claims of every rung, as its ladder is climbed: nobody higher, and not more of them a
    step above."""
    for stage in stages(formulation, entry, found):
        again = Claim(stage.target.entry.name, stage.value, True, claim.engines)
        kept = (*held, *(held_rung(entry, *each) for each in stage.rungs))
        yield _again(stage.formulation, search, stage.target, again, kept)


def _again(
    formulation: Formulation, search: Search, target: Target, claim: Claim, held: tuple[Held, ...]
) -> Answer:
    """Refuted only by a plan that passed the exact checks; a float engine's word is no witness."""
    question = formulation.better(target, claim.value)
    seed = search.options.seed
    for engine, outcome in _asked(search, question, claim.engines, claim.goal):
        if outcome.status is OutcomeStatus.INFEASIBLE:
            return Answer(claim.goal, Finding.CONFIRMED, engine)
        if outcome.values is None:
            continue
        plan, _ = read_plan(formulation, outcome.values, held, seed)
        if plan is None:
            continue
        choices = formulation.choices
        value = goal_value(choices.problem, choices.terms, target.entry, plan.quantities, seed)
        if worse(target.entry, claim.value, value):
            return Answer(claim.goal, Finding.REFUTED, engine, value)
    return Answer(claim.goal, Finding.OPEN)


def _asked(
    search: Search, model: Model, claimed: Sequence[str], phase: str
) -> Iterator[tuple[str, Outcome]]:
    """The outcomes of engines of other houses, one after another, the exact one first."""
    first = claimed[0] if claimed else ""
    for engine in sorted(other_houses(first), key=lambda name: not ENGINES[name].exact):
        if search.stopped():
            return
        seconds = search.clock.share(1)
        limit = ENGINE_SECONDS if seconds is None else seconds
        if limit <= 0:
            return
        outcomes = search.run(model, (engine,), seconds=limit, phase=phase)
        if outcomes:
            yield engine, outcomes[0]
