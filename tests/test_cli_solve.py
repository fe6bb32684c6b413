"""`allocator solve` from end to end: plans, proofs, exit codes, outputs, faults, stops."""

from __future__ import annotations

import json
import os

import pytest

from allocator.allocation import WrongAnswer
from allocator.cli import searching
from allocator.cli.exits import Exit
from allocator.solvers import EngineMissing
from tests.command_line import TOWN, Terminal, saved

# M1 is cheaper, so the least cost of 10 units is 10 * 10 = 100 and M1 does everything.
CHEAP = {"offers": {"M1:C1": 10, "M2:C1": 12}, "budget": 200}


@pytest.fixture(name="terminal")
def a_terminal(capsys):
    return Terminal(capsys)


def test_the_best_split_as_an_object_and_nothing_else(terminal, tmp_path):
    ran = terminal("solve", saved(tmp_path, **CHEAP), "--format", "json")
    assert ran.code == 0
    document = ran.document
    assert document["status"] == "optimal"
    assert document["task_cost_pln"] == 100
    assert [(each["member_id"], each["quantity"]) for each in document["assignments"]] == [
        ("M1", 10)
    ]
    assert '"task_cost_pln": 100.00' in ran.out


def test_what_was_asked_stands_in_the_provenance(terminal, tmp_path):
    scenarios = {"S1": [("offers", "member=M1", "unit_cost_pln", "set", 13)]}
    path = saved(tmp_path, scenarios=scenarios, policies={"p": ["cost"]}, **CHEAP)
    words = ("--scenario", "S1", "--policy", "p", "--pin", "M1:C1=2", "--rules-off", "budget")
    ran = terminal("solve", path, *words, "--seed", 3, "--format", "json")
    # 2 units at 13 are pinned, the other 8 are cheaper at 12: 26 + 96 = 122
    assert ran.document["task_cost_pln"] == 122
    told = ran.document["provenance"]
    assert told["scenario"] == {
        "scenario_id": "S1",
        "cells": [
            {
                "table": "offers",
                "key": "C1;M1",
                "column": "unit_cost_pln",
                "before": 10,
                "after": 13,
            }
        ],
    }
    assert told["policy"] == {"policy_id": "p"}
    assert told["rules_off"] == ["budget"]
    assert told["pins"] == [{"member_id": "M1", "component_id": "C1", "quantity": 2}]
    assert told["seed"] == 3
    assert told["run"]["input"] == str(path)


def test_a_report_for_people(terminal, tmp_path):
    ran = terminal("solve", saved(tmp_path, **CHEAP), language="pl")
    assert ran.code == 0
    assert "koszt zadań" in ran.out
    assert "udowodniono" in ran.out


def test_outputs_of_all_kinds_are_written_and_named(terminal, tmp_path):
    paths = [tmp_path / f"result{suffix}" for suffix in (".json", ".xlsx", ".md")]
    words = [word for path in paths for word in ("--out", path)]
    ran = terminal("solve", saved(tmp_path, **CHEAP), *words)
    assert ran.code == 0
    for path in paths:
        assert path.stat().st_size > 100
        assert f"Written: {path}" in ran.err
    assert json.loads(paths[0].read_text())["task_cost_pln"] == 100


def test_quiet_says_nothing_on_stderr(terminal, tmp_path):
    path = saved(tmp_path, **CHEAP)
    ran = terminal("solve", path, "--out", tmp_path / "r.json", "--quiet")
    assert (ran.code, ran.err) == (0, "")


def test_infeasible_is_exit_3_with_an_object(terminal, tmp_path):
    # 10 units cost 100 at the least, the budget is 99
    path = saved(tmp_path, offers={"M1:C1": 10, "M2:C1": 12}, budget=99)
    ran = terminal("solve", path, "--format", "json")
    assert ran.code == 3
    assert (ran.document["status"], ran.document["verdict"]) == ("infeasible", "does_not_fit")


def test_infeasible_by_the_request(terminal, tmp_path):
    ran = terminal("solve", saved(tmp_path, **CHEAP), "--cost-cap", "99,99", "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (3, "does_not_fit_request")


def test_infeasible_for_people(terminal, tmp_path):
    ran = terminal("solve", saved(tmp_path, **CHEAP), "--cost-cap", "99")
    assert ran.code == 3
    assert "No split keeps the rules" in " ".join(ran.out.split())


def test_partial_coverage_leaves_out_what_does_not_fit(terminal, tmp_path):
    # at 10 PLN a unit a budget of 55 covers 5 of 10 units
    path = saved(tmp_path, offers={"M1:C1": 10}, budget=55)
    ran = terminal("solve", path, "--partial", "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (0, "fits_partly")
    assert ran.document["uncovered"][0]["quantity"] == 5


def test_stopped_without_a_plan_is_exit_4_with_an_object(terminal):
    # no engine finds its first plan within a ten-thousandth of a deterministic second
    words = ("--goal", "target_deviation", "--backend", "cpsat", "--work-limit", "0.0001")
    ran = terminal("solve", TOWN, *words, "--format", "json")
    assert ran.code == 4
    assert (ran.document["status"], ran.document["stopped_by"]) == (
        "unknown",
        "deterministic_limit",
    )


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (("--workers", "0"), ["below_minimum"]),
        (("--workers", "1.5"), ["option_not_whole"]),
        (("--time-limit", "0"), ["option_not_above"]),
        (("--gap", "-1"), ["below_minimum"]),
        (("--seed", "-1"), ["below_minimum"]),
        (("--memory-limit", "x"), ["bad_number"]),
        (("--repeatable", "--time-limit", "5"), ["repeatable_by_clock"]),
        (("--backend", "gurobi"), ["option_not_a_choice"]),
        (("--out", "r.pdf"), ["output_kind_unknown"]),
        (("--out", "nowhere/r.json"), ["output_folder_missing"]),
        (("--out", "r.json", "--out", "./r.json"), ["output_twice"]),
        (("--out", "problem.json"), ["output_is_input"]),
        (("--out", "folder.json"), ["output_is_folder"]),
        (("--bogus",), ["unknown_option"]),
        (
            ("--gap", "x", "--out", "r.pdf", "--goal", "y", "--pin", "z"),
            ["bad_number", "output_kind_unknown", "unknown_goal", "pin_form"],
        ),
    ],
)
def test_faults_are_exit_2_as_an_object(terminal, tmp_path, monkeypatch, words, codes):
    monkeypatch.chdir(tmp_path)
    saved(tmp_path, **CHEAP)
    (tmp_path / "folder.json").mkdir()
    before = sorted(tmp_path.iterdir())
    ran = terminal("solve", "problem.json", *words, "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, codes)
    assert sorted(tmp_path.iterdir()) == before


def test_faults_for_people_are_a_line_each(terminal, tmp_path):
    path = saved(tmp_path, **CHEAP)
    ran = terminal("solve", path, "--pin", "M9:C1=3", "--pin", "M1:C9=3", language="pl")
    assert (ran.code, ran.out) == (2, "")
    first, second, last = ran.err.splitlines()
    assert first.startswith("--pin: „M9:C1=3” – w tabeli members nie ma M9")
    assert second.startswith("--pin: „M1:C9=3” – w tabeli components nie ma C9")
    assert last == "Nic nie zrobiono: w danych lub poleceniu są 2 błędy."


def test_an_unwritable_place_is_a_fault(terminal, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    path = saved(tmp_path, **CHEAP)
    ran = terminal("solve", path, "--out", tmp_path / "r.json", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["not_writable"])


def test_a_place_that_became_unwritable_meanwhile_is_a_fault(terminal, tmp_path, monkeypatch):
    path, out = saved(tmp_path, **CHEAP), tmp_path / "r.json"

    def late(*words, **named):
        out.mkdir()
        return searching_search(*words, **named)

    searching_search = searching.search
    monkeypatch.setattr(searching, "search", late)
    ran = terminal("solve", path, "--out", out, "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["not_writable"])
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("as_json", [True, False])
def test_an_error_of_ours_is_exit_5_with_a_file_to_send(terminal, tmp_path, monkeypatch, as_json):
    def broken(*words, **named):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(searching, "search", broken)
    words = ("--format", "json") if as_json else ()
    ran = terminal("solve", saved(tmp_path, **CHEAP), *words)
    assert ran.code == 5
    assert "Traceback" not in ran.out + ran.err
    if as_json:
        assert ran.document["error"] == "ZeroDivisionError: by zero"
        file = ran.document["file"]
    else:
        assert ran.out == ""
        file = ran.err.split()[-1]
    with open(file, encoding="utf-8") as written:
        content = written.read()
    os.unlink(file)
    assert "ZeroDivisionError: by zero" in content
    assert "ortools: 9" in content


def test_a_wrong_answer_names_the_file_of_its_model(terminal, tmp_path, monkeypatch):
    def wrong(*words, **named):
        raise WrongAnswer("cost: a plan beats the proved 3", "/tmp/model.mps")

    monkeypatch.setattr(searching, "search", wrong)
    ran = terminal("solve", saved(tmp_path, **CHEAP), "--format", "json")
    assert (ran.code, ran.document["model"]) == (5, "/tmp/model.mps")
    os.unlink(ran.document["file"])


def test_an_engine_that_can_not_run_here_is_a_fault(terminal, tmp_path, monkeypatch):
    def missing(*words, **named):
        raise EngineMissing("highspy_clashes", engine="highs", version="1.15")

    monkeypatch.setattr("allocator.solving.solve", missing)
    ran = terminal("solve", saved(tmp_path, **CHEAP), "--backend", "highs")
    assert ran.code == 2
    assert "remove it (pip uninstall highspy)" in ran.err


def test_ctrl_c_outside_a_search_ends_at_once(terminal, tmp_path, monkeypatch):
    def interrupted(*words, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(searching, "search", interrupted)
    ran = terminal("solve", saved(tmp_path, **CHEAP))
    assert (ran.code, ran.out) == (Exit.INTERRUPTED, "")
    assert ran.err.splitlines()[-1] == "Interrupted; nothing was written."


def test_repeatable_gives_the_same_bytes(terminal, tmp_path):
    path = saved(tmp_path, **CHEAP)
    outs = [
        terminal("solve", path, "--repeatable", "--work-limit", 5, "--format", "json").out
        for _ in range(2)
    ]
    assert outs[0] == outs[1]
    assert '"run"' not in outs[0]
