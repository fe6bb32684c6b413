"""`--confirm`: every proved goal is proved again; a witness against a claim is an error."""

from __future__ import annotations

from dataclasses import replace

from allocator.solvers import ENGINES
from allocator.solvers.base import OutcomeStatus
from allocator.solving.attempts import ARITHMETIC, Attempt, Attempting
from allocator.solving.choosing import EXACT, other_houses
from allocator.solving.plans import read_plan, worse
from allocator.solving.wrong import wrong_answer


def confirm(state: Attempting, found: Attempt) -> Attempt:
    """The attempt with every engine that confirmed it, or WrongAnswer.

    The exact engine decides whether any plan is better by one step of the grid; a claim of the
    exact engine itself is also put to an engine of another house.
    """
    if found.infeasible:
        return _confirm_infeasible(state, found)
    if not found.proved or found.confirmed_by == (ARITHMETIC,):
        return found
    confirmed = list(found.confirmed_by)
    claimed_exactly = ENGINES[confirmed[0]].exact
    if claimed_exactly or EXACT not in confirmed:
        decided = _no_better(state, found)
        if decided and EXACT not in confirmed:
            confirmed.append(EXACT)
    if claimed_exactly or EXACT not in confirmed:
        confirmed += _other_house(state, found)
    return replace(found, confirmed_by=tuple(confirmed))


def _no_better(state: Attempting, found: Attempt) -> bool:
    assert found.value is not None
    while True:
        question = state.formulation.better(state.target, found.value)
        outcome = state.run(question, (EXACT,))
        if not state.learn(outcome):
            break
    if outcome.values is not None:
        seed = state.search.options.seed
        plan, _ = read_plan(state.formulation, outcome.values, state.held, seed)
        if plan is not None and worse(state.target.entry, found.value, state.value_of(plan)):
            message = f"{state.target.entry.name}: a plan beats the proved {found.value}"
            raise wrong_answer(message, question)
    return outcome.status is OutcomeStatus.INFEASIBLE


def _other_house(state: Attempting, found: Attempt) -> list[str]:
    """An engine of another house that reaches the same value to proof, if one does in time."""
    assert found.value is not None
    model = state.formulation.objective(state.target)
    for engine in other_houses(found.confirmed_by[0]):
        if ENGINES[engine].exact:
            continue
        outcome = state.run(model, (engine,))
        if outcome.values is None or outcome.status is not OutcomeStatus.OPTIMAL:
            continue
        seed = state.search.options.seed
        plan, _ = read_plan(state.formulation, outcome.values, state.held, seed)
        if plan is None:
            continue
        value = state.value_of(plan)
        if value == found.value:
            return [engine]
        if worse(state.target.entry, found.value, value):
            message = f"{state.target.entry.name}: {engine} beats the proved {found.value}"
            raise wrong_answer(message, model)
    return []


def _confirm_infeasible(state: Attempting, found: Attempt) -> Attempt:
    model = state.formulation.model
    confirmed = list(found.confirmed_by)
    engines = (EXACT,) if EXACT not in confirmed else other_houses(EXACT)
    for engine in engines:
        outcome = state.run(model, (engine,))
        if outcome.values is not None:
            plan, _ = read_plan(state.formulation, outcome.values, state.held, 0)
            if plan is not None:
                raise wrong_answer("a plan exists where none was proved to", model)
        if outcome.status is OutcomeStatus.INFEASIBLE:
            confirmed.append(engine)
            break
    return replace(found, confirmed_by=tuple(dict.fromkeys(confirmed)))
