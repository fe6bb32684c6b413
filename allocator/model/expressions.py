"""Linear expressions with exact coefficients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Expression:
    """A linear form: the sum of coefficient * variable, plus a constant; all exact.

    `terms` maps the index of a variable to its coefficient; no coefficient is zero.
    """

    terms: Mapping[int, Number] = field(default_factory=dict)
    constant: Number = 0

    @staticmethod
    def of(terms: Iterable[tuple[int, Number]], constant: Number = 0) -> Expression:
        """Sum the (variable index, coefficient) pairs; a variable may occur more than once."""
        total: dict[int, Number] = {}
        for index, coefficient in terms:
            total[index] = total.get(index, 0) + coefficient
        return Expression({index: value for index, value in total.items() if value}, constant)

    @staticmethod
    def total(expressions: Iterable[Expression]) -> Expression:
        """Add many expressions in one pass."""
        terms: list[tuple[int, Number]] = []
        constant: Number = 0
        for expression in expressions:
            terms.extend(expression.terms.items())
            constant += expression.constant
        return Expression.of(terms, constant)

    def __add__(self, other: Expression | Number) -> Expression:
        if isinstance(other, Expression):
            return Expression.total((self, other))
        return Expression(self.terms, self.constant + other)

    def __sub__(self, other: Expression | Number) -> Expression:
        return self + (other * -1 if isinstance(other, Expression) else -other)

    def __mul__(self, factor: Number) -> Expression:
        if not factor:
            return Expression()
        return Expression(
            {index: value * factor for index, value in self.terms.items()},
            self.constant * factor,
        )

    __rmul__ = __mul__

    def value(self, values: Mapping[int, Number] | tuple[int, ...]) -> Number:
        """Evaluate exactly at the given values, one for each variable that occurs."""
        return self.constant + sum(
            coefficient * values[index] for index, coefficient in self.terms.items()
        )
