"""A split made by hand: judged, and beside the recommended one to the grosz."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from allocator.operations import (
    Working,
    asked_from_json,
    fit,
    operation,
    order_of,
)
from allocator.operations.evaluating import evaluate
from allocator.reporting import dump_document
from allocator.texts.issues import InputError
from tests.builders import problem
from tests.command_line import SHARED
from tests.operation_cases import ONE

BY_HAND = {("M1", "C1"): Fraction(5), ("M2", "C1"): Fraction(5)}


def recommended(**content: Any) -> Any:
    """The stored document of the best split of a problem."""
    found = operation("solve")
    order = order_of(found, problem(**content), asked_from_json({}), ONE, apply_scenario=None)
    text = dump_document(found.carry_out(order, Working()).document)
    return json.loads(text, parse_float=Decimal)


def request_of(**content: Any) -> Any:
    """What nothing asked comes to on a problem."""
    return fit(problem(**content), asked_from_json({}), apply_scenario=None)


def test_beside_the_recommended_split():
    """By hand 5 * 10 + 5 * 12 = 110, recommended 6 * 10 + 4 * 12 = 108; the quota of 4 is met."""
    found = evaluate(request_of(**SHARED), BY_HAND, recommended(**SHARED))
    assert (found["status"], found["verdict"]) == ("feasible", "right")
    beside = found["beside"]
    assert beside["task_cost_pln"] == {"here": 110, "recommended": 108, "change": 2}
    members = {each["member_id"]: each for each in beside["members"]}
    assert (members["M1"]["here"], members["M1"]["change"]) == (50, -10)
    assert (members["M2"]["recommended"], members["M2"]["change"]) == (48, 12)
    assert [(each["member_id"], each["change"]) for each in beside["assignments"]] == [
        ("M1", -1),
        ("M2", 1),
    ]
    rules = {each["rule_id"]: each for each in beside["rules"] if each["rule_id"] == "R1"}
    assert rules["R1"] == {
        "rule_id": "R1",
        "subject": "",
        "strength": "hard",
        "unit": "quantity",
        "here": 1,
        "recommended": 0,
        "change": 1,
    }
    assert beside["measures"]["cost"] == {"here": 110, "recommended": 108}


def test_differences_are_of_exact_amounts():
    """Each of two splits has half a grosz more than it shows: the difference is none."""
    content: dict[str, Any] = {
        "components": {"C1": 2},
        "offers": {"M1:C1": "1.005", "M2:C1": "1.0025"},
    }
    document = recommended(**content)
    assert document["task_cost_pln"] == Decimal("2.01")  # 2.005, rounded
    split = {("M1", "C1"): Fraction(1), ("M2", "C1"): Fraction(1)}
    beside = evaluate(request_of(**content), split, document)["beside"]
    # 2.0075 against 2.005: a quarter of a grosz, although both show as 2.01
    assert beside["task_cost_pln"] == {
        "here": Decimal("2.01"),
        "recommended": Decimal("2.01"),
        "change": Decimal("0.00"),
    }


def test_a_split_that_breaks_a_rule_is_told_by_its_rows():
    found = evaluate(request_of(**SHARED), {("M1", "C1"): Fraction(10)})
    assert (found["status"], found["verdict"], found["beside"]) == ("infeasible", "wrong", None)
    assert [each["rule_id"] for each in found["violations"]] == ["R1"]


def test_beside_a_commission_that_does_not_fit():
    poor = {**SHARED, "budget": 100}
    found = evaluate(request_of(**poor), BY_HAND, recommended(**poor))
    assert (found["verdict"], found["beside"]) == ("wrong", None)


def test_unknown_members_and_another_problem_s_result():
    with pytest.raises(InputError) as caught:
        evaluate(request_of(**SHARED), {("M9", "C1"): Fraction(1), ("M1", "C9"): Fraction(1)})
    assert [(each.code, each.value) for each in caught.value.issues] == [
        ("unknown_component", "C9"),
        ("unknown_member", "M9"),
    ]
    with pytest.raises(InputError) as caught:
        evaluate(request_of(**SHARED), BY_HAND, recommended(**{**SHARED, "budget": 201}))
    assert [each.code for each in caught.value.issues] == ["result_of_other_problem"]
