"""What a result was asked for, as options again."""

from fractions import Fraction

from allocator.cli.recalling import merged, recalled
from allocator.problem.request import Fairness, Goal
from tests.command_line import Terminal, solved

PROVENANCE = {
    "problem_digest": "abc",
    "scenario": {"scenario_id": "S1", "cells": []},
    "policy": {"policy_id": None},
    "goals": [
        {"goal": "cost", "tolerance_pct": "0.5", "measure": "value", "grid_pct": 1, "cap_pct": 100},
        {
            "goal": "target_share",
            "tolerance_pct": 0,
            "measure": "hours",
            "grid_pct": "0.125",
            "cap_pct": "none",
        },
    ],
    "partial": True,
    "rules_off": ["R1", "budget"],
    "cost_cap_pln": "1234.5",
    "pins": [{"member_id": "M1", "component_id": "C1", "quantity": "1.125"}],
    "earlier": [{"member_id": "M1", "component_id": "C1", "quantity": 3}],
    "seed": 7,
    "run": {"input": "town"},
}


def test_what_a_result_was_asked_for_is_recalled():
    found = recalled(PROVENANCE)
    assert found.values == {
        "--scenario": "S1",
        "--policy": None,
        "--rules-off": ("R1", "budget"),
        "--pin": ("M1:C1=1,125",),
        "--partial": True,
        "--cost-cap": "1234,5",
        "--measure": "hours",
        "--grid": "0,125",
        "--cap": "none",
    }
    assert found.goals == (
        Goal("cost", Fraction(1, 2)),
        Goal("target_share", fairness=Fairness("hours", Fraction(1, 8), None)),
    )
    assert found.earlier == {("M1", "C1"): 3}
    assert (found.problem_digest, found.seed, found.input) == ("abc", 7, "town")


def test_nothing_is_recalled_from_nothing():
    found = recalled({})
    assert not any(found.values.values())
    assert (found.goals, found.earlier, found.problem_digest) == ((), None, None)


def test_options_given_come_before_those_recalled_with_a_notice():
    given = {"--scenario": "S2", "--rules-off": (), "--partial": False, "--pin": ("a",)}
    remembered = {
        "--scenario": "S1",
        "--rules-off": ("R1",),
        "--partial": True,
        "--pin": ("a",),
        "--out": "x",
    }
    values, notices = merged(given, remembered)
    assert values == {
        "--scenario": "S2",
        "--rules-off": ("R1",),
        "--partial": True,
        "--pin": ("a",),
    }
    assert [(each.code, each.column, each.value) for each in notices] == [
        ("option_overrides", "--scenario", "S2")
    ]


def test_how_levels_are_counted_is_recalled_without_a_goal_about_it():
    """`solve --goal cost --measure hours`: no goal tells of the hours, the provenance does."""
    fairness = {"measure": "hours", "grid_pct": 1, "cap_pct": "none"}
    found = recalled({"goals": [{"goal": "cost"}], "fairness": fairness})
    assert found.fairness == Fairness("hours", Fraction(1), None)
    assert (found.values["--measure"], found.values["--cap"]) == ("hours", "none")
    usual = {"measure": "value", "grid_pct": 1, "cap_pct": 100}
    assert "--measure" not in recalled({"goals": [{"goal": "cost"}], "fairness": usual}).values


def test_a_result_measured_in_hours_is_not_refuted(capsys, tmp_path):
    """M1 has all 10 hours against a target of 5; in PLN its ratio would be another one."""
    terminal = Terminal(capsys)
    content = {
        "components": {"C1": {"quantity": 10, "labour_hours_per_unit": 1}},
        "members": {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        "offers": {"M1:C1": 10, "M2:C1": 12},
        "budget": 150,
    }
    words = ("--goal", "cost", "--measure", "hours", "--cap", "none")
    problem, result = solved(terminal, tmp_path, *words, **content)
    assert terminal("verify", result, problem, "--quiet").code == 0
    told = terminal("check", problem, result, "--format", "json").document
    assert [each["ratio"] for each in told["members"]] == [2, 0]
