"""What partial coverage leaves out, and which hard rules cause it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.allocation import Result, Status, Verdict
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.reading import read_problem
from allocator.solvers import Limits
from allocator.solving import Options, engines, solve
from scenarios import apply_scenario
from tests.builders import problem
from tests.command_line import SHARED, TOWN
from tests.lying_engines import Fakes

BACKENDS = ("auto", "cpsat", "highs", "scip", "cbc")


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small models, many of them: no process for each."""
    monkeypatch.setattr(engines, "race", Fakes({}))


def covered(given: Problem, backend: str = "auto", **terms: object) -> Result:
    asked = Terms(partial=True, **terms)  # type: ignore[arg-type]
    return solve(given, [Goal("cost")], asked, Options(backend, limits=Limits(workers=2)))


def values(result: Result) -> tuple[object, ...]:
    return tuple(each.value for each in result.goals)


def causes(result: Result) -> dict[str, Fraction]:
    assert all(each.proved for each in result.uncovered_causes)
    return {each.rule_id: each.reference_value_pln for each in result.uncovered_causes}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.usefixtures("in_this_process")
def test_small_commission_with_too_little_money(backend: str) -> None:
    # 80 PLN buy M2's 4 units at 12 and 3 of M1's at 10. The reference price is 12, so 3 units left
    # out are 36 PLN. Without R1 there are 8 units of M1, 24 PLN left out; without the budget none.
    result = covered(problem(**SHARED | {"budget": 80}), backend)
    assert (result.status, result.verdict) == (Status.OPTIMAL, Verdict.FITS_PARTLY)
    assert [each.goal for each in result.goals] == ["uncovered:critical", "uncovered:all", "cost"]
    assert values(result) == (0, 36, 78)
    assert causes(result) == {
        "R1": 24,
        "offer_capacity": 36,
        "labour_capacity": 36,
        "component_ceiling": 36,
        "budget": 0,
    }


@pytest.mark.usefixtures("in_this_process")
def test_rules_that_are_off_cause_nothing() -> None:
    given = problem(**SHARED | {"budget": 80})
    result = covered(given, rules_off=frozenset(("R1", "labour_capacity")))
    assert result.goals[1].value == 24
    assert causes(result) == {"offer_capacity": 24, "component_ceiling": 24, "budget": 0}


@pytest.mark.usefixtures("in_this_process")
def test_nothing_left_out_has_no_causes() -> None:
    result = covered(problem(**SHARED))
    assert result.verdict is Verdict.FITS
    assert result.uncovered_causes == ()


@pytest.mark.usefixtures("in_this_process")
def test_critical_components_first() -> None:
    # 40 PLN buy one of the two. The critical one is the lesser loss at reference prices, its
    # ceilings, 40 PLN for 80, and is covered nevertheless.
    given = problem(
        components={
            "C1": {"quantity": 4, "critical": True, "ceiling_unit_price_pln": 10},
            "C2": {"quantity": 4, "ceiling_unit_price_pln": 20},
        },
        offers={"M1:C1": 10, "M2:C2": 10},
        budget=40,
    )
    result = covered(given)
    assert values(result) == (0, 80, 40)
    assert result.split is not None
    assert [each.component_id for each in result.split.uncovered] == ["C2"]


@pytest.mark.usefixtures("in_this_process")
def test_infeasible_even_in_part() -> None:
    # Four units of M2 are demanded whatever is covered: 48 PLN.
    result = covered(problem(**SHARED | {"budget": 47}))
    assert (result.status, result.verdict) == (Status.INFEASIBLE, Verdict.DOES_NOT_FIT)


@pytest.mark.long
def test_town_without_its_kitchen() -> None:
    """Figures of the independent model: quotas leave 1,039,009 PLN out, 154,455 without R06."""
    closed = apply_scenario(read_problem(TOWN), "SC3").problem
    result = covered(closed)
    assert result.verdict is Verdict.FITS_PARTLY
    assert result.goals[1].value == 1_039_009
    found = causes(result)
    assert found["R06"] == 154_455
    # Without any one rule no more is left out: first of the critical components, then of all.
    assert isinstance(result.goals[0].value, Fraction)
    before = (result.goals[0].value, Fraction(1_039_009))
    for each in result.uncovered_causes:
        assert (each.critical_reference_value_pln, each.reference_value_pln) <= before


@pytest.mark.parametrize(("rules_off", "left"), [((), 1_039_009), (("R06",), 154_455)])
def test_figures_of_the_town_without_its_kitchen(rules_off: tuple[str, ...], left: int) -> None:
    """The same two figures, stopped before the causes of all rules, which take their time."""
    closed = apply_scenario(read_problem(TOWN), "SC3").problem
    phases: list[str] = []
    result = solve(
        closed,
        [Goal("uncovered")],
        Terms(partial=True, rules_off=frozenset(rules_off)),
        listener=lambda progress: phases.append(progress.phase),
        should_stop=lambda: "tie" in phases,
    )
    assert result.goals[1].value == left
    assert result.goals[1].proved
    assert result.status is Status.OPTIMAL
    assert result.uncovered_causes == ()
    assert not result.tie_broken


@pytest.mark.usefixtures("in_this_process")
def test_who_only_wants_the_figure_gets_no_causes_and_no_draw() -> None:
    """The same figures as above; neither the causes nor the draw are searched for."""
    asked = Options(limits=Limits(workers=2), tie=False, causes=False)
    result = solve(problem(**SHARED | {"budget": 80}), [Goal("cost")], Terms(partial=True), asked)
    assert (result.status, values(result)) == (Status.OPTIMAL, (0, 36, 78))
    assert result.uncovered_causes == ()
    assert not result.tie_broken
