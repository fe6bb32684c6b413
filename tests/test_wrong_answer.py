"""Engines that lie: what they claim is never believed against exact arithmetic, nor ever shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.allocation import Result, Status, Verdict, WrongAnswer
from allocator.model import Model
from allocator.problem.problem import Problem
from allocator.problem.request import Goal
from allocator.solvers import Limits, Outcome, OutcomeStatus
from allocator.solving import Options, engines, plans, solve
from tests.builders import problem
from tests.command_line import SHARED
from tests.lying_engines import Answer, Fakes, at_call, infeasible, optimal, says, unknown

COST = (Goal("cost"),)
RATIO = (Goal("smallest_ratio"),)

CHEAPEST = {"M1": 6, "M2": 4}
"""6 * 10 + 4 * 12 = 108 PLN, the least: M2 must have 4 of the 10 units."""
DEARER = {"M2": 10}
"""120 PLN: allowed, not the least."""
FORBIDDEN = {"M1": 10}
"""100 PLN, but M2 has nothing."""


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Fakes]:
    def put_in_place(**answers: Answer) -> Fakes:
        fakes = Fakes(answers)
        monkeypatch.setattr(engines, "race", fakes)
        return fakes

    return put_in_place


@pytest.fixture
def shared() -> Problem:
    return problem(**SHARED)


def solved(
    given: Problem, goals: tuple[Goal, ...], backend: str, *, confirm: bool = False
) -> Result:
    workers = 2 if backend == "auto" else 1
    return solve(given, goals, options=Options(backend, confirm, limits=Limits(workers=workers)))


def refused(given: Problem, goals: tuple[Goal, ...], backend: str, *, confirm: bool = False) -> str:
    """What the error says that it must come to, with a model on disk for others to read."""
    with pytest.raises(WrongAnswer) as caught:
        solved(given, goals, backend, confirm=confirm)
    text = Path(caught.value.file).read_text()
    assert "ROWS" in text
    assert "COLUMNS" in text
    return caught.value.message


def assert_least_cost(result: Result) -> None:
    assert result.status is Status.OPTIMAL, result.goals
    assert result.stopped_by == "proof"
    assert result.goals[0].value == result.goals[0].bound == 108
    assert result.tie_broken
    assert given_to_members(result) == CHEAPEST


def given_to_members(result: Result) -> dict[str, Fraction]:
    assert result.split is not None
    return {each.member_id: each.quantity for each in result.split.assignments}


def assert_nothing_known(result: Result) -> None:
    assert result.status is Status.UNKNOWN
    assert result.verdict is Verdict.UNKNOWN
    assert result.split is None
    assert result.goals[0].value is None
    assert not result.goals[0].proved


def test_the_fakes_are_believed_where_they_are_right(shared: Problem, lying: Any) -> None:
    fakes = lying(cpsat=optimal("cpsat", CHEAPEST))
    assert_least_cost(solved(shared, COST, "cpsat"))
    assert fakes.calls == {"cpsat": 2}  # the cost and the draw


# The exact engine lies


def test_forbidden_plan(shared: Problem, lying: Any) -> None:
    lying(cpsat=optimal("cpsat", FORBIDDEN))
    refused(shared, COST, "cpsat")


def test_forbidden_plan_once(shared: Problem, lying: Any) -> None:
    # Every row of this little model fits CP-SAT exactly, so nothing excuses the broken one.
    lying(cpsat=at_call(0, optimal("cpsat", FORBIDDEN)))
    assert "cpsat" in refused(shared, COST, "cpsat")


def test_plan_that_only_the_checks_refuse(
    shared: Problem, lying: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the model had forgotten a rule that the checks know.
    monkeypatch.setattr(plans, "breaches", lambda split: split.rules[:1])
    lying()
    assert "cpsat" in refused(shared, COST, "cpsat")


# Splits cost 100 + 2 for each unit of M2, so a bound of 107 would still mean 108.
@pytest.mark.parametrize(("shift", "bound"), [(-2, 106), (0, 106), (0, 110), (2, 110)])
def test_numbers_that_are_not_the_plans(
    shared: Problem, lying: Any, shift: int, bound: int
) -> None:
    lying(cpsat=optimal("cpsat", CHEAPEST, shift=shift, bound=bound))
    assert "108" in refused(shared, COST, "cpsat")


def test_exact_claim_against_a_better_plan_of_the_loser(shared: Problem, lying: Any) -> None:
    better = says("highs", OutcomeStatus.FEASIBLE, CHEAPEST)
    lying(cpsat=at_call(0, optimal("cpsat", DEARER)), highs=better)
    refused(shared, COST, "auto")


def test_exact_claim_against_the_plan_of_an_earlier_goal(lying: Any) -> None:
    # Least cost gives M1 6 units; the ratio of such a plan is 0.48, not the 0 claimed after it.
    lying(cpsat=at_call(1, optimal("cpsat", DEARER, bound=0)))
    refused(two_targets(), (Goal("cost", Fraction(20)), *RATIO), "cpsat")


@pytest.mark.parametrize("goals", [COST, COST + RATIO])
def test_no_plan_for_a_later_goal(goals: tuple[Goal, ...], lying: Any) -> None:
    # The later goal is the ratio, or else the draw.
    lying(cpsat=at_call(1, infeasible("cpsat")))
    assert "infeasible" in refused(two_targets(), goals, "cpsat")


# An engine that works in floats errs


def two_targets() -> Problem:
    """Of 200 PLN each member should have 100. 5 and 5 units: ratios 0.5, 0.6; no split is better.

    6 and 4: 0.6, 0.48; 4 and 6: 0.4, 0.72.
    """
    members = {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50, "is_small": True}}
    return problem(**SHARED | {"members": members})


def test_worse_ratio_claimed_best(lying: Any) -> None:
    lying(highs=at_call(0, optimal("highs", CHEAPEST, smallest_ratio=480_000)))
    result = solved(two_targets(), RATIO, "highs")
    assert result.status is Status.OPTIMAL
    assert result.goals[0].value == result.goals[0].bound == Fraction(1, 2)
    assert given_to_members(result) == {"M1": 5, "M2": 5}


def test_a_third_house_decides_where_the_exact_engine_takes_too_long(lying: Any) -> None:
    """HiGHS took 10 s, CP-SAT says nothing in two seconds: it is asked again beside SCIP."""
    claimed = optimal("highs", {"M1": 5, "M2": 5}, smallest_ratio=500_000)

    def slow(model: Model, number: int) -> Outcome | None:
        found = claimed(model, number)
        return None if found is None else replace(found, seconds=10.0)

    fakes = lying(highs=at_call(0, slow), cpsat=unknown("cpsat"))
    options = Options("highs", limits=Limits(workers=2), tie=False)
    (goal,) = solve(two_targets(), RATIO, options=options).goals
    assert (goal.value, goal.proved, goal.confirmed_by) == (Fraction(1, 2), True, ("highs", "scip"))
    assert fakes.calls == {"highs": 1, "cpsat": 2, "scip": 1}


def test_worse_value_claimed_best_beside_a_held_goal(lying: Any) -> None:
    # A fifth above the least cost of 108 is 129.60: everything to M2, for 120, is allowed.
    lying(highs=at_call(1, optimal("highs", CHEAPEST)))
    goals = (Goal("cost", Fraction(20)), Goal("small_members_value"))
    result = solved(two_targets(), goals, "highs")
    assert result.status is Status.OPTIMAL
    assert [each.value for each in result.goals] == [108, 120]


def test_worse_plan_claimed_best_by_the_draw(shared: Problem, lying: Any) -> None:
    # Within 20 % of the least cost every split that the rule allows is; M1 draws the higher weight.
    lying(highs=at_call(1, optimal("highs", DEARER)))
    result = solved(shared, (Goal("cost", Fraction(20)),), "highs")
    assert result.tie_broken
    assert given_to_members(result) == CHEAPEST


def test_float_claim_against_a_better_plan_of_the_loser(lying: Any) -> None:
    # No limit was set, so the goal must end with a proof.
    beaten = says("highs", OutcomeStatus.FEASIBLE, DEARER)
    lying(scip=at_call(0, optimal("scip", CHEAPEST)), highs=beaten)
    result = solved(two_targets(), (Goal("small_members_value"),), "auto")
    assert result.status is Status.OPTIMAL, result.goals
    assert result.goals[0].value == 120
    assert given_to_members(result) == DEARER


def test_wrong_optimum_shown_by_a_later_plan(shared: Problem, lying: Any) -> None:
    # 120 was called the least cost; the plan that wins the draw costs 108. One must be wrong.
    lying(highs=at_call(0, optimal("highs", DEARER)))
    refused(shared, COST, "highs")


def test_infeasible_claimed_of_a_feasible_problem(shared: Problem, lying: Any) -> None:
    lying(highs=infeasible("highs"))
    assert_least_cost(solved(shared, COST, "highs"))


def test_infeasible_claimed_by_one_float_engine_alone(shared: Problem, lying: Any) -> None:
    others = {name: unknown(name) for name in ("cpsat", "scip", "cbc")}
    lying(highs=infeasible("highs"), **others)
    assert_nothing_known(solved(shared, COST, "highs"))


# M1 may have at most 55.55 %; with 6 units it would have 60 of 108 PLN, 55.5556 %.
DUSTY = SHARED | {
    "rules": [
        *SHARED["rules"],
        {"metric": "value", "of": "value", "members": "M1", "at_most": 55.55},
    ]
}


def test_plan_broken_by_dust_is_solved_again(lying: Any) -> None:
    lying(highs=optimal("highs", CHEAPEST))
    result = solved(problem(**DUSTY), COST, "highs")
    assert result.status is Status.OPTIMAL
    assert result.goals[0].value == 110
    assert given_to_members(result) == {"M1": 5, "M2": 5}


@pytest.mark.parametrize("status", [OutcomeStatus.OPTIMAL, OutcomeStatus.FEASIBLE])
def test_plan_broken_by_dust_is_never_shown(status: OutcomeStatus, lying: Any) -> None:
    lying(highs=says("highs", status, CHEAPEST), cpsat=unknown("cpsat"))
    assert_nothing_known(solved(problem(**DUSTY), COST, "highs"))


# With every goal proved again


def test_confirmed_by_two_houses(shared: Problem, lying: Any) -> None:
    lying()
    result = solved(shared, COST, "cpsat", confirm=True)
    assert_least_cost(result)
    assert result.goals[0].confirmed_by[0] == "cpsat"
    assert len(result.goals[0].confirmed_by) == 2


def test_float_claim_refuted(shared: Problem, lying: Any) -> None:
    lying(highs=optimal("highs", DEARER))
    assert "120" in refused(shared, COST, "highs", confirm=True)


def test_exact_claim_refuted_by_another_house(shared: Problem, lying: Any) -> None:
    lies = [optimal("cpsat", DEARER), infeasible("cpsat")]
    lying(cpsat=lambda model, call: lies[call](model, call))
    assert "120" in refused(shared, COST, "cpsat", confirm=True)


def test_infeasibility_refuted_by_a_plan(shared: Problem, lying: Any) -> None:
    lying(cpsat=infeasible("cpsat"))
    refused(shared, COST, "cpsat", confirm=True)
