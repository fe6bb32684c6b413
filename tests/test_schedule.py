"""The monthly schedule in whole units, and how busy staff is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.checks.schedule import ComponentSchedule, largest_remainder, schedule, staff_use
from allocator.checks.transport import closest_table
from allocator.problem.problem import Problem
from tests import builders


def one(problem: Problem, quantities: dict[tuple[str, str], Fraction]) -> ComponentSchedule:
    """The schedule of a problem with one component."""
    (found,) = schedule(problem, quantities)
    return found


def split(**parts: Any) -> dict[tuple[str, str], Fraction]:
    """Quantities of C1."""
    return {(member_id, "C1"): Fraction(part) for member_id, part in parts.items()}


def test_rows_sum_to_providers_and_columns_to_the_months_demand() -> None:
    problem = builders.problem(components={"C1": 10}, periods=3)
    # 10 in three even months: 3.33 each, the unit over goes to the first: 4, 3, 3.
    # M1's 6 are 2 a month; M2's 4 are 1.33 a month: 2, 1, 1.
    found = one(problem, split(M1=6, M2=4))
    assert found.demand == (4, 3, 3)
    assert found.rows == (("M1", (2, 2, 2)), ("M2", (2, 1, 1)))
    assert (found.in_percent, found.periods) == (False, ("2026-01", "2026-02", "2026-03"))


def test_ties_go_to_the_first_member_and_the_earlier_month() -> None:
    problem = builders.problem(components={"C1": 2}, periods=2)
    # One unit each over two months, one a month: M1 takes the first, M2 the second.
    assert one(problem, split(M1=1, M2=1)).rows == (("M1", (1, 0)), ("M2", (0, 1)))


def test_months_without_demand_stay_empty() -> None:
    problem = builders.problem(components={"C1": 9}, periods=3, demand={"C1": [3, 0, 6]})
    assert one(problem, split(M1=5, M2=4)).rows == (("M1", (2, 0, 3)), ("M2", (1, 0, 3)))


def test_partial_coverage_scales_the_demand() -> None:
    problem = builders.problem(components={"C1": 8}, periods=2, demand={"C1": [2, 6]})
    # Half is covered: 1 and 3.
    assert one(problem, split(M1=4)).demand == (1, 3)


def test_a_lot_binds_the_total_and_not_the_month() -> None:
    problem = builders.problem(components={"C1": {"quantity": 10, "lot_size": 5}}, periods=2)
    # 5 each, 2.5 a month; 5 and 5 a month: M1 3 and 2, M2 2 and 3.
    assert one(problem, split(M1=5, M2=5)).rows == (("M1", (3, 2)), ("M2", (2, 3)))


def test_a_lot_of_less_than_a_unit_is_the_unit() -> None:
    problem = builders.problem(
        components={"C1": {"quantity": "1.5", "lot_size": "0.25"}}, periods=2
    )
    # 1.25 is five quarters: 3 and 2; 0.25 goes where the month's three quarters are not full.
    quarter = Fraction(1, 4)
    assert one(problem, split(M1="1.25", M2="0.25")).rows == (
        ("M1", (3 * quarter, 2 * quarter)),
        ("M2", (0, quarter)),
    )


def test_quantities_that_are_no_whole_units_are_counted_in_their_common_part() -> None:
    problem = builders.problem(components={"C1": {"quantity": 15, "lot_size": "2.5"}}, periods=2)
    # 7.5 each is 15 halves: 3.75 a month is 8 and 7 halves.
    assert one(problem, split(M1="7.5", M2="7.5")).rows == (
        ("M1", (4, Fraction(7, 2))),
        ("M2", (Fraction(7, 2), 4)),
    )


def test_fewer_units_than_months_are_shown_as_shares() -> None:
    problem = builders.problem(components={"C1": 2}, periods=3, demand={"C1": [1, 1, 2]})
    found = one(problem, split(M1=1, M2=1))
    assert (found.in_percent, found.demand) == (True, (25, 25, 50))
    assert found.rows == (("M1", (25, 25, 50)), ("M2", (25, 25, 50)))
    # As many units as months are whole units.
    assert not one(builders.problem(components={"C1": 3}, periods=3), split(M1=3)).in_percent


def test_components_nobody_provides_have_no_schedule() -> None:
    assert schedule(builders.problem(), {}) == ()


def test_largest_remainder() -> None:
    assert largest_remainder([Fraction("1.2"), Fraction("1.5"), Fraction("0.3")]) == [1, 2, 0]
    assert largest_remainder([Fraction("0.5"), Fraction("0.5")]) == [1, 0]
    assert largest_remainder([Fraction(2), Fraction(0)]) == [2, 0]


def tables(row_sums: Sequence[int], column_sums: Sequence[int]) -> Iterator[list[list[int]]]:
    """All tables of whole numbers with these sums."""
    width = len(column_sums)
    rows = [
        [row for row in product(range(total + 1), repeat=width) if sum(row) == total]
        for total in row_sums
    ]
    for table in product(*rows):
        if [sum(column) for column in zip(*table, strict=True)] == list(column_sums):
            yield [list(row) for row in table]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.lists(st.integers(0, 5), min_size=1, max_size=3).filter(any),
)
def test_no_other_table_is_closer_or_first_among_the_closest(
    row_sums: list[int], profile: list[int]
) -> None:
    shares = [Fraction(each, sum(profile)) for each in profile]
    wanted = [[total * share for share in shares] for total in row_sums]
    column_sums = largest_remainder([sum(row_sums) * share for share in shares])

    def worse(table: list[list[int]]) -> tuple[Fraction, list[list[int]]]:
        distance = sum(
            (
                abs(found - exact)
                for row, wanted_row in zip(table, wanted, strict=True)
                for found, exact in zip(row, wanted_row, strict=True)
            ),
            Fraction(0),
        )
        return distance, [[-each for each in row] for row in table]

    best = min(tables(row_sums, column_sums), key=worse)
    assert closest_table(wanted, row_sums, column_sums) == best


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 100_000), min_size=1, max_size=6),
    st.lists(st.integers(0, 1000), min_size=12, max_size=12).filter(any),
)
def test_large_tables_keep_their_sums_and_stay_near(
    row_sums: list[int], profile: list[int]
) -> None:
    shares = [Fraction(each, sum(profile)) for each in profile]
    wanted = [[total * share for share in shares] for total in row_sums]
    column_sums = largest_remainder([sum(row_sums) * share for share in shares])
    found = closest_table(wanted, row_sums, column_sums)
    assert [sum(row) for row in found] == row_sums
    assert [sum(column) for column in zip(*found, strict=True)] == column_sums
    assert all(
        abs(each - exact) < 2
        for row, wanted_row in zip(found, wanted, strict=True)
        for each, exact in zip(row, wanted_row, strict=True)
    )


@pytest.fixture
def staffed() -> Problem:
    """C1 takes 2 hours of P1 a unit, C2 3 hours; M2 has no staff."""
    return builders.problem(
        periods=2,
        demand={"C1": [1, 3], "C2": [4, 0]},
        components={
            "C1": {"quantity": 4, "labour_pool": "P1", "labour_hours_per_unit": 2},
            "C2": {"quantity": 4, "labour_pool": "P1", "labour_hours_per_unit": 3},
        },
        staff={"M1:P1": 10, "M1:P2": 5},
    )


def test_staff_use_follows_the_exact_shares(staffed: Problem) -> None:
    quantities = {
        ("M1", "C1"): Fraction(3),
        ("M1", "C2"): Fraction(2),
        ("M2", "C1"): Fraction(1),
    }
    found = {
        (each.member_id, each.pool_id, each.period): (each.hours_used, each.hours_available)
        for each in staff_use(staffed, quantities)
    }
    # M1: 6 hours of C1, a quarter and three quarters; 6 hours of C2, all in the first month.
    assert found == {
        ("M1", "P1", "2026-01"): (Fraction("7.5"), 10),
        ("M1", "P1", "2026-02"): (Fraction("4.5"), 10),
        ("M1", "P2", "2026-01"): (0, 5),
        ("M1", "P2", "2026-02"): (0, 5),
        ("M2", "P1", "2026-01"): (Fraction("0.5"), 0),
        ("M2", "P1", "2026-02"): (Fraction("1.5"), 0),
    }
