"""Rows fitted into limited numbers lose no plan; bounds of fitted objectives stay bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.model import Objective, Row, Sense, Tag, Variable
from allocator.model.scaling import (
    MOST_WIDENING,
    FittedRow,
    RowTooLarge,
    fitted,
    fitted_objective,
)

TAG = Tag("R1", "M01")


def variables_of(*bounds: tuple[int, int]) -> tuple[Variable, ...]:
    return tuple(
        Variable(index, f"x{index}", lower, upper) for index, (lower, upper) in enumerate(bounds)
    )


def holds(row: FittedRow, values: tuple[int, ...]) -> bool:
    activity = sum(coefficient * values[index] for index, coefficient in row.terms)
    return (row.lower is None or row.lower <= activity) and (
        row.upper is None or activity <= row.upper
    )


def test_row_within_the_limit_stays_as_it_is() -> None:
    row = Row(TAG, ((0, 3), (1, -5)), -2, 7)
    assert fitted(row, variables_of((0, 4), (0, 2)), 22) == FittedRow(row.terms, -2, 7)


def test_row_just_over_the_limit_is_widened() -> None:
    # 3 * 4 + 5 * 2 = 22 is one more than the limit of 21, but a limit this small leaves no room
    # for rounding within a thousand-millionth.
    row = Row(TAG, ((0, 3), (1, -5)), -2, 7)
    with pytest.raises(RowTooLarge, match="R1 M01"):
        fitted(row, variables_of((0, 4), (0, 2)), 21)


def test_bounds_beyond_reach_are_brought_near_without_widening() -> None:
    # The left-hand side stays within -1 .. 1: below -10^30 says nothing, above 10^30 is impossible.
    variables = variables_of((-1, 1))
    assert fitted(Row(TAG, ((0, 1),), -(10**30), 10**30), variables, 100) == FittedRow(
        ((0, 1),), None, None
    )
    impossible = fitted(Row(TAG, ((0, 1),), 10**30, None), variables, 100)
    assert impossible == FittedRow(((0, 1),), 2, None)
    impossible_below = fitted(Row(TAG, ((0, 1),), None, -(10**30)), variables, 100)
    assert impossible_below == FittedRow(((0, 1),), None, -2)


def test_empty_row_keeps_its_meaning() -> None:
    assert fitted(Row(TAG, (), 1, 5), (), 2**62) == FittedRow((), 1, 5)
    assert fitted(Row(TAG, (), 10**40, None), (), 2**62) == FittedRow((), 1, None)


def test_widest_variable_is_divided_without_remainder() -> None:
    # A helper that ranges over 10^11 would cost half its range if its coefficient were rounded:
    # more than 10^-9 of the whole. Divided exactly, only the two binaries cost anything.
    variables = variables_of((0, 10**11), (0, 1), (0, 1))
    row = Row(TAG, ((0, 10**9), (1, 12345678901), (2, 7)), None, 10**20)
    narrow = fitted(row, variables, 2**62)
    assert narrow.widened
    largest = sum(abs(Fraction(value)) * variables[index].upper for index, value in narrow.terms)
    assert largest <= 2**62


huge = st.integers(-(10**24), 10**24)


@settings(max_examples=150, deadline=None)
@given(
    coefficients=st.lists(huge.filter(bool), min_size=1, max_size=4),
    target=st.integers(0, 80),
    slack=st.sampled_from((0, 1, 10**6, 10**20)),
    limit_digits=st.sampled_from(((2**62, None), (2**53, 15), (2**49, 15), (10**13, 13))),
    lowers=st.lists(st.integers(-2, 2), min_size=4, max_size=4),
)
def test_every_plan_of_the_exact_row_is_kept(
    coefficients: list[int],
    target: int,
    slack: int,
    limit_digits: tuple[int, int | None],
    lowers: list[int],
) -> None:
    limit, digits = limit_digits
    variables = variables_of(*((lower, lower + 2) for lower in lowers[: len(coefficients)]))
    terms = tuple(enumerate(coefficients))
    points = list(product(*(range(v.lower, v.upper + 1) for v in variables)))
    probe = Row(TAG, terms)
    # The bounds lie on, or just beside, what some plan reaches: where rounding hurts first.
    middle = probe.activity(points[target % len(points)])
    row = Row(TAG, terms, middle - slack, middle + slack)
    narrow = fitted(row, variables, limit, digits=digits)
    assert all(holds(narrow, point) for point in points if row.holds(point))
    if digits is not None and narrow.widened:
        as_floats = FittedRow(
            tuple((index, Fraction(float(value))) for index, value in narrow.terms),
            narrow.lower,
            narrow.upper,
        )
        assert all(holds(as_floats, point) for point in points if row.holds(point))


@settings(max_examples=100, deadline=None)
@given(
    coefficients=st.lists(st.integers(10**18, 10**24), min_size=2, max_size=4),
    target=st.integers(0, 80),
)
def test_widening_is_at_most_a_thousand_millionth(coefficients: list[int], target: int) -> None:
    variables = variables_of(*((0, 3) for _ in coefficients))
    magnitude = sum(coefficients) * 3
    middle = sum(coefficients) * (target % 4)
    row = Row(TAG, tuple(enumerate(coefficients)), middle, middle)
    narrow = fitted(row, variables, 2**62)
    assert narrow.widened  # at least 6 * 10^18, more than 2^62
    # A plan further out than the allowed widening must still be cut off: the ratio of exact to
    # fitted activity at full reach gives the factor of division.
    factor = Fraction(magnitude, 3 * sum(value for _, value in narrow.terms))
    assert narrow.upper is not None
    assert narrow.upper * factor - middle <= 2 * MOST_WIDENING * magnitude


@settings(max_examples=100, deadline=None)
@given(
    coefficients=st.lists(huge, min_size=1, max_size=4),
    sense=st.sampled_from(Sense),
    limit_digits=st.sampled_from(((2**62, None), (2**53, 15))),
)
def test_bound_of_a_fitted_objective_is_a_bound_of_the_exact_one(
    coefficients: list[int], sense: Sense, limit_digits: tuple[int, int | None]
) -> None:
    limit, digits = limit_digits
    variables = variables_of(*((-1, 2) for _ in coefficients))
    terms = tuple((index, value) for index, value in enumerate(coefficients) if value)
    objective = Objective(sense, terms, constant=10**30)
    costs = fitted_objective(objective, variables, limit, digits=digits)
    sign = 1 if sense is Sense.MINIMISE else -1
    for point in product(range(-1, 3), repeat=len(coefficients)):
        fitted_cost = sum(value * point[index] for index, value in costs.terms)
        exact_cost = sign * (objective.value(point) - objective.constant)
        assert costs.least_exact(fitted_cost) <= exact_cost
        if not costs.widened:
            assert costs.least_exact(fitted_cost) == exact_cost
