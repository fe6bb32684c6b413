"""The neutral model as a PuLP problem, for CBC and for files. Knows no domain."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pulp

from allocator.model import Model
from allocator.model.scaling import FittedRow, Terms
from allocator.solvers.lowering import Lowered

COMFORTABLE_DIGITS = 6
"""Digits before the point of coefficients that a float engine is told at most."""


def pulp_problem(
    model: Model,
    task: Lowered,
    *,
    for_floats: bool = True,
    column_names: Sequence[str] | None = None,
    row_names: Sequence[str] | None = None,
) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """A minimising PuLP problem and its variables, in the order of the model's.

    A row with two different bounds becomes two constraints: PuLP knows no ranges. What is meant
    `for_floats` has continuous helpers, and rows divided by powers of ten (which keep every digit
    that is printed) until their coefficients are of a comfortable size.
    """
    problem = pulp.LpProblem("allocation", pulp.LpMinimize)
    columns = [
        problem.add_variable(
            column_names[variable.index] if column_names else f"x{variable.index}",
            variable.lower,
            variable.upper,
            cat=pulp.LpContinuous if variable.helper and for_floats else pulp.LpInteger,
        )
        for variable in model.variables
    ]
    problem.setObjective(_sum(columns, (*task.costs.terms, *_unused(model, task))))
    for number, row in enumerate(task.rows):
        name = row_names[number] if row_names else f"r{number}"
        divisor = _divisor(row) if for_floats else 1
        left = _sum(columns, row.terms, divisor)
        for sense, suffix, bound in _sides(row):
            right = float(Fraction(bound, divisor))
            problem.addConstraint(pulp.LpConstraint(left, sense, name + suffix, right))
    return problem, columns


def _unused(model: Model, task: Lowered) -> Terms:
    """Costs of zero for variables that occur nowhere: a file must name each somewhere."""
    used = {index for row in task.rows for index, _ in row.terms}
    used.update(index for index, _ in task.costs.terms)
    return tuple((variable.index, 0) for variable in model.variables if variable.index not in used)


def _sides(row: FittedRow) -> list[tuple[int, str, int]]:
    """(sense, suffix of the name, bound) for each constraint that a row needs."""
    if row.lower is not None and row.lower == row.upper:
        return [(pulp.LpConstraintEQ, "", row.lower)]
    sides = []
    if row.lower is not None:
        sides.append((pulp.LpConstraintGE, "" if row.upper is None else "_least", row.lower))
    if row.upper is not None:
        sides.append((pulp.LpConstraintLE, "" if row.lower is None else "_most", row.upper))
    return sides


def _divisor(row: FittedRow) -> int:
    largest = max(abs(int(value)) for _, value in row.terms)
    return int(10 ** max(0, len(str(largest)) - COMFORTABLE_DIGITS))


def _sum(
    columns: Sequence[pulp.LpVariable], terms: Terms, divisor: int = 1
) -> pulp.LpAffineExpression:
    if divisor == 1:
        return pulp.LpAffineExpression({columns[index]: float(value) for index, value in terms})
    return pulp.LpAffineExpression(
        {columns[index]: float(Fraction(value, divisor)) for index, value in terms}
    )
