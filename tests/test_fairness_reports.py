"""How fair a split is, in workbook, Markdown, `check` and JSON: the toy commission's fractions."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from allocator.operations.schemas import verdict_schema
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms
from allocator.reading import write_json
from allocator.reporting.fairness_document import fairness_document
from allocator.reporting.fairness_tables import fairness_sentences, fairness_tables
from allocator.reporting.markdown import markdown_text
from allocator.reporting.report import Report
from allocator.reporting.tables import Role
from allocator.reporting.workbook import workbook_bytes
from allocator.texts.formats import HARD_SPACE
from tests.builders import problem
from tests.command_line import Terminal
from tests.results import a_goal, a_result
from tests.toy4 import awards_of, splits, toy4

REFERENCE = Terms(fairness=Fairness(measure="reference_value"))
FAIREST = {
    ":".join(pair): quantity
    for pair, quantity in next(
        each for each in splits() if list(awards_of(each)) == [14, 9, 3, 4]
    ).items()
}
"""A leximin split of TOY4 has awards 14, 9, 3, 4 of targets 15, 9, 3, 3."""

SHEETS = {"pl": "sprawiedliwość", "en": "fairness"}


def a_report(
    given: Problem | None = None, language: str = "pl", *, proved: bool = True, **changes: Any
) -> Report:
    """The fairest split of the toy commission as a result with its goal of levels."""
    town = given or toy4()
    levels = (93, 100, 100, 100)
    goals = (a_goal("target_share", levels, proved=proved),)
    found = a_result(town, FAIREST, terms=REFERENCE, **{"goals": goals, **changes})
    return Report(town, found, REFERENCE, language)


def table_of(report: Report, name: str) -> list[tuple[Any, ...]]:
    """The cells of one of the tables."""
    split = report.result.split
    assert split is not None
    found = [each for each in fairness_tables(report, split) if each.name == name]
    return [row.cells for each in found for row in each.rows]


def sheet_of(report: Report) -> Any:
    return load_workbook(BytesIO(workbook_bytes(report)))[SHEETS[report.language]]


def test_the_document_has_the_exact_fractions_rounded_once() -> None:
    split = {tuple(pair.split(":")): Fraction(each) for pair, each in FAIREST.items()}
    found = fairness_document(toy4(), split, REFERENCE.fairness)  # type: ignore[arg-type]
    reference, hours = found["measures"]
    assert (reference["measure"], hours["measure"]) == ("reference_value", "hours")
    # T10: 14/15, 1, 1, 4/3 with weights 5, 3, 1, 1: spread 2/5, Gini 7/150, by heads 9/128.
    assert [str(each["ratio"]) for each in reference["members"]] == [
        "0.933333", "1.000000", "1.000000", "1.333333",
    ]  # fmt: skip
    assert [each["level"] for each in reference["members"]] == [93, 100, 100, 100]
    assert str(reference["spread"]) == "0.400000"
    assert str(reference["gini"]) == "0.046667"
    assert str(reference["gini_by_heads"]) == "0.070313"
    assert str(reference["jain_by_heads"]) == "0.978967"
    # C and D are small: 3 and 4 of 30.
    assert str(reference["small_members_share"]) == "0.233333"
    # A: 6 lots at 3 and 2 at 2 in its 8 hours; C: 2 at 3; D: 2 at 2. B: 5 at 3 in its 5 hours.
    assert [each["most"] for each in reference["members"]] == [22, 15, 6, 4]
    assert {each["limited_by"] for each in reference["members"]} == {"staff"}
    # Lots of H and M differ in worth, but not in hours: 12 of them, 5/10 for A.
    assert (reference["lot"], hours["lot"]) == (None, 1)
    assert hours["members"][0]["quota"] == [6, 6]


def test_the_document_fits_its_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(capsys)
    path = tmp_path / "split.csv"
    rows = [
        f"{pair.replace(':', ',')},{quantity}" for pair, quantity in FAIREST.items() if quantity
    ]
    path.write_text("member_id,component_id,quantity\n" + "\n".join(rows) + "\n")
    where = tmp_path / "problem.json"
    write_json(toy4().tables, where)
    ran = terminal("check", where, path, "--measure", "reference_value", "--format", "json")
    assert ran.code == 0
    Draft202012Validator(verdict_schema()).validate(json.loads(ran.out))
    assert ran.document["fairness"]["measures"][0]["smallest_ratio"] == 0.933333
    told = terminal("check", where, path, "--measure", "reference_value", language="pl").out
    assert "Najmniejszą część swojego udziału z klucza ma A: 93,33%." in told
    assert (
        "Każdy członek mógłby osiągnąć swój udział z klucza, gdyby zależało to tylko od niego."
        in told
    )
    assert "godziny jego kadry" in told
    row = next(line for line in told.splitlines() if line.startswith("wartość po cenach"))
    read = re.split(r"\s{2,}", row.replace(HARD_SPACE, " "))
    # Jain by target: (sum of a)^2 / (W * sum of a^2 / w) = 30^2 / 30 / (14^2/15 + 9 + 3 + 16/3).
    assert read[1:] == ["93,33%", "40 p.p.", "0,0467", "0,9868", "0,0703", "0,979", "23,33%"]


def test_who_can_not_reach_its_share_is_named_with_the_reason() -> None:
    """D with a single hour can do one lot of 2, two thirds of its 3."""
    town = toy4(capacity={"A": 8, "B": 5, "C": 2, "D": 1})
    report = a_report(town, "en")
    split = report.result.split
    assert split is not None
    assert fairness_sentences(report, split)[1] == (
        "In no split can it reach its share by the key: D (at most 66.67%: the hours of its staff)."
    )
    (row,) = [each for each in table_of(report, "fairness_reference_value") if each[0] == "D"]
    assert row[8] == "can not reach its share: the hours of its staff"
    (found,) = [
        row
        for each in fairness_tables(report, split)
        if each.name == "fairness_reference_value"
        for row in each.rows
        if row.role is Role.WARNING
    ]
    assert found.cells[0] == "D"


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_member_has_its_sentence(language: str) -> None:
    """Below the cap: no more but at the cost of others; at the cap: that it is there."""
    report = a_report(language=language)
    rows = table_of(report, "certificate")
    assert [row[0] for row in rows] == list("ABCD")
    claim = {"pl": "nie może dostać wyższego poziomu", "en": "can not have a higher level"}
    top = {"pl": "Osiąga najwyższy poziom", "en": "It reaches the highest level"}
    assert claim[language] in rows[0][3]
    assert all(row[3].startswith(top[language]) for row in rows[1:])


def test_of_an_unfinished_ladder_nothing_is_claimed() -> None:
    rows = table_of(a_report(language="en", proved=False), "certificate")
    assert rows[0][3] == "Level 93; whether it could be higher is not decided in full."


def test_without_a_goal_of_levels_there_is_no_sentence() -> None:
    assert table_of(a_report(goals=()), "certificate") == []


def test_margins_set_off_who_works_at_a_loss() -> None:
    """M1 is paid 6 * 10 and says that it costs 6 * 11; M2 says nothing."""
    town = problem(
        offers={"M1:C1": {"unit_cost_pln": 10, "own_unit_cost_pln": 11}, "M2:C1": 12}, budget=200
    )
    report = Report(town, a_result(town, {"M1:C1": 6, "M2:C1": 4}))
    split = report.result.split
    assert split is not None
    (table,) = [each for each in fairness_tables(report, split) if each.name == "margins"]
    (row,) = table.rows
    assert row.cells == ("M1", "", 60, 66, -6)
    assert row.role is Role.WARNING


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_sheet_has_a_chart_of_award_against_target(language: str) -> None:
    sheet = sheet_of(a_report(language=language))
    (chart,) = sheet._charts
    assert type(chart).__name__ == "BarChart"
    award, target = chart.series
    column = {}
    for series, name in ((award, "award"), (target, "target")):
        title = series.tx.strRef.f.rpartition("!")[2].replace("$", "")
        column[name] = sheet[title].column
        cells = sheet[series.val.numRef.f.rpartition("!")[2].replace("$", "")]
        assert [row[0].column for row in cells] == [column[name]] * 4
    first = sheet[award.val.numRef.f.rpartition("!")[2].replace("$", "")][0][0].row
    read = [
        [Decimal(str(sheet.cell(first + down, column[name]).value)) for down in range(4)]
        for name in ("award", "target")
    ]
    assert read == [[14, 9, 3, 4], [15, 9, 3, 3]]
    # Below the table, above what follows: nothing is hidden.
    top = chart.anchor._from.row
    assert top >= first + 4
    covered = range(top + 1, top + 1 + round(chart.anchor.ext.height / 9525 / 20))
    assert all(cell.value is None for row in covered for cell in sheet[row])


def test_the_same_result_gives_the_same_bytes_with_its_chart() -> None:
    assert workbook_bytes(a_report()) == workbook_bytes(a_report())


def test_texts_of_others_stay_texts_in_sheet_and_chart() -> None:
    members = {f"M{place}": {"target_share_pct": 50, "short_name": "=1+1"} for place in (1, 2)}
    town = problem(members=members, offers={"M1:C1": 10, "M2:C1": 10}, budget=200)
    data = workbook_bytes(Report(town, a_result(town, {"M1:C1": 6, "M2:C1": 4})))
    sheet = load_workbook(BytesIO(data))[SHEETS["pl"]]
    named = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert named
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in named)
    with ZipFile(BytesIO(data)) as archive:
        charts = [each for each in archive.namelist() if "charts/chart" in each]
        assert len(charts) == 1
        assert b"1+1" not in archive.read(charts[0])


def test_markdown_says_the_same() -> None:
    text = markdown_text(a_report(language="en"))
    assert "A has the smallest part of its share by the key: 93.33%." in text
    assert "## Award by the key: value at reference prices" in text
    assert "| A |" in text.replace("| A |  |", "| A |")
    assert "Member A can not have a higher level unless somebody else falls" in text
    assert "## Measures of inequality" in text


def test_without_a_key_the_sheet_says_that_there_is_nothing() -> None:
    town = problem(offers={"M1:C1": 10})
    report = Report(town, a_result(town, {"M1:C1": 10}))
    sheet = sheet_of(report)
    assert [row[0].value for row in sheet.iter_rows(max_row=3)][-1] == "Nie ma nic do pokazania."
    assert sheet._charts == []
