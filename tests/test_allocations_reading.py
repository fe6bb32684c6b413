"""Splits given to be checked: hand-made files, sheets with titles and subtotals, our results."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from allocator.reading import read_allocation, read_problem, read_provenance
from allocator.texts.issues import InputError, Issue
from tests.inputs import folder

EXPECTED = {("M1", "C1"): Fraction("6.5"), ("M2", "C1"): Fraction("3.5")}


def faults(path: Path, problem: Any = None) -> tuple[Issue, ...]:
    with pytest.raises(InputError) as caught:
        read_allocation(path, problem)
    return caught.value.issues


def csv_file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "split.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "member_id,component_id,quantity\nM1,C1,6.5\nM2,C1,3.50\n",
        "component_id;quantity;member_id\nC1;6,5;M1\nC1;3,5;M2\n",
        "Podział godzin\n\nczłonek\tzadanie\tilość\tuwagi\nM1\tC1\t6,5\tok\nM2\tC1\t3.5\t\n",
        "składnik;członek;nazwa;ilość\nC1;M1;Źródło;6,5\nC1;M2;Łąka;3,5\n".encode("cp1250"),
        "\ufeffmember_id,component_id,quantity\nM1,C1,6.5\nM2,C1,3.5\n,,10\n",
        "member_id,component_id,quantity\nM1,C1,6.5\nM2,C1,3.5\nM2,C2,0\n",
    ],
)
def test_delimited_splits(tmp_path: Path, text: str | bytes) -> None:
    assert read_allocation(csv_file(tmp_path, text)).quantities == EXPECTED


def test_rows_keep_their_place(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "member_id,component_id,quantity\n\nM1,C1,6.5\n")
    (row,) = read_allocation(path).rows
    assert (row.pair, row.quantity, row.table, row.row) == (
        ("M1", "C1"), Fraction("6.5"), "split.csv", 3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("M1,C1,-1\n", [("below_minimum", 2, "quantity", "-1")]),
        ("M1,C1,dwa\n", [("bad_number", 2, "quantity", "dwa")]),
        ("M1,C1,\n", [("cell_empty", 2, "quantity", "")]),
        ("M1,,5\n", [("cell_empty", 2, "component_id", "")]),
        ("M1,C1,NaN\n", [("not_finite", 2, "quantity", "NaN")]),
        ("M1,C1,#N/D\n", [("error_value", 2, "quantity", "#N/D")]),
        ('M1,C1,"1,5"\n', [("decimal_comma", 2, "quantity", "1,5")]),
        ("M1,C1,5\nM2,C1,1\nM1,C1,5\n", [("pair_twice", 4, "", "M1, C1")]),
        (
            "M1,C1,x\nM2,C1,-2\n",
            [("bad_number", 2, "quantity", "x"), ("below_minimum", 3, "quantity", "-2")],
        ),
    ],
)
def test_faults_of_a_split(tmp_path: Path, rows: str, expected: list[Any]) -> None:
    found = faults(csv_file(tmp_path, f"member_id,component_id,quantity\n{rows}"))
    assert [(each.code, each.row, each.column, each.value) for each in found] == expected


def test_a_point_that_may_separate_thousands(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "member_id;component_id;quantity\nM1;C1;1.200\nM2;C1;3\n")
    assert [each.code for each in faults(path)] == ["ambiguous_number"]


def test_ids_that_the_problem_does_not_have(tmp_path: Path) -> None:
    problem = read_problem(folder(tmp_path / "in"))
    path = csv_file(tmp_path, "member_id,component_id,quantity\nM7,C1,1\nM1,D1,1\n")
    found = faults(path, problem)
    assert [(each.code, each.row, each.column, each.value) for each in found] == [
        ("unknown_member", 2, "member_id", "M7"),
        ("unknown_component", 3, "component_id", "D1"),
    ]
    assert dict(found[0].parameters) == {"near": "M1, M2"}


@pytest.mark.parametrize("text", ["", "member_id,quantity\nM1,5\n", "notatki\n"])
def test_files_without_the_columns(tmp_path: Path, text: str) -> None:
    assert [each.code for each in faults(csv_file(tmp_path, text))] == ["split_without_columns"]


def result_workbook(tmp_path: Path, heading: tuple[str, ...], provenance: str) -> Path:
    book = Workbook()
    summary = book.worksheets[0]
    summary.append(["Podsumowanie", "member_id"])
    split = book.create_sheet("split")
    split.append(["Podział zlecenia"])
    split.merge_cells("A1:D1")
    split.append([])
    split.append(list(heading))
    split.append(["C1", "M1", "Źródło", 6.5, "=D4*49.8"])
    split.append(["C1", "M2", "Łąka", 3.5, "=D5*51.5"])
    split.append(["C1", None, "razem", "=SUM(D4:D5)", "=SUM(E4:E5)"])
    split.append([None, None, "Razem", None, "=E6"])
    sheet = book.create_sheet("provenance")
    sheet.append(["problem_digest", "abc"])
    sheet.append(["policy", '{"policy_id": "shown to people only"}'])
    for start in range(0, len(provenance), 20):  # long texts stand in several cells
        sheet.append([provenance[start : start + 20]])
    book.save(tmp_path / "result.xlsx")
    return tmp_path / "result.xlsx"


@pytest.mark.parametrize(
    "heading",
    [
        ("component_id", "member_id", "name", "quantity", "value_pln"),
        ("składnik", "członek", "nazwa", "ilość", "wartość"),
    ],
)
def test_our_result_workbook_with_titles_and_subtotals(
    tmp_path: Path, heading: tuple[str, ...]
) -> None:
    # A blank at the end of the first cell belongs to the text.
    text = '{"scenario": "SC012 SC1", "seed": 0, "cost_cap": 1.5}'
    assert text[19] == " "
    path = result_workbook(tmp_path, heading, text)
    read = read_allocation(path)
    assert read.quantities == EXPECTED
    expected = {"scenario": "SC012 SC1", "seed": 0, "cost_cap": Decimal("1.5")}
    assert read.provenance == expected == read_provenance(path)


@pytest.mark.parametrize("text", ["{broken", "abc", ""])
def test_a_provenance_that_is_none(tmp_path: Path, text: str) -> None:
    heading = ("component_id", "member_id", "name", "quantity", "value_pln")
    assert read_provenance(result_workbook(tmp_path, heading, text)) is None


def test_any_sheet_with_the_columns(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["notatki"])
    sheet = book.create_sheet("Arkusz2")
    for row in (("zadanie", "członek", "ilość"), ("C1", "M1", "6,5"), ("C1", "M2", 3.5)):
        sheet.append(row)
    book.save(tmp_path / "hand.xlsx")
    assert read_allocation(tmp_path / "hand.xlsx").quantities == EXPECTED
    assert read_provenance(tmp_path / "hand.xlsx") is None


ASSIGNMENTS = [
    {"member_id": "M1", "component_id": "C1", "quantity": 6.5, "value_pln": 323.7},
    {"member_id": "M2", "component_id": "C1", "quantity": "3.5", "value_pln": 180.25},
]


@pytest.mark.parametrize("wrapped", [True, False])
def test_documents(tmp_path: Path, wrapped: bool) -> None:
    path = tmp_path / "result.json"
    content = {"assignments": ASSIGNMENTS, "provenance": {"seed": 3}} if wrapped else ASSIGNMENTS
    path.write_text(json.dumps(content))
    read = read_allocation(path)
    assert read.quantities == EXPECTED
    assert (read.provenance is not None) == wrapped
    assert (read_provenance(path) is not None) == wrapped


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"members": []}, "json_not_a_list"),
        ({"assignments": [5]}, "json_not_an_object"),
        ({"assignments": [{"member_id": "M1"}]}, "split_without_columns"),
        ("x", "json_not_a_list"),
    ],
)
def test_documents_that_hold_no_split(tmp_path: Path, content: Any, code: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(content))
    assert [each.code for each in faults(path)] == [code]


def test_a_split_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text('{"assignments": []}')
    assert read_allocation(path).quantities == {}


@pytest.mark.parametrize(
    ("name", "code"),
    [("brak.csv", "path_missing"), ("in.pdf", "unknown_format"), ("in.xlsx", "not_an_archive")],
)
def test_files_that_can_not_be_read(tmp_path: Path, name: str, code: str) -> None:
    if name != "brak.csv":
        (tmp_path / name).write_bytes(b"x")
    assert [each.code for each in faults(tmp_path / name)] == [code]
