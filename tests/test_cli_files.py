"""`info`, `template`, `convert`, `export`, `compare`, `demo`: what they say and what they write."""

from __future__ import annotations

import json
import os

import openpyxl
import pytest

from allocator.cli import plugins, reference
from allocator.cli.output import whole_file
from allocator.reading import read_problem
from allocator.texts.issues import InputError
from tests.command_line import GRANT, TOWN, Terminal, saved


@pytest.fixture(name="terminal")
def a_terminal(capsys):
    return Terminal(capsys)


def test_info_tells_what_is_in_the_town(terminal):
    ran = terminal("info", TOWN, "--format", "json")
    assert ran.code == 0
    counts = ran.document["counts"]
    # as the README of the data says
    assert (counts["components"], counts["members"], counts["offers"]) == (24, 14, 78)
    assert (counts["sectors"], counts["periods"], counts["eligible_pairs"]) == (8, 12, 74)
    assert [
        (each["member_id"], each["component_id"], each["reasons"][0]["code"])
        for each in ran.document["ineligible"]
    ] == [
        ("M07", "C09", "exclusion"),
        ("M08", "C14", "competence"),
        ("M12", "C22", "exclusion"),
        ("M13", "C08", "competence"),
    ]
    assert ran.document["ineligible"][1]["reasons"][0]["until"] == "2026-08-31"


def test_info_for_people(terminal):
    ran = terminal("info", TOWN, language="pl")
    flat = " ".join(ran.out.split())
    assert "oferty do użycia 74" in flat
    assert "M08 OSP C14 Transport door-to-door uprawnienie kończy się 31.08.2026" in flat
    assert "2. koszt zadań (tolerancja 0,5%)" in flat
    assert ran.err == ""


def test_info_with_a_scenario_names_what_is_too_little(terminal):
    ran = terminal("info", TOWN, "--scenario", "SC3", "--format", "json")
    assert ran.document["scenario"]["scenario_id"] == "SC3"
    short = {each["component_id"] for each in ran.document["capacity"] if not each["enough"]}
    # the kitchen: 10,000 of 12,550 meals; nobody else offers the incubator as a whole
    assert "C11" in short
    (meals,) = [each for each in ran.document["capacity"] if each["component_id"] == "C11"]
    assert (meals["capacity"], meals["quantity"]) == (10000, 12550)
    assert "too little" in terminal("info", TOWN, "--scenario", "SC3").out


def test_info_counts_staff_hours_of_the_fullest_month(terminal, tmp_path):
    # 10 units of 3 hours, the first month has 8 of them: 24 hours; M1 has 20 hours a month
    path = saved(
        tmp_path,
        components={"C1": {"quantity": 10, "labour_pool": "P1", "labour_hours_per_unit": 3}},
        members=("M1",),
        periods=2,
        demand={"C1": [8, 2]},
        staff={"M1:P1": 20},
    )
    (pool,) = terminal("info", path, "--format", "json").document["labour"]
    assert pool == {
        "pool_id": "P1",
        "period": "2026-01",
        "hours_needed": 24,
        "hours_free": 20,
        "enough": False,
    }


def test_info_checks_its_options(terminal):
    ran = terminal("info", TOWN, "--policy", "p", "--pin", "M99:C01=1", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["unknown_policy", "pin_unknown"])


@pytest.mark.parametrize("name", ["none", "none.zip", "none.xlsx", "none.json"])
def test_a_missing_input(terminal, tmp_path, name):
    for command in ("info", "solve"):
        ran = terminal(command, tmp_path / name, "--format", "json")
        assert (ran.code, ran.fault_codes) == (2, ["path_missing"])


def test_faults_of_tables_begin_with_their_place(terminal, tmp_path):
    terminal("convert", GRANT, tmp_path / "copy")
    offers = tmp_path / "copy" / "offers.csv"
    lines = offers.read_text().splitlines()
    place = lines[0].split(",").index("unit_cost_pln")
    cells = lines[1].split(",")
    cells[place] = "ca. 20"
    offers.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]))
    ran = terminal("info", tmp_path / "copy", language="pl")
    assert ran.code == 2
    assert ran.err.startswith("offers, wiersz 2, kolumna unit_cost_pln: „ca. 20” – ")


def test_template_with_and_without_an_example(terminal, tmp_path):
    empty, full = tmp_path / "empty.xlsx", tmp_path / "full.xlsx"
    assert terminal("template", empty).out == f"Written: {empty}\n"
    assert terminal("template", full, "--example", "--quiet").out == ""
    assert "offers" in openpyxl.load_workbook(empty).sheetnames
    assert len(read_problem(full).offers) == 78


@pytest.mark.parametrize("command", [("template",), ("convert", GRANT), ("export", GRANT)])
@pytest.mark.parametrize(
    ("name", "code"),
    [("out.doc", "output_kind_unknown"), ("no/out.xlsx", "output_folder_missing")],
)
def test_outputs_that_can_not_be_written(terminal, tmp_path, monkeypatch, command, name, code):
    monkeypatch.chdir(tmp_path)
    name = name.replace(".xlsx", ".lp") if command[0] == "export" else name
    ran = terminal(*command, name)
    assert ran.code == 2
    assert f"[{code}]" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_convert_there_and_back(terminal, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for source, target in ((GRANT, "a.xlsx"), ("a.xlsx", "b.json"), ("b.json", "c.zip")):
        ran = terminal("convert", source, target)
        assert (ran.code, ran.out) == (0, f"Written: {target}\n")
    digests = [
        terminal("info", each, "--format", "json").document["problem_digest"]
        for each in (GRANT, "a.xlsx", "b.json", "c.zip")
    ]
    assert len(set(digests)) == 1


def test_convert_writes_nothing_where_there_is_a_fault(terminal, tmp_path):
    (tmp_path / "in.json").write_text("{}")
    ran = terminal("convert", tmp_path / "in.json", tmp_path / "out.xlsx")
    assert ran.code == 2
    assert not (tmp_path / "out.xlsx").exists()


def test_convert_keeps_a_folder_that_holds_other_things(terminal, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("x")
    ran = terminal("convert", GRANT, tmp_path / "letters")
    assert ran.code == 2
    assert "[folder_not_ours]" in ran.err
    assert (tmp_path / "letters" / "dear.txt").read_text() == "x"


def test_export_of_one_goal(terminal, tmp_path):
    out = tmp_path / "model.lp"
    ran = terminal("export", GRANT, out, "--goal", "cost", "--format", "json")
    assert (ran.code, ran.document["goal"], ran.document["sense"]) == (0, "cost", "minimise")
    assert out.read_text().startswith("\\")
    assert ran.document["variables"] > 35


def test_export_takes_the_first_goal_of_a_policy(terminal, tmp_path):
    out = tmp_path / "model.mps"
    ran = terminal("export", TOWN, out, "--policy", "balanced", "--cost-cap", "3100000")
    assert (ran.code, "soft_rules:1" in ran.out) == (0, True)
    assert "ROWS" in out.read_text()


def test_export_of_no_goal_is_a_fault(terminal, tmp_path):
    # soft rules are asked for, and there are none
    ran = terminal("export", GRANT, tmp_path / "model.lp", "--goal", "soft_rules")
    assert ran.code == 2
    assert "[goal_without_entries]" in ran.err


def test_compare_two_results(terminal, tmp_path):
    # M1 alone costs 100; with a pin M2 takes 3 units at 12: 70 + 36 = 106
    problem = saved(tmp_path, offers={"M1:C1": 10, "M2:C1": 12})
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    terminal("solve", problem, "--out", paths[0])
    terminal("solve", problem, "--pin", "M2:C1=3", "--out", paths[1])
    ran = terminal("compare", *paths, "--format", "json")
    assert ran.code == 0
    assert not ran.document["same"]
    (move,) = ran.document["moves"]
    assert (move["from_member"], move["to_member"], move["quantity"]) == ("M1", "M2", 3)
    text = terminal("compare", *paths, language="pl").out
    assert "C1: M1 → M2: 3" in text
    assert terminal("compare", paths[0], paths[0], language="pl").out == ("Wyniki są takie same.\n")


def test_compare_names_both_arguments_that_are_no_results(terminal, tmp_path):
    (tmp_path / "b.json").write_text("[]")
    ran = terminal("compare", tmp_path / "a.xlsx", tmp_path / "b.json", "--format", "json")
    assert ran.code == 2
    assert [each["column"] for each in ran.document["faults"]] == ["A", "B"]


def test_demo_shows_the_town_and_writes_a_workbook(terminal, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = terminal("demo", language="pl")
    assert ran.code == 0
    assert "Zapisano: demo.xlsx" in ran.err
    assert "split" in openpyxl.load_workbook("demo.xlsx").sheetnames
    assert sorted(each.name for each in tmp_path.iterdir()) == ["demo.xlsx"]


def test_the_reference_commission_may_be_missing(terminal, tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "FOLDER", ("data", "nowhere"))
    ran = terminal("demo", tmp_path / "demo.json", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["reference_not_installed"])


def test_scenarios_may_not_be_installed(terminal, monkeypatch):
    monkeypatch.setattr(plugins, "plugins", tuple)
    ran = terminal("info", TOWN, "--scenario", "SC1", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["scenarios_not_installed"])
    assert terminal("compare", "a.json", "b.json").code == 2


def broken_half_way(draft):
    """As a program that fails while it writes."""
    draft.write_text("half")
    raise ZeroDivisionError


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "out.txt"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), whole_file(str(target)) as draft:
        broken_half_way(draft)
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["out.txt"]
    with whole_file(str(target)) as draft:
        draft.write_text("after")
    assert target.read_text() == "after"
    assert os.listdir(tmp_path) == ["out.txt"]


def test_a_file_that_the_system_refuses_is_a_fault(tmp_path):
    with (
        pytest.raises(InputError) as caught,
        whole_file(str(tmp_path / "none" / "out.txt")) as draft,
    ):
        draft.write_text("x")
    assert caught.value.issues[0].code == "not_writable"


def test_faults_as_objects_speak_both_languages(terminal, tmp_path):
    (fault,) = terminal("info", tmp_path / "none", "--format", "json").document["faults"]
    assert fault["code"] == "path_missing"
    assert fault["text_pl"] != fault["text_en"]
    assert json.dumps(fault)
