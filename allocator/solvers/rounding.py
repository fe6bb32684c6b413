"""A float engine's values as integers: plan variables rounded, helpers set anew from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from allocator.model import Model, Row, Sense


def rounded(model: Model, values: Sequence[float]) -> tuple[int, ...]:
    """Round each value to the next integer within its bounds, then settle the helpers.

    A helper was continuous for the engine: rounding it by itself may break a row that the plan
    satisfies. So each helper, in order, takes the integer nearest to its value among those that
    its rows allow beside the other values; then the best of these for the objective.
    """
    whole = [
        min(max(round(value), variable.lower), variable.upper)
        for value, variable in zip(values, model.variables, strict=True)
    ]
    helpers = [variable.index for variable in model.variables if variable.helper]
    if not helpers:
        return tuple(whole)
    rows = _rows_by_helper(model, frozenset(helpers))
    wishes = _wishes(model)
    for directed in (False, True):
        for index in helpers:
            lowest, highest = _allowed(model, index, rows[index], whole)
            if lowest > highest:
                continue
            wish = wishes.get(index, 0) if directed else 0
            if wish:
                whole[index] = lowest if wish < 0 else highest
            else:
                whole[index] = min(max(whole[index], lowest), highest)
    return tuple(whole)


def completed(model: Model, hint: Sequence[int]) -> tuple[int, ...]:
    """A hint for the first variables as values for all: what is missing stays as low as it may.

    Missing helpers are settled by what is given; only then can the hint be a plan.
    """
    missing = [variable.lower for variable in model.variables[len(hint) :]]
    return rounded(model, (*hint, *missing))


def _rows_by_helper(model: Model, helpers: frozenset[int]) -> dict[int, list[Row]]:
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in model.rows:
        for index, _ in row.terms:
            if index in helpers:
                rows[index].append(row)
    return rows


def _wishes(model: Model) -> dict[int, int]:
    """Which way the objective pulls each variable: positive upward, negative downward."""
    if model.objective is None:
        return {}
    sign = 1 if model.objective.sense is Sense.MAXIMISE else -1
    return {index: sign * value for index, value in model.objective.terms}


def _allowed(model: Model, index: int, rows: list[Row], values: list[int]) -> tuple[int, int]:
    """The least and largest value of one variable that the rows allow beside the others."""
    lowest, highest = model.variables[index].lower, model.variables[index].upper
    for row in rows:
        own = next(value for at, value in row.terms if at == index)
        rest = sum(value * values[at] for at, value in row.terms if at != index)
        for bound, is_lower in ((row.lower, own > 0), (row.upper, own < 0)):
            if bound is None:
                continue
            if is_lower:
                lowest = max(lowest, _ceil_ratio(bound - rest, own))
            else:
                highest = min(highest, _floor_ratio(bound - rest, own))
    return lowest, highest


def _ceil_ratio(numerator: int, denominator: int) -> int:
    """The least integer that is not below numerator / denominator, exactly."""
    return -((-numerator) // denominator)


def _floor_ratio(numerator: int, denominator: int) -> int:
    """The largest integer that is not above numerator / denominator, exactly."""
    return numerator // denominator
