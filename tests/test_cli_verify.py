"""`allocator verify`: claims confirmed, refuted or left open."""

from __future__ import annotations

import json

import pytest

from allocator.operations import reproving
from allocator.solvers.base import Outcome, OutcomeStatus, StoppedBy
from tests.command_line import GRANT, SHARED, TOWN, Terminal, changed, saved, solved


@pytest.fixture(name="terminal")
def a_terminal(capsys):
    return Terminal(capsys)


def test_a_result_is_confirmed_from_the_input_it_names(terminal, tmp_path):
    _, result = solved(terminal, tmp_path)
    ran = terminal("verify", result, "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (0, "confirmed")
    assert [(each["goal"], each["finding"]) for each in ran.document["claims"]] == [
        ("cost", "confirmed"),
        ("tie", "confirmed"),
    ]


def test_the_second_engine_is_of_another_house(terminal, tmp_path):
    _, result = solved(terminal, tmp_path, "--backend", "highs")
    named = json.loads(result.read_text())["goals"][0]["confirmed_by"][0]
    ran = terminal("verify", result, "--format", "json")
    assert ran.document["claims"][0]["engine"] != named


def test_a_policy_with_tolerances_is_confirmed(terminal, tmp_path):
    words = ("--policy", "balanced", "--workers", "1", "--out", tmp_path / "town.json", "--quiet")
    assert terminal("solve", TOWN, *words).code == 0
    ran = terminal("verify", tmp_path / "town.json", language="pl")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "Wynik potwierdzony."


def test_an_infeasible_result_is_confirmed(terminal, tmp_path):
    problem, result = saved(tmp_path, **{**SHARED, "budget": 107}), tmp_path / "result.json"
    assert terminal("solve", problem, "--out", result, "--quiet").code == 3
    ran = terminal("verify", result, "--format", "json")
    assert (ran.code, ran.document["claims"][0]["goal"]) == (0, "feasibility")


def test_an_infeasible_result_is_refuted(terminal, tmp_path):
    problem, result = saved(tmp_path, **SHARED), tmp_path / "result.json"
    assert terminal("solve", problem, "--cost-cap", 107, "--out", result, "--quiet").code == 3
    # as if the result had never been told of the cap
    wrong = changed(result, lambda document: document["provenance"].update(cost_cap_pln=None))
    assert terminal("verify", wrong).code == 1


def test_a_plan_that_could_be_better_is_refuted(terminal, tmp_path):
    problem = saved(tmp_path, **SHARED)
    honest = tmp_path / "worse.json"
    # made under a pin, its amounts are those of 5 and 5 units; then the pin is forgotten
    words = ("--pin", "M1:C1=5", "--out", honest, "--quiet")
    assert terminal("solve", problem, *words).code == 0
    wrong = changed(honest, lambda document: document["provenance"].update(pins=[]))
    document = json.loads(wrong.read_text())
    document["rules"] = [each for each in document["rules"] if each["rule_id"] != "pins"]
    wrong.write_text(json.dumps(document))
    ran = terminal("verify", wrong, "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (1, "refuted")
    claim = ran.document["claims"][0]
    assert (claim["goal"], claim["finding"]) == ("cost", "refuted")
    assert claim["better"] < 110
    assert "REFUTED" in terminal("verify", wrong).out


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda document: document.update(task_cost_pln=107), "task_cost_pln"),
        (lambda document: document["goals"][0].update(value=107), "goals"),
        (lambda document: document.update(status="feasible"), "status"),
        (lambda document: document.update(verdict="over_budget"), "verdict"),
        (lambda document: document["members"][0].update(value_pln=1), "members"),
        (lambda document: document["rules"].pop(), "rules"),
        (lambda document: document["goals"].pop(), "goals"),
        (lambda document: document["assignments"][0].update(quantity=7), "split"),
    ],
)
def test_any_claim_that_arithmetic_contradicts_is_refuted(terminal, tmp_path, change, key):
    _, result = solved(terminal, tmp_path)
    ran = terminal("verify", changed(result, change), "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (1, "refuted")
    assert key in [each["key"] for each in ran.document["mistakes"]]


def test_what_no_engine_decides_stays_open(terminal, tmp_path, monkeypatch):
    _, result = solved(terminal, tmp_path)
    nothing = Outcome("highs", OutcomeStatus.UNKNOWN, StoppedBy.TIME_LIMIT)
    monkeypatch.setattr(reproving.Search, "run", lambda *words, **named: (nothing,))
    ran = terminal("verify", result, "--format", "json")
    assert (ran.code, ran.document["verdict"]) == (4, "open")
    assert "could not be decided" in terminal("verify", result).out


def test_a_result_that_claims_nothing(terminal, tmp_path):
    out = tmp_path / "nothing.json"
    words = ("--goal", "target_deviation", "--backend", "cpsat", "--work-limit", "0.0001")
    assert terminal("solve", TOWN, *words, "--out", out, "--quiet").code == 4
    ran = terminal("verify", out)
    assert ran.code == 4
    assert "claims nothing" in ran.out


def test_goals_without_a_proof_are_no_claims(terminal, tmp_path):
    _, result = solved(terminal, tmp_path)

    def humble(document):
        document["goals"][0].update(proved=False)
        document.update(status="feasible")

    ran = terminal("verify", changed(result, humble), "--format", "json")
    assert (ran.code, ran.document["unproved"]) == (0, ["cost"])
    assert [each["goal"] for each in ran.document["claims"]] == ["tie"]


def test_the_problem_may_be_given(terminal, tmp_path, monkeypatch):
    problem, result = solved(terminal, tmp_path)
    moved = problem.rename(tmp_path / "moved.json")
    ran = terminal("verify", result, "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["result_without_problem"])
    assert terminal("verify", result, moved).code == 0
    # an input named by a relative path lies where the result lies, if it is not here
    near = changed(result, lambda each: each["provenance"]["run"].update(input="moved.json"))
    monkeypatch.chdir(GRANT)
    assert terminal("verify", near).code == 0


def test_another_problem_is_no_ground_to_verify_on(terminal, tmp_path):
    _, result = solved(terminal, tmp_path)
    other = saved(tmp_path, "other.json", **{**SHARED, "budget": 300})
    ran = terminal("verify", result, other, "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["result_of_other_problem"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "not_a_result"),
        ("{}", "not_a_result"),
        ('{"format_version": 2}', "result_too_new"),
        ("{", "broken_json"),
    ],
)
def test_what_is_no_result(terminal, tmp_path, content, code):
    path = tmp_path / "result.json"
    path.write_text(content)
    ran = terminal("verify", path, "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, [code])


def test_a_workbook_is_nothing_to_verify(terminal, tmp_path):
    ran = terminal("verify", tmp_path / "result.xlsx", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["not_a_result"])


def test_help_says_what_becomes_of_a_certificate(terminal):
    assert "tested claim by claim" in " ".join(terminal("verify", "--help").out.split())
