"""The best plan known of a model, checked exactly, and outcomes that never fall behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from allocator.model import Model, Sense
from allocator.solvers import Outcome, OutcomeStatus, Progress, StoppedBy
from allocator.solvers.lowering import reached
from allocator.solvers.rounding import completed


class Knowledge:
    """The best plan that one engine told, or was given as a hint, and its last bound."""

    def __init__(self, engine: str, model: Model, hint: tuple[int, ...] | None) -> None:
        self._engine, self._model = engine, model
        self._plan: tuple[int, ...] | None = None
        self._bound: float | None = None
        if hint is not None:
            self._offer(hint if len(hint) == len(model.variables) else completed(model, hint))

    @property
    def plan(self) -> tuple[int, ...] | None:
        """The best plan, checked exactly; None before there is one."""
        return self._plan

    def proves(self, values: tuple[int, ...]) -> bool:
        """Whether this engine's bound leaves nothing better than a checked plan of anybody."""
        objective = self._model.objective
        if objective is None:
            return False
        return reached(self._model, objective.value(values), self._bound)

    def hear(self, progress: Progress) -> None:
        """Take in what an engine told on its way."""
        if progress.bound is not None:
            self._bound = progress.bound
        if progress.values is not None:
            self._offer(progress.values)

    def cut_short(self, stopped_by: StoppedBy, *, seconds: float, words: str) -> Outcome:
        """The outcome of an engine that was ended before it could tell its own."""
        outcome = Outcome(
            self._engine,
            OutcomeStatus.UNKNOWN,
            stopped_by,
            bound=self._bound,
            seconds=seconds,
            words=words,
        )
        return self.completed(outcome)

    def proved(self, values: tuple[int, ...], *, seconds: float) -> Outcome:
        """The outcome of an engine whose bound proves a plan that it did not find itself."""
        objective = self._model.objective
        return Outcome(
            self._engine,
            OutcomeStatus.OPTIMAL,
            StoppedBy.PROOF,
            values=values,
            objective=None if objective is None else objective.value(values),
            bound=self._bound,
            seconds=seconds,
            words="its bound met another's plan",
        )

    def completed(self, outcome: Outcome) -> Outcome:
        """The outcome, with the best known plan where its own is worse, wrong or missing.

        Claims of a proof are left as they are: whether they hold is for others to judge.
        """
        if outcome.status in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE):
            return outcome
        if self._plan is None or (
            outcome.values is not None and not self._is_better(outcome.values)
        ):
            return outcome
        objective = self._model.objective
        return replace(
            outcome,
            status=OutcomeStatus.FEASIBLE,
            values=self._plan,
            objective=None if objective is None else objective.value(self._plan),
        )

    def _is_better(self, values: tuple[int, ...]) -> bool:
        """Whether the known plan is better than these values, or these break a row."""
        if self._plan is None:
            return False
        return not is_plan(self._model, values) or _cost(self._model, self._plan) < _cost(
            self._model, values
        )

    def _offer(self, values: tuple[int, ...]) -> None:
        if self._plan is not None and _cost(self._model, values) >= _cost(self._model, self._plan):
            return
        if is_plan(self._model, values):
            self._plan = values


def is_plan(model: Model, values: tuple[int, ...]) -> bool:
    """Whether the values keep every bound and every row, exactly."""
    return (
        len(values) == len(model.variables)
        and all(
            variable.lower <= value <= variable.upper
            for variable, value in zip(model.variables, values, strict=True)
        )
        and not model.violated(values)
    )


def best_of(model: Model, outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome with the best plan; the first of equals, or the first if none has a plan."""
    with_plan = [outcome for outcome in outcomes if outcome.values is not None]
    return min(with_plan, key=lambda found: _cost(model, found.values or ()), default=outcomes[0])


def _cost(model: Model, values: tuple[int, ...]) -> int:
    """Less is better; 0 for every plan of a model without objective."""
    if model.objective is None:
        return 0
    value = model.objective.value(values)
    return value if model.objective.sense is Sense.MINIMISE else -value
