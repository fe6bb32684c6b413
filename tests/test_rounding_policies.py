"""Policies of rounding by their names, and what certificate a result about fairness has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from allocator.reading import write_json
from allocator.solving import engines as engines_module
from tests.command_line import Terminal
from tests.test_brute_force import in_this_process
from tests.test_fair_rules import identical


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def test_the_three_policies_stand_side_by_side_by_name(terminal: Terminal, tmp_path: Path) -> None:
    """T12, weights 6, 3, 1 and 12 lots: 6, 4, 2 favours the small, 7, 4, 1 nobody."""
    path = tmp_path / "problem.json"
    write_json(identical((6, 3, 1), 12).tables, path)
    words = ("--measure", "reference_value", "--grid", "0.5", "--backend", "cpsat", "--quiet")
    told = terminal("compare-rules", path, *words, language="pl").out
    headings = ("przyjazne małym (leximin)", "neutralne (iloczyn Nasha)", "przyjazne dużym")
    line = next(each for each in told.splitlines() if headings[0] in each)
    assert [line.index(each) for each in headings] == sorted(line.index(each) for each in headings)
    row = next(each.split() for each in told.splitlines() if each.startswith("M0"))
    assert [row.count(each) for each in ("60", "70")] == [1, 1]
    english = terminal("compare-rules", path, *words).out
    assert all(each in english for each in ("small-friendly", "neutral", "big-friendly"))
    document = json.loads(terminal("compare-rules", path, *words, "--format", "json").out)
    lots = {
        each["rounding_policy"]: [one["award"] / 10 for one in each["members"]]
        for each in document["splits"]
    }
    assert (lots["small-friendly"], lots["neutral"]) == ([6, 4, 2], [7, 4, 1])


CERTIFIED_OR_NOT = [
    (("weighted_nash", "cost"), "certificate_only_of_levels", False),
    (("alpha_fairness",), "certificate_only_of_levels", False),
    (("largest_share", "cost"), "certificate_only_of_levels", False),
    (("weighted_nash", "target_share"), "certificate_behind_mean", False),
    (("target_share", "weighted_nash"), None, True),
    (("cost", "target_share"), None, True),
    (("cost",), None, False),
]


@pytest.mark.parametrize(("goals", "code", "certified"), CERTIFIED_OR_NOT)
def test_a_result_has_a_certificate_or_says_why_not(
    goals: tuple[str, ...], code: str | None, certified: bool, terminal: Terminal, tmp_path: Path
) -> None:
    path, out = tmp_path / "problem.json", tmp_path / "R.json"
    write_json(identical((1, 1), 4).tables, path)
    words = [word for each in goals for word in ("--goal", each)]
    told = terminal(
        "solve", path, *words, "--measure", "reference_value", "--backend", "cpsat", "--out", out,
        language="pl",
    )  # fmt: skip
    assert told.code == 0
    assert (tmp_path / "R.certificate.json").exists() == certified
    codes = [each["code"] for each in json.loads(out.read_text("utf-8"))["warnings"]]
    assert [each for each in codes if each.startswith("certificate")] == ([code] if code else [])
    assert ("certyfikat" in told.err) == (code is not None)
    if certified:
        assert terminal("verify", out).code == 0


def test_the_command(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    write_json(identical((1, 1), 4).tables, path)
    words = ("--measure", "reference_value", "--format", "json", "--backend", "cpsat", "--quiet")
    ran = terminal("compare-rules", path, *words)
    assert ran.code == 0
    document = ran.document
    assert document["by_every_rule"] is True
    assert [each["rounding_policy"] for each in document["splits"]] == [
        "small-friendly",
        "neutral",
        "big-friendly",
    ]
