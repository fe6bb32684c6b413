"""Engines that lie, for tests: they stand for the race and say what they are told to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from allocator.model import Model
from allocator.running import Race, run_here
from allocator.solvers import Limits, Outcome, OutcomeStatus, StoppedBy

Answer = Callable[[Model, int], Outcome | None]
"""What a fake says to a model in its n-th call (from 0); None: what the true engine says."""

CLAIMED = {OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE}


@dataclass
class Fakes:
    """Stands for the race: each engine answers as its fake does, or truly."""

    answers: Mapping[str, Answer]
    calls: dict[str, int] = field(default_factory=dict)

    def __call__(
        self, model: Model, engine_names: Sequence[str], limits: Limits, **rest: Any
    ) -> Race:
        outcomes = {name: self._outcome(name, model, limits, rest) for name in engine_names}
        winner = next((name for name in engine_names if outcomes[name].status in CLAIMED), None)
        return Race(outcomes, winner, outcomes[winner or engine_names[0]])

    def _outcome(self, name: str, model: Model, limits: Limits, rest: Any) -> Outcome:
        number = self.calls.get(name, 0)
        self.calls[name] = number + 1
        answer = self.answers[name](model, number) if name in self.answers else None
        return answer or run_here(model, name, limits, **rest)


def values_of(model: Model, lots: Mapping[str, int], helpers: Mapping[str, int]) -> tuple[int, ...]:
    found = dict(helpers)
    for member, number in lots.items():
        found |= {f"lots[{member},C1]": number, f"used[{member},C1]": 1, f"engaged[{member}]": 1}
    return tuple(found.get(each.name, each.lower) for each in model.variables)


def says(
    engine: str,
    status: OutcomeStatus,
    lots: Mapping[str, int] | None = None,
    *,
    bound: int | None = None,
    shift: int = 0,
    **helpers: int,
) -> Answer:
    """A claim about a split; `shift` is added to its objective, which is its bound unless told."""

    def answer(model: Model, number: int) -> Outcome:
        values = None if lots is None else values_of(model, lots, helpers)
        objective = None
        if values is not None and model.objective is not None:
            objective = model.objective.value(values) + shift
        stopped_by = StoppedBy.PROOF if status in CLAIMED else StoppedBy.TIME_LIMIT
        shown = objective if bound is None else bound
        return Outcome(engine, status, stopped_by, values, objective, shown)

    return answer


def optimal(engine: str, lots: Mapping[str, int], **others: int) -> Answer:
    return says(engine, OutcomeStatus.OPTIMAL, lots, **others)


def infeasible(engine: str) -> Answer:
    return says(engine, OutcomeStatus.INFEASIBLE)


def unknown(engine: str) -> Answer:
    return says(engine, OutcomeStatus.UNKNOWN)


def at_call(number: int, answer: Answer) -> Answer:
    """The answer in one call, the truth in all others."""
    return lambda model, call: answer(model, call) if call == number else None
