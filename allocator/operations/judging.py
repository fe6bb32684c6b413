"""A split that nobody optimised, or none, as a result: so that the usual faces can show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.allocation import Result, Split, Status, Verdict
from allocator.checks import ineligible_offers

if TYPE_CHECKING:
    from allocator.operations.fitting import Request


def judged(request: Request, split: Split | None) -> Result:
    """A result without goals: what follows from the split by arithmetic alone."""
    problem = request.problem
    return Result(
        status=Status.FEASIBLE,
        stopped_by="proof",
        verdict=Verdict.UNKNOWN,
        goals=(),
        split=split,
        budget_pln=problem.commission.budget_total_pln,
        ineligible=ineligible_offers(problem),
        warnings=tuple(dict.fromkeys((*problem.notices, *request.notices))),
        tie_seed=0,
        tie_broken=False,
    )
