"""One contender on one instance, in the process of its own that it is measured in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from allocator.benchmarking.instances import read
from allocator.benchmarking.runs import OURS, Answer
from allocator.checks import breaches, check
from allocator.formulation import formulate
from allocator.measures.goals import entries, measure
from allocator.model import Expression, Model, ModelDraft, Sense
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.running import race
from allocator.solvers.base import Limits, Outcome, Progress
from allocator.solving import Options, PhaseProgress, solve
from allocator.solving.choosing import EXACT, engines_for
from allocator.solving.engines import in_unit

COST = Goal("cost")


@dataclass
class _Moments:
    """When the best value of a search appeared, and when the search went on to something else."""

    started: float = field(default_factory=time.monotonic)
    best: Fraction | int | None = None
    seconds_to_best: float | None = None
    seconds_to_end: float | None = None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def hear(self, best: Fraction | int | None) -> None:
        """Take note of a best value; all goals here are minimised."""
        if best is not None and (self.best is None or best < self.best):
            self.best, self.seconds_to_best = best, self.seconds

    def hear_phase(self, progress: PhaseProgress) -> None:
        """Take note of what our solve tells; the next phase begins where the goal has ended."""
        if progress.phase == COST.name:
            self.hear(progress.best)
        elif self.seconds_to_end is None:
            self.seconds_to_end = self.seconds


def answer(path: Path, contender: str, limits: Limits) -> Answer:
    """Read the instance, let the contender solve it, check exactly what it says."""
    content = read(path).content
    _warm_up()
    if isinstance(content, Model):
        found, _ = _search(content, engines_of(contender, limits), limits)
    elif contender == OURS:
        found = _ours(content, limits)
    else:
        found = _bare(content, contender, limits)
    return replace(found, size=size(content))


def _warm_up() -> None:
    """Have the solver libraries loaded before the clock starts, for every contender alike."""
    draft = ModelDraft()
    only = Expression.of([(draft.variable("x", 0, 1), 1)])
    race(draft.model().with_objective(Sense.MINIMISE, only), (EXACT,), Limits(workers=1))


def engines_of(contender: str, limits: Limits) -> tuple[str, ...]:
    """The engines that search a bare model: our own choice, or the one contender."""
    return engines_for(COST.name, Options(limits=limits)) if contender == OURS else (contender,)


def size(content: Problem | Model) -> str:
    """Members x components, or the number of variables of a model."""
    if isinstance(content, Model):
        return f"{len(content.variables)}"
    return f"{len(content.members)} x {len(content.components)}"


def _ours(problem: Problem, limits: Limits) -> Answer:
    """The whole of our solve, tie-breaking included, within the same limits."""
    moments = _Moments()
    result = solve(problem, (COST,), options=Options(limits=limits), listener=moments.hear_phase)
    goal, seconds = result.goals[0], moments.seconds
    if result.split is None or not isinstance(goal.value, Fraction):
        return Answer(result.status, seconds=seconds)
    moments.hear(goal.value)
    quantities = {(a.member_id, a.component_id): a.quantity for a in result.split.assignments}
    return Answer(
        "optimal" if goal.proved else "feasible",
        measure(problem, Terms(), COST.name, COST.fairness, quantities),
        goal.bound if isinstance(goal.bound, Fraction) else None,
        seconds=seconds,
        seconds_to_best=moments.seconds_to_best,
        seconds_to_proof=(moments.seconds_to_end or seconds) if goal.proved else None,
        fault=_breaks(problem, quantities),
    )


def _bare(problem: Problem, engine: str, limits: Limits) -> Answer:
    """One engine on the same model, with nothing of ours around it."""
    started = time.monotonic()
    formulation = formulate(problem, Terms())
    (entry,) = entries(problem, Terms(), (COST,))
    model = formulation.objective(formulation.target(entry))
    built = time.monotonic() - started
    found, values = _search(model, (engine,), limits)
    fault = found.fault
    if values is not None and not fault:
        quantities = formulation.quantities(values)
        cost = measure(problem, Terms(), COST.name, COST.fairness, quantities)
        fault = _breaks(problem, quantities)
        fault = fault or ("" if cost == found.value else f"costs {cost}, not {found.value}")
    return replace(found, seconds_to_build=built, fault=fault)


def _search(
    model: Model, engines: tuple[str, ...], limits: Limits
) -> tuple[Answer, tuple[int, ...] | None]:
    moments = _Moments()

    def listen(progress: Progress) -> None:
        moments.hear(progress.best)

    threads = max(1, Options(limits=limits).workers // len(engines))
    found = race(model, engines, replace(limits, workers=threads), listener=listen)
    seconds, objective = moments.seconds, model.objective
    assert objective is not None
    best = found.best
    if best.values is None or best.objective is None:
        return Answer(best.status, seconds=seconds), None
    moments.hear(best.objective)
    proved = best.status == "optimal"
    outcomes = (best,) if proved else tuple(found.outcomes.values())
    bounds = (in_unit(each.bound, objective.unit) for each in outcomes if each.bound is not None)
    answer = Answer(
        best.status,
        best.objective * objective.unit,
        max((each for each in bounds if each is not None), default=None),
        seconds=seconds,
        seconds_to_best=moments.seconds_to_best,
        seconds_to_proof=seconds if proved else None,
        fault=_violates(model, best),
    )
    return answer, best.values


def _violates(model: Model, outcome: Outcome) -> str:
    values, objective = outcome.values or (), model.objective
    if objective is not None and objective.value(values) != outcome.objective:
        return "its value is not that of its plan"
    broken = model.violated(values)
    return f"breaks {broken[0].tag.rule_id} {broken[0].tag.subject}" if broken else ""


def _breaks(problem: Problem, quantities: dict[tuple[str, str], Fraction]) -> str:
    broken = breaches(check(problem, Terms(), quantities))
    return f"breaks {broken[0].rule_id} {broken[0].subject}" if broken else ""
