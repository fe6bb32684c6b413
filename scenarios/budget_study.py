"""The searches behind the question of the budget: cheapest plans, decisions, what is left out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from allocator.allocation import GoalResult, Result, Split, Uncovered, Verdict
from allocator.measures.contribution import is_co_funded
from allocator.measures.steps import is_exact, step
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solving import Options, solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.solving import PhaseProgress

GROSZ = Fraction(1, 100)
BUDGET = "budget"
COST = Goal("cost")
SOONEST_SECONDS = 0.02
"""Below this no search is begun."""
PHASES = 4
"""Searches that a limit of time is shared among; what one leaves passes on to the others."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount in PLN, exact, and how sure it is.

    `bound_pln` is what no plan is below. Proved without a value: there is no such plan.
    """

    value_pln: Fraction | None = None
    bound_pln: Fraction | None = None
    proved: bool = False


@dataclass(frozen=True)
class Found:
    """What a search for a cheapest plan came to."""

    total: Figure
    split: Split | None = None
    infeasible: bool = False
    stopped_by: str = "proof"
    provenance: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Study:
    """One problem under terms in which the budget binds, and the means to search.

    `phases` counts the searches still to come, so that they share the time; used within one call.
    """

    problem: Problem
    terms: Terms
    options: Options
    listener: Callable[[PhaseProgress], None] | None
    should_stop: Callable[[], bool] | None
    until: float | None
    phases: int = PHASES

    @staticmethod
    def begin(
        problem: Problem,
        terms: Terms,
        options: Options | None,
        listener: Callable[[PhaseProgress], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> Study:
        """A study with a clock that runs from now."""
        options = options or Options()
        seconds = None if options.limits.repeatable else options.limits.time_seconds
        until = None if seconds is None else time.monotonic() + seconds
        binding = replace(
            terms, rules_off=terms.rules_off - {BUDGET}, partial=False, cost_cap_pln=None
        )
        return Study(problem, binding, options, listener, should_stop, until)

    @property
    def refusal(self) -> Verdict:
        """The verdict where nothing fits: the request's doing where it pins quantities."""
        return Verdict.DOES_NOT_FIT_REQUEST if self.terms.pins else Verdict.DOES_NOT_FIT

    def without_budget(self, terms: Terms) -> Terms:
        """The terms with the budget switched off."""
        return replace(terms, rules_off=terms.rules_off | {BUDGET})

    def with_budget(self, budget_pln: Fraction) -> Problem:
        """The problem with another budget."""
        commission = replace(self.problem.commission, budget_total_pln=budget_pln)
        return replace(self.problem, commission=commission)

    def cheapest_of_all(self, context: Mapping[str, Any]) -> Found:
        """A cheapest plan whatever the budget, ties broken by the published draw."""
        limit = self.options.limits
        result = solve(
            self.problem,
            (COST,),
            self.without_budget(self.terms),
            replace(self.options, limits=replace(limit, time_seconds=self._seconds())),
            listener=self.listener,
            should_stop=self.should_stop,
            context=context,
        )
        infeasible = result.status == "infeasible"
        total = self._total(result.split, result.goals, infeasible=infeasible)
        told = {**result.provenance, "rules_off": sorted(self.terms.rules_off)}
        limits = {**told["limits"], "time_seconds": limit.time_seconds}
        return Found(total, result.split, infeasible, result.stopped_by, {**told, "limits": limits})

    def cheapest(self, problem: Problem, terms: Terms, *, tie: bool = False) -> Found:
        """A cheapest plan of a variant of the problem; with `tie` the one of the draw."""
        result = self._run(problem, (COST,), terms, tie=tie)
        if result is None:
            return Found(Figure())
        infeasible = result.status == "infeasible"
        total = self._total(result.split, result.goals, infeasible=infeasible)
        return Found(total, result.split, infeasible)

    def all_above(self, least_total: Figure, budget_pln: Fraction) -> bool:
        """Whether it is proved that no plan's total is within the budget."""
        bound = least_total.bound_pln
        if bound is None:
            return False
        # On a grid that is coarser than the costs a plan may lie half a step below the bound.
        slack = 0 if self._grid_is_exact() else self._cost_step() / 2 * self.problem.fee_factor
        return bound - slack > budget_pln

    def least_budget(self, split: Split, least_total: Figure) -> Figure:
        """The least budget under which the whole commission fits, rounded up to the grosz."""
        if is_co_funded(self.problem):
            # Imported here: few commissions are co-funded.
            from scenarios.least_budget import least_asked

            found = least_asked(self)
            # Whatever the split at hand asks is enough, if perhaps not the least.
            return found if found.value_pln is not None else Figure(up_to_grosz(asked_pln(split)))
        needed = up_to_grosz(split.total_pln)
        bound = None if least_total.bound_pln is None else up_to_grosz(least_total.bound_pln)
        if not least_total.proved:
            return Figure(needed, bound)
        proved = self._grid_is_exact() or self.proved_too_little(needed - GROSZ)
        return Figure(needed, needed if proved else bound, proved)

    def proved_too_little(self, budget_pln: Fraction) -> bool:
        """Whether it is proved that nothing fits a budget."""
        if budget_pln < 0:
            return True
        return self.cheapest(self.with_budget(budget_pln), self.terms).infeasible

    def left_out(self) -> tuple[Figure, tuple[Uncovered, ...]]:
        """The least reference value that partial coverage leaves out, critical components first."""
        result = self._run(self.problem, (), replace(self.terms, partial=True))
        if result is None or result.split is None:
            return Figure(proved=result is not None and result.status == "infeasible"), ()
        left = result.split.uncovered
        value = sum((each.reference_value_pln for each in left), Fraction(0))
        # Only where the first goal is proved does the bound of the second one hold.
        goals, last = result.goals, result.goals[-1].bound
        bound = last if isinstance(last, Fraction) and goals[0].proved else None
        return Figure(value, bound, all(each.proved for each in goals)), left

    def next_options(self, *, tie: bool = False) -> Options | None:
        """Options of the next search, with its part of the time; None where nothing is left."""
        seconds = self._seconds()
        stopped = self.should_stop is not None and self.should_stop()
        if stopped or (seconds is not None and seconds < SOONEST_SECONDS):
            return None
        limits = replace(self.options.limits, time_seconds=seconds)
        return replace(self.options, limits=limits, tie=tie, causes=False)

    def _run(
        self, problem: Problem, goals: tuple[Goal, ...], terms: Terms, *, tie: bool = False
    ) -> Result | None:
        """A run through goals within its part of the time; None where nothing is left of it."""
        options = self.next_options(tie=tie)
        if options is None:
            return None
        return solve(
            problem,
            goals,
            terms,
            options,
            listener=self.listener,
            should_stop=self.should_stop,
        )

    def _seconds(self) -> float | None:
        """This search's part of the time that is left; counts it as begun."""
        parts, self.phases = self.phases, max(1, self.phases - 1)
        if self.until is None:
            return None
        return max(0.0, self.until - time.monotonic()) / parts

    def _total(
        self, split: Split | None, goals: tuple[GoalResult, ...], *, infeasible: bool
    ) -> Figure:
        bound = goals[0].bound
        return Figure(
            None if split is None else split.total_pln,
            bound * self.problem.fee_factor if isinstance(bound, Fraction) else None,
            infeasible or (split is not None and goals[0].proved),
        )

    def _grid_is_exact(self) -> bool:
        return is_exact(self.problem, self.terms, COST.name, COST.fairness)

    def _cost_step(self) -> Fraction:
        return step(self.problem, self.terms, COST.name, COST.fairness)


def asked_pln(split: Split) -> Fraction:
    """What the budget must bear: the total without the members' own contribution."""
    return split.total_pln - split.own_contribution_pln


def up_to_grosz(amount_pln: Fraction) -> Fraction:
    """The amount in whole grosze, rounded up: what is needed is never understated."""
    return ceil(amount_pln / GROSZ) * GROSZ


def down_to_grosz(amount_pln: Fraction) -> Fraction:
    """The amount in whole grosze, rounded down: what is left is never overstated."""
    return floor(amount_pln / GROSZ) * GROSZ
