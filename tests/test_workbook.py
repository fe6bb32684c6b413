"""The workbook: sums to the grosz, a split that reads back, no formulas, print set-up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from allocator.problem.request import Terms
from allocator.reading.allocations import read_allocation
from allocator.reporting import write_report
from allocator.reporting.report import Report
from allocator.reporting.tables import Column, Kind
from allocator.reporting.workbook import workbook_bytes
from allocator.reporting.workbook_style import LONGEST_TEXT, Styles, lines_of
from allocator.texts.issues import Issue, Severity
from tests.results import DIGEST, KITCHEN_SPLIT, a_result, kitchen

SHEETS = {
    "pl": [
        "podsumowanie",
        "split",
        "członkowie",
        "sprawiedliwość",
        "składniki",
        "kosztorys",
        "finansowanie",
        "harmonogram",
        "kadra",
        "reguły",
        "rezultaty",
        "oferty wyłączone",
        "uwagi",
        "reguły szczegółowo",
        "provenance",
    ],
    "en": [
        "summary",
        "split",
        "members",
        "fairness",
        "components",
        "cost estimate",
        "funding",
        "schedule",
        "staff",
        "rules",
        "results",
        "offers not usable",
        "warnings",
        "rules in detail",
        "provenance",
    ],
}


def a_book(
    given_problem: Any = None,
    quantities: Any = KITCHEN_SPLIT,
    *,
    language: str = "pl",
    **changes: Any,
) -> Workbook:
    """The workbook of a split, read again as a spreadsheet program would."""
    town = given_problem or kitchen()
    report = Report(town, a_result(town, quantities, **changes), Terms(), language)
    return load_workbook(BytesIO(workbook_bytes(report)))


def rows_of(book: Workbook, name: str) -> Iterator[list[Any]]:
    """The values of a sheet's rows."""
    for row in book[name].iter_rows(values_only=True):
        yield list(row)


def exact(value: Any) -> Decimal:
    """A number cell as it is written."""
    return Decimal(str(value))


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_sheets_in_the_reader_s_language(language: str) -> None:
    assert a_book(language=language).sheetnames == SHEETS[language]


def test_without_a_plan_only_the_sheets_that_need_none() -> None:
    book = a_book(quantities=None)
    assert book.sheetnames == ["podsumowanie", "oferty wyłączone", "uwagi", "provenance"]
    assert "żaden podział" in str(book["podsumowanie"]["A2"].value)


def test_the_sums_of_the_sheets_add_up_to_the_grosz() -> None:
    book = a_book()
    values = [row for row in rows_of(book, "kosztorys") if isinstance(row[0], int)]
    shown = sum(exact(row[5]) for row in values)
    total = next(row for row in rows_of(book, "kosztorys") if row[1] == "razem z opłatami")
    assert shown == exact(total[5]) == Decimal("484.27")

    funding = [row for row in rows_of(book, "finansowanie") if row[0] in ("M1", "M2")]
    sums = next(row for row in rows_of(book, "finansowanie") if row[0] == "razem")
    for place in range(2, 8):
        assert sum(exact(row[place]) for row in funding) == exact(sums[place])
    assert exact(sums[2]) == Decimal("484.27")
    assert exact(sums[4]) == Decimal("48.43")
    assert exact(sums[3]) == Decimal("435.84")
    assert all(exact(row[2]) == exact(row[3]) + exact(row[4]) for row in (*funding, sums))
    assert all(exact(row[4]) == exact(row[5]) + exact(row[6]) for row in (*funding, sums))

    members = [row for row in rows_of(book, "członkowie") if str(row[0]).startswith("M")]
    rounding = next(
        row for row in rows_of(book, "członkowie") if row[2] == "zaokrąglenia do grosza"
    )
    total_row = next(row for row in rows_of(book, "członkowie") if row[0] == "razem")
    parts = sum(exact(row[5]) for row in members) + exact(rounding[5])
    assert parts == exact(total_row[5]) == Decimal("465.65")

    money = {row[0]: row[1] for row in rows_of(book, "podsumowanie")}
    listed = ("koszt zadań", "opłata za koordynację (3%)", "fundusz rezerwowy (1%)")
    together = sum(exact(money[each]) for each in (*listed, "zaokrąglenia do grosza"))
    assert together == exact(money["razem z opłatami"]) == Decimal("484.27")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_split_reads_back_and_may_be_changed(tmp_path: Path, language: str) -> None:
    town = kitchen()
    path = tmp_path / "split.xlsx"
    write_report(town, a_result(town, KITCHEN_SPLIT), Terms(), path, language)
    read = read_allocation(path, town)
    assert read.quantities == {("M1", "C1"): 61, ("M1", "C2"): 2, ("M2", "C1"): 39}
    assert read.provenance is not None
    assert read.provenance["problem_digest"] == DIGEST

    book = load_workbook(path)
    sheet = book["split"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == 39]
    (cell,) = cells
    assert cell.fill.start_color.rgb.endswith("FFF6CC")
    cell.value = 38
    book.save(path)
    assert read_allocation(path, town).quantities["M2", "C1"] == 38


def test_long_provenance_goes_over_several_cells(tmp_path: Path) -> None:
    town = kitchen()
    earlier = [{"member_id": "M1", "component_id": f"C{each}"} for each in range(1500)]
    found = a_result(town, KITCHEN_SPLIT, provenance={"problem_digest": DIGEST, "earlier": earlier})
    book = load_workbook(BytesIO(workbook_bytes(Report(town, found))))
    texts = [str(row[0]) for row in rows_of(book, "provenance") if row[0]]
    start = next(place for place, text in enumerate(texts) if text.startswith("{"))
    assert len(texts) - start > 1
    assert max(map(len, texts)) <= LONGEST_TEXT
    assert json.loads("".join(texts[start:]))["earlier"] == earlier


@pytest.mark.parametrize("text", ["=1+1", "+48 123", "-5", "@sum", '=HYPERLINK("x")'])
def test_text_never_becomes_a_formula(text: str) -> None:
    town = kitchen(members={"M1": {"name_pl": text, "is_leader": True}, "M2": {}, "M3": {}})
    issue = Issue("not_a_table", Severity.WARNING, text, None, "", text)
    data = workbook_bytes(Report(town, a_result(town, KITCHEN_SPLIT, warnings=(issue,))))
    book = load_workbook(BytesIO(data))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in found if cell.data_type == "f"] == []
    same = [cell for cell in found if cell.value == text]
    assert len(same) >= 3
    assert all(cell.quotePrefix for cell in same)
    with ZipFile(BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in archive.read(name) for name in sheets)


def test_letters_that_no_sheet_can_hold_are_left_out() -> None:
    town = kitchen(members={"M1": {"name_pl": "a\x00b\x0bc"}, "M2": {}, "M3": {}})
    values = [cell for row in rows_of(a_book(town), "członkowie") for cell in row]
    assert "a b c" in values


def test_nothing_is_merged_and_headings_stay_in_sight_on_screen_and_paper() -> None:
    book = a_book()
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth == 1
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddHeader is not None
        assert sheet.oddHeader.left.text == "Obiady && dowóz"
        assert DIGEST[:16] in str(sheet.oddFooter and sheet.oddFooter.left.text)
        if sheet.title not in ("podsumowanie", "sprawiedliwość"):
            heading = int(str(sheet.print_title_rows).strip("$").split(":")[0].strip("$"))
            top = str(sheet.freeze_panes).lstrip("ABCDEFGH")
            assert int(top) == heading + 1
            assert sheet.cell(heading, 1).font.bold


def test_numbers_are_numbers_in_the_language_s_own_format() -> None:
    for language, code in (("pl", '[$-415]#,##0.00\\ "zł"_-'), ("en", '[$-809]"PLN"\\ #,##0.00_-')):
        book = a_book(language=language)
        name = SHEETS[language][6]
        cell = next(cell for row in book[name].iter_rows() for cell in row if cell.value == 484.27)
        assert cell.number_format == code
    percent = Styles("pl", "PLN").number_code(Kind.PERCENT, 2)
    assert percent == "[$-415]#,##0.00%_-"


def test_the_schedule_has_whole_units_that_sum_to_the_quantities() -> None:
    rows = [row for row in rows_of(a_book(), "harmonogram") if row[0] in ("C1", "C2")]
    meals = [row for row in rows if row[0] == "C1"]
    assert [row[2] for row in meals] == ["M1 Lider", "M2 Mały", "razem"]
    for row in meals:
        assert sum(row[4:7]) == row[7]
    for place in range(4, 8):
        assert meals[0][place] + meals[1][place] == meals[2][place]
    # Two rides in three months: a third of them a month.
    (rides,) = (row for row in rows if row[0] == "C2")
    assert rides[4:8] == [0.333333, 0.333333, 0.333333, 2]


def test_staff_use_is_told_by_month() -> None:
    rows = [row for row in rows_of(a_book(), "kadra") if str(row[0]).startswith("M")]
    # 61 * 0.5 / 3 hours of 11, 39 * 0.5 / 3 of 20.
    assert rows == [
        ["M1 Lider", "P1", 11, 10.2, 10.2, 10.2, 0.924242],
        ["M2 Mały", "P1", 20, 6.5, 6.5, 6.5, 0.325],
    ]


def test_results_stand_against_indicators() -> None:
    rows = [row for row in rows_of(a_book(), "rezultaty") if str(row[0]).startswith("I")]
    assert rows[0][:5] == ["I1 Osoby", 30, 30.5, 0.5, "osoba"]
    assert rows[1][:5] == ["I2 Kursy", 3, 2, -1, "kurs"]


def test_the_same_result_gives_the_same_bytes() -> None:
    report = Report(kitchen(), a_result(kitchen(), KITCHEN_SPLIT))
    assert workbook_bytes(report) == workbook_bytes(report)


def test_rows_are_as_high_as_their_longest_text() -> None:
    narrow, wide = Column("", width=10), Column("", width=60)
    assert lines_of([("one two three four five", narrow)]) == 3
    assert lines_of([("one two three four five", wide)]) == 1
    assert lines_of([("x" * 50, Column("", width=10, wraps=False))]) == 1
