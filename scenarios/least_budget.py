"""The least budget of a co-funded commission: a dearer plan may ask less if members bring more."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.formulation import formulate
from allocator.formulation.formulation import Target
from allocator.formulation.structure import available_contribution
from allocator.measures.contribution import own_contribution
from allocator.measures.goals import Entry
from allocator.measures.goals import Sense as BetterIs
from allocator.model import Sense
from allocator.problem.request import Goal
from allocator.solving.choosing import EXACT
from allocator.solving.plans import read_plan
from allocator.solving.sequence import SOONEST_SECONDS
from scenarios.budget_study import GROSZ, Figure, up_to_grosz

if TYPE_CHECKING:
    from scenarios.budget_study import Study

PHASE = "least_budget"


def least_asked(study: Study) -> Figure:
    """The least that a plan must ask of the budget when its members bring all they can.

    An engine proposes the plan; it is checked without one, and counts as the least only if it is
    proved that nothing fits a budget of one grosz less.
    """
    found = _proposed(study)
    if found is None:
        return Figure()
    needed = max(Fraction(0), up_to_grosz(found))
    proved = study.proved_too_little(needed - GROSZ)
    return Figure(needed, needed if proved else None, proved)


def _proposed(study: Study) -> Fraction | None:
    """What a plan asks of the budget that an engine calls the best in this; None without one."""
    search = study.search
    seconds = study.seconds_left()
    if search.stopped() or (seconds is not None and seconds < SOONEST_SECONDS):
        return None
    formulation = formulate(study.problem, study.without_budget(study.terms))
    choices = formulation.choices
    asked = choices.task_cost() * study.problem.fee_factor - available_contribution(choices)
    model = formulation.model.with_objective(Sense.MINIMISE, asked)
    backend = search.options.backend
    outcome = search.run(
        model,
        (EXACT if backend == "auto" else backend,),
        seconds=seconds,
        target=Target(Entry(PHASE, Goal("cost"), BetterIs.MINIMISE, GROSZ), asked),
        phase=PHASE,
    )[0]
    if outcome.values is None:
        return None
    plan, _ = read_plan(formulation, outcome.values, (), search.options.seed)
    if plan is None:
        return None
    available = own_contribution(study.problem, study.terms, plan.quantities).available_pln
    return plan.split.total_pln - available
