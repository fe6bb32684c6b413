"""Headings: names, Polish words, slips of the pen."""

from __future__ import annotations

import pytest

from allocator.problem.tables import TABLES
from allocator.reading.headings import (
    columns_in,
    find_headings,
    known_headings,
    letters_apart,
    near_column,
    normal,
)
from allocator.reading.numbers import Point
from allocator.reading.sheets import Sheet
from allocator.reading.sources import table_of


@pytest.mark.parametrize("table", TABLES)
def test_no_heading_means_two_columns(table: str) -> None:
    columns = columns_in(TABLES[table])
    meant = [{normal(name), *map(normal, column.polish)} for name, column in columns.items()]
    every = [each for spellings in meant for each in spellings]
    assert len(every) == len(set(every))


def test_no_name_means_two_tables() -> None:
    names = [{normal(t.name), normal(t.title_pl), normal(t.title_en)} for t in TABLES.values()]
    every = [each for spellings in names for each in spellings]
    assert len(every) == len(set(every))
    assert table_of("Składniki zlecenia") == "components"
    assert table_of("OFFERS") == "offers"
    assert table_of("notatki") == ""


@pytest.mark.parametrize(
    "heading",
    [
        "Koszt jednostkowy",
        "KOSZT_JEDNOSTKOWY",
        "koszt  jednostkowy *",
        "Unit cost PLN",
        "cena-jednostkowa",
    ],
)
def test_headings_without_case_blanks_and_marks(heading: str) -> None:
    assert known_headings("offers")[normal(heading)] == "unit_cost_pln"


def test_headings_beneath_titles() -> None:
    rows = (
        (1, ("Oferty członków",)),
        (3, (None, "stan na", "2026")),
        (5, (None, "member_id", "zadanie", "uwaga", "moce")),
        (6, (None, "M1", "C1", "quality", "10")),
    )
    found = find_headings(Sheet("offers", "f", rows, Point.EITHER), known_headings("offers"))
    assert found is not None
    assert (found.row, dict(found.listed), dict(found.extras)) == (
        5,
        {"member_id": 1, "component_id": 2, "capacity_max": 4},
        {"uwaga": 3},
    )


def test_a_sheet_without_headings() -> None:
    sheet = Sheet("offers", "f", ((1, ("M1", "C1", "10")),), Point.EITHER)
    assert find_headings(sheet, known_headings("offers")) is None


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("offer", "offer", 0),
        ("quanttiy", "quantity", 1),  # two letters swapped
        ("quantit", "quantity", 1),
        ("qantita", "quantity", 2),
        ("", "ab", 2),
        ("price", "quantity", 3),
        ("abcd", "wxyz", 3),
    ],
)
def test_letters_apart(one: str, other: str, apart: int) -> None:
    assert letters_apart(one, other) == letters_apart(other, one) == apart


def test_near_misses_only_of_missing_columns() -> None:
    known = known_headings("offers")
    assert near_column("capacity_mex", ["capacity_max"], known) == "capacity_max"
    assert near_column("moc e", ["capacity_max"], known) == "capacity_max"
    assert near_column("capacity_mex", ["quality"], known) == ""
