"""Rows and objectives fitted into an engine's limited numbers, losing no plan. Knows no engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from allocator.model.expressions import Number
from allocator.model.model import Objective, Row, Sense, Variable

MOST_WIDENING = Fraction(1, 10**9)
"""Widest that a bound may move outward, as a part of the row's largest possible absolute value."""

Terms = tuple[tuple[int, Number], ...]


class RowTooLarge(ArithmeticError):
    """A row or a variable that an engine's numbers cannot hold without moving a bound too far."""


@dataclass(frozen=True, slots=True)
class FittedRow:
    """A row as an engine is told it.

    Without `widened` it has exactly the integer plans of the row it came from. With it, bounds
    have moved outward: every plan of the exact row is kept, others may have come in, so a plan
    must be checked against the exact row.
    """

    terms: Terms
    lower: int | None
    upper: int | None
    widened: bool = False


@dataclass(frozen=True, slots=True)
class FittedObjective:
    """Costs to minimise as an engine is told them, without the constant.

    The exact cost (negated where the objective is maximised) lies between
    `divisor` * (fitted cost - `over`) and `divisor` * (fitted cost - `under`).
    """

    terms: Terms
    divisor: Fraction = Fraction(1)
    under: Fraction = Fraction(0)
    over: Fraction = Fraction(0)

    @property
    def widened(self) -> bool:
        """Whether costs were rounded, so that an optimum is one only up to the rounding."""
        return self.under != self.over

    def least_exact(self, fitted: Number) -> Number:
        """The least exact cost that a fitted cost may stand for: a bound stays a bound."""
        return self.divisor * (fitted - self.over) if self.divisor != 1 or self.over else fitted


def reach(variable: Variable) -> int:
    """The largest absolute value that the variable can take."""
    return max(abs(variable.lower), abs(variable.upper))


def fitted(
    row: Row, variables: Sequence[Variable], limit: int, *, digits: int | None = None
) -> FittedRow:
    """Fit a row into numbers of at most `limit` in absolute value.

    A row whose left-hand side may pass the limit is divided by a factor and its coefficients
    rounded: to integers, or to `digits` significant decimal digits for an engine that works in
    floats. Each bound moves outward by what that rounding can do to any plan within the
    variables' bounds. `RowTooLarge` if this would exceed `MOST_WIDENING`.
    """
    magnitude = _magnitude(row.terms, variables)
    if magnitude <= limit:
        if _small(row.lower, limit) and _small(row.upper, limit):
            return FittedRow(row.terms, row.lower, row.upper)
        return _clamped(row, magnitude)
    return _widened(row, variables, magnitude, limit, digits)


def _widened(
    row: Row, variables: Sequence[Variable], magnitude: int, limit: int, digits: int | None
) -> FittedRow:
    divisor = _divisor(row.terms, variables, magnitude, _room(limit, digits))
    terms, under, over = _rounded(row.terms, variables, divisor, digits)
    # Decimal coefficients become binary floats: half a unit in the last place for each.
    dust = 0 if digits is None else 1 + ceil(Fraction(magnitude) / divisor / 2**52)
    exact = _clamped(row, magnitude)
    lower = None if exact.lower is None else floor(exact.lower / divisor + under) - dust
    upper = None if exact.upper is None else ceil(exact.upper / divisor + over) + dust
    moved = max(
        Fraction(0) if lower is None or exact.lower is None else exact.lower - lower * divisor,
        Fraction(0) if upper is None or exact.upper is None else upper * divisor - exact.upper,
    )
    largest = Fraction(0)
    for index, value in terms:
        largest += abs(Fraction(value)) * reach(variables[index])
    if largest > limit or moved > MOST_WIDENING * magnitude:
        raise RowTooLarge(f"row {row.tag.rule_id} {row.tag.subject}".rstrip())
    return FittedRow(terms, lower, upper, widened=True)


def fitted_objective(
    objective: Objective, variables: Sequence[Variable], limit: int, *, digits: int | None = None
) -> FittedObjective:
    """Fit an objective, as costs to minimise, into numbers of at most `limit`."""
    sign = 1 if objective.sense is Sense.MINIMISE else -1
    terms = tuple((index, sign * value) for index, value in objective.terms)
    magnitude = _magnitude(terms, variables)
    if magnitude <= limit:
        return FittedObjective(terms)
    divisor = _divisor(terms, variables, magnitude, _room(limit, digits))
    rounded, under, over = _rounded(terms, variables, divisor, digits)
    return FittedObjective(rounded, divisor, under, over)


def _magnitude(terms: tuple[tuple[int, int], ...], variables: Sequence[Variable]) -> int:
    return sum(abs(value) * reach(variables[index]) for index, value in terms)


def _small(bound: int | None, limit: int) -> bool:
    return bound is None or abs(bound) <= limit


def _clamped(row: Row, magnitude: int) -> FittedRow:
    """Bring bounds that no plan can reach down to the first value that no plan can reach."""
    outside = magnitude + 1
    lower = None if row.lower is None or row.lower < -magnitude else min(row.lower, outside)
    upper = None if row.upper is None or row.upper > magnitude else max(row.upper, -outside)
    return FittedRow(row.terms, lower, upper)


def _room(limit: int, digits: int | None) -> int:
    """What the divided row may fill: floats keep their digits when halved, integers do not."""
    return limit if digits is None else limit // 2


def _divisor(
    terms: tuple[tuple[int, int], ...],
    variables: Sequence[Variable],
    magnitude: int,
    limit: int,
) -> Fraction:
    """A divisor that brings the magnitude under the limit, exact for the widest variable.

    Rounding costs half a unit of the widest variable's range at worst; if its own coefficient
    divides without remainder, this largest part of the widening vanishes.
    """
    # Rounding may add half a unit for each variable, and the dust one more.
    spare = sum(reach(variables[index]) for index, _ in terms) // 2 + 2
    room = max(limit - spare, limit // 2)
    divisor = Fraction(magnitude, room)
    _, widest = max(terms, key=lambda term: (reach(variables[term[0]]), abs(term[1]), term))
    whole = floor(abs(widest) / divisor)
    return Fraction(abs(widest), whole) if whole else divisor


def _rounded(
    terms: tuple[tuple[int, int], ...],
    variables: Sequence[Variable],
    divisor: Fraction,
    digits: int | None,
) -> tuple[Terms, Fraction, Fraction]:
    """Divide and round; return the terms and how far the left-hand side may move down and up."""
    rounded: list[tuple[int, Number]] = []
    under = over = Fraction(0)
    for index, value in terms:
        exact = value / divisor
        near = _significant(exact, digits)
        error = near - exact
        variable = variables[index]
        under += min(error * variable.lower, error * variable.upper)
        over += max(error * variable.lower, error * variable.upper)
        if near:
            rounded.append((index, near))
    return tuple(rounded), under, over


def _significant(value: Fraction, digits: int | None) -> Number:
    """Round to an integer, or to so many significant decimal digits."""
    if digits is None or not value:
        return round(value)
    power = digits - len(str(floor(abs(value))))
    scale = Fraction(10) ** power
    return Fraction(round(value * scale)) / scale
