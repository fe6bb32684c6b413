"""Workbooks as people save them: dates, formulas, errors, percent cells, other sheets."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from allocator.problem.digest import problem_digest
from allocator.reading import read_problem, read_tables
from allocator.reading.sheets import RowBudget
from allocator.reading.workbooks import read_workbook
from tests.inputs import TOWN, codes, faults, folder, only_fault, workbook

Change = Any


def small(tmp_path: Path, change: Change = None) -> Path:
    return workbook(tmp_path / "in.xlsx", folder(tmp_path / "texts"), change)


def with_cell(tmp_path: Path, sheet: str, cell: str, value: Any, number_format: str = "") -> Path:
    def change(book: Any) -> None:
        book[sheet][cell] = value
        if number_format:
            book[sheet][cell].number_format = number_format

    return small(tmp_path, change)


def test_the_town_as_a_workbook_of_texts(tmp_path: Path) -> None:
    # Texts in a workbook are read as in a ;-file: 1.15 and the like show that the point is decimal.
    path = workbook(tmp_path / "town.xlsx", TOWN)
    assert read_problem(path) == read_problem(TOWN)
    assert problem_digest(read_problem(path)) == problem_digest(read_problem(TOWN))


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("C2", 49.8 * 1.1, "54.78"),
        ("C2", 12, "12"),
        ("C2", "1 234,50 zł", "1234.5"),
        ("C2", 0.1 + 0.2, "0.3"),
    ],
)
def test_number_cells_and_texts(tmp_path: Path, cell: str, value: Any, expected: str) -> None:
    problem = read_problem(with_cell(tmp_path, "offers", cell, value))
    assert problem.offer["M1", "C1"].unit_cost_pln == Fraction(expected)


@pytest.mark.parametrize("value", [time(1, 30), timedelta(hours=1, minutes=30), "1:30", 1.5])
def test_hours(tmp_path: Path, value: Any) -> None:
    problem = read_problem(with_cell(tmp_path, "offers", "E2", value))
    assert problem.offer["M1", "C1"].labour_hours_per_unit == Fraction(3, 2)


def test_dates_and_months_that_the_spreadsheet_made(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["commission"]["B3"] = date(2026, 1, 1)
        book["commission"]["B4"] = "28.02.2026"
        book["periods"]["A2"] = datetime(2026, 1, 1)
        book["demand"]["B2"] = date(2026, 1, 1)
        book["demand"]["B2"].number_format = "mmm yy"

    problem = read_problem(small(tmp_path, change))
    assert problem == read_problem(tmp_path / "texts")


def test_ids_that_the_spreadsheet_made_numbers(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        for sheet, cells in {"members": ("A2",), "offers": ("B2",)}.items():
            for cell in cells:
                book[sheet][cell] = 1.0

    assert ("1", "C1") in read_problem(small(tmp_path, change)).offer


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "expected"),
    [
        ("members", "A2", date(2026, 2, 1), ("date_for_identifier", 2, "member_id", "2026-02-01")),
        ("offers", "C2", "#N/A", ("error_value", 2, "unit_cost_pln", "#N/A")),
        ("offers", "C2", True, ("bad_number", 2, "unit_cost_pln", "TRUE")),
        ("offers", "C2", "=A1*2", ("formula_without_value", 2, "unit_cost_pln", "=A1*2")),
        ("offers", "C2", date(2026, 1, 1), ("bad_number", 2, "unit_cost_pln", "2026-01-01")),
        ("offers", "D2", time(1, 30), ("bad_number", 2, "capacity_max", "01:30:00")),
        ("offers", "C2", 1.23456, ("too_many_decimals", 2, "unit_cost_pln", "1.23456")),
        ("commission", "B3", 46053, ("bad_date", 3, "period_start", "46053")),
        ("commission", "B5", "=1+1", ("formula_without_value", 5, "budget_total_pln", "=1+1")),
    ],
)
def test_faults_of_cells(
    tmp_path: Path, sheet: str, cell: str, value: Any, expected: tuple[str, int, str, str]
) -> None:
    found = next(
        each for each in faults(with_cell(tmp_path, sheet, cell, value)) if each.code == expected[0]
    )
    assert (found.code, found.row, found.column, found.value) == expected
    assert found.table == sheet


def test_a_percent_cell_where_percent_is_meant_is_refused(tmp_path: Path) -> None:
    # It shows 5 % and holds 0.05: what was meant is 5, what stands there is a hundredth.
    path = with_cell(tmp_path, "commission", "B5", 0.05, "0%")
    book = load_workbook(path)
    book["commission"]["A5"] = "coordination_fee_pct"
    book.save(path)
    found = only_fault(path)
    assert (found.code, found.value, dict(found.parameters)) == (
        "percent_format", "5%", {"percent": "5"},
    )  # fmt: skip


def test_a_percent_cell_of_a_fraction_is_what_it_is(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["members"]["D1"] = "disadvantaged_share"
        book["members"]["D2"] = 0.15
        book["members"]["D2"].number_format = "0%"

    problem = read_problem(small(tmp_path, change))
    assert problem.member["M1"].disadvantaged_share == Fraction(15, 100)


def replaced(path: Path, part: str, old: str, new: str) -> Path:
    """The workbook with a text inside one of its parts replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    (name,) = (each for each in parts if each.endswith(part))
    assert old.encode() in parts[name]
    parts[name] = parts[name].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in parts.items():
            archive.writestr(each, data)
    return path


def test_formulas_count_by_the_value_they_last_had(tmp_path: Path) -> None:
    path = with_cell(tmp_path, "offers", "C2", "=40+9.8")
    replaced(path, "sheet5.xml", "<f>40+9.8</f><v />", "<f>40+9.8</f><v>49.8</v>")
    assert read_problem(path).offer["M1", "C1"].unit_cost_pln == Fraction("49.8")


def test_a_formula_whose_value_is_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    path = with_cell(tmp_path, "offers", "E2", '=IF(1,"","")')
    old = '<c r="E2"><f>IF(1,"","")</f><v /></c>'
    new = '<c r="E2" t="str"><f>IF(1,"","")</f><v /></c>'
    replaced(path, "sheet5.xml", old, new)
    assert read_problem(path).offer["M1", "C1"].labour_hours_per_unit is None


def test_merged_titles_hidden_and_other_sheets(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["offers"]
        sheet.insert_rows(1, amount=2)
        sheet["A1"] = "Oferty członków konsorcjum"
        sheet.merge_cells("A1:E2")
        book.create_sheet("Listy")["A1"] = "tak"
        book["Listy"].sheet_state = "hidden"
        book.create_sheet("README")["A1"] = "offers"
        book.create_sheet("Arkusz1")
        book["members"].sheet_state = "hidden"

    path = small(tmp_path, change)
    read = read_tables(path)
    assert read_problem(path) == read_problem(tmp_path / "texts")
    assert read.rows["offers"] == (4, 5)
    assert [each.table for each in read.notices] == ["Arkusz1", "README"]


def test_polish_sheet_names(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["offers"].title = "Oferty"
        book["components"].title = "Składniki zlecenia"

    assert read_problem(small(tmp_path, change)) == read_problem(tmp_path / "texts")


def test_a_sheet_twice(tmp_path: Path) -> None:
    found = only_fault(small(tmp_path, lambda book: book.create_sheet("Oferty")))
    assert (found.code, found.value) == ("table_twice", "offers, Oferty")


def test_a_missing_sheet(tmp_path: Path) -> None:
    found = faults(small(tmp_path, lambda book: book.remove(book["offers"])))
    assert ("table_missing", "offers") in {(each.code, each.table) for each in found}


def test_one_sheet_shows_the_point_for_all(tmp_path: Path) -> None:
    # 49.80 among the offers shows that the point is decimal, also in the demand.
    def change(book: Any) -> None:
        book["demand"]["C2"] = "5.125"
        book["demand"]["C3"] = "4.875"

    assert codes(small(tmp_path, change)) == []


def test_a_damaged_part(tmp_path: Path) -> None:
    path = replaced(small(tmp_path), "sheet5.xml", "</sheetData>", "</sheet")
    assert codes(path) == ["broken_workbook"]


def test_entity_tricks_are_refused_unread(tmp_path: Path) -> None:
    trick = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet '
    path = replaced(small(tmp_path), "sheet5.xml", "<worksheet ", trick)
    assert codes(path) == ["broken_workbook"]


def test_a_row_number_beyond_all_sheets(tmp_path: Path) -> None:
    path = replaced(small(tmp_path), "sheet5.xml", '<row r="3">', '<row r="99999999999">')
    assert codes(path) == ["broken_workbook"]


def test_a_zip_of_other_things_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("offers.csv", "x")
    assert codes(path) == ["not_a_workbook"]


def test_a_workbook_bomb(tmp_path: Path) -> None:
    path = small(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b" " * 3_000_000)
    assert codes(path) == ["packed_too_tightly"]


def test_a_truncated_workbook(tmp_path: Path) -> None:
    whole = small(tmp_path).read_bytes()
    for length in range(4, len(whole) - 1, 501):
        path = tmp_path / "cut.xlsx"
        path.write_bytes(whole[:length])
        assert codes(path) == ["not_an_archive"]


def test_rows_far_apart_keep_their_numbers(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["offers"]
        sheet.insert_rows(3, amount=500)

    read = read_tables(small(tmp_path, change))
    assert read.rows["offers"] == (2, 503)


def test_what_is_read_is_what_stands_there(tmp_path: Path) -> None:
    data = small(tmp_path).read_bytes()
    sheets = {each.name: each for each in read_workbook(data, "in.xlsx", budget=RowBudget())}
    assert sheets["members"].rows[1] == (2, ("M1", "Źródło", "1"))


def test_a_result_is_no_problem(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book.remove(book["demand"])
        book.create_sheet("provenance")["A1"] = "{}"

    assert codes(small(tmp_path, change)) == ["result_not_problem"]
