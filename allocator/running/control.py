"""Running one engine, or several side by side, until a proof, a limit or a stop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.connection import wait

from allocator.model import Model, Sense
from allocator.running.here import run_here
from allocator.running.knowledge import best_of, is_plan
from allocator.running.packing import packed
from allocator.running.starting import can_start
from allocator.running.supervised import SupervisedEngine
from allocator.solvers import (
    Limits,
    Listener,
    Outcome,
    OutcomeStatus,
    ShouldStop,
    StoppedBy,
    require,
)
from allocator.solvers.watching import PULSE_SECONDS, asked_to_stop


@dataclass(frozen=True, slots=True)
class Race:
    """What came of several engines on one model. `winner` proved first; None if none proved.

    Those that it left behind are `interrupted`, each with the best plan that it had told.
    """

    outcomes: Mapping[str, Outcome]
    winner: str | None
    best: Outcome
    """The winner's outcome; without one, that with the best plan."""


def run(
    model: Model,
    engine_name: str,
    limits: Limits,
    *,
    hint: tuple[int, ...] | None = None,
    listener: Listener | None = None,
    should_stop: ShouldStop | None = None,
    nice: int = 0,
) -> Outcome:
    """Run one engine in a child process.

    The best plan told on the way, or a hint that holds, is never lost: a stop, a time or memory
    limit (both enforced from outside as well) or a crash leave it in the outcome. `should_stop`
    is asked ten times a second. `nice` lowers the child's priority. A hint may stop before the
    helpers at the model's end: they follow from the rest.

    Raises `ValueError` for an unknown engine, `EngineMissing` for one that cannot run here, and
    nothing else on the engine's account.
    """
    result, engines = _compete(model, (engine_name,), limits, hint, listener, should_stop, nice)
    missing = engines[0].missing if engines else None
    if missing is not None:
        raise missing
    return result.best


def race(
    model: Model,
    engine_names: Sequence[str],
    limits: Limits,
    *,
    hint: tuple[int, ...] | None = None,
    listener: Listener | None = None,
    should_stop: ShouldStop | None = None,
    nice: int = 0,
) -> Race:
    """Run several engines side by side; the first proof ends the others.

    An optimum counts as a proof only if its plan keeps every row exactly: one that is broken by
    the dust of floats ends nobody. Where children are not possible the engines run one after the
    other, each within the limits, until one proves. Raises as `run`, but an engine whose library
    turns out to be missing only loses.
    """
    if not engine_names or len(set(engine_names)) < len(engine_names):
        raise ValueError("a race needs engines, each named once")
    result, _ = _compete(model, tuple(engine_names), limits, hint, listener, should_stop, nice)
    return result


def _compete(
    model: Model,
    engine_names: tuple[str, ...],
    limits: Limits,
    hint: tuple[int, ...] | None,
    listener: Listener | None,
    should_stop: ShouldStop | None,
    nice: int,
) -> tuple[Race, list[SupervisedEngine]]:
    for name in engine_names:
        require(name)
    if not can_start():
        return _one_by_one(model, engine_names, limits, hint, listener, should_stop), []
    packed_model = packed(model)
    with ExitStack() as stack:
        engines = []
        for name in engine_names:
            engine = SupervisedEngine(
                name, model, packed_model, limits, hint=hint, listener=listener, nice=nice
            )
            stack.callback(engine.close)
            engines.append(engine)
        winner = _watch(model, engines, should_stop)
    outcomes = {engine.name: engine.outcome for engine in engines if engine.outcome is not None}
    return _race(model, outcomes, winner), engines


def _watch(
    model: Model, engines: list[SupervisedEngine], should_stop: ShouldStop | None
) -> str | None:
    """See the engines through to their ends; returns the name of the first that proved."""
    while running := [engine for engine in engines if engine.outcome is None]:
        wait([engine.connection for engine in running], PULSE_SECONDS)
        stop = asked_to_stop(should_stop)
        for engine in running:
            engine.advance(stop=stop)
        best = _best_plan(model, engines)
        for engine in running:
            if best is not None:
                engine.prove(best)
            if engine.outcome is not None and _is_proof(model, engine.outcome):
                for other in engines:
                    other.end(StoppedBy.INTERRUPTED, f"{engine.name} was first")
                return engine.name
    return None


def _best_plan(model: Model, engines: list[SupervisedEngine]) -> tuple[int, ...] | None:
    """The best of all plans, where there is more than one engine to have found it."""
    plans = [engine.plan for engine in engines if engine.plan is not None]
    if len(engines) < 2 or model.objective is None or not plans:
        return None
    sign = 1 if model.objective.sense is Sense.MINIMISE else -1
    objective = model.objective
    return min(plans, key=lambda values: sign * objective.value(values))


def _is_proof(model: Model, outcome: Outcome) -> bool:
    if outcome.status is OutcomeStatus.INFEASIBLE:
        return True
    return (
        outcome.status is OutcomeStatus.OPTIMAL
        and outcome.values is not None
        and is_plan(model, outcome.values)
    )


def _race(model: Model, outcomes: Mapping[str, Outcome], winner: str | None) -> Race:
    best = best_of(model, list(outcomes.values())) if winner is None else outcomes[winner]
    return Race(outcomes, winner, best)


def _one_by_one(
    model: Model,
    engine_names: tuple[str, ...],
    limits: Limits,
    hint: tuple[int, ...] | None,
    listener: Listener | None,
    should_stop: ShouldStop | None,
) -> Race:
    outcomes: dict[str, Outcome] = {}
    for name in engine_names:
        outcomes[name] = run_here(
            model, name, limits, hint=hint, listener=listener, should_stop=should_stop
        )
        if _is_proof(model, outcomes[name]):
            return _race(model, outcomes, name)
        if asked_to_stop(should_stop):
            break
    return _race(model, outcomes, None)
