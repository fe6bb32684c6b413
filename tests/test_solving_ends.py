"""How a run ends: limits, stops, infeasible requests, and what it then says of goals and plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import GoalResult, Result, Status, Verdict
from allocator.checks import breaches
from allocator.measures.steps import rounded
from allocator.problem.charter import Pin
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms, policy_goals
from allocator.reading import read_problem
from allocator.solvers import Limits, OutcomeStatus
from allocator.solving import Options, PhaseProgress, engines, solve
from tests.builders import problem, record
from tests.command_line import SHARED, TOWN
from tests.lying_engines import Answer, Fakes, at_call, says, unknown

ENGINES = ("auto", "cpsat", "highs", "scip", "cbc")
HARD_GOALS = (Goal("target_deviation"), Goal("cost"))
"""On the town the first takes every engine half a second or more, most of it for the proof."""

GROSZ = Fraction(1, 100)
LEAST_DEVIATION = Fraction("98398.03")
"""From the independent model that came with the town."""


@pytest.fixture(scope="module")
def town() -> Problem:
    return read_problem(TOWN)


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Fakes]:
    def put_in_place(**answers: Answer) -> Fakes:
        fakes = Fakes(answers)
        monkeypatch.setattr(engines, "race", fakes)
        return fakes

    return put_in_place


def limited(given: Problem, goals: Any, backend: str = "auto", **limits: Any) -> Result:
    return solve(given, goals, options=Options(backend, limits=Limits(**{"workers": 2} | limits)))


def assert_honest(result: Result) -> None:
    """What holds however a run ended."""
    unproved = [each for each in result.goals if not each.proved]
    proved = result.status is Status.INFEASIBLE or not unproved
    assert result.stopped_by == ("proof" if proved else unproved[0].stopped_by)
    if result.status is Status.OPTIMAL:
        assert not unproved
    for each in result.goals:
        assert_honest_goal(each, result)
    if result.split is not None:
        assert breaches(result.split) == ()
        assert result.status in (Status.OPTIMAL, Status.FEASIBLE)
    else:
        assert not result.tie_broken


def assert_honest_goal(goal: GoalResult, result: Result) -> None:
    if goal.proved:
        assert goal.value == goal.bound
        assert goal.stopped_by == "proof"
        assert goal.confirmed_by
        return
    assert goal.stopped_by != "proof" or result.status is Status.INFEASIBLE
    assert not goal.confirmed_by or result.status is Status.INFEASIBLE
    assert (goal.value is None) == (result.split is None)


def assert_least_deviation_is_within(result: Result) -> None:
    goal = result.goals[0]
    assert isinstance(goal.value, Fraction)
    assert isinstance(goal.bound, Fraction)
    assert goal.bound <= LEAST_DEVIATION <= goal.value


# Time


@pytest.mark.parametrize("backend", ENGINES)
def test_no_time_at_all(town: Problem, backend: str) -> None:
    started = time.monotonic()
    result = limited(town, policy_goals(town, "balanced"), backend, time_seconds=0.0)
    assert time.monotonic() - started < 10
    assert (result.status, result.verdict) == (Status.UNKNOWN, Verdict.UNKNOWN)
    assert result.split is None
    assert {each.stopped_by for each in result.goals} == {"time_limit"}
    assert_honest(result)


@pytest.mark.parametrize("backend", ["auto", "cpsat", "cbc"])
def test_little_time(town: Problem, backend: str) -> None:
    """The second goal runs in its share of the time although the first was not proved."""
    result = limited(town, HARD_GOALS, backend, workers=1, time_seconds=0.9)
    assert_honest(result)
    if result.split is None:  # a busy machine
        assert result.stopped_by == "time_limit"
        return
    assert_least_deviation_is_within(result)
    kept = result.split.measures["target_deviation"]
    assert isinstance(kept, Fraction)
    assert rounded(kept, GROSZ) <= result.goals[0].value  # type: ignore[operator]
    assert result.goals[1].value is not None


def test_later_goals_run_and_an_unproved_one_is_held(lying: Any) -> None:
    # Units of M2 cost 12, of M1 10. The least cost is 108, but the engine stops at 6 units of M2:
    # 112, unproved. Then quality, where M2 is the better: at most 6 units keep the 112.
    # 0.6 * 5 + 0.4 * 1 = 3.4.
    offers = {
        "M1:C1": {"unit_cost_pln": 10, "quality": 1},
        "M2:C1": {"unit_cost_pln": 12, "quality": 5},
    }
    stopped = says("cpsat", OutcomeStatus.FEASIBLE, {"M1": 4, "M2": 6}, bound=101)
    lying(cpsat=lambda model, call: None if call else stopped(model, call))
    result = limited(
        problem(**SHARED | {"offers": offers}), [Goal("cost"), Goal("quality")], "cpsat"
    )
    assert result.status is Status.FEASIBLE
    assert result.stopped_by == "time_limit"
    cost, quality = result.goals
    # 101 is no cost that a split can have (100 + 2 for each unit of M2), so the bound is 102.
    assert cost.value == 112
    assert cost.bound == 102
    assert not cost.proved
    assert quality.value == quality.bound == Fraction(34, 10)
    assert quality.proved
    assert_honest(result)


def test_a_worse_plan_of_a_later_search_is_forgotten(lying: Any) -> None:
    # The draw is stopped at a plan; the one before it stays, and the tie counts as unbroken.
    answers: list[Any] = [None, says("cpsat", OutcomeStatus.FEASIBLE, {"M1": 5, "M2": 5})]
    lying(cpsat=lambda model, call: answers[call] and answers[call](model, call))
    result = limited(problem(**SHARED), [Goal("cost", Fraction(20))], "cpsat")
    assert result.status is Status.OPTIMAL
    assert not result.tie_broken
    assert result.split is not None
    assert result.split.task_cost_pln == 108


def test_first_plan_may_take_more_than_a_share_of_the_time(lying: Any) -> None:
    # Nothing found in the first search, which had a third of the time: two thirds are left.
    lying(cpsat=lambda model, call: None if call else unknown("cpsat")(model, call))
    goals = [Goal("cost"), Goal("small_members_value"), Goal("handover")]
    result = limited(problem(**SHARED), goals, "cpsat", time_seconds=300)
    assert result.split is not None


def test_without_a_limit_nothing_ends_but_a_proof(lying: Any) -> None:
    # No second proof in its time: the exact engine at first, engines of other houses never.
    members = {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}}
    others = {name: unknown(name) for name in ("scip", "cbc")}
    lying(cpsat=at_call(0, unknown("cpsat")), **others)
    result = limited(problem(**SHARED | {"members": members}), [Goal("smallest_ratio")], "highs")
    assert result.goals[0].value == Fraction(1, 2)
    assert (result.status, result.stopped_by) == (Status.OPTIMAL, "proof")


# Stops, memory, gap


def after(moments: int) -> Callable[[], bool]:
    """A stop that comes when it was asked for that many times."""
    asked = iter(range(moments))
    return lambda: next(asked, None) is None


@pytest.mark.parametrize("moments", [0, 1, 3, 8])
def test_stopped_at_different_moments(town: Problem, moments: int) -> None:
    options = Options(limits=Limits(workers=1))
    started = time.monotonic()
    result = solve(town, HARD_GOALS, options=options, should_stop=after(moments))
    assert time.monotonic() - started < 10
    assert_honest(result)
    if not all(each.proved for each in result.goals):
        assert result.stopped_by == "interrupted"


def test_stopped_in_a_later_goal(town: Problem) -> None:
    """The first goal is proved by then; the plan that it left is the plan of the result."""
    goals = [Goal("cost", Fraction(1)), Goal("target_deviation"), Goal("quality")]
    seen: list[str] = []

    def listen(progress: PhaseProgress) -> None:
        seen.append(progress.phase)

    options = Options("cpsat", limits=Limits(workers=1))
    result = solve(
        town,
        goals,
        options=options,
        listener=listen,
        should_stop=lambda: "target_deviation" in seen,
    )
    assert result.status is Status.FEASIBLE
    assert [each.proved for each in result.goals] == [True, False, False]
    assert result.goals[0].value == Fraction("3037934.10")
    assert result.stopped_by == "interrupted"
    assert not result.tie_broken
    assert_honest(result)


@pytest.mark.parametrize("backend", ["cpsat", "scip", "cbc"])
def test_memory_limit(town: Problem, backend: str) -> None:
    result = limited(town, HARD_GOALS, backend, memory_megabytes=20)
    assert result.stopped_by == "memory_limit"
    assert result.status in (Status.FEASIBLE, Status.UNKNOWN)
    assert_honest(result)


@pytest.mark.parametrize("backend", ["highs", "scip", "cbc"])
def test_gap_limit(town: Problem, backend: str) -> None:
    result = limited(town, HARD_GOALS[:1], backend, relative_gap=0.9)
    assert (result.status, result.stopped_by) == (Status.FEASIBLE, "gap_limit")
    assert_least_deviation_is_within(result)
    value, bound = result.goals[0].value, result.goals[0].bound
    assert (value - bound) / value <= Fraction(9, 10)  # type: ignore[operator]
    assert_honest(result)


def test_gap_limit_of_the_exact_engine(town: Problem) -> None:
    # Any plan costs less than ten times the least cost, so the first one ends the search.
    result = limited(town, [Goal("cost")], "cpsat", workers=1, relative_gap=0.9)
    assert_honest(result)
    assert result.stopped_by in ("gap_limit", "proof")


# Infeasible, too dear, in part


def test_infeasible() -> None:
    given = problem(**SHARED | {"budget": 107})  # the least cost is 108
    for backend in ENGINES:
        result = limited(given, [Goal("cost"), Goal("handover")], backend)
        assert (result.status, result.stopped_by) == (Status.INFEASIBLE, "proof")
        assert result.verdict is Verdict.DOES_NOT_FIT
        assert [each.goal for each in result.goals] == ["cost", "handover"]
        assert [each.value for each in result.goals] == [None, None]
        assert result.split is None
        assert_honest(result)


def test_infeasible_found_by_a_later_goal(lying: Any) -> None:
    lying(cpsat=at_call(0, unknown("cpsat")))
    result = limited(problem(**SHARED | {"budget": 107}), [Goal("cost"), Goal("handover")], "cpsat")
    assert (result.status, result.stopped_by) == (Status.INFEASIBLE, "proof")


def test_nothing_to_optimise() -> None:
    """Without a soft rule the goal has no entry: any plan is as good, the draw finds one."""
    assert limited(problem(), [Goal("soft_rules")]).status is Status.OPTIMAL
    result = limited(problem(), [Goal("soft_rules")], time_seconds=0.0)
    assert (result.status, result.stopped_by) == (Status.UNKNOWN, "time_limit")


def pin(member: str, quantity: int) -> Pin:
    cells = {"member_id": member, "component_id": "C1", "quantity": quantity}
    found = record("pins", cells)
    assert isinstance(found, Pin)
    return found


REQUESTS = [
    Terms(cost_cap_pln=Fraction(107)),
    Terms(pins=(pin("M2", 3),)),
    Terms(pins=(pin("M2", 5),), cost_cap_pln=Fraction(109)),
]


@pytest.mark.parametrize("terms", REQUESTS)
def test_a_request_that_does_not_fit(terms: Terms) -> None:
    result = solve(problem(**SHARED), [Goal("cost")], terms)
    assert result.status is Status.INFEASIBLE
    assert result.verdict is Verdict.DOES_NOT_FIT_REQUEST


def test_pins_of_the_problem_are_its_own_rules() -> None:
    result = solve(problem(**SHARED, pins={"M2:C1": 3}), [Goal("cost")])
    assert result.verdict is Verdict.DOES_NOT_FIT


@pytest.mark.parametrize(("budget", "verdict"), [(107, Verdict.OVER_BUDGET), (108, Verdict.FITS)])
def test_budget_switched_off(budget: int, verdict: Verdict) -> None:
    given = problem(**SHARED | {"budget": budget})
    result = solve(given, [Goal("cost")], Terms(rules_off=frozenset(("budget",))))
    assert (result.status, result.verdict) == (Status.OPTIMAL, verdict)
    assert result.split is not None
    assert result.split.task_cost_pln == 108
