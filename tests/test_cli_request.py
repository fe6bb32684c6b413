"""Options against a problem: what is asked, and every fault of asking."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from allocator.cli.declaring import Invocation
from allocator.cli.parsing import parse
from allocator.cli.request import request_of
from allocator.cli.solve import COMMAND
from allocator.cli.values import ANY, COUNT, PERCENT, Faults, number
from allocator.problem.request import Fairness, Goal
from allocator.texts.issues import InputError
from tests.command_line import saved

POLICIES = {"balanced": [("cost", "0.5"), "target_share"], "cheapest": ["cost"]}
MEMBERS = {"M1": {"target_share_pct": 60, "is_small": True}, "M2": {"target_share_pct": 40}}


def plain(**more: Any) -> dict[str, Any]:
    """Two members with targets, two components, a budget, two policies."""
    content: dict[str, Any] = {
        "components": {
            "C1": {"quantity": 10, "labour_hours_per_unit": 1},
            "C2": {"quantity": 12, "lot_size": 3},
        },
        "members": MEMBERS,
        "budget": 400,
        "policies": POLICIES,
    }
    return {**content, **more}


def asked(folder, *words: str, **content: Any):
    """The request that the words make of the plain problem."""
    path = saved(folder, **plain(**content))
    values, issues = parse(COMMAND, [str(path), *words])
    assert issues == ()
    return request_of(Invocation(values, "en"))


def faults(folder, *words: str, **content: Any) -> list[tuple[str, str, str]]:
    """Every fault as (code, column, value)."""
    with pytest.raises(InputError) as caught:
        asked(folder, *words, **content)
    return [(each.code, each.column, each.value) for each in caught.value.issues]


def names(request) -> list[str]:
    """The goals by name."""
    return [each.name for each in request.goals]


def test_nothing_asked_is_the_balanced_policy(tmp_path):
    request = asked(tmp_path)
    assert request.policy_id == "balanced"
    assert request.goals == (Goal("cost", Fraction(1, 2)), Goal("target_share"))
    assert request.context == {
        "scenario": {"scenario_id": None, "cells": []},
        "policy": {"policy_id": "balanced"},
    }


def test_nothing_asked_and_no_such_policy_is_the_cost(tmp_path):
    request = asked(tmp_path, policies={"other": ["quality"]})
    assert (request.policy_id, names(request)) == (None, ["cost"])


def test_goals_in_order_with_tolerances(tmp_path):
    request = asked(tmp_path, "--goal", "cost:0,5", "--goal", "target_share", "--goal", "cost")
    assert request.goals == (
        Goal("cost", Fraction(1, 2)),
        Goal("target_share"),
        Goal("cost"),
    )
    assert request.policy_id is None


def test_fairness_of_goals_and_of_what_is_shown(tmp_path):
    words = ("--goal", "target_share", "--measure", "hours", "--grid", "0.5", "--cap", "none")
    request = asked(tmp_path, *words)
    fairness = Fairness("hours", Fraction(1, 2), None)
    assert request.goals == (Goal("target_share", fairness=fairness),)
    assert request.terms.fairness == fairness


def test_fairness_options_override_a_policy(tmp_path):
    rows = [{"goal": "target_share", "measure": "hours", "grid_pct": 5, "cap_pct": 90}]
    request = asked(tmp_path, "--policy", "fair", "--cap", "80", policies={"fair": rows})
    assert request.goals[0].fairness == Fairness("hours", Fraction(5), Fraction(80))


def test_terms(tmp_path):
    words = ("--partial", "--cost-cap", "1 234,50 zł", "--rules-off", "R1,budget; same_zone")
    request = asked(tmp_path, *words, rules=[{"metric": "value", "at_most": 5}])
    assert request.terms.partial
    assert request.terms.cost_cap_pln == Fraction("1234.50")
    assert request.terms.rules_off == {"R1", "budget", "same_zone"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--policy", "p"), [("unknown_policy", "--policy", "p")]),
        (("--goal", "price"), [("unknown_goal", "--goal", "price")]),
        (("--goal", "cost:x"), [("bad_number", "--goal", "x")]),
        (("--goal", "cost:-1"), [("below_minimum", "--goal", "-1")]),
        (("--goal", "cost:101"), [("above_maximum", "--goal", "101")]),
        (("--goal", "target_share:1"), [("tolerance_not_zero", "--goal", "target_share:1")]),
        (("--goal", "soft_rules:1"), [("tolerance_not_zero", "--goal", "soft_rules:1")]),
        (("--goal", "changes"), [("changes_without_earlier", "--goal", "changes")]),
        (("--goal", "uncovered"), [("uncovered_without_partial", "--goal", "uncovered")]),
        (("--rules-off", "R9"), [("unknown_rule_name", "--rules-off", "R9")]),
        (("--rules-off", "coverage"), [("not_switchable", "--rules-off", "coverage")]),
        (("--rules-off", "lot_size"), [("not_switchable", "--rules-off", "lot_size")]),
        (("--rules-off", "not_splittable"), [("not_switchable", "--rules-off", "not_splittable")]),
        (("--rules-off", "eligibility"), [("not_switchable", "--rules-off", "eligibility")]),
        (("--grid", "0"), [("option_not_above", "--grid", "0")]),
        (("--cap", "full"), [("bad_number", "--cap", "full")]),
        (("--cost-cap", "1.234"), [("ambiguous_number", "--cost-cap", "1.234")]),
        (("--cost-cap", "nan"), [("not_finite", "--cost-cap", "nan")]),
        (("--scenario", "S9"), [("scenario_unknown", "--scenario", "S9")]),
        (("--earlier", "nowhere.json"), [("path_missing", "", "nowhere.json")]),
    ],
)
def test_one_fault(tmp_path, monkeypatch, words, found):
    monkeypatch.chdir(tmp_path)
    codes = faults(tmp_path, *words)
    assert [each[0] for each in codes] == [each[0] for each in found]
    assert [each[1:] for each in codes if each[0] != "path_missing"] == [
        each[1:] for each in found if each[0] != "path_missing"
    ]


def test_policy_and_goal_are_too_much(tmp_path):
    words = ("--policy", "cheapest", "--goal", "cost")
    assert faults(tmp_path, *words) == [("policy_and_goal", "--policy", "cheapest")]


def test_all_faults_of_form_at_once_with_those_of_the_file(tmp_path):
    words = ("--goal", "price", "--cap", "full", "--pin", "M1C1", "--grid", "-3")
    path = tmp_path / "none.json"
    values, _ = parse(COMMAND, [str(path), *words])
    with pytest.raises(InputError) as caught:
        request_of(Invocation(values, "en"))
    codes = sorted(each.code for each in caught.value.issues)
    assert codes == ["bad_number", "option_not_above", "path_missing", "pin_form", "unknown_goal"]


def test_goals_about_targets_need_a_budget_or_another_measure(tmp_path):
    fault = [("goal_without_targets", "--goal", "target_share")]
    assert faults(tmp_path, "--goal", "target_share", budget=None) == fault
    assert names(asked(tmp_path, "--goal", "target_share", "--measure", "hours", budget=None)) == [
        "target_share"
    ]
    fault = [("goal_without_targets", "--policy", "target_share")]
    assert faults(tmp_path, budget=None) == fault


def test_targets_in_hours_need_hours(tmp_path):
    """A base of 0 gives nobody a target: better told at once than found out while solving."""
    words = ("--goal", "target_share", "--measure", "hours")
    fault = [("goal_without_targets", "--goal", "target_share")]
    assert faults(tmp_path, *words, components={"C1": 10}) == fault


def test_goals_about_targets_need_a_key(tmp_path):
    fault = [("goal_without_targets", "--goal", "smallest_ratio")]
    assert faults(tmp_path, "--goal", "smallest_ratio", members=("M1", "M2")) == fault


def test_quality_needs_the_score_of_every_eligible_offer(tmp_path):
    offers = {
        "M1:C1": {"quality": 4},
        "M2:C1": {},
        "M1:C2": {},
        "M2:C2": {"quality": 3},
    }
    exclusions = {"M1:C2": "conflict_of_interest"}
    found = faults(tmp_path, "--goal", "quality", offers=offers, exclusions=exclusions)
    # M1:C2 has no score either, but can not be used anyway
    assert found == [("score_missing_of", "quality", "M2:C1")]


def test_a_policy_s_uncovered_does_not_count_without_partial_coverage(tmp_path):
    policies = {"balanced": ["uncovered", "cost"]}
    assert names(asked(tmp_path, policies=policies)) == ["cost"]
    assert names(asked(tmp_path, "--partial", policies=policies)) == ["uncovered", "cost"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3045528.94", Fraction("3045528.94")),
        ("3045528,94", Fraction("3045528.94")),
        ("3 045 528,94 zł", Fraction("3045528.94")),
        ("1,234", Fraction("1.234")),
        ("0.125", Fraction("0.125")),
        ("5%", Fraction(5)),
    ],
)
def test_numbers_in_both_notations(text, value):
    found = Faults()
    assert (number(text, "--x", ANY, found), found.issues) == (value, [])


def test_whole_numbers_and_limits():
    found = Faults()
    assert number("2,5", "--workers", COUNT, found) is None
    assert number("0", "--workers", COUNT, found) is None
    assert number("100,1", "--gap", PERCENT, found) is None
    assert [each.code for each in found.issues] == [
        "option_not_whole",
        "below_minimum",
        "above_maximum",
    ]
