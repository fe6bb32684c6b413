"""The model and its draft: what an engine is asked, as plain frozen data in integers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from allocator.model.expressions import Expression, Number


class Sense(StrEnum):
    """The direction of an objective."""

    MINIMISE = "minimise"
    MAXIMISE = "maximise"


@dataclass(frozen=True, slots=True, order=True)
class Tag:
    """Where a row comes from: the name of its rule and the group it speaks of ("R10", "M03")."""

    rule_id: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Variable:
    """An integer variable with finite bounds.

    A `helper` only carries a measure of the others (a level, a deviation): an engine that works in
    floats may relax it to a continuous variable, since its value is recomputed from the plan.
    """

    index: int
    name: str
    lower: int
    upper: int
    helper: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """lower <= sum of coefficient * variable <= upper, in exact (unbounded) integers.

    `terms` are (variable index, coefficient) in order of index. `held` marks the bound that an
    earlier goal has left: a float engine's proof under such a row is decided once more.
    """

    tag: Tag
    terms: tuple[tuple[int, int], ...]
    lower: int | None = None
    upper: int | None = None
    held: bool = False

    def activity(self, values: tuple[int, ...]) -> int:
        """The left-hand side at the given values."""
        return sum(coefficient * values[index] for index, coefficient in self.terms)

    def holds(self, values: tuple[int, ...]) -> bool:
        """Whether the values satisfy the row exactly."""
        activity = self.activity(values)
        return (self.lower is None or activity >= self.lower) and (
            self.upper is None or activity <= self.upper
        )


@dataclass(frozen=True, slots=True)
class Objective:
    """What is optimised, in integers: `unit` * (terms + `constant`) is the measure itself."""

    sense: Sense
    terms: tuple[tuple[int, int], ...]
    constant: int = 0
    unit: Fraction = Fraction(1)

    def value(self, values: tuple[int, ...]) -> int:
        """The integer value, constant included, at the given values."""
        return self.constant + sum(coefficient * values[index] for index, coefficient in self.terms)


@dataclass(frozen=True, slots=True)
class Model:
    """Variables, rows and perhaps an objective. Equal problems give equal models."""

    variables: tuple[Variable, ...] = ()
    rows: tuple[Row, ...] = ()
    objective: Objective | None = None

    def with_objective(self, sense: Sense, expression: Expression) -> Model:
        """The same model with the expression as its objective, scaled exactly to integers."""
        terms, constant, factor = integers(expression)
        return replace(self, objective=Objective(sense, terms, constant, unit=1 / Fraction(factor)))

    def violated(self, values: tuple[int, ...]) -> tuple[Row, ...]:
        """The rows that the values break, exactly."""
        return tuple(row for row in self.rows if not row.holds(values))


@dataclass(slots=True)
class ModelDraft:
    """A model being written: the only mutable thing here. `draft.model()` freezes it."""

    variables: list[Variable] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @staticmethod
    def from_model(model: Model) -> ModelDraft:
        """A draft that goes on from a model; its objective is left behind."""
        return ModelDraft(list(model.variables), list(model.rows))

    def variable(self, name: str, lower: int, upper: int, *, helper: bool = False) -> int:
        """Add a variable and return its index."""
        if lower > upper:
            raise ValueError(f"variable {name}: lower bound {lower} above upper bound {upper}")
        self.variables.append(Variable(len(self.variables), name, lower, upper, helper))
        return len(self.variables) - 1

    def row(
        self,
        tag: Tag,
        expression: Expression,
        lower: Number | None = None,
        upper: Number | None = None,
        *,
        held: bool = False,
    ) -> None:
        """Add lower <= expression <= upper, scaled exactly to the smallest integers.

        Bounds may be fractions; they are tightened to the next integer that the scaled
        left-hand side can reach, which loses no plan.
        """
        terms, constant, factor = integers(expression)
        common = gcd(*(coefficient for _, coefficient in terms)) or 1
        scale = Fraction(factor, common)
        shift = Fraction(constant, common)
        self.rows.append(
            Row(
                tag,
                tuple((index, coefficient // common) for index, coefficient in terms),
                None if lower is None else ceil(lower * scale - shift),
                None if upper is None else floor(upper * scale - shift),
                held,
            )
        )

    def model(self) -> Model:
        """Freeze the draft."""
        return Model(tuple(self.variables), tuple(self.rows))


def integers(expression: Expression) -> tuple[tuple[tuple[int, int], ...], int, int]:
    """Scale an expression to integers: (terms in order of index, constant, the factor used)."""
    amounts = expression.terms
    constant = expression.constant
    factor = lcm(constant.denominator, *{value.denominator for value in amounts.values()})
    terms = tuple(
        (index, amounts[index].numerator * (factor // amounts[index].denominator))
        for index in sorted(amounts)
    )
    return terms, constant.numerator * (factor // constant.denominator), factor
