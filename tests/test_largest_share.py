"""Goal largest_share: the highest ratio as low as can be, then the next; by enumeration."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor

import pytest

from allocator.allocation import Status
from allocator.measures.awards import targets
from allocator.measures.peaks import climbed, highest_peak, peaks
from allocator.problem.problem import Pair
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from tests import naive, naive_goals
from tests.random_problems import all_allocations, random_problem
from tests.test_brute_force import in_this_process
from tests.toy4 import splits, toy4

ENGINES = ("cpsat", "highs", "scip")
FAIRNESS = (
    Fairness("value", Fraction(1), Fraction(100)),
    Fairness("reference_value", Fraction(10), None),
    Fairness("hours", Fraction(1, 2), Fraction(80)),
)


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def test_levels_are_rounded_up_and_turned_round_for_the_climb() -> None:
    """Awards 14, 9, 3, 4 of 15, 9, 3, 3: 93.3 %, 100 %, 100 %, 133.3 %; no cap counts."""
    fairness = Fairness("reference_value", Fraction(10), Fraction(100))
    split = next(each for each in splits() if peaks(toy4(), fairness, each) == (14, 10, 10, 10))
    # A could have all of H and M, 30 of 15; B the same of 9: 334 %; C 18 of 3: 600 %; D 12: 400 %.
    assert highest_peak(toy4(), fairness) == 60
    found = climbed("largest_share", toy4(), fairness, peaks(toy4(), fairness, split))
    assert found == (46, 50, 50, 50)
    assert climbed("largest_share", toy4(), fairness, found) == (14, 10, 10, 10)


def agree(seed: int) -> None:
    which, terms = random_problem(seed)
    terms = Terms(rules_off=terms.rules_off, pins=terms.pins, cost_cap_pln=terms.cost_cap_pln)
    fairness = FAIRNESS[seed % len(FAIRNESS)]
    if not targets(which, fairness):
        return
    judge = naive.Judge(which, terms)
    due = naive_goals.targets(judge, fairness)

    def vector(plan: Mapping[Pair, Fraction]) -> tuple[int, ...]:
        used = judge.used(plan)
        got = {each: naive_goals.award(judge, fairness.measure, each, used) for each in due}
        steps = (-floor(-100 * got[each] / due[each] / fairness.grid_pct) for each in due)
        return tuple(sorted(steps, reverse=True))

    plans = [each for each in all_allocations(which, terms) if judge.allows(each)]
    goals = (Goal("largest_share", fairness=fairness), Goal("cost"))
    best = min(map(vector, plans), default=None)
    costs = [judge.measure("cost", fairness, each) for each in plans if vector(each) == best]
    for backend in ENGINES:
        options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
        result = solve(which, goals, terms, options)
        if best is None:
            assert result.status is Status.INFEASIBLE
            continue
        assert result.status is Status.OPTIMAL, (backend, result.goals)
        assert (result.goals[0].value, result.goals[1].value) == (best, min(costs)), backend
        assert result.goals[0].bound == best


@pytest.mark.parametrize("seed", range(30))
def test_random_problems_agree_with_enumeration(seed: int) -> None:
    agree(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(30, 300))
def test_more_random_problems_agree_with_enumeration(seed: int) -> None:
    agree(seed)
