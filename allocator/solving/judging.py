"""What an engine claims of a goal is believed, decided once more, or discarded."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from allocator.measures.steps import rounded
from allocator.model import Model
from allocator.model.scaling import RowTooLarge, fitted
from allocator.solvers import ENGINES
from allocator.solvers.base import Outcome, OutcomeStatus, StoppedBy
from allocator.solving.attempts import (
    ARITHMETIC,
    SHORTEST_DECISION_SECONDS,
    Attempt,
    Attempting,
    best_conceivable,
    decision_seconds,
)
from allocator.solving.bounds import grid_bound
from allocator.solving.choosing import EXACT, engines_for, other_houses
from allocator.solving.engines import in_unit
from allocator.solving.plans import worse
from allocator.solving.wrong import wrong_answer

ROUNDS = 6
"""How often a goal is solved again where a claim was discarded, before an engine is at fault."""
LARGEST_EXACT = 2**62 - 1
"""What the exact engine can hold; longer rows are widened for it."""
LARGEST_FLOAT = 2**53
"""Up to here a float tells integers apart."""


def attempt(state: Attempting) -> Attempt:
    """Optimise the goal as far as limits allow and say what was proved.

    Raises WrongAnswer where exact arithmetic contradicts an exact engine.
    """
    if best_conceivable(state):
        value = state.value
        return Attempt(state.best, value, value, proved=True, confirmed_by=(ARITHMETIC,))
    engines = engines_for(state.target.entry.name, state.search.options)
    rounds = ROUNDS
    while rounds:
        state.learnt = False
        model = state.formulation.objective(state.target)
        state.outcome = state.run(model, engines)
        judged = _judge(state, model)
        if judged is not None:
            return replace(judged, failures=tuple(state.failures))
        if state.ended_by is not None:
            return replace(_unproved(state, state.ended_by), failures=tuple(state.failures))
        if state.learnt:
            # The model has become another one: whoever was asked may be asked again.
            state.claims.clear()
            continue
        rounds -= 1
        engines = _engines_to_settle(state)
    if state.curved:
        return replace(_unproved(state, StoppedBy.GAP_LIMIT), failures=tuple(state.failures))
    raise wrong_answer(f"{state.target.entry.name}: no believable answer", model)


def _engines_to_settle(state: Attempting) -> tuple[str, ...]:
    """Who is asked next: the exact engine, beside it a house that has claimed nothing yet."""
    asked = (each for each in other_houses(EXACT) if each not in state.claims)
    alone = state.search.options.limits.repeatable or state.search.options.workers < 2
    beside = None if alone or not state.claims else next(asked, None)
    return (EXACT,) if beside is None else (EXACT, beside)


def _judge(state: Attempting, model: Model) -> Attempt | None:
    """What the outcome proves; None where the claim is discarded and the exact engine is asked."""
    outcome = state.outcome
    assert outcome is not None
    if outcome.status is OutcomeStatus.INFEASIBLE:
        return _judge_infeasible(state, model, outcome)
    if outcome.status is OutcomeStatus.OPTIMAL:
        return _judge_optimal(state, model, outcome)
    asked_gap = state.search.options.limits.relative_gap
    rounded_costs = outcome.stopped_by is StoppedBy.GAP_LIMIT and not asked_gap
    if rounded_costs and not ENGINES[outcome.engine].exact:
        # The engine could not hold the costs exactly and claims no more than it knows.
        state.read(outcome)
        return None
    return _unproved(state, outcome.stopped_by)


def _judge_infeasible(state: Attempting, model: Model, outcome: Outcome) -> Attempt | None:
    """Believe an exact engine, or two engines of different houses; None: ask the exact one."""
    claimed = outcome.engine
    if ENGINES[claimed].exact:
        if state.best is not None:
            raise wrong_answer(f"{claimed}: infeasible, against a checked plan", model)
        return Attempt(None, infeasible=True, confirmed_by=(claimed,))
    if state.best is not None:
        return None
    decided = state.run(replace(model, objective=None), (EXACT,), decision_seconds(outcome))
    if decided.status is OutcomeStatus.INFEASIBLE:
        return Attempt(None, infeasible=True, confirmed_by=(claimed, EXACT))
    if decided.values is not None:
        state.read(decided)
        state.learn(decided)
        return None
    second = _second_opinion(state, model, claimed)
    if second is not None and second.status is OutcomeStatus.INFEASIBLE:
        return Attempt(None, infeasible=True, confirmed_by=(claimed, second.engine))
    return None


def _judge_optimal(state: Attempting, model: Model, outcome: Outcome) -> Attempt | None:
    plan, fault = state.read(outcome)
    exact = ENGINES[outcome.engine].exact
    value = None if plan is None else state.value_of(plan)
    if value is None or not _agrees(state, model, outcome, value):
        if state.learn(outcome):
            return None
        state.claims.setdefault(outcome.engine, None)
        return _judge_widened(state, model, outcome, value, fault) if exact else None
    if exact or not _wants_decision(state, outcome):
        return _proved(state, model, value, (outcome.engine,))
    agreeing = [each for each, claimed in state.claims.items() if claimed == value]
    if agreeing and agreeing != [outcome.engine]:
        return _proved(state, model, value, (agreeing[0], outcome.engine))
    state.claims[outcome.engine] = value
    return _decide(state, model, outcome, value)


def _judge_widened(
    state: Attempting, model: Model, outcome: Outcome, value: Fraction | None, fault: str
) -> Attempt | None:
    """An exact engine's answer that is not exactly right: only a widened row excuses it.

    Widening loses no plan, so "nothing is better than this plan" stays a proof; a plan that breaks
    a hard row is cut off.
    """
    if not _widened_rows_broken(model, outcome):
        if state.curved:
            # Worth is counted as finely as numbers allow, and still not finely enough.
            return _unproved(state, StoppedBy.GAP_LIMIT)
        fault = fault or f"its value is not the plan's {value}"
        raise wrong_answer(f"{outcome.engine}: {fault}", model)
    if value is None:
        state.formulation.cut_off(outcome.values or ())
        return None
    decided = state.run(
        state.formulation.better(state.target, value), (EXACT,), decision_seconds(outcome)
    )
    if decided.status is OutcomeStatus.INFEASIBLE:
        return _proved(state, model, value, (outcome.engine,))
    if state.learn(decided):
        return None
    return _unproved(state, StoppedBy.GAP_LIMIT)


def _wants_decision(state: Attempting, outcome: Outcome) -> bool:
    """Whether a float engine's proof rests on what floats blur: helpers, held goals, size."""
    variables = state.formulation.choices.draft.variables
    helper = any(variables[index].helper for index in state.target.expression.terms)
    return helper or bool(state.held) or abs(outcome.objective or 0) >= LARGEST_FLOAT


def _decide(state: Attempting, model: Model, outcome: Outcome, value: Fraction) -> Attempt | None:
    """A float engine's claim, decided exactly: is any plan better by a step of the grid?"""
    claimed = outcome.engine
    decided = _asked_again(state, state.formulation.better(state.target, value), outcome)
    if decided.status is OutcomeStatus.INFEASIBLE:
        return _proved(state, model, value, (claimed, decided.engine))
    if decided.values is not None:
        state.read(decided)
        state.learn(decided)
        return None
    second = _second_opinion(state, model, claimed)
    if second is not None and second.status is OutcomeStatus.OPTIMAL:
        plan, _ = state.read(second)
        if plan is not None and state.value_of(plan) == value == state.value:
            return _proved(state, model, value, (claimed, second.engine))
    return None


def _asked_again(state: Attempting, question: Model, outcome: Outcome) -> Outcome:
    """The exact engine decides; where that takes long and time may tell, a third house helps it."""
    seconds, options = decision_seconds(outcome), state.search.options
    alone = options.limits.repeatable or options.workers < 2
    if alone or seconds <= SHORTEST_DECISION_SECONDS:
        return state.run(question, (EXACT,), seconds)
    decided = state.run(question, (EXACT,), SHORTEST_DECISION_SECONDS)
    if decided.status is not OutcomeStatus.UNKNOWN or state.ended_by is not None:
        return decided
    beside = next(each for each in other_houses(outcome.engine) if each != EXACT)
    return state.run(question, (EXACT, beside), seconds)


def _second_opinion(state: Attempting, model: Model, claimed: str) -> Outcome | None:
    """The same question to an engine of another house, not the exact one again."""
    for engine in other_houses(claimed):
        if engine == EXACT or state.ended_by is not None:
            continue
        found = state.run(model, (engine,), 2 * decision_seconds(state.outcome))
        if found.status in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE):
            return found
    return None


def _proved(
    state: Attempting, model: Model, value: Fraction, engines: tuple[str, ...]
) -> Attempt | None:
    """The proof, unless a checked plan of anybody is better than what was claimed."""
    known = state.value
    assert known is not None
    if worse(state.target.entry, value, known):
        if any(ENGINES[each].exact for each in engines):
            raise wrong_answer(f"{engines[-1]}: {value}, but a checked plan has {known}", model)
        return None
    return Attempt(state.best, value, value, proved=True, confirmed_by=engines)


def _unproved(state: Attempting, stopped_by: str) -> Attempt:
    outcome = state.outcome
    assert outcome is not None
    state.read(outcome)
    bound, objective = None, state.formulation.objective(state.target).objective
    if outcome.bound is not None and objective is not None:
        exact = in_unit(outcome.bound, objective.unit)
        bound = None if exact is None else grid_bound(state.target, exact)
    return Attempt(state.best, state.value, bound, stopped_by=stopped_by)


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


def _widened_rows_broken(model: Model, outcome: Outcome) -> bool:
    """Whether the values break an exact row that had to be widened for the exact engine."""
    broken = model.violated(outcome.values or ())
    try:
        return any(fitted(row, model.variables, LARGEST_EXACT).widened for row in broken)
    except RowTooLarge:
        return False
