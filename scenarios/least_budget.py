"""The least budget of a co-funded commission: a dearer plan may ask less if members bring more."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.measures.contribution import own_contribution
from allocator.solving import split_that_asks_least
from scenarios.budget_study import GROSZ, Figure, up_to_grosz

if TYPE_CHECKING:
    from scenarios.budget_study import Study


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
    options = study.next_options()
    if options is None:
        return None
    split = split_that_asks_least(
        study.problem,
        study.without_budget(study.terms),
        options,
        listener=study.listener,
        should_stop=study.should_stop,
    )
    if split is None:
        return None
    quantities = {(each.member_id, each.component_id): each.quantity for each in split.assignments}
    available = own_contribution(study.problem, study.terms, quantities).available_pln
    return split.total_pln - available
