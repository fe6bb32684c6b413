"""The searches behind the question of the budget: cheapest plans, decisions, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from allocator.allocation import GoalResult, Split, Uncovered, Verdict
from allocator.formulation.choices import make_choices
from allocator.measures.contribution import is_co_funded
from allocator.measures.steps import step
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solving import Options, solve
from allocator.solving.engines import Search
from allocator.solving.progress import Clock, PhaseListener, ShouldStop
from allocator.solving.sequence import SOONEST_SECONDS, run_sequence

if TYPE_CHECKING:
    from allocator.solving.sequence import Sequence

GROSZ = Fraction(1, 100)
BUDGET = "budget"
COST = Goal("cost")
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
    search: Search
    phases: int = PHASES

    @staticmethod
    def begin(
        problem: Problem,
        terms: Terms,
        options: Options | None,
        listener: PhaseListener | None,
        should_stop: ShouldStop | None,
    ) -> Study:
        """A study with a clock that runs from now."""
        options = options or Options()
        limits = options.limits
        clock = Clock.start(None if limits.repeatable else limits.time_seconds)
        binding = replace(
            terms, rules_off=terms.rules_off - {BUDGET}, partial=False, cost_cap_pln=None
        )
        return Study(problem, binding, Search(options, clock, listener, should_stop))

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
        options, seconds = self.search.options, self._seconds()
        result = solve(
            self.problem,
            (COST,),
            self.without_budget(self.terms),
            replace(options, limits=replace(options.limits, time_seconds=seconds)),
            listener=self.search.listener,
            should_stop=self.search.should_stop,
            context=context,
        )
        infeasible = result.status == "infeasible"
        total = self._total(result.split, result.goals, infeasible=infeasible)
        told = {**result.provenance, "rules_off": sorted(self.terms.rules_off)}
        limits = {**told["limits"], "time_seconds": options.limits.time_seconds}
        return Found(total, result.split, infeasible, result.stopped_by, {**told, "limits": limits})

    def cheapest(self, problem: Problem, terms: Terms, *, tie: bool = False) -> Found:
        """A cheapest plan of a variant of the problem."""
        run = self._run(problem, (COST,), terms, tie=tie)
        if run is None:
            return Found(Figure())
        split = None if run.best is None else run.best.split
        total = self._total(split, tuple(run.goals), infeasible=run.infeasible)
        return Found(total, split, run.infeasible)

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
        run = self._run(self.problem, (), replace(self.terms, partial=True), tie=False)
        if run is None or run.best is None:
            return Figure(proved=run is not None and run.infeasible), ()
        left = run.best.split.uncovered
        value = sum((each.reference_value_pln for each in left), Fraction(0))
        # Only where the first goal is proved does the bound of the second one hold.
        goals, last = run.goals, run.goals[-1].bound
        bound = last if isinstance(last, Fraction) and goals[0].proved else None
        return Figure(value, bound, all(each.proved for each in goals)), left

    def seconds_left(self) -> float | None:
        """What is left of the time for the next search; None: no limit. Counts it as begun."""
        return self._seconds()

    def _run(
        self, problem: Problem, goals: tuple[Goal, ...], terms: Terms, *, tie: bool
    ) -> Sequence | None:
        """A run through goals within its share of the time; None where nothing is left of it."""
        seconds = self._seconds()
        if self.search.stopped() or (seconds is not None and seconds < SOONEST_SECONDS):
            return None
        search = replace(self.search, clock=Clock.start(seconds))
        return run_sequence(problem, goals, terms, search, tie=tie)

    def _seconds(self) -> float | None:
        seconds = self.search.clock.share(self.phases)
        self.phases = max(1, self.phases - 1)
        return seconds

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
        """Whether every cost is a whole number of the proof's steps: then a proof is exact."""
        cost, grain = make_choices(self.problem, self.terms).task_cost(), self._cost_step()
        amounts = (*cost.terms.values(), cost.constant)
        return all((Fraction(each) / grain).denominator == 1 for each in amounts)

    def _cost_step(self) -> Fraction:
        return step(self.problem, self.terms, "cost", Fairness())


def asked_pln(split: Split) -> Fraction:
    """What the budget must bear: the total without the members' own contribution."""
    return split.total_pln - split.own_contribution_pln


def up_to_grosz(amount_pln: Fraction) -> Fraction:
    """The amount in whole grosze, rounded up: what is needed is never understated."""
    return ceil(amount_pln / GROSZ) * GROSZ


def down_to_grosz(amount_pln: Fraction) -> Fraction:
    """The amount in whole grosze, rounded down: what is left is never overstated."""
    return floor(amount_pln / GROSZ) * GROSZ
