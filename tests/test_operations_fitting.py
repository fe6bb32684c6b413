"""What is asked against its problem, without a command line: orders, notices, places of faults."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from allocator.cli.solve import COMMAND
from allocator.operations import (
    Asked,
    asked_from_json,
    effective,
    field_of,
    fit,
    operation,
    operations,
    options_from_json,
    order_of,
    scenario_applier,
    settings_from_json,
)
from allocator.operations.asked import ASKED_KEYS
from allocator.operations.operation import Answer, Operation, Setting, json_face
from allocator.operations.options_json import LIMIT_KEYS, OPTION_KEYS
from allocator.problem.request import Goal
from allocator.texts.issues import InputError
from tests.builders import problem

PLAIN: dict[str, Any] = {
    "offers": {"M1:C1": 10, "M2:C1": 12},
    "budget": 400,
    "policies": {"balanced": ["cost"], "graded": ["quality"]},
    "scenarios": {"S1": [("commission", "budget_total_pln", "value", "set", 500)]},
}


def fitted(document: dict[str, Any], **content: Any):
    """The request that a document makes of the plain problem."""
    given = problem(**{**PLAIN, **content})
    return fit(given, asked_from_json(document), apply_scenario=scenario_applier())


def faults(document: dict[str, Any], **content: Any) -> list[tuple[str, str, str]]:
    """Every fault as (code, key, value)."""
    with pytest.raises(InputError) as caught:
        fitted(document, **content)
    return [(each.code, field_of(each.column), each.value) for each in caught.value.issues]


def test_the_scenario_is_applied_before_all_else():
    request = fitted({"scenario": "S1"})
    assert request.problem.commission.budget_total_pln == 500
    assert (request.scenario_id, request.policy_id, len(request.cells)) == ("S1", "balanced", 1)
    assert request.goals == (Goal("cost"),)


def test_every_fault_at_its_key():
    document = {
        "policy": "graded",
        "rules_off": ["R9"],
        "pins": [{"member_id": "M3", "component_id": "C1", "quantity": 1}],
        "earlier": [{"member_id": "M1", "component_id": "C9", "quantity": 1}],
    }
    assert sorted(faults(document)) == [
        ("pin_unknown", "pins", "M3:C1=1"),
        ("score_missing_of", "quality", "M1:C1"),
        ("score_missing_of", "quality", "M2:C1"),
        ("unknown_component", "earlier", "C9"),
        ("unknown_rule_name", "rules_off", "R9"),
    ]


def test_faults_of_a_scenario():
    assert faults({"scenario": "S9"}) == [("scenario_unknown", "scenario", "S9")]
    with pytest.raises(InputError) as caught:
        fit(problem(**PLAIN), Asked(scenario="S1"), apply_scenario=None)
    assert [each.code for each in caught.value.issues] == ["scenarios_not_installed"]


def test_what_is_left_out_is_told():
    """C2 falls to 0 in the scenario, so the pin of it falls too: a notice, no fault."""
    request = fitted(
        {
            "scenario": "S2",
            "pins": [{"member_id": "M1", "component_id": "C2", "quantity": 1}],
        },
        components={"C1": 10, "C2": 5},
        offers={"M1:C1": 10, "M1:C2": 10},
        scenarios={"S2": [("components", "C2", "quantity", "set", 0)]},
    )
    assert request.terms.pins == ()
    assert "pin_left_out_too" in [each.code for each in request.notices]


def test_every_option_of_solve_has_its_key():
    known = {*ASKED_KEYS, *OPTION_KEYS, *(f"limits.{each}" for each in LIMIT_KEYS)}
    named = {field_of(each.name) for each in COMMAND.options}
    assert named - known == {"--out", "--format", "--quiet"}
    assert known - named == {"limits", "tie", "causes"}


def ordered(name: str, document: dict[str, Any] | None = None, **more: Any):
    """An order for an operation on the plain problem."""
    return order_of(
        operation(name),
        problem(**PLAIN),
        asked_from_json(document or {}),
        apply_scenario=scenario_applier(),
        **more,
    )


def order_faults(*words: Any, **more: Any) -> list[tuple[str, str]]:
    """Every fault of an order as (code, column)."""
    with pytest.raises(InputError) as caught:
        ordered(*words, **more)
    return [(each.code, each.column) for each in caught.value.issues]


def test_an_order_holds_only_what_its_operation_heeds():
    assert order_faults("budget", {"policy": "graded", "partial": True}) == [
        ("not_heeded", "policy"),
        ("not_heeded", "partial"),
    ]
    assert order_faults("solve", split={("M1", "C1"): Fraction(1)}) == [("not_heeded", "split")]
    assert order_faults("check") == [("split_missing", "split")]
    assert order_faults("check", split={("M9", "C1"): Fraction(1)}) == [("unknown_member", "split")]


def test_an_operation_without_goals_needs_nothing_of_the_usual_policy():
    """The usual policy asks for targets, of which there are none: no matter to the budget."""
    given = problem(**{**PLAIN, "policies": {"balanced": ["target_share"]}, "budget": None})
    order = order_of(operation("budget"), given, Asked(), apply_scenario=None)
    assert order.request.goals == (Goal("cost"),)
    with pytest.raises(InputError):
        order_of(operation("solve"), given, Asked(), apply_scenario=None)


def test_no_such_operation():
    with pytest.raises(InputError) as caught:
        operation("solv")
    assert [(each.code, each.value) for each in caught.value.issues] == [
        ("unknown_operation", "solv")
    ]
    assert list(operations()) == [
        "validate",
        "solve",
        "check",
        "verify",
        "ledger",
        "complaints",
        "adjust",
        "budget",
        "sweep",
        "frontier",
        "compare_rules",
        "incentives",
    ]


def test_equal_orders_have_one_form():
    solve = operation("solve")
    by_policy = ordered("solve", {"policy": "balanced"})
    assert effective(solve, by_policy) == effective(solve, ordered("solve"))
    by_goal = ordered("solve", {"goals": [{"goal": "cost"}], "rules_off": []})
    assert effective(solve, by_goal)["goals"] == effective(solve, by_policy)["goals"]
    for document in ({"scenario": "S1"}, {"cost_cap_pln": 5}, {"measure": "hours"}):
        assert effective(solve, ordered("solve", document)) != effective(solve, by_policy)
    seeded = ordered("solve", options=options_from_json({"seed": 1}))
    assert effective(solve, seeded) != effective(solve, by_policy)


SETTINGS = Operation(
    "toy",
    ("", ""),
    frozenset(),
    lambda order, working: Answer({}, "feasible", "", proved=True),
    {"json": json_face},
    dict,
    settings=(
        Setting("share", ("", ""), "number", default=Fraction(1, 2)),
        Setting("count", ("", ""), "whole"),
        Setting("loud", ("", ""), "flag", default=False),
        Setting("shape", ("", ""), "choice", choices=("round", "square"), default="round"),
        Setting("names", ("", ""), repeats=True, default=()),
    ),
)


def test_settings():
    assert settings_from_json(SETTINGS, None) == {
        "share": Fraction(1, 2),
        "count": None,
        "loud": False,
        "shape": "round",
        "names": (),
    }
    given = {"share": "1/3", "count": 4, "loud": True, "shape": "square", "names": ["a", "b"]}
    found = settings_from_json(SETTINGS, given)
    assert found == {**given, "share": Fraction(1, 3), "names": ("a", "b")}
    order = order_of(SETTINGS, problem(**PLAIN), Asked(), settings=found, apply_scenario=None)
    assert effective(SETTINGS, order)["settings"] == given
    assert order_of(SETTINGS, problem(**PLAIN), Asked(), apply_scenario=None).settings == (
        settings_from_json(SETTINGS, {})
    )


def test_faults_of_settings():
    given = {"share": "x", "count": "1.5", "loud": 1, "shape": "flat", "names": "a", "more": 1}
    with pytest.raises(InputError) as caught:
        settings_from_json(SETTINGS, given)
    assert sorted((each.code, each.column) for each in caught.value.issues) == [
        ("bad_number", "share"),
        ("json_key_unknown", "more"),
        ("json_not_a_flag", "loud"),
        ("json_not_texts", "names"),
        ("option_not_a_choice", "shape"),
        ("option_not_whole", "count"),
    ]
