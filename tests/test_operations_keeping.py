"""Plans passed on while a search goes on, and what is made of the last one when it is cut short."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import Split, WrongAnswer
from allocator.checks import breaches
from allocator.formulation import formulate
from allocator.formulation.formulation import Formulation
from allocator.measures.goals import entries
from allocator.operations import (
    Working,
    asked_from_json,
    operation,
    options_from_json,
    order_of,
)
from allocator.operations.solving import kept_answer
from allocator.problem.request import Goal, Terms
from allocator.reading import read_problem
from allocator.reporting import dump_document
from allocator.reporting.recalled import recalled
from allocator.solvers import Limits, Progress, engine
from allocator.solving import Options, solve
from allocator.solving.engines import Search
from allocator.solving.keeping import Keeping
from allocator.solving.progress import Clock
from tests.builders import problem
from tests.command_line import SHARED, TOWN
from tests.operation_cases import ONE

Kept = list[tuple[str, Split]]


def kept_of(given: Any, goals: tuple[Goal, ...], terms: Terms, **options: Any) -> Kept:
    """Everything that a search passes on, in order."""
    found: Kept = []
    solve(given, goals, terms, ONE, keep=lambda goal, split: found.append((goal, split)), **options)
    return found


def test_each_goal_passes_on_its_better_plans():
    """Least cost is 108; then M2, the small one, gets as much as 5 % more pays for."""
    given = problem(**{**SHARED, "members": {"M1": {}, "M2": {"is_small": True}}})
    goals = (Goal("cost", Fraction(5)), Goal("small_members_value"))
    kept = kept_of(given, goals, Terms())
    assert [each.task_cost_pln for goal, each in kept if goal == "cost"][-1] == 108
    # 5 % above 108 is 113.4: 3 units more of M2's at 2 PLN each make 114, too much
    assert kept[-1][0] in ("small_members_value", "tie")
    assert kept[-1][1].task_cost_pln == 112
    assert all(not breaches(split) for _, split in kept)


def test_only_better_plans_are_passed_on():
    given = problem(**SHARED)
    costs = [each.task_cost_pln for goal, each in kept_of(given, (Goal("cost"),), Terms())]
    assert costs
    assert costs == sorted(set(costs), reverse=True)


def test_what_asks_after_causes_passes_nothing_on():
    """Without R1 all 10 units could be covered, but such a plan breaks R1."""
    given = problem(offers={"M1:C1": 10}, budget=200, rules=[{"metric": "quantity", "at_most": 6}])
    kept = kept_of(given, (Goal("cost"),), Terms(partial=True))
    assert {split.assignments[0].quantity for _, split in kept if split.assignments} == {6}


def test_keeping_changes_no_result():
    given = problem(**SHARED)
    repeatable = options_from_json({"repeatable": True})
    plain = solve(given, (Goal("cost"),), Terms(), repeatable)
    heard = solve(given, (Goal("cost"),), Terms(), repeatable, keep=lambda goal, split: None)
    assert heard == plain


def keeping(keep: Callable[[str, Split], None]) -> tuple[Keeping, Formulation]:
    """Something that passes on plans of the shared problem by their cost."""
    given, terms = problem(**SHARED), Terms()
    formulation = formulate(given, terms)
    target = formulation.target(entries(given, terms, (Goal("cost"),))[0])
    search = Search(Options(), Clock.start(None), keep=keep)
    return Keeping(formulation, target, (), search), formulation


def plan_of(formulation: Formulation) -> tuple[int, ...]:
    """The values of some plan that keeps every row."""
    outcome = engine("cpsat").solve(formulation.model, Limits())
    assert outcome.values is not None
    return outcome.values


def test_a_plan_that_an_engine_tells_is_checked_before_it_is_passed_on():
    found: Kept = []
    passing, formulation = keeping(lambda goal, split: found.append((goal, split)))
    good = plan_of(formulation)
    passing.look_at(tuple(0 for _ in good))
    assert found == []
    passing.free_at = 0.0
    passing.look_at(good)
    assert [goal for goal, _ in found] == ["cost"]
    passing.free_at = 0.0
    passing.look_at(good)
    assert len(found) == 1


def test_plans_that_come_too_fast_are_skipped():
    found: Kept = []
    passing, formulation = keeping(lambda goal, split: found.append((goal, split)))
    passing.free_at = float("inf")
    passing.look_at(plan_of(formulation))
    assert found == []


def test_plans_are_passed_on_before_the_engine_ends(monkeypatch):
    """The engine's own news is enough: its outcome here never comes."""
    found: Kept = []
    given = problem(**SHARED)
    told = plan_of(formulate(given, Terms()))

    def silent_race(model: Any, engines: Any, limits: Any, **more: Any) -> Any:
        more["listener"](Progress("cpsat", 0, None, 0.0, told))
        raise KeyboardInterrupt

    monkeypatch.setattr("allocator.solving.engines.race", silent_race)
    with pytest.raises(KeyboardInterrupt):
        solve(given, (Goal("cost"),), keep=lambda goal, split: found.append((goal, split)))
    assert [goal for goal, _ in found] == ["cost"]


def test_the_last_plan_as_an_answer():
    """5 and 5 units cost 110, 2 more than the least: feasible, nothing proved."""
    found = operation("solve")
    order = order_of(found, problem(**SHARED), asked_from_json({}), ONE, apply_scenario=None)
    split = {("M1", "C1"): Fraction(5), ("M2", "C1"): Fraction(5)}
    answer = kept_answer(order, split, "cost")
    document = answer.document
    assert (answer.status, answer.verdict, answer.proved) == ("feasible", "fits", False)
    assert (document["stopped_by"], document["task_cost_pln"]) == ("interrupted", 110)
    assert [(each["goal"], each["value"], each["proved"]) for each in document["goals"]] == [
        ("cost", 110, False)
    ]
    assert document["provenance"]["kept_from"] == "cost"
    assert recalled(order.request.problem, document)[0].split is not None


def test_a_plan_that_breaks_a_rule_is_no_answer():
    found = operation("solve")
    order = order_of(found, problem(**SHARED), asked_from_json({}), ONE, apply_scenario=None)
    with pytest.raises(WrongAnswer, match="R1"):
        kept_answer(order, {("M1", "C1"): Fraction(10)}, "cost")


def test_what_is_kept_is_what_the_search_comes_to():
    """The last plan passed on is the result's own split."""
    found, kept = operation("solve"), []
    options = options_from_json({"limits": {"time_seconds": 20}})
    asked = asked_from_json({"policy": "cheapest"})
    order = order_of(found, read_problem(TOWN), asked, options, apply_scenario=None)
    working = Working(keep=lambda goal, split: kept.append((goal, split)))
    answer = found.carry_out(order, working)
    assert answer.proved
    goal, split = kept[-1]
    quantities = {(each.member_id, each.component_id): each.quantity for each in split.assignments}
    again = kept_answer(order, quantities, goal)
    for key in ("task_cost_pln", "assignments", "members", "rules", "measures"):
        assert dump_document({key: again.document[key]}) == dump_document(
            {key: answer.document[key]}
        )
