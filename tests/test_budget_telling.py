"""The answer on the budget as it is told: what is not proved is marked; the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import Status, Verdict
from allocator.cli.exits import Exit
from allocator.reading import read_problem
from allocator.solving import Options
from scenarios.budget_command import exit_of
from scenarios.budget_documents import budget_document
from scenarios.budget_study import Figure, Found, Study
from scenarios.budget_texts import verdict_sentence
from scenarios.budgeting import assess_budget
from tests.builders import problem
from tests.command_line import SHARED, TOWN, Terminal, saved


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_a_stop_leaves_figures_unproved() -> None:
    town = read_problem(TOWN)
    answer = assess_budget(town, should_stop=lambda: True)
    assert answer.least_total_without_rules == Figure()
    document = budget_document(town, answer)
    if answer.split is None:
        assert document["verdict"] == "unknown"
        assert not any(document["proved"].values())
    else:
        assert document["status"] == "feasible"
        assert not document["proved"]["least_total_without_rules_pln"]


UnprovedFound = Callable[[Study, Any], Found]


def unproved(value: str, bound: str) -> UnprovedFound:
    """A first search that found a worse split than there is, and stopped there."""

    def found(study: Study, context: Any) -> Found:
        real = study.cheapest(study.problem, study.without_budget(study.terms))
        assert real.split is not None
        split = replace(real.split, total_pln=Fraction(value))
        return Found(Figure(Fraction(value), Fraction(bound)), split, stopped_by="time_limit")

    return found


@pytest.mark.parametrize(
    ("budget", "verdict", "words"),
    [
        ("130", "fits", "at least PLN\xa010.00 (7.69%); that none is cheaper is not proved"),
        # Decided by a second search under the budget, which finds the true 108.
        ("110", "fits", "the cheapest split that keeps all hard rules costs PLN\xa0108.00"),
        # No plan is below 105, so 104 is proved to be too little; how much is needed is not.
        ("104", "does_not_fit", "PLN\xa0120.00 would do"),
        # Below the true 108 and above the bound: only the second search can refuse it.
        ("107", "does_not_fit", "PLN\xa0120.00 would do"),
    ],
)
def test_what_is_not_proved_is_marked(
    monkeypatch: pytest.MonkeyPatch, budget: str, verdict: str, words: str
) -> None:
    monkeypatch.setattr(Study, "cheapest_of_all", unproved("120", "105"))
    given = problem(**{**SHARED, "budget": budget})
    answer = assess_budget(given, options=Options())
    assert answer.verdict == verdict
    assert words in verdict_sentence(given, answer, "en")
    polish = verdict_sentence(given, answer, "pl")
    assert ("nie udowodniono" in polish) == (not answer.proved["margin_pln"])
    document = budget_document(given, answer)
    if budget == "130":
        assert document["status"] == "feasible"
        assert str(document["bounds"]["least_total_pln"]) == "105.00"


def test_what_is_not_decided_is_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A split at 120 and nothing below 105: whether 107 suffices stays open."""
    monkeypatch.setattr(Study, "cheapest_of_all", unproved("120", "105"))
    given = problem(**{**SHARED, "budget": 107})
    real = Study.cheapest
    searches: list[Any] = []

    def out_of_time(study: Study, *asked: Any, **named: Any) -> Found:
        searches.append(asked[0])
        # The first one makes the split of the unproved answer, the others come too late.
        return real(study, *asked, **named) if len(searches) == 1 else Found(Figure())

    monkeypatch.setattr(Study, "cheapest", out_of_time)
    answer = assess_budget(given)
    assert (answer.verdict, answer.status) == (Verdict.UNKNOWN, Status.FEASIBLE)
    assert not any(answer.proved.values())
    assert answer.least_budget == Figure(Fraction(120), Fraction(105))
    sentence = verdict_sentence(given, answer, "en")
    assert "is not decided: PLN\xa0120.00 would certainly do" in sentence
    assert "time ran out" in sentence
    assert exit_of(answer) == Exit.STOPPED


def test_command_line_in_both_languages(terminal: Terminal, tmp_path: Any) -> None:
    path, out = saved(tmp_path, **SHARED), tmp_path / "answer.json"
    ran = terminal("budget", path, "--out", out, "--quiet", language="pl")
    assert (ran.code, ran.err) == (0, "")
    assert "Zlecenie mieści się w budżecie" in ran.out
    assert json.loads(out.read_text())["least_total_pln"] == 108
    ran = terminal("budget", path, "--format", "json", "--quiet")
    assert ran.document == json.loads(out.read_text()) | {"provenance": ran.document["provenance"]}
    assert ran.document["sentence_en"].startswith("The commission fits the budget of PLN")


def test_exit_codes(terminal: Terminal, tmp_path: Any) -> None:
    path = saved(tmp_path, **{**SHARED, "budget": 107})
    ran = terminal("budget", path, "--format", "json", "--quiet")
    assert (ran.code, ran.err) == (3, "")
    assert ran.document["verdict"] == "does_not_fit"
    assert ran.document["margin_pln"] == -1
    assert terminal("budget", path, "--rules-off", "R1", "--quiet").code == 0
    ran = terminal("budget", path, "--scenario", "S9", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["scenario_unknown"])
    ran = terminal("budget", path, "--out", tmp_path / "x.pdf", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["output_kind_unknown"])


def test_a_policy_that_needs_targets_is_no_matter_here(terminal: Terminal, tmp_path: Any) -> None:
    # Without a budget `balanced` has no targets, and solve refuses it; the cost is asked for here.
    path = saved(tmp_path, offers={"M1:C1": 10}, policies={"balanced": ["target_share"]})
    assert terminal("solve", path).code == 2
    ran = terminal("budget", path, "--quiet")
    assert ran.code == 0
    assert "No budget is given" in ran.out
