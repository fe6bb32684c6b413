"""What a scenario's `set` puts in a cell of each kind, and what it refuses."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.problem.addressing import as_cell
from allocator.problem.selectors import plain_number


@pytest.mark.parametrize(
    ("table", "column", "value", "cell"),
    [
        ("members", "is_small", Fraction(1), True),
        ("members", "is_small", "Nie", False),
        ("members", "kind", "zaz", "zaz"),
        ("members", "kind", Fraction(5), "5"),
        ("members", "max_value_pln", None, None),
        ("members", "fixed_cost_pln", "", Fraction(0)),
        ("members", "note", "Tak", "Tak"),
        ("members", "note", None, ""),
        ("members", "note", Fraction(1, 2), "0.5"),
        ("rules", "priority", Fraction(2), 2),
        ("rules", "at_most", "max_value_pln", "max_value_pln"),
        ("rules", "at_most", Fraction(9), Fraction(9)),
        ("rules", "strength", "soft", "soft"),
        ("components", "required_competences", "K1; K2", ("K1", "K2")),
        ("member_competences", "valid_until", "2026-03-01", date(2026, 3, 1)),
        ("member_competences", "valid_until", "1.3.2026", date(2026, 3, 1)),
    ],
)
def test_a_value_becomes_what_the_column_holds(
    table: str, column: str, value: Fraction | str | None, cell: Any
) -> None:
    found = as_cell(table, column, value)
    assert found == cell
    assert type(found) is type(cell)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("members", "is_small", "maybe"),
        ("members", "max_value_pln", "much"),
        ("rules", "priority", Fraction(1, 2)),
        ("rules", "strength", "firm"),
        ("offers", "unit_cost_pln", None),
        ("member_competences", "valid_until", "soon"),
        ("member_competences", "valid_until", "31.02.2026"),
    ],
)
def test_a_value_that_the_column_can_not_hold(
    table: str, column: str, value: Fraction | str | None
) -> None:
    with pytest.raises(ValueError, match=r"."):
        as_cell(table, column, value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", Fraction(12)),
        (" -0,50 ", Fraction(-1, 2)),
        ("1/3", Fraction(1, 3)),
        ("1/0", None),
        ("1e999999999", None),
        ("1_000", None),
        ("", None),
        ("12 a", None),
    ],
)
def test_plain_numbers(text: str, number: Fraction | None) -> None:
    assert plain_number(text) == number
