"""The three answers of a proof anew: who is asked, whose word counts, what stays open."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from allocator.certificates import proving
from allocator.solvers.base import Outcome, OutcomeStatus, StoppedBy
from allocator.solving import Options
from allocator.solving.engines import Search
from allocator.solving.progress import Clock
from tests.command_line import Terminal
from tests.test_certificates import case_with, split_with
from tests.test_verify_forgeries import solve_toy4
from tests.toy4 import toy4

Told = tuple[Outcome, ...]


def claims_heard(
    monkeypatch: pytest.MonkeyPatch, answers: dict[str, Callable[[Any], Outcome]]
) -> tuple[list[str], set[str]]:
    """Who was asked about the first claim of TOY4's fairest split, and the findings of all."""
    case = case_with(toy4(), split_with(14, 9, 3, 4), (42, 45, 45, 60))
    asked: list[str] = []

    def heard(search: Any, model: Any, engines: tuple[str, ...], **rest: Any) -> Told:
        asked.append(engines[0])
        return (answers[engines[0]](model),)

    monkeypatch.setattr(Search, "run", heard)
    search = Search(Options(), Clock.start(None))
    first = replace(case, claims=case.claims[:1])
    found = {str(each.finding) for each in proving.claims_again(first, search, ("cpsat",))}
    return asked, found


def says_none(engine: str) -> Callable[[Any], Outcome]:
    return lambda model: Outcome(engine, OutcomeStatus.INFEASIBLE, StoppedBy.PROOF)


def gives_up(engine: str) -> Callable[[Any], Outcome]:
    return lambda model: Outcome(engine, OutcomeStatus.UNKNOWN, StoppedBy.TIME_LIMIT)


def errs(engine: str) -> Callable[[Any], Outcome]:
    """A plan that breaks a row by dust, as a float engine may call one."""

    def answer(model: Any) -> Outcome:
        values = tuple(each.lower for each in model.variables)
        return Outcome(engine, OutcomeStatus.OPTIMAL, StoppedBy.PROOF, values)

    return answer


def test_where_engines_disagree_a_third_one_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """HiGHS shows a plan that breaks rows: no ground to refute; SCIP confirms."""
    answers = {"highs": errs("highs"), "scip": says_none("scip")}
    assert claims_heard(monkeypatch, answers) == (["highs", "scip"], {"confirmed"})


def test_an_engine_does_not_confirm_its_own_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """All others give up or err: CP-SAT, which made the claim, is not asked for it again."""
    answers = {"highs": errs("highs"), "scip": gives_up("scip"), "cbc": gives_up("cbc")}
    assert claims_heard(monkeypatch, answers) == (["highs", "scip", "cbc"], {"open"})
    assert proving.engines_to_ask(("cpsat", "highs")) == ("scip", "cbc", "cpsat", "highs")


def test_a_limit_leaves_it_open(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    solve_toy4(tmp_path, "target_share", "cost")
    words = ("--time-limit", "0.000001", "--format", "json")
    ran = Terminal(capsys)("verify", tmp_path / "r.json", *words)
    assert (ran.code, ran.document["verdict"]) == (4, "open")
    assert {each["finding"] for each in ran.document["claims"]} == {"open"}


def test_what_rests_on_arithmetic_is_told_apart(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Each key that was made anew is listed; each claim has the engine on whose word it rests."""
    solve_toy4(tmp_path, "target_share", "cost")
    terminal, path = Terminal(capsys), tmp_path / "r.json"
    told = terminal("verify", path, "--format", "json", "--quiet").document
    computed = {each["key"]: each["finding"] for each in told["by_arithmetic"]}
    assert {"split", "task_cost_pln", "members", "goals", "tie", "certificate"} <= computed.keys()
    assert set(computed.values()) == {"confirmed"}
    assert all(each["engine"] for each in told["claims"])
    result = json.loads(path.read_text())
    result["task_cost_pln"] += 1
    path.write_text(json.dumps(result))
    told = terminal("verify", path, "--format", "json", "--quiet").document
    wrong = [each["key"] for each in told["by_arithmetic"] if each["finding"] == "refuted"]
    assert (wrong, told["claims"]) == (["task_cost_pln"], [])
