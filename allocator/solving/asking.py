"""The plan that asks least of the budget: dearer than another, perhaps, if members bring more."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import Split
from allocator.formulation import formulate
from allocator.formulation.formulation import Target
from allocator.formulation.structure import available_contribution
from allocator.measures.goals import Entry
from allocator.measures.goals import Sense as BetterIs
from allocator.model import Sense
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solving.choosing import EXACT
from allocator.solving.engines import Search
from allocator.solving.options import Options
from allocator.solving.plans import read_plan
from allocator.solving.progress import Clock, PhaseListener, ShouldStop

PHASE = "least_budget"
GROSZ = Fraction(1, 100)


def split_that_asks_least(
    problem: Problem,
    terms: Terms,
    options: Options,
    *,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
) -> Split | None:
    """A checked split whose total, less all that its members can bring, an engine calls least.

    A proposal, not a proof: whoever needs one asks whether anything fits a grosz less. None where
    no plan was found.
    """
    limits = options.limits
    clock = Clock.start(None if limits.repeatable else limits.time_seconds)
    search = Search(options, clock, listener, should_stop)
    formulation = formulate(problem, terms)
    choices = formulation.choices
    asked = choices.task_cost() * problem.fee_factor - available_contribution(choices)
    outcome = search.run(
        formulation.model.with_objective(Sense.MINIMISE, asked),
        (EXACT if options.backend == "auto" else options.backend,),
        seconds=clock.share(1),
        target=Target(Entry(PHASE, Goal("cost"), BetterIs.MINIMISE, GROSZ), asked),
        phase=PHASE,
    )[0]
    if outcome.values is None:
        return None
    plan, _ = read_plan(formulation, outcome.values, (), options.seed)
    return None if plan is None else plan.split
