"""Comparing two results: what moved, what it costs, which goals and rules differ."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scenarios.comparing import (
    Difference,
    Move,
    compare,
    comparison_document,
    moves_between,
    read_result,
)
from scenarios.comparison_texts import comparison_lines


def result(**content: Any) -> dict[str, Any]:
    """A result object of a small split, with some keys replaced."""
    return {
        "status": "optimal",
        "stopped_by": "proof",
        "verdict": "fits",
        "task_cost_pln": 1000.1,
        "total_pln": 1040.1,
        "budget_pln": 2000,
        "own_contribution_pln": 0,
        "goals": [goal("cost", 1000.1)],
        "assignments": split({"M1:C1": 60, "M2:C1": 40}),
        "members": [member("M1", 600.1), member("M2", 400)],
        "rules": [row("R1", "M1", 20)],
        "measures": {"cost": 1000.1},
        "provenance": {"problem_digest": "aa", "scenario": None, "rules_off": []},
        **content,
    }


def goal(name: str, value: Any, *, proved: bool = True) -> dict[str, Any]:
    return {"goal": name, "value": value, "proved": proved}


def split(quantities: dict[str, Any]) -> list[dict[str, Any]]:
    pairs = ((pair.split(":"), quantity) for pair, quantity in quantities.items())
    return [
        {"member_id": member, "component_id": component, "quantity": quantity}
        for (member, component), quantity in pairs
    ]


def member(name: str, value: Any) -> dict[str, Any]:
    return {"member_id": name, "value_pln": value, "engaged": bool(value)}


def row(rule: str, subject: str, margin: Any, *, violation: Any = 0, **more: Any) -> dict[str, Any]:
    cells = {"margin": margin, "violation": violation, "strength": "hard"}
    return {"rule_id": rule, "subject": subject, "at_least": None, "at_most": 60, **cells, **more}


def test_the_same_result_differs_in_nothing() -> None:
    comparison = compare(result(), result())
    assert comparison.same
    assert comparison_lines(comparison, "pl") == ("Wyniki są takie same.",)
    assert comparison_document(comparison)["same"] is True


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        ({"M1:C1": 60, "M2:C1": 40}, {"M1:C1": 50, "M2:C1": 50}, [("C1", "M1", "M2", 10)]),
        # M1 gives 30: first the 10 that M2 takes, then 20 to M3.
        (
            {"M1:C1": 60, "M2:C1": 40},
            {"M1:C1": 30, "M2:C1": 50, "M3:C1": 20},
            [("C1", "M1", "M2", 10), ("C1", "M1", "M3", 20)],
        ),
        # Two givers, one taker; another component apart.
        (
            {"M1:C1": 6, "M2:C1": 4, "M1:C2": 1},
            {"M3:C1": 10, "M2:C2": 1},
            [("C1", "M1", "M3", 6), ("C1", "M2", "M3", 4), ("C2", "M1", "M2", 1)],
        ),
        # What is no longer covered goes to nobody, what is newly covered comes from nobody.
        ({"M1:C1": 10}, {"M1:C1": 7}, [("C1", "M1", "", 3)]),
        ({"M1:C1": 10}, {"M1:C1": 4, "M2:C1": 9}, [("C1", "M1", "M2", 6), ("C1", "", "M2", 3)]),
        ({"M1:C1": 0.1}, {"M1:C1": 0.3}, [("C1", "", "M1", Fraction(1, 5))]),
        ({"M1:C1": 10}, {"M1:C1": 10.0}, []),
    ],
)
def test_moves(before: dict[str, Any], after: dict[str, Any], moves: list[tuple[Any, ...]]) -> None:
    found = moves_between(result(assignments=split(before)), result(assignments=split(after)))
    assert list(found) == [Move(*each) for each in moves]


def test_money_is_exact() -> None:
    # In binary fractions 1000.3 - 1000.1 is not 0.2.
    comparison = compare(result(), result(task_cost_pln=1000.3))
    (difference,) = comparison.money
    assert difference == Difference("task_cost_pln", Fraction(10001, 10), Fraction(10003, 10))
    assert difference.change == Fraction(1, 5)


def test_members_in_and_out() -> None:
    other = result(members=[member("M1", 0), member("M2", 400), member("M3", 600.1)])
    comparison = compare(result(), other)
    assert comparison.members_in == ("M3",)
    assert comparison.members_out == ("M1",)
    assert [each.subject for each in comparison.members] == ["M1", "M3"]
    lines = comparison_lines(comparison, "pl")
    assert "  Teraz mają zadania: M3" in lines
    assert "  M1: 600,10 zł → 0,00 zł (−600,10 zł)".replace(" zł", "\xa0zł") in lines


def test_goals_that_come_twice_and_levels() -> None:
    one = result(goals=[goal("cost", 5), goal("target_share", [80, 90]), goal("cost", 7)])
    other = result(
        goals=[goal("cost", 5), goal("target_share", [85, 90]), goal("cost", 6, proved=False)]
    )
    comparison = compare(one, other)
    assert [each.subject for each in comparison.goals] == ["target_share", "cost (2)"]
    assert comparison.goals[0].after == (85, 90)
    assert comparison.proofs == (Difference("cost (2)", True, False),)
    lines = comparison_lines(comparison, "en")
    assert "  target_share: [80; 90] → [85; 90]" in lines
    assert "  cost (2), proved: yes → no" in lines


def test_rules() -> None:
    one = result(rules=[row("R1", "M1", 20), row("R1", "M2", 5), row("R2", "", 1)])
    other = result(rules=[row("R1", "M1", 0), row("R1", "M2", 4), row("R3", "", -2, violation=0.1)])
    comparison = compare(one, other)
    assert [(each.rule_id, each.subject) for each in comparison.rules] == [
        ("R1", "M1"),
        ("R1", "M2"),
        ("R2", ""),
        ("R3", ""),
    ]
    assert comparison.rules[0].differences == (Difference("margin", Fraction(20), Fraction(0)),)
    lines = comparison_lines(comparison, "en")
    assert "  R1 M1: margin: 20 → 0" in lines
    assert any(each.startswith("  R3: strength: none → hard") for each in lines)
    # Another margin above 0 and a row that went with its pair are only counted.
    assert "  other rows of rules that differ (in margins, in the pairs used): 2" in lines
    assert not any("R1 M2" in each or "R2" in each for each in lines)


def test_an_infeasible_result_has_no_split() -> None:
    nothing = result(
        status="infeasible",
        verdict="does_not_fit",
        assignments=[],
        members=[],
        rules=[],
        task_cost_pln=None,
        total_pln=None,
        own_contribution_pln=None,
        goals=[],
        measures={},
    )
    comparison = compare(result(), nothing)
    assert [each.subject for each in comparison.headline] == ["status", "verdict"]
    assert comparison.members_out == ("M1", "M2")
    assert "  koszt zadań: 1\xa0000,10\xa0zł → brak" in comparison_lines(comparison, "pl")


def test_other_data_scenarios_and_requests_are_told_first() -> None:
    goals = [{"goal": "cost"}, {"goal": "target_share"}]
    other = {
        "problem_digest": "b" * 64,
        "scenario": {"scenario_id": "SC5", "cells": []},
        "goals": goals,
        "rules_off": ["R01", "R02"],
    }
    comparison = compare(result(), result(provenance=other))
    assert [each.code for each in comparison.notices] == [
        "compared_problems_differ",
        "compared_scenarios_differ",
        "compared_requests_differ",
        "compared_requests_differ",
    ]
    assert comparison.same
    lines = comparison_lines(comparison, "en")
    assert lines[-1] == "The results are the same."
    assert lines[0].startswith("the data differ, scenario included (digests aa and bbbbbbbbbbbb)")
    assert "(– and SC5)" in lines[1]
    assert "(goals: – and cost, target_share)" in lines[2]
    assert "(rules_off: – and R01, R02)" in lines[3]


def test_a_result_is_read_exactly() -> None:
    assert read_result('{"total_pln": 0.1}') == {"total_pln": Decimal("0.1")}
    with pytest.raises(ValueError, match="object"):
        read_result("[1]")


def test_read_and_given_results_compare_alike() -> None:
    text = json.dumps(result())
    assert compare(read_result(text), result()).same


def test_the_document_is_json() -> None:
    other = result(assignments=split({"M1:C1": 59.5, "M2:C1": 40.5}), status="feasible")
    document = json.loads(json.dumps(comparison_document(compare(result(), other))))
    assert document["moves"] == [
        {"component_id": "C1", "from_member": "M1", "to_member": "M2", "quantity": 0.5}
    ]
    assert document["headline"][0]["after"] == "feasible"
