"""Leximin of levels: known cases argued by hand, TOY4 by enumeration, random problems by force."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import pytest

from allocator.allocation import Result, Status
from allocator.fairness.ladder import Ladder, Rung, ladder_of, levels_of
from allocator.formulation import Formulation, formulate
from allocator.measures.awards import targets
from allocator.model import Expression, Tag
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.running import run_here
from allocator.running.knowledge import is_plan
from allocator.solvers import Limits
from allocator.solving import Options, PhaseProgress, solve
from allocator.solving import engines as engines_module
from allocator.solving.leximin import in_levels
from tests import naive, naive_goals
from tests.builders import problem
from tests.random_problems import all_allocations, random_problem
from tests.test_brute_force import in_this_process
from tests.toy4 import awards_of, cost_of, splits, toy4

ENGINES = ("cpsat", "highs", "scip")
DUE = (15, 9, 3, 3)


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def found(which: Problem, fairness: Fairness, backend: str = "auto", **terms: object) -> Result:
    """The fairest split at the least cost."""
    goals = (Goal("target_share", fairness=fairness), Goal("cost"))
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    return solve(which, goals, Terms(**terms), options)  # type: ignore[arg-type]


def quantities(result: Result) -> dict[Pair, Fraction]:
    assert result.split is not None
    return {(each.member_id, each.component_id): each.quantity for each in result.split.assignments}


def grid(steps: int, cap: int | None) -> Fairness:
    """Levels of 1/steps of the target, capped at so many of them."""
    pct = None if cap is None else Fraction(100 * cap, steps)
    return Fairness("reference_value", Fraction(100, steps), pct)


def levels(awards: tuple[Fraction, ...], steps: int, cap: int | None) -> tuple[int, ...]:
    """Sorted levels, by arithmetic that shares nothing with the measures."""
    whole = [floor(steps * got / due) for got, due in zip(awards, DUE, strict=True)]
    return tuple(sorted(whole if cap is None else [min(each, cap) for each in whole]))


def test_the_ladder_of_levels_and_back() -> None:
    ladder = ladder_of((45, 60, 42, 45))
    assert ladder.rungs == (Rung(42, 4), Rung(45, 3), Rung(60, 1))
    assert levels_of(ladder) == (42, 45, 45, 60)
    assert levels_of(Ladder(3)) == ()


def test_a_ladder_is_raised_and_counted() -> None:
    """Everybody to 42; three of them higher; these to 45."""
    ladder = Ladder(4).raised(42).counted(3)
    assert ladder.rungs == (Rung(42, 4), Rung(43, 3))
    assert ladder.raised(45).rungs == (Rung(42, 4), Rung(45, 3))


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize(
    ("steps", "cap", "expected", "cost"),
    [
        (20, None, (18, 20, 20, 26), 26),
        (20, 20, (18, 20, 20, 20), 26),
        (10, 10, (9, 10, 10, 10), 26),
        (4, 4, (3, 4, 4, 4), 26),
        (2, 2, (1, 2, 2, 2), 25),
        (1, 1, (0, 1, 1, 1), 23),
    ],
)
def test_toy4_on_grids(
    backend: str, steps: int, cap: int | None, expected: tuple[int, ...], cost: int
) -> None:
    """T05, and what is expected is itself found again by enumeration."""
    best = max(levels(awards_of(each), steps, cap) for each in splits())
    least = min(cost_of(each) for each in splits() if levels(awards_of(each), steps, cap) == best)
    assert (best, least) == (expected, cost)
    result = found(toy4(), grid(steps, cap), backend)
    assert result.status is Status.OPTIMAL
    assert result.goals[0].value == result.goals[0].bound == expected
    assert (result.goals[0].exact, result.goals[1].value) == (True, cost)


def test_toy4_exactly() -> None:
    """T04: sorted ratios 14/15, 1, 1, 4/3, awards 14, 9, 3, 4; scaled by 45: 42, 45, 45, 60."""
    result = found(toy4(), grid(45, None))
    assert result.goals[0].value == (42, 45, 45, 60)
    assert awards_of(quantities(result)) == (14, 9, 3, 4)


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (20, (0, 0, 54, 60)),
        (21, (0, 0, 55, 57)),
        (22, (0, 30, 48, 60)),
        (23, (0, 45, 51, 60)),
        (24, (0, 45, 55, 60)),
        (25, (30, 45, 45, 48)),
        (26, (42, 45, 45, 60)),
    ],
)
def test_toy4_under_a_budget(budget: int, expected: tuple[int, ...]) -> None:
    """T08: the vectors in 45ths; (0,0,6/5,4/3), (0,0,11/9,19/15), (0,2/3,16/15,4/3) and so on."""
    result = found(toy4(budget=budget), grid(45, None))
    assert (result.status, result.goals[0].value) == (Status.OPTIMAL, expected)


def test_toy4_below_the_least_cost_is_infeasible() -> None:
    assert found(toy4(budget=19), grid(45, None)).status is Status.INFEASIBLE


def test_the_trap_of_unequal_weights() -> None:
    """T23: two items of value 1, weights 1 and 2: the best smallest ratio is 1/2, not 0.

    Targets are 2/3 and 4/3: (1, 1) gives 3/2 and 3/4, (0, 2) gives 0 and 3/2.
    """
    which = problem(
        components={"C1": 2},
        members={
            "M1": {"target_share_pct": Fraction(100, 3)},
            "M2": {"target_share_pct": Fraction(200, 3)},
        },
    )
    assert found(which, grid(4, None)).goals[0].value == (3, 6)


def test_members_without_any_way_to_their_target_do_not_stop_the_climb() -> None:
    """M3 may do nothing: it stays at 0 and the others go on to (1/2 each of 10) = their targets."""
    third = {"target_share_pct": 30}
    which = problem(
        members={"M1": third, "M2": third, "M3": third},
        offers={"M1:C1": 10, "M2:C1": 10},
    )
    fairness = Fairness("reference_value", Fraction(10), Fraction(100))
    assert found(which, fairness).goals[0].value == (0, 10, 10)


def test_a_plan_tells_all_variables_of_the_ladder() -> None:
    """The plan of TOY4 with levels 42, 45, 45, 60 stands on rungs 30 and 31; A is to go on."""
    fairness = grid(45, None)
    formulation = formulate(toy4(), Terms())
    result = found(toy4(), fairness)
    known = read_back(formulation, quantities(result))
    steps = formulation.steps(Goal("target_share", fairness=fairness))
    for rungs, expected in (
        ([(0, 4)], 5 * 42 + 3),
        ([(42, 4), (43, 3)], 5 * 45 + 1),
        ([(42, 4), (45, 3), (46, 1)], 5 * 60),
    ):
        branch = formulation.branch()
        rise = branch.rise(steps, rungs)
        values = rise.values(known)
        assert is_plan(branch.model, values)
        assert rise.expression.value(values) == expected


def read_back(formulation: Formulation, plan: Mapping[Pair, Fraction]) -> tuple[int, ...]:
    """A split as values of the model's variables; all that are no lots follow from them."""
    draft = type(formulation.choices.draft).from_model(formulation.model)
    for pair, variable in formulation.choices.lots.items():
        lots = int(plan.get(pair, Fraction(0)) / formulation.choices.problem.lot(pair[1]))
        draft.row(Tag("plan"), Expression({variable: 1}), lots, lots)
    values = run_here(draft.model(), "cpsat", Limits(workers=1)).values
    assert values is not None
    return values


def test_progress_is_told_in_levels() -> None:
    """Of 4 members: 3 * 5 + 2 is level 3, whoever is above it; a bound of 19.9 is level 3."""
    heard: list[PhaseProgress] = []
    listener = in_levels(heard.append, 4)
    assert listener is not None
    listener(PhaseProgress("target_share:climb:4", Fraction(17), Fraction("19.9"), 1.0))
    listener(PhaseProgress("target_share:climb:4", None, None, 1.0))
    assert [(each.best, each.bound) for each in heard] == [(3, 3), (None, None)]
    assert in_levels(None, 4) is None


FAIRNESS = (
    Fairness("value", Fraction(1), Fraction(100)),
    Fairness("reference_value", Fraction(10), None),
    Fairness("hours", Fraction(1, 2), Fraction(80)),
)


def expected(
    which: Problem, terms: Terms, fairness: Fairness, *, plans: list[Mapping[Pair, Fraction]]
) -> tuple[tuple[int, ...], Fraction]:
    """The best sorted levels and the least cost under them, by enumeration and naive measures."""
    judge = naive.Judge(which, terms)
    due, before = naive_goals.past_and_due(judge, fairness)

    def vector(plan: Mapping[Pair, Fraction]) -> tuple[int, ...]:
        used = judge.used(plan)
        got = {
            each: before[each] + naive_goals.award(judge, fairness.measure, each, used)
            for each in due
        }
        return tuple(sorted(naive_goals.level(fairness, got[each] / due[each]) for each in due))

    best = max(map(vector, plans))
    fair = [each for each in plans if vector(each) == best]
    return best, min(judge.measure("cost", fairness, each) for each in fair)


def agree(seed: int) -> None:
    which, terms = random_problem(seed)
    terms = Terms(rules_off=terms.rules_off, pins=terms.pins, cost_cap_pln=terms.cost_cap_pln)
    fairness = FAIRNESS[seed % len(FAIRNESS)]
    if not targets(which, fairness):
        return
    judge = naive.Judge(which, terms)
    plans = [each for each in all_allocations(which, terms) if judge.allows(each)]
    for backend in ENGINES:
        goals = (Goal("target_share", fairness=fairness), Goal("cost"))
        options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
        result = solve(which, goals, terms, options)
        if not plans:
            assert result.status is Status.INFEASIBLE
            continue
        assert result.status is Status.OPTIMAL, (backend, result.goals)
        assert (result.goals[0].value, result.goals[1].value) == expected(
            which, terms, fairness, plans=plans
        ), backend


@pytest.mark.parametrize("seed", range(40))
def test_random_problems_agree_with_enumeration(seed: int) -> None:
    """T25: fixed costs, least lots, periods, rules, budgets; three engines; levels and cost."""
    agree(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40, 400))
def test_more_random_problems_agree_with_enumeration(seed: int) -> None:
    agree(seed)
