"""`allocator check`: what is right, what is wrong, and how it is said."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.command_line import SHARED, Terminal, saved, solved


@pytest.fixture(name="terminal")
def a_terminal(capsys):
    return Terminal(capsys)


def table(folder: Path, *rows: str, name: str = "split.csv") -> Path:
    """A split as a CSV file."""
    path = folder / name
    path.write_text("\n".join(("member_id,component_id,quantity", *rows)) + "\n")
    return path


def test_a_right_split(terminal, tmp_path):
    ran = terminal("check", saved(tmp_path, **SHARED), table(tmp_path, "M1,C1,6", "M2,C1,4"))
    assert ran.code == 0
    assert ran.out.startswith("Right: the split keeps everything that must hold.")


def test_a_right_split_as_an_object(terminal, tmp_path):
    problem, split = saved(tmp_path, **SHARED), table(tmp_path, "M1,C1,6", "M2,C1,4")
    ran = terminal("check", problem, split, "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (0, "right")
    assert ran.document["task_cost_pln"] == 108
    assert ran.document["measures"]["cost"] == 108
    (row,) = [each for each in ran.document["rules"] if each["rule_id"] == "R1"]
    assert (row["value"], row["margin"], row["binding"]) == (4, 0, True)


def test_a_wrong_split_names_and_quantifies_what_it_breaks(terminal, tmp_path):
    problem, split = saved(tmp_path, **SHARED), table(tmp_path, "M1,C1,7", "M2,C1,2")
    ran = terminal("check", problem, split, "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (1, "wrong")
    # 2 of 4 units and 9 of 10 are there
    missed = {each["rule_id"]: each["violation"] for each in ran.document["violations"]}
    assert missed == {"R1": 0.5, "coverage": 0.1}


def test_a_wrong_split_for_people_is_a_line_for_each_breach(terminal, tmp_path):
    problem, split = saved(tmp_path, **SHARED), table(tmp_path, "M1,C1,7", "M2,C1,2")
    ran = terminal("check", problem, split, language="pl")
    assert ran.code == 1
    first, *breaches = ran.out.splitlines()[:3]
    assert first == "Źle: podział łamie 2 warunki."
    assert any(each.strip().startswith("R1 ") and "co najmniej 4" in each for each in breaches)
    assert any("Cała ilość ma realizatora" in each for each in breaches)


def test_options_change_what_is_asked(terminal, tmp_path):
    problem, split = saved(tmp_path, **SHARED), table(tmp_path, "M1,C1,9")
    assert terminal("check", problem, split).code == 1
    assert terminal("check", problem, split, "--partial", "--rules-off", "R1").code == 0
    words = ("--partial", "--rules-off", "R1", "--cost-cap", "89")
    assert terminal("check", problem, split, *words).code == 1
    words = ("--partial", "--rules-off", "R1", "--pin", "M1:C1=8")
    assert terminal("check", problem, split, *words).code == 1


def test_a_result_of_ours_is_checked_as_it_was_made(terminal, tmp_path):
    words = ("--rules-off", "R1", "--cost-cap", "100")
    problem, result = solved(terminal, tmp_path, *words)
    ran = terminal("check", problem, result)
    # without R1 all 10 units are M1's; with it this would be wrong
    assert (ran.code, ran.err) == (0, "")


def test_an_option_overrides_what_a_result_was_made_with_and_says_so(terminal, tmp_path):
    problem, result = solved(terminal, tmp_path, "--cost-cap", "150")
    ran = terminal("check", problem, result, "--cost-cap", "107")
    assert ran.code == 1
    assert "notice: --cost-cap: “107” – this option replaces" in ran.err
    assert terminal("check", problem, result, "--cost-cap", "107", "--quiet").err == ""


def test_another_problem_is_a_warning(terminal, tmp_path):
    _, result = solved(terminal, tmp_path)
    other = saved(tmp_path, "other.json", **{**SHARED, "budget": 300})
    ran = terminal("check", other, result)
    assert ran.code == 0
    assert "warning: ALLOCATION: this split was made from other data" in ran.err


def test_our_workbook_with_a_quantity_overwritten(terminal, tmp_path):
    problem, book = saved(tmp_path, **SHARED), tmp_path / "result.xlsx"
    assert terminal("solve", problem, "--rules-off", "R1", "--out", book, "--quiet").code == 0
    assert terminal("check", problem, book).code == 0
    opened = openpyxl.load_workbook(book)
    cells = [cell for row in opened["split"].iter_rows() for cell in row if cell.value == 10]
    cells[0].value = 9
    opened.save(book)
    ran = terminal("check", problem, book, "--format", "json")
    assert ran.code == 1
    assert [each["rule_id"] for each in ran.document["violations"]] == ["coverage"]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        (("M9,C1,3",), ["unknown_member"]),
        (("M1,C9,3", "M1,C1,x"), ["unknown_component", "bad_number"]),
        (("M1,C1,3", "M1,C1,3"), ["pair_twice"]),
    ],
)
def test_faults_of_a_split(terminal, tmp_path, rows, codes):
    problem, split = saved(tmp_path, **SHARED), table(tmp_path, *rows)
    ran = terminal("check", problem, split, "--format", "json")
    assert (ran.code, sorted(ran.fault_codes)) == (2, sorted(codes))


def test_no_such_split(terminal, tmp_path):
    ran = terminal("check", saved(tmp_path, **SHARED), tmp_path / "none.csv", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["path_missing"])


def test_a_scenario_that_the_given_data_does_not_have_is_left_out(terminal, tmp_path):
    scenarios = {"S1": [("commission", "budget_total_pln", "value", "set", 150)]}
    _, result = solved(terminal, tmp_path, "--scenario", "S1", **SHARED, scenarios=scenarios)
    # the same data as the scenario makes them, without any scenario
    other = saved(tmp_path, "other.json", **{**SHARED, "budget": 150})
    ran = terminal("check", other, result)
    assert ran.code == 0
    assert "[recalled_scenario_missing]" in ran.err
    assert "[checked_other_problem]" not in ran.err
