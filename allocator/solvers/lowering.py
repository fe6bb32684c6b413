"""A model as an engine is told it, and an engine's answer as an Outcome. Knows no library."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf, isfinite, nextafter

from allocator.model import Model, Sense
from allocator.model.scaling import FittedObjective, FittedRow, fitted, fitted_objective
from allocator.solvers.base import Outcome, OutcomeStatus, StoppedBy

FLOAT_DUST = 1e-6


@dataclass(frozen=True, slots=True)
class Lowered:
    """A model in numbers that an engine can hold; costs are minimised.

    Rows that say nothing (no variables, or no bounds) are left out; `numbers` tells which row of
    the model each of `rows` is.

    `impossible` if some row contradicts itself: bounds that exclude each other, or a row without
    variables whose bounds exclude zero.
    """

    rows: tuple[FittedRow, ...]
    numbers: tuple[int, ...]
    costs: FittedObjective
    impossible: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a library said, translated by its table. `bound` is of the fitted costs."""

    status: OutcomeStatus
    stopped_by: StoppedBy
    values: tuple[int, ...] | None = None
    bound: float | None = None
    work: float = 0.0
    words: str = ""


def lowered(model: Model, limit: int, *, digits: int | None = None) -> Lowered:
    """Fit every row and the objective into numbers up to `limit` (see `model.scaling`)."""
    rows = [fitted(row, model.variables, limit, digits=digits) for row in model.rows]
    objective = model.objective
    telling = [
        number
        for number, row in enumerate(rows)
        if row.terms and not (row.lower is None and row.upper is None)
    ]
    return Lowered(
        rows=tuple(rows[number] for number in telling),
        numbers=tuple(telling),
        costs=FittedObjective(())
        if objective is None
        else fitted_objective(objective, model.variables, limit, digits=digits),
        impossible=any(_contradicts_itself(row) for row in rows),
    )


def _contradicts_itself(row: FittedRow) -> bool:
    if row.lower is not None and row.upper is not None and row.lower > row.upper:
        return True
    allows_zero = (row.lower or 0) <= 0 <= (row.upper or 0)
    return not row.terms and not allows_zero


def settled_beforehand(model: Model, task: Lowered) -> Answer | None:
    """The answer where no engine is needed: a row that contradicts itself, or nothing to choose."""
    proof = StoppedBy.PROOF
    if task.impossible:
        return Answer(OutcomeStatus.INFEASIBLE, proof, words="a row contradicts itself")
    if not model.variables:
        return Answer(OutcomeStatus.OPTIMAL, proof, values=(), bound=0, words="no variables")
    return None


def outcome(
    engine: str, model: Model, costs: FittedObjective, answer: Answer, *, seconds: float, gap: float
) -> Outcome:
    """Recompute the objective exactly and claim no more than the answer's bound supports."""
    status, stopped_by, words = answer.status, answer.stopped_by, answer.words
    objective = None
    if model.objective is not None and answer.values is not None:
        objective = model.objective.value(answer.values)
    bound = None if answer.bound is None else exact_bound(model, costs, answer.bound)
    doubtful = costs.widened or gap > 0
    if status is OutcomeStatus.OPTIMAL and objective is not None and doubtful:
        if not reached(model, objective, bound):
            status, stopped_by = OutcomeStatus.FEASIBLE, StoppedBy.GAP_LIMIT
        if costs.widened:
            words += " (of costs that were rounded)"
    known = status in (OutcomeStatus.OPTIMAL, OutcomeStatus.FEASIBLE)
    return Outcome(
        engine=engine,
        status=status,
        stopped_by=stopped_by,
        values=answer.values if known else None,
        objective=objective if known else None,
        bound=None if status is OutcomeStatus.INFEASIBLE else bound,
        seconds=seconds,
        work=answer.work,
        words=words,
    )


def exact_bound(model: Model, costs: FittedObjective, bound: float) -> float | None:
    """An engine's bound of fitted costs, as a bound of the objective (None if it is infinite).

    An integer bound stays an integer, exactly; a float one keeps its dust.
    """
    objective = model.objective
    if objective is None or not isfinite(bound):
        return None
    whole = isinstance(bound, int)
    least = costs.least_exact(Fraction(bound))
    signed = least if objective.sense is Sense.MINIMISE else -least
    total = Fraction(signed + objective.constant)
    if not whole:
        return _outward(total, objective.sense)
    # An objective is an integer: the bound moves inward to the next one.
    return ceil(total) if objective.sense is Sense.MINIMISE else -ceil(-total)


def _outward(bound: Fraction, sense: Sense) -> float:
    """As a float; where floats are coarser than integers, the next one on the safe side."""
    near = float(bound)
    if abs(near) < 2**53:
        return near
    return nextafter(near, -inf if sense is Sense.MINIMISE else inf)


def reached(model: Model, objective: int, bound: float | None) -> bool:
    """Whether no integer value is better than the objective, by the bound (float dust allowed)."""
    if bound is None:
        return False
    assert model.objective is not None
    better = objective - bound if model.objective.sense is Sense.MINIMISE else bound - objective
    return better <= 0 if isinstance(bound, int) else better < 1 - FLOAT_DUST
