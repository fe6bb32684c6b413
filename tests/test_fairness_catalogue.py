"""The fairness catalogue on sets of outcomes, each a problem that has exactly these."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.allocation import Result, Status
from allocator.certificates import Stated, certified_case
from allocator.certificates.proving import is_witness
from allocator.problem.charter import Pin
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.running import run_here
from allocator.solvers import Limits, OutcomeStatus
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from tests.builders import problem
from tests.outcomes import Outcome, choice, chosen, fine
from tests.test_brute_force import in_this_process

ENGINES = ("cpsat", "highs", "scip")


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def found(
    which: Problem, *goals: Goal, backend: str = "cpsat", terms: Terms | None = None
) -> Result:
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    return solve(which, goals, terms or Terms(), options)


def quantities(result: Result) -> dict[Pair, Fraction]:
    assert result.split is not None
    return {(each.member_id, each.component_id): each.quantity for each in result.split.assignments}


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (((1, 1, 5), (1, 2, 2)), {(1, 2, 2)}),
        (((1, 2), (2, 1)), {(1, 2), (2, 1)}),
        (((1, 2, 3), (3, 1, 4)), {(3, 1, 4)}),
    ],
)
def test_leximin_among_outcomes(
    backend: str, outcomes: tuple[Outcome, ...], expected: set[Outcome]
) -> None:
    """T01: who freezes the minimum could end at (1, 1, 5). T02: sorted (1, 2) and (1, 3, 4)."""
    which = choice(outcomes)
    result = found(which, Goal("target_share", fairness=fine(which)), backend=backend)
    assert result.status is Status.OPTIMAL
    assert chosen(quantities(result), len(outcomes[0])) in expected
    levels = result.goals[0].value
    assert isinstance(levels, tuple)
    unit = levels[0] // min(min(each) for each in expected)
    assert [each // unit for each in levels] == sorted(next(iter(expected)))


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize(("weights", "nash"), [((1, 1), (3, 9)), ((3, 1), (4, 4))])
def test_nash_and_leximin_among_outcomes(
    backend: str, weights: tuple[int, ...], nash: Outcome
) -> None:
    """T11: (4, 4) or (3, 9). Leximin has (4, 4) both times: 4/3 and 4 against 1 and 9."""
    which = choice(((4, 4), (3, 9)), weights)
    fairness = fine(which)
    for goal, expected in (("weighted_nash", nash), ("target_share", (4, 4))):
        result = found(which, Goal(goal, fairness=fairness), backend=backend)
        assert (result.status, chosen(quantities(result), 2)) == (Status.OPTIMAL, expected), goal


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize(
    ("alpha", "expected"),
    [
        ("0", (1, 1, 12)), ("1/2", (1, 1, 12)), ("1", (1, 4, 5)), ("2", (1, 4, 5)),
        ("5", (2, 2, 2)),
    ],
)  # fmt: skip
def test_alpha_among_outcomes(backend: str, alpha: str, expected: Outcome) -> None:
    """T19: sums 6, 10, 14; products 8, 20, 12. (20, the other degree of the catalogue, is beyond
    what a policy may ask; measures are tested with it.)"""
    which = choice(((2, 2, 2), (1, 4, 5), (1, 1, 12)))
    fairness = Fairness("reference_value", alpha=Fraction(alpha))
    result = found(which, Goal("alpha_fairness", fairness=fairness), backend=backend)
    assert (result.status, chosen(quantities(result), 3)) == (Status.OPTIMAL, expected)


@pytest.mark.parametrize("engine", ENGINES)
def test_personal_claims_hold_where_the_ladder_does_not(engine: str) -> None:
    """T07: of (1, 2, 3) beside (3, 1, 4) nobody can be lifted alone, and yet it is not leximin."""
    which = choice(((1, 2, 3), (3, 1, 4)))
    fairness = fine(which)
    goal = Goal("target_share", fairness=fairness)
    pin = Pin(member_id="CHOSEN", component_id="C0", quantity=Fraction(1))
    pinned = found(which, goal, terms=Terms(pins=(pin,)))
    assert chosen(quantities(pinned), 3) == (1, 2, 3)
    levels = pinned.goals[0].value
    assert isinstance(levels, tuple)
    stated = [Stated("target_share", levels, levels, True, ())]
    case = certified_case(which, Terms(), [goal], stated, quantities(pinned))
    assert case is not None
    broken = set()
    for claim in case.claims:
        outcome = run_here(claim.model, engine, Limits())
        if outcome.values is None:
            assert outcome.status is OutcomeStatus.INFEASIBLE
        else:
            assert is_witness(claim.model, outcome.values)
            broken.add(claim.name)
    assert {each.subject for each in case.claims if each.kind == "member"} == {"M0", "M1", "M2"}
    assert broken
    assert not any(each.startswith("member") for each in broken)


@pytest.mark.parametrize("backend", ENGINES)
def test_two_items_and_weights_of_one_and_two(backend: str) -> None:
    """T23: (0, 2) would leave somebody nothing; the best smallest ratio, in lots to weight, is 1/2.

    Targets are 2/3 and 4/3 lots, so half a lot to a unit of weight is a ratio of 3/4.
    """
    shares = {"M1": Fraction(100, 3), "M2": Fraction(200, 3)}
    which = problem(
        components={"C1": 2},
        members={who: {"target_share_pct": share} for who, share in shares.items()},
    )
    fairness = Fairness("reference_value", Fraction(25), None)
    result = found(which, Goal("target_share", fairness=fairness), backend=backend)
    assert result.goals[0].value == (3, 6)
    lots = quantities(result)
    assert min(lots["M1", "C1"] / 1, lots["M2", "C1"] / 2) == Fraction(1, 2)


@pytest.mark.parametrize("backend", ENGINES)
def test_seven_units_worth_more_to_one_than_to_another(backend: str) -> None:
    """T24: a unit is worth 10 to the first, 15 to the second, 8 to the third: 2, 2, 3 units come to
    20, 30, 24. Not (20, 30, 30), which a wrong reading of ordered outcomes would tell."""
    which = problem(
        components={"C1": 7},
        members={f"M{place}": {"target_share_pct": 20} for place in range(3)},
        offers={"M0:C1": 10, "M1:C1": 15, "M2:C1": 8},
        budget=500,
    )
    # 100 PLN are due to each, so a level is a zloty.
    fairness = Fairness("value", Fraction(1), None)
    result = found(which, Goal("target_share", fairness=fairness), backend=backend)
    assert (result.status, result.goals[0].value) == (Status.OPTIMAL, (20, 24, 30))
    assert quantities(result) == {("M0", "C1"): 2, ("M1", "C1"): 2, ("M2", "C1"): 3}
