"""A plan that outlived its search, as the result that the search would have come to by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.allocation import GoalResult, Quantities, Result, Status, WrongAnswer
from allocator.checks import breaches, check, ineligible_offers
from allocator.measures.goals import entries
from allocator.problem.charter import LADDER_GOALS
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solvers.base import StoppedBy
from allocator.solving.engines import Search
from allocator.solving.options import Options
from allocator.solving.plans import goal_value
from allocator.solving.progress import Clock
from allocator.solving.provenance import provenance
from allocator.solving.requiring import required
from allocator.solving.solve import verdict_of, with_fairness
from allocator.solving.warning import run_warnings


def kept_result(
    problem: Problem,
    goals: Sequence[Goal],
    quantities: Quantities,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    stopped_by: str = StoppedBy.INTERRUPTED,
    context: Mapping[str, Any] | None = None,
) -> Result:
    """The plan checked and measured again: feasible, and no goal of it proved.

    Raises WrongAnswer for quantities that break something that must hold.
    """
    options, wanted = options or Options(), tuple(goals)
    terms, left_out = required(problem, wanted, terms or Terms())
    terms = with_fairness(terms, wanted)
    split = check(problem, terms, quantities)
    broken = breaches(split)
    if broken:
        raise WrongAnswer(f"a kept plan breaks {broken[0].rule_id} {broken[0].subject}".strip())
    results = tuple(
        GoalResult(
            entry.name,
            _told(entry.name, goal_value(problem, terms, entry, quantities, options.seed)),
            None,
            False,
            stopped_by,
            (),
            entry.goal.tolerance_pct,
            exact=entry.name not in LADDER_GOALS,
        )
        for entry in entries(problem, terms, wanted)
    )
    search = Search(options, Clock.start(None))
    return Result(
        status=Status.FEASIBLE,
        stopped_by=stopped_by,
        verdict=verdict_of(problem, terms, Status.FEASIBLE, split),
        goals=results,
        split=split,
        budget_pln=problem.commission.budget_total_pln,
        ineligible=ineligible_offers(problem),
        warnings=(*problem.notices, *left_out, *run_warnings(problem, wanted, ())),
        tie_seed=options.seed,
        tie_broken=False,
        provenance=provenance(problem, wanted, terms, search, results, (), context or {}),
    )


def _told(entry_name: str, value: Fraction) -> Fraction | tuple[int, ...]:
    """As results tell it: of a goal of levels the first rung, as a list of one."""
    return (int(value),) if entry_name in LADDER_GOALS else value
