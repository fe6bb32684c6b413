"""Texts that people typed never become formulas in what we export, nor are theirs evaluated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from allocator.problem.request import Goal, Terms
from allocator.reading import read_problem
from allocator.reading.workbook_writing import workbook_bytes
from allocator.reporting.csv_text import FORMULA_SIGNS, safe_text
from allocator.reporting.report import Report
from allocator.reporting.workbook import workbook_bytes as report_bytes
from allocator.solving import solve
from allocator.texts.issues import InputError
from tests.builders import problem, tables

SIGNS = ("=", "+", "-", "@")
BAD = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.com";"x")',
)
TEXTS: dict[str, Any] = {
    "components": {"C1": {"quantity": 10, "name_pl": BAD[0], "unit_pl": BAD[3]}},
    "members": {
        f"M{place}": {"name_pl": text, "short_name": text} for place, text in enumerate(BAD)
    },
    "rules": [
        {
            "rule_id": "R1",
            "metric": "value",
            "per": "member",
            "at_most": 60,
            "unit": "pln",
            "name_pl": BAD[4],
        }
    ],
    "commission": {"title_pl": BAD[5], "title_en": BAD[5]},
}


def dangerous(data: bytes) -> Iterator[str]:
    """Cells that a spreadsheet would compute, now or when somebody edits them."""
    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                starts = isinstance(cell.value, str) and cell.value.startswith(SIGNS)
                kept = cell.quotePrefix or cell.number_format == "@"
                if cell.data_type == "f" or (starts and not kept):
                    yield f"{sheet.title}!{cell.coordinate}: {cell.value}"


def shown(data: bytes) -> set[str]:
    return {
        cell.value
        for sheet in load_workbook(io.BytesIO(data))
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }


def test_a_formula_would_be_seen() -> None:
    """The look at a workbook can fail."""
    book = Workbook()
    book.worksheets[0].append(["=1+1"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert list(dangerous(buffer.getvalue())) == ["Sheet!A1: =1+1"]


def test_a_problem_as_a_workbook_holds_texts_and_comes_back() -> None:
    data = workbook_bytes(tables(**TEXTS))
    assert list(dangerous(data)) == []
    assert set(BAD) <= shown(data)


def test_a_problem_with_such_texts_is_read_as_it_was_written(tmp_path: Any) -> None:
    written = problem(**TEXTS)
    path = tmp_path / "problem.xlsx"
    path.write_bytes(workbook_bytes(written.tables))
    assert read_problem(path).members == written.members


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_result_as_a_workbook_holds_texts(language: str) -> None:
    given = problem(**TEXTS)
    result = solve(given, (Goal("cost"),), Terms())
    data = report_bytes(Report(given, result, Terms(), language))
    assert list(dangerous(data)) == []
    assert {BAD[0], BAD[5]} <= shown(data)


def test_csv_quotes_what_a_spreadsheet_would_compute() -> None:
    for text in (*BAD, "\t=1", "\r=1"):
        assert str(safe_text(text)).startswith("'"), text
    assert set(SIGNS) <= set(FORMULA_SIGNS)
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe_text("zwykły tekst"), safe_text("a=b")])
    assert buffer.getvalue().strip() == "zwykły tekst,a=b"


def test_formulas_that_come_in_are_not_evaluated(tmp_path: Any) -> None:
    """One without a value that a spreadsheet had computed is a fault, never a number."""
    path = tmp_path / "problem.xlsx"
    path.write_bytes(workbook_bytes(tables()))
    book = load_workbook(path)
    sheet = book["offers"]
    heading = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, heading["unit_cost_pln"]).value = "=5+5"
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_problem(path)
    (issue,) = caught.value.issues
    assert (issue.table, issue.row, issue.column) == ("offers", 2, "unit_cost_pln")
    assert "=5+5" in issue.value
