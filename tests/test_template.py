"""The workbook to fill in: it explains itself, helps with lists, and reads back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from allocator.problem.columns import Kind, columns_of
from allocator.problem.digest import problem_digest
from allocator.problem.tables import TABLES
from allocator.reading import read_problem, read_tables, write_template
from allocator.reading.template_guide import KIND_WORDS
from tests.inputs import GRANT, TOWN, faults


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("template") / "empty.xlsx"
    write_template(path)
    return load_workbook(path)


@pytest.mark.parametrize("path", [TOWN, GRANT])
def test_filled_from_an_example_it_reads_back(tmp_path: Path, path: Path) -> None:
    example = read_problem(path)
    write_template(tmp_path / "out.xlsx", example)
    read = read_tables(tmp_path / "out.xlsx")
    assert read.tables == read_tables(path).tables
    assert (read.faults, read.notices) == ((), ())
    assert problem_digest(read_problem(tmp_path / "out.xlsx")) == problem_digest(example)


def test_empty_it_asks_only_for_what_is_required(tmp_path: Path) -> None:
    write_template(tmp_path / "out.xlsx")
    found = {(each.code, each.table, each.column) for each in faults(tmp_path / "out.xlsx")}
    assert found == {
        ("cell_empty", "commission", "commission_id"),
        ("cell_empty", "commission", "period_start"),
        ("cell_empty", "commission", "period_end"),
        *(("table_empty", name, "") for name, table in TABLES.items()
          if table.required and name != "commission"),
    }  # fmt: skip


def test_filled_in_by_hand_it_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_template(path)
    book = load_workbook(path)
    facts = {book["commission"].cell(row, 1).value: row for row in range(4, 30)}
    typed_facts = {
        "commission_id": "T1",
        "period_start": "01.01.2026",
        "period_end": "31.01.2026",
        "budget_total_pln": "1 000,50 zł",
    }
    for key, value in typed_facts.items():
        book["commission"].cell(facts[key], 3).value = value
    typed: dict[str, dict[str, Any]] = {
        "periods": {"okres *": "2026-01"},
        "sectors": {"branża *": "S1"},
        "components": {"składnik *": "C1", "branża *": "S1", "ilość *": 10, "podzielny": "nie"},
        "demand": {"składnik *": "C1", "okres *": "2026-01", "ilość *": 10},
        "members": {"członek *": "M1", "mały": "tak"},
        "offers": {
            "składnik *": "C1",
            "członek *": "M1",
            "koszt jednostkowy *": "49,80",
            "moce *": 10,
        },
    }
    for name, cells in typed.items():
        places = {cell.value: cell.column for cell in book[name][2]}
        for heading, value in cells.items():
            book[name].cell(4, places[heading]).value = value
    book.save(path)
    problem = read_problem(path)
    assert problem.commission.budget_total_pln == Fraction("1000.5")
    assert (problem.component["C1"].splittable, problem.member["M1"].is_small) == (False, True)


def test_sheets_in_order_after_the_instructions(book: Any) -> None:
    assert book.sheetnames == ["Instrukcja", *TABLES, "Opis kolumn", "Listy"]
    assert [each.title for each in book if each.sheet_state == "hidden"] == ["Listy"]


@pytest.mark.parametrize("name", [each for each in TABLES if each != "commission"])
def test_every_column_is_headed_and_explained(book: Any, name: str) -> None:
    sheet = book[name]
    columns = columns_of(TABLES[name].record)
    assert [cell.value for cell in sheet[3]] == list(columns)
    for cell, column in zip(sheet[2], columns.values(), strict=True):
        assert cell.value == column.polish[0] + (" *" if column.required else "")
        assert column.about_pl in cell.comment.text
        assert column.about_en in cell.comment.text
    assert sheet.freeze_panes == "A4"


def lists_on(sheet: Any) -> dict[str, Any]:
    return {str(each.sqref): each for each in sheet.data_validations.dataValidation}


def test_lists_of_fixed_words(book: Any) -> None:
    rule = lists_on(book["rules"])["K4:K503"]  # strength
    assert book["rules"]["K3"].value == "strength"
    assert rule.errorStyle == "stop"
    sheet, _, cells = rule.formula1.partition("!")
    words = [row[0].value for row in book[sheet][cells.replace("$", "")]]
    assert words == ["hard", "soft", "info"]


def test_lists_of_yes_and_no(book: Any) -> None:
    assert book["members"]["F3"].value == "is_small"
    rule = lists_on(book["members"])["F4:F503"]
    sheet, _, cells = rule.formula1.partition("!")
    assert [row[0].value for row in book[sheet][cells.replace("$", "")]] == ["tak", "nie"]


def test_lists_of_keys_on_other_sheets(book: Any) -> None:
    rule = lists_on(book["offers"])["B4:B503"]
    assert rule.formula1 == "OFFSET(members!$A$4,0,0,MAX(1,COUNTA(members!$A$4:$A$503)),1)"
    assert rule.errorStyle == "warning"


def test_every_column_with_fixed_values_or_a_reference_has_a_list(book: Any) -> None:
    for name, table in TABLES.items():
        if name == "commission":
            continue
        wanted = sum(
            bool(each.choices) or each.kind is Kind.FLAG
            or (bool(each.refers_to) and each.kind is Kind.IDENTIFIER)
            for each in columns_of(table.record).values()
        )  # fmt: skip
        assert len(lists_on(book[name])) >= wanted
    assert len(lists_on(book["commission"])) == 1  # commissioning_mode


def test_months_and_ids_stay_texts(book: Any) -> None:
    assert book["periods"].column_dimensions["A"].number_format == "@"
    assert book["member_competences"].column_dimensions["C"].number_format == "yyyy-mm-dd"


def test_the_guide_speaks_both_languages(book: Any) -> None:
    guide = book["Instrukcja"]
    assert guide["B1"].value == "Jak wypełnić ten skoroszyt"
    assert guide["C1"].value == "How to fill in this workbook"
    links = [cell for row in guide.iter_rows() for cell in row if cell.hyperlink]
    assert [each.hyperlink.location or each.hyperlink.target for each in links] == [
        f"#'{name}'!A1" for name in TABLES
    ]


def test_the_column_guide_has_every_column(book: Any) -> None:
    listed = [(row[0].value, row[2].value) for row in book["Opis kolumn"].iter_rows(min_row=2)]
    assert listed == [
        (name, column) for name, table in TABLES.items() for column in columns_of(table.record)
    ]
    assert set(KIND_WORDS) == set(Kind)
