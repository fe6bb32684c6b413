"""Folders read whole: counts, dialects, order, headings, notices."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.reading import read_problem, read_tables
from allocator.texts.issues import Issue, Severity
from tests.inputs import GRANT, SMALL, TOWN, faults, folder


@pytest.mark.parametrize(("path", "counts"), [(TOWN, (24, 14, 78)), (GRANT, (7, 13, 40))])
def test_reference_commissions(path: Path, counts: tuple[int, int, int]) -> None:
    read = read_tables(path)
    found = tuple(len(read.tables[name]) for name in ("components", "members", "offers"))
    assert found == counts
    assert read.faults == ()
    assert {each.table for each in read.notices} == {"README.md", "expected_results.csv"}


def test_cells_of_the_town_are_typed() -> None:
    problem = read_problem(TOWN)
    first = problem.offer["M03", "C01"]
    assert (first.unit_cost_pln, first.capacity_max) == (Fraction("49.8"), 7000)
    assert first.own_unit_cost_pln is None
    assert problem.component["C01"].required_competences == ("K01",)
    assert dict(problem.component["C01"].extras)["vat_treatment"] == "zw"
    assert problem.commission.period_end == date(2026, 12, 31)
    assert problem.commission.budget_total_pln == 3_210_000
    assert dict(problem.commission.extras)["min_hourly_rate_gross_pln"] == "31.4"
    assert dict(problem.commission.meanings)["period_start"] == "first day"
    assert {each.at_most for each in problem.rules if each.rule_id == "R01"} == {20}


BLINK = """
import time
from allocator.reading import read_tables
seconds = []
for _ in range(5):
    start = time.process_time()
    read_tables("scenarios/data/hajnowka-2026")
    seconds.append(time.process_time() - start)
print(min(seconds))
"""


def test_the_town_is_read_in_a_blink() -> None:
    # In a process of its own, since measuring coverage slows this one down. Measured at 0.04 s;
    # the limit leaves room for a busy machine.
    ended = subprocess.run(
        [sys.executable, "-c", BLINK], capture_output=True, text=True, check=True
    )
    assert float(ended.stdout) < 0.2


@pytest.mark.parametrize("word", ["1", "true", "TAK", "yes", "Prawda", "1.0"])
def test_words_for_yes(tmp_path: Path, word: str) -> None:
    text = f"member_id,is_small\nM1,{word}\nM2,nie\n"
    members = read_tables(folder(tmp_path / "in", members=text)).tables["members"]
    assert [each.is_small for each in members] == [True, False]  # type: ignore[attr-defined]


def test_empty_cells_are_defaults(tmp_path: Path) -> None:
    text = "component_id,sector_id,quantity,splittable,min_lot,lot_size\nC1,S1,10,,,\n"
    (component,) = read_problem(folder(tmp_path / "in", components=text)).components
    assert (component.splittable, component.min_lot, component.lot_size) == (True, None, 0)


def test_unlisted_columns_are_carried(tmp_path: Path) -> None:
    text = "member_id,kolor,pusty,udział w sieci,is_small\nM1,zielony,,7.50,1\nM2,,,,0\n"
    first, second = read_problem(folder(tmp_path / "in", members=text)).members
    assert first.extras == (("kolor", "zielony"), ("udział w sieci", "7.5"))
    assert second.extras == ()


def test_a_slip_in_a_heading_is_a_warning(tmp_path: Path) -> None:
    text = "component_id,member_id,unit_cost_pln,capacity_max,qualitty,kolor\nC1,M1,49.8,10,4,x\n"
    problem = read_problem(folder(tmp_path / "in", offers=text))
    expected = Issue(
        "similar_column",
        Severity.WARNING,
        "offers",
        1,
        "qualitty",
        "qualitty",
        (("near", "quality"),),
    )
    assert [each for each in problem.notices if each.code == "similar_column"] == [expected]


def test_a_slip_in_a_commission_key_is_a_warning(tmp_path: Path) -> None:
    text = SMALL["commission.csv"].replace("budget_total_pln", "budget_totl_pln")
    problem = read_problem(folder(tmp_path / "in", commission=text))
    (found,) = (each for each in problem.notices if each.code == "similar_key")
    assert (found.row, found.value, found.severity) == (5, "budget_totl_pln", Severity.WARNING)
    assert problem.commission.budget_total_pln is None


def test_a_column_without_heading_is_left_out_with_a_notice(tmp_path: Path) -> None:
    text = "member_id,is_small,,\nM1,1,,\nM2,0,,do sprawdzenia\n"
    problem = read_problem(folder(tmp_path / "in", members=text))
    (found,) = (each for each in problem.notices if each.code == "unnamed_column")
    assert (found.table, found.row, found.column, found.value) == (
        "members", 3, "D", "do sprawdzenia",
    )  # fmt: skip


def test_tables_that_are_missing_or_empty(tmp_path: Path) -> None:
    path = folder(tmp_path / "in", links="", pins="member_id,component_id,quantity\n")
    tables = read_tables(path).tables
    assert tables["links"] == tables["pins"] == tables["rules"] == ()


def test_other_files_are_left_alone_with_a_notice(tmp_path: Path) -> None:
    path = folder(tmp_path / "in")
    (path / "notatki.docx").write_bytes(b"\0")
    (path / ".DS_Store").write_bytes(b"\0")
    (path / "inner").mkdir()
    told = [each.table for each in read_tables(path).notices]
    assert told == ["notatki.docx"]


@pytest.mark.parametrize("inner", ["", "zlecenie/", "a/b/"])
def test_a_zip_of_a_folder(tmp_path: Path, inner: str) -> None:
    path = tmp_path / "town.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in TOWN.iterdir():
            archive.write(file, f"{inner}{file.name}")
        archive.writestr("__MACOSX/offers.csv", "junk")
    assert read_problem(path) == read_problem(TOWN)


def test_names_that_climb_out_of_a_zip_are_only_names(tmp_path: Path) -> None:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in SMALL.items():
            archive.writestr(f"../../{name}", text)
    assert len(read_problem(path).offers) == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.zip"]


def test_commission_faults_stand_in_the_row_of_their_fact(tmp_path: Path) -> None:
    text = SMALL["commission.csv"].replace("2026-02-28", "2025-02-28")
    found = {each.code: each for each in faults(folder(tmp_path / "in", commission=text))}
    assert found["period_end_before_start"].row == 4


def test_faults_of_all_stages_come_together(tmp_path: Path) -> None:
    path = folder(
        tmp_path / "in",
        zones=b"\xff\xfe\x00",
        members="member_id,is_small,target_share_pct\nM1,może,x\nM1,1,0\nM2,0,0\n",
        offers="component_id,member_id,unit_cost_pln,capacity_max\nC1,M1,,10\nC9,M2,dwa,10\n",
        demand=None,
    )
    found = sorted((each.code, each.table, each.row or 0, each.column) for each in faults(path))
    assert found == [
        ("bad_encoding", "zones.csv", 1, ""),
        ("bad_flag", "members", 2, "is_small"),
        ("bad_number", "members", 2, "target_share_pct"),
        ("bad_number", "offers", 3, "unit_cost_pln"),
        ("cell_empty", "offers", 2, "unit_cost_pln"),
        ("duplicate_key", "members", 3, "member_id"),
        ("table_missing", "demand", 0, ""),
        ("unknown_reference", "offers", 3, "component_id"),
    ]


def test_a_key_given_twice_is_told_once_with_both_rows(tmp_path: Path) -> None:
    offers = SMALL["offers.csv"] + "C1,M2,60,5,1\n"
    (found,) = faults(folder(tmp_path / "in", offers=offers))
    assert (found.code, found.row, dict(found.parameters)["first_row"]) == ("duplicate_key", 4, "3")


def test_a_commission_key_given_twice(tmp_path: Path) -> None:
    text = SMALL["commission.csv"] + "budżet,2000,\n"
    (found,) = faults(folder(tmp_path / "in", commission=text))
    assert (found.code, found.row, found.value) == ("duplicate_key", 6, "budget_total_pln")
    assert dict(found.parameters)["first_row"] == "5"
