"""One goal: engines are set on it, their claims are judged, the best verified plan is kept."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from fractions import Fraction

from allocator.formulation import Formulation
from allocator.formulation.choices import largest, smallest
from allocator.formulation.formulation import Target
from allocator.measures.steps import rounded
from allocator.model import Model, Sense
from allocator.solvers import ENGINES
from allocator.solvers.base import Outcome, OutcomeStatus, StoppedBy
from allocator.solving.bounds import grid_bound
from allocator.solving.choosing import EXACT, engines_for, other_houses
from allocator.solving.engines import Search, in_unit
from allocator.solving.plans import Held, Plan, goal_value, read_plan, worse
from allocator.solving.wrong import wrong_answer

ROUNDS = 5
"""How often a goal is solved again where a plan was discarded, before an engine is at fault."""
SHORTEST_DECISION_SECONDS = 2.0
ARITHMETIC = "arithmetic"
"""Named as the proof where no plan could be better whatever an engine says."""


@dataclass(frozen=True)
class Attempt:
    """How one goal ended. `infeasible` is proved; value and bound are on the goal's grid."""

    plan: Plan | None
    value: Fraction | None = None
    bound: Fraction | None = None
    proved: bool = False
    infeasible: bool = False
    stopped_by: str = StoppedBy.PROOF
    confirmed_by: tuple[str, ...] = ()


@dataclass
class Attempting:
    """The state of one goal while it is tried: the only mutable thing of a run beside the draft."""

    formulation: Formulation
    search: Search
    target: Target
    held: tuple[Held, ...]
    best: Plan | None
    until: float | None
    outcome: Outcome | None = None
    bound: Fraction | None = None

    @property
    def seconds_left(self) -> float | None:
        """What this goal may still use."""
        return None if self.until is None else max(0.0, self.until - time.monotonic())

    @property
    def value(self) -> Fraction | None:
        """The value of the best plan on the goal's grid."""
        return None if self.best is None else self.value_of(self.best)

    def value_of(self, plan: Plan) -> Fraction:
        """A plan's value on the goal's grid."""
        choices = self.formulation.choices
        seed = self.search.options.seed
        entry = self.target.entry
        return goal_value(choices.problem, choices.terms, entry, plan.quantities, seed)

    def read(self, outcome: Outcome) -> tuple[Plan | None, str]:
        """The verified plan of an outcome, kept if it is the best so far."""
        if outcome.values is None:
            return None, "no values"
        seed = self.search.options.seed
        plan, fault = read_plan(self.formulation, outcome.values, self.held, seed)
        if plan is not None and (
            self.best is None
            or not worse(self.target.entry, self.value_of(plan), self.value_of(self.best))
        ):
            self.best = plan
        return plan, fault

    def run(self, model: Model, engines: tuple[str, ...], seconds: float | None) -> Outcome:
        """Set engines on a model; the outcome that ended the search, all plans kept."""
        limit = self.seconds_left
        within = seconds if limit is None else limit if seconds is None else min(limit, seconds)
        outcomes = self.search.run(
            model,
            engines,
            seconds=within,
            hint=None if self.best is None else self.best.values,
            target=self.target,
            phase=self.target.entry.name,
        )
        for each in outcomes[1:]:
            self.read(each)
        return _with_tightest_bound(model, outcomes)


def _with_tightest_bound(model: Model, outcomes: tuple[Outcome, ...]) -> Outcome:
    """The outcome that ended the search; without a proof, what any engine knows of the bound."""
    first, objective = outcomes[0], model.objective
    if objective is None or first.status in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE):
        return first
    tightest = max if objective.sense is Sense.MINIMISE else min
    known = (each.bound for each in outcomes if each.bound is not None)
    return replace(first, bound=tightest(known, default=None))


def attempt(state: Attempting) -> Attempt:
    """Optimise the goal as far as limits allow and say what was proved."""
    if _is_best_conceivable(state):
        value = state.value
        return Attempt(state.best, value, value, proved=True, confirmed_by=(ARITHMETIC,))
    engines = engines_for(state.target.entry.name, state.search.options)
    for _ in range(ROUNDS):
        model = state.formulation.objective(state.target)
        state.outcome = state.run(model, engines, None)
        if state.outcome.status is OutcomeStatus.INFEASIBLE:
            judged = _judge_infeasible(state, model)
        elif state.outcome.status is OutcomeStatus.OPTIMAL:
            judged = _judge_optimal(state, model)
        else:
            return _unproved(state, model)
        if judged is not None:
            return judged
        engines = (EXACT,)
    raise wrong_answer(f"{state.target.entry.name}: no believable answer", model)


def _is_best_conceivable(state: Attempting) -> bool:
    """Whether the plan at hand is as good as the bounds of the variables allow at all."""
    if state.best is None:
        return False
    draft, expression = state.formulation.choices.draft, state.target.expression
    entry = state.target.entry
    limit = (largest if entry.sense == "maximise" else smallest)(draft, expression)
    return rounded(Fraction(limit), entry.step) == state.value


def _judge_infeasible(state: Attempting, model: Model) -> Attempt | None:
    """Believe an exact engine, or two engines of different houses; None: ask the exact one."""
    assert state.outcome is not None
    claimed = state.outcome.engine
    if ENGINES[claimed].exact:
        if state.best is not None:
            raise wrong_answer(f"{claimed}: infeasible, against a checked plan", model)
        return Attempt(None, infeasible=True, confirmed_by=(claimed,))
    if state.best is not None:
        return None
    decided = state.run(replace(model, objective=None), (EXACT,), decision_seconds(state.outcome))
    if decided.status is OutcomeStatus.INFEASIBLE:
        return Attempt(None, infeasible=True, confirmed_by=(claimed, EXACT))
    if decided.values is not None:
        state.read(decided)
        return None
    second = _second_opinion(state, model, claimed)
    if second is not None and second.status is OutcomeStatus.INFEASIBLE:
        return Attempt(None, infeasible=True, confirmed_by=(claimed, second.engine))
    return Attempt(None, stopped_by=decided.stopped_by)


def _judge_optimal(state: Attempting, model: Model) -> Attempt | None:
    """Proved, or None: discard the claim and ask the exact engine."""
    outcome = state.outcome
    assert outcome is not None
    plan, fault = state.read(outcome)
    exact = ENGINES[outcome.engine].exact
    if plan is None:
        if exact and not _was_widened(state, outcome):
            raise wrong_answer(f"{outcome.engine}: {fault}", model)
        if exact:
            state.formulation.cut_off(outcome.values or ())
        return None
    value = state.value_of(plan)
    if not _agrees(state, model, outcome, value):
        if exact:
            raise wrong_answer(f"{outcome.engine}: its value is not the plan's {value}", model)
        return None
    if exact or not (_has_helper(state) or state.held):
        return _proved(state, value, (outcome.engine,))
    return _decide(state, model, value)


def _decide(state: Attempting, model: Model, value: Fraction) -> Attempt | None:
    """A float engine's claim, decided exactly: is any plan better by a step of the grid?"""
    assert state.outcome is not None
    claimed = state.outcome.engine
    question = state.formulation.better(state.target, value)
    decided = state.run(question, (EXACT,), decision_seconds(state.outcome))
    if decided.status is OutcomeStatus.INFEASIBLE:
        return _proved(state, value, (claimed, EXACT))
    if decided.values is not None:
        state.read(decided)
        return None
    second = _second_opinion(state, model, claimed)
    if second is not None and second.status is OutcomeStatus.OPTIMAL:
        plan, _ = state.read(second)
        if plan is not None and state.value_of(plan) == value and state.value == value:
            return _proved(state, value, (claimed, second.engine))
    return _unproved(state, model, decided.stopped_by)


def _second_opinion(state: Attempting, model: Model, claimed: str) -> Outcome | None:
    """The same question to an engine of another house, not the exact one again."""
    for engine in other_houses(claimed):
        if engine == EXACT:
            continue
        found = state.run(model, (engine,), decision_seconds(state.outcome))
        if found.status in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE):
            return found
    return None


def decision_seconds(outcome: Outcome | None) -> float:
    """How long a second proof may take: what the first took, at least two seconds."""
    return max(SHORTEST_DECISION_SECONDS, 0.0 if outcome is None else outcome.seconds)


def _proved(state: Attempting, value: Fraction, engines: tuple[str, ...]) -> Attempt:
    if state.value != value:
        return Attempt(state.best, state.value, None, stopped_by=StoppedBy.TIME_LIMIT)
    return Attempt(state.best, value, value, proved=True, confirmed_by=engines)


def _unproved(state: Attempting, model: Model, stopped_by: str = "") -> Attempt:
    outcome = state.outcome
    assert outcome is not None
    state.read(outcome)
    bound = None
    if outcome.bound is not None and model.objective is not None:
        exact = in_unit(outcome.bound, model.objective.unit)
        bound = None if exact is None else grid_bound(state.target, exact)
    return Attempt(state.best, state.value, bound, stopped_by=stopped_by or outcome.stopped_by)


def _agrees(state: Attempting, model: Model, outcome: Outcome, value: Fraction) -> bool:
    """Whether the engine's objective and bound are the plan's value, on the goal's grid."""
    assert model.objective is not None
    unit, step = model.objective.unit, state.target.entry.step
    if outcome.objective is None or outcome.bound is None:
        return False
    bound = in_unit(outcome.bound, unit)
    claimed = rounded(outcome.objective * unit, step)
    if not ENGINES[outcome.engine].exact:
        # A float engine leaves helpers loose by dust; what counts is the plan behind them.
        claimed = value
    return claimed == value and bound is not None and grid_bound(state.target, bound) == value


def _has_helper(state: Attempting) -> bool:
    variables = state.formulation.choices.draft.variables
    return any(variables[index].helper for index in state.target.expression.terms)


def _was_widened(state: Attempting, outcome: Outcome) -> bool:
    """Whether the plan breaks an exact row of the model: then only a widened row let it through."""
    return bool(state.formulation.model.violated(outcome.values or ()))
