"""Weighted Nash, alpha-fairness, ordered sums: argued by hand, TOY4, random problems by force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from allocator.allocation import Result, Status
from allocator.certificates.claims import case_of
from allocator.measures.awards import targets
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms, ordered_weights, policy_goals
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from tests import naive
from tests.builders import problem
from tests.random_problems import all_allocations, random_problem
from tests.test_brute_force import Case, agree, in_this_process, optima
from tests.toy4 import MEMBERS, awards_of, splits, toy4

ENGINES = ("cpsat", "highs", "scip")
MILLIONTH = Fraction(1, 10**6)
BY_PRICE = Fairness("reference_value")
DUE = {"A": 15, "B": 9, "C": 3, "D": 3}


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def found(which: Problem, *goals: Goal, backend: str = "cpsat") -> Result:
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    return solve(which, goals, Terms(), options)


def awards(result: Result) -> tuple[Fraction, ...]:
    assert result.split is not None
    return awards_of({(a.member_id, a.component_id): a.quantity for a in result.split.assignments})


# The goals.


@pytest.mark.parametrize("backend", ENGINES)
def test_toy4_by_weighted_nash(backend: str) -> None:
    result = found(toy4(), Goal("weighted_nash", fairness=BY_PRICE), Goal("cost"), backend=backend)
    assert result.status is Status.OPTIMAL
    assert [each.goal for each in result.goals] == [
        "weighted_nash:members",
        "weighted_nash:weight",
        "weighted_nash:mean",
        "cost",
    ]
    # (15 log 14/15 + 3 log 4/3) / 30 = -0.0057283...
    assert [each.value for each in result.goals] == [4, 1, -5728 * MILLIONTH, 26]
    assert awards(result) == (14, 9, 3, 4)


def test_whoever_gets_nothing_is_counted_first() -> None:
    """Two lots for three members of shares 2, 1, 1 (targets 1, 1/2, 1/2).

    Two at most have one, best with the first among them: 1 and one of the small, log 2 / 4 = 0.173.
    """
    members = {f"M{place}": {"target_share_pct": pct} for place, pct in enumerate((50, 25, 25))}
    which = problem(components={"C1": 2}, members=members)
    result = found(which, Goal("weighted_nash", fairness=BY_PRICE))
    assert [each.value for each in result.goals] == [2, Fraction(3, 4), 173_287 * MILLIONTH]


@pytest.mark.parametrize(
    ("shares", "lots", "expected"),
    [
        ((7, 1, 1, 1), 4, [(1, 1, 1, 1)]),
        ((7, 1, 1, 1), 6, [(3, 1, 1, 1)]),
        ((7, 1, 1, 1), 12, [(9, 1, 1, 1)]),
        ((6, 3, 1), 5, [(3, 1, 1)]),
        ((6, 3, 1), 12, [(7, 4, 1)]),
    ],
)
def test_identical_lots_by_weighted_nash(
    shares: tuple[int, ...], lots: int, expected: list[tuple[int, ...]]
) -> None:
    """T12."""
    result = found(identical(shares, lots), Goal("weighted_nash", fairness=BY_PRICE))
    assert result.status is Status.OPTIMAL
    assert lots_of(result, len(shares)) in expected


def identical(shares: tuple[int, ...], lots: int) -> Problem:
    """So many equal lots for members with these shares of the key."""
    whole = sum(shares)
    return problem(
        components={"C1": lots},
        members={
            f"M{place}": {"target_share_pct": Fraction(100 * share, whole)}
            for place, share in enumerate(shares)
        },
    )


def lots_of(result: Result, members: int) -> tuple[int, ...]:
    assert result.split is not None
    got = {each.member_id: int(each.quantity) for each in result.split.assignments}
    return tuple(got.get(f"M{place}", 0) for place in range(members))


@pytest.mark.parametrize("backend", ENGINES)
def test_toy4_by_ordered_sum(backend: str) -> None:
    """T19: the value 74/5 with weights 8, 4, 2, 1, at the fairest split."""
    best = max(ordered(split) for split in splits())
    assert best == Fraction(74, 5)
    fairness = replace(BY_PRICE, owa_weights=tuple(map(Fraction, (8, 4, 2, 1))))
    result = found(toy4(), Goal("owa", fairness=fairness), Goal("cost"), backend=backend)
    assert (result.status, result.goals[0].value) == (Status.OPTIMAL, Fraction(74, 5))
    assert awards(result) == (14, 9, 3, 4)


def ordered(split: Mapping[tuple[str, str], Fraction]) -> Fraction:
    ratios = sorted(got / DUE[each] for each, got in zip(MEMBERS, awards_of(split), strict=True))
    return sum((w * r for w, r in zip((8, 4, 2, 1), ratios, strict=True)), Fraction(0))


def test_a_later_goal_keeps_the_mean_that_was_reached() -> None:
    """Money paid, prices that differ, then the least cost: its plans are held to the exact mean."""
    which = problem(
        components={"C1": 7, "C2": 5},
        members={"M1": {"target_share_pct": 60}, "M2": {"target_share_pct": 40}},
        offers={
            "M1:C1": "10.01",
            "M2:C1": "9.97",
            "M1:C2": "20.03",
            "M2:C2": {"unit_cost_pln": "19.99", "fixed_cost_pln": "3.33"},
        },
        budget=200,
    )
    judge = naive.Judge(which, Terms())
    plans = [each for each in all_allocations(which, Terms()) if judge.allows(each)]
    goals = (Goal("weighted_nash"), Goal("cost"))
    expected = optima(which, Terms(), goals, judge, plans)
    for backend in ENGINES:
        result = found(which, *goals, backend=backend)
        assert tuple((each.goal, each.value) for each in result.goals) == expected


def test_a_second_engine_confirms_the_mean() -> None:
    options = Options(confirm=True, backend="cpsat", limits=Limits(workers=1, time_seconds=60))
    result = solve(toy4(), (Goal("weighted_nash", fairness=BY_PRICE),), Terms(), options)
    assert (result.status, result.goals[-1].value) == (Status.OPTIMAL, -5728 * MILLIONTH)
    assert len(result.goals[-1].confirmed_by) == 2


def test_levels_can_follow_a_mean_but_have_no_certificate_then() -> None:
    """What a mean leaves is known by more tangents than a certificate tells of."""
    fairness = replace(BY_PRICE, grid_pct=Fraction(100, 45), cap_pct=None)
    goals = (Goal("weighted_nash", fairness=fairness), Goal("target_share", fairness=fairness))
    result = found(toy4(), *goals)
    assert result.status is Status.OPTIMAL
    assert result.goals[-1].value == (42, 45, 45, 60)
    assert result.split is not None
    given = {(a.member_id, a.component_id): a.quantity for a in result.split.assignments}
    values = [each.value for each in result.goals]
    told = (toy4(), Terms(), goals, values, given)
    assert case_of(*told, bound=(42, 45, 45, 60), proved=True) is None


def test_a_policy_tells_alpha_and_weights() -> None:
    row = {"goal": "owa", "alpha": "0.5", "owa_weights": "3; 2,5;0"}
    (goal,) = policy_goals(toy4(policies={"P": [row]}), "P")
    weights = (Fraction(3), Fraction(5, 2), Fraction(0))
    assert (goal.fairness.alpha, goal.fairness.owa_weights) == (Fraction(1, 2), weights)
    assert ordered_weights("") == ()
    for wrong in ("1;2", "a;b", "2;-1", "0;0", "1/0"):
        assert ordered_weights(wrong) is None


GOALS = (
    ("weighted_nash", Fraction(2), ()),
    ("weighted_nash", Fraction(2), ()),
    ("alpha_fairness", Fraction(2), ()),
    ("alpha_fairness", Fraction(1, 2), ()),
    ("owa", Fraction(2), ()),
    ("owa", Fraction(2), (Fraction(5), Fraction(2), Fraction(1, 3))),
    ("alpha_fairness", Fraction(0), ()),
)


def agree_on(seed: int) -> None:
    which, terms = random_problem(seed)
    name, alpha, weights = GOALS[seed % len(GOALS)]
    fairness = replace(terms.fairness, alpha=alpha, owa_weights=weights)
    if not targets(which, fairness):
        return
    judge = naive.Judge(which, terms)
    plans = [each for each in all_allocations(which, terms) if judge.allows(each)]
    goals = (Goal(name, fairness=fairness), Goal("cost"))
    case = Case(which, terms, goals, optima(which, terms, goals, judge, plans))
    for backend in ENGINES:
        agree(case, backend)


@pytest.mark.parametrize("seed", range(42))
def test_random_problems_agree_with_enumeration(seed: int) -> None:
    """Three engines and brute force: members, weight, mean to the millionth, and the cost."""
    agree_on(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(42, 400))
def test_more_random_problems_agree_with_enumeration(seed: int) -> None:
    agree_on(seed)
