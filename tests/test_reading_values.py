"""Bad cells: each a fault with its place, raw value, code and sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.texts.catalogue import line, sentence
from tests.inputs import SMALL, faults, folder, only_fault

OFFERS = "component_id,member_id,unit_cost_pln,capacity_max,quality,labour_hours_per_unit\n"
POLISH = OFFERS.replace(",", ";")
COMPONENTS = "component_id,sector_id,quantity,splittable\n"
RULES = "rule_id,metric,of,per,at_least,at_most,unit,priority\n"
COMPETENCES = "competence_id\nK1\n"
PERMITS = "member_id,competence_id,valid_until\n"

# table, its text, and the fault: code, row, column, raw value
CELLS: list[tuple[str, str, tuple[str, int, str, str]]] = [
    ("offers", OFFERS + "C1,M1,dwa,10\n", ("bad_number", 2, "unit_cost_pln", "dwa")),
    ("offers", OFFERS + "C1,M1,,10\n", ("cell_empty", 2, "unit_cost_pln", "")),
    ("offers", OFFERS + "C1,M1, \u00a0,10\n", ("cell_empty", 2, "unit_cost_pln", "")),
    ("offers", OFFERS + 'C1,M1,"49,80",10\n', ("decimal_comma", 2, "unit_cost_pln", "49,80")),
    ("offers", POLISH + "C1;M1;1.234;10\n", ("ambiguous_number", 2, "unit_cost_pln", "1.234")),
    ("offers", POLISH + "C1;M1;1.234,50;10\n", ("bad_number", 2, "unit_cost_pln", "1.234,50")),
    ("offers", OFFERS + "C1,M1,NaN,10\n", ("not_finite", 2, "unit_cost_pln", "NaN")),
    ("offers", OFFERS + "C1,M1,5,inf\n", ("not_finite", 2, "capacity_max", "inf")),
    ("offers", OFFERS + "C1,M1,1.23456,10\n", ("too_many_decimals", 2, "unit_cost_pln", "1.23456")),
    ("offers", OFFERS + "C1,M1,1/3,10\n", ("too_many_decimals", 2, "unit_cost_pln", "1/3")),
    ("offers", OFFERS + "C1,M1,5,1000000000001\n",
     ("number_too_large", 2, "capacity_max", "1000000000001")),
    ("offers", OFFERS + "C1,M1,5,1E+06\n", ("scientific_number", 2, "capacity_max", "1E+06")),
    ("offers", OFFERS + "C1,M1,-5,10\n", ("below_minimum", 2, "unit_cost_pln", "-5")),
    ("offers", OFFERS + "C1,M1,5,10,6\n", ("above_maximum", 2, "quality", "6")),
    ("offers", OFFERS + "C1,M1,5,10,0.5\n", ("below_minimum", 2, "quality", "0.5")),
    ("offers", OFFERS + "C1,M1,5,10,4 %\n", ("sign_out_of_place", 2, "quality", "4 %")),
    ("offers", OFFERS + "C1,M1,5,20 zł\n", ("sign_out_of_place", 2, "capacity_max", "20 zł")),
    ("offers", OFFERS + "C1,M1,5,1:30\n", ("sign_out_of_place", 2, "capacity_max", "1:30")),
    ("offers", OFFERS + "C1,M1,5,10,4,1:75\n", ("bad_number", 2, "labour_hours_per_unit", "1:75")),
    ("offers", OFFERS + "C1,M1,#N/D,10\n", ("error_value", 2, "unit_cost_pln", "#N/D")),
    ("offers", OFFERS + "C1,M1,#ARG!,10\n", ("error_value", 2, "unit_cost_pln", "#ARG!")),
    ("offers", OFFERS + "C1,M1,5,#DZIEL/0!\n", ("error_value", 2, "capacity_max", "#DZIEL/0!")),
    ("offers", OFFERS + "C1,M1,5,######\n", ("error_value", 2, "capacity_max", "######")),
    ("members", "member_id,uwagi\nM1,#ADR!\nM2,\n", ("error_value", 2, "uwagi", "#ADR!")),
    ("members", "member_id,is_small\nM1,może\nM2,\n", ("bad_flag", 2, "is_small", "może")),
    ("members", "member_id\nM1;M3\nM2\nM1\n", ("bad_identifier", 2, "member_id", "M1;M3")),
    ("periods", "period\n2026-01\n2026-02\n2026-13\n", ("bad_period", 4, "period", "2026-13")),
    ("rules", RULES + "R1,value,całość,,,5,pln,\n", ("not_a_choice", 2, "of", "całość")),
    ("rules", RULES + "R1,value,value,,5,#REF!,percent,\n", ("error_value", 2, "at_most", "#REF!")),
    ("rules", RULES + "R1,value,value,,5 zł 3,,percent,\n",
     ("bad_number", 2, "at_least", "5 zł 3")),
    ("rules", RULES + "R1,value,value,,20%,,ratio,\n", ("percent_bound", 2, "at_least", "20%")),
    ("rules", RULES + "R1,value,,,1,,pln,1.5\n", ("not_whole", 2, "priority", "1.5")),
    ("pins", "member_id,component_id,quantity\nM1,C1,\n", ("cell_empty", 2, "quantity", "")),
    ("pins", "member_id,component_id,quantity\nM1,C1,-1\n", ("below_minimum", 2, "quantity", "-1")),
    ("policies", "policy_id,order,goal,cap_pct\nP1,1,cost,-1\n",
     ("below_minimum", 2, "cap_pct", "-1")),
    ("policies", "policy_id,order,goal\nP1,1,najtaniej\n",
     ("not_a_choice", 2, "goal", "najtaniej")),
    ("scenarios", "scenario_id,step,target,operation\nS1,0,none,double\n",
     ("not_a_choice", 2, "operation", "double")),
]  # fmt: skip


@pytest.mark.parametrize(("table", "text", "expected"), CELLS)
def test_faults_of_cells(
    tmp_path: Path, table: str, text: str, expected: tuple[str, int, str, str]
) -> None:
    found = only_fault(folder(tmp_path / "in", **{table: text}))
    assert (found.code, found.row, found.column, found.value) == expected
    assert found.table == table


@pytest.mark.parametrize(
    ("value", "code"), [("2026-02-30", "bad_date"), ("", "cell_empty"), ("31/12/2026", "bad_date")]
)
def test_a_permit_needs_its_day(tmp_path: Path, value: str, code: str) -> None:
    permits = f"{PERMITS}M1,K1,{value}\n"
    path = folder(tmp_path / "in", competences=COMPETENCES, member_competences=permits)
    found = only_fault(path)
    assert (found.code, found.column, found.value) == (code, "valid_until", value)


@pytest.mark.parametrize(
    ("line_out", "line_in", "expected"),
    [
        ("period_start,2026-01-01,first day\n", "", ("missing_key", None, "period_start", "")),
        ("2026-01-01", "pierwszy", ("bad_date", 3, "period_start", "pierwszy")),
        ("2026-01-01", "", ("cell_empty", 3, "period_start", "")),
        ("pln,1000,", "pln,1.2.3,", ("bad_number", 5, "budget_total_pln", "1.2.3")),
        ("pln,1000,", "pln,-1,", ("below_minimum", 5, "budget_total_pln", "-1")),
        ("pln,1000,", "pln,#N/A,", ("error_value", 5, "budget_total_pln", "#N/A")),
        ("budget_total_pln,1000", "tryb,inny", ("not_a_choice", 5, "commissioning_mode", "inny")),
        ("budget_total_pln,1000", ",1000", ("cell_empty", 5, "key", "1000")),
        ("pln,1000,", "pln,1000,#REF!", ("error_value", 5, "meaning", "#REF!")),
        ("budget_total_pln,1000", "format_version,2", ("format_too_new", 5, "format_version", "2")),
        ("budget_total_pln,1000", "format_version,x",
         ("bad_format_version", 5, "format_version", "x")),
    ],
)  # fmt: skip
def test_faults_of_the_commission(
    tmp_path: Path, line_out: str, line_in: str, expected: tuple[str, int | None, str, str]
) -> None:
    text = SMALL["commission.csv"].replace(line_out, line_in)
    found = only_fault(folder(tmp_path / "in", commission=text))
    assert (found.code, found.row, found.column, found.value) == expected


def test_missing_and_doubled_columns(tmp_path: Path) -> None:
    offers = "component_id,member_id,unit_cost_pl,capacity_max,moce\nC1,M1,5,10,10\n"
    found = faults(folder(tmp_path / "in", offers=offers))
    assert [(each.code, each.column, each.value) for each in found] == [
        ("duplicate_column", "capacity_max", ""),
        ("missing_column", "unit_cost_pln", "unit_cost_pl"),
    ]


def test_an_unlisted_column_twice(tmp_path: Path) -> None:
    found = only_fault(folder(tmp_path / "in", members="member_id,kolor,kolor\nM1,a,b\nM2,,\n"))
    assert (found.code, found.column) == ("duplicate_column", "kolor")


def test_a_table_without_headings(tmp_path: Path) -> None:
    found = faults(folder(tmp_path / "in", members="M1,1\nM2,0\n"))
    assert ("no_headings", "members") in {(each.code, each.table) for each in found}


@pytest.mark.parametrize(
    "table", ["commission", "periods", "components", "demand", "members", "offers"]
)
def test_required_tables(tmp_path: Path, table: str) -> None:
    found = faults(folder(tmp_path / "missing", **{table: None}))
    assert [each.table for each in found if each.code == "table_missing"] == [table]
    found = faults(folder(tmp_path / "empty", **{table: ""}))
    assert [each.table for each in found if each.code == "table_empty"] == [table]


def test_sentences_fill_in_for_every_fault(tmp_path: Path) -> None:
    for number, (table, text, _) in enumerate(CELLS):
        for found in faults(folder(tmp_path / str(number), **{table: text})):
            for language in ("pl", "en"):
                assert "{" not in sentence(found, language)
                assert not sentence(found, language).startswith(found.code)
                assert line(found, language).startswith(found.table)


def test_a_long_value_is_quoted_in_part(tmp_path: Path) -> None:
    found = only_fault(folder(tmp_path / "in", offers=OFFERS + f"C1,M1,{'x' * 500},10\n"))
    assert len(found.value) == 120
    assert found.value.endswith("…")
