"""The same small models on every engine: optimum argued by hand, the right status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocator.model import Expression, Model, ModelDraft, Objective, Row, Sense, Tag
from allocator.solvers import (
    Limits,
    OutcomeStatus,
    StoppedBy,
)
from tests.small_models import (
    HARD,
    best_by_enumeration,
    impossible,
    knapsack,
    proved,
    solve,
)


def test_knapsack(engine_name: str) -> None:
    outcome = solve(engine_name, knapsack())
    assert proved(outcome)
    assert outcome.engine == engine_name
    assert (outcome.values, outcome.objective) == ((1, 0, 1), 14)
    assert outcome.bound == pytest.approx(14)
    assert outcome.words


def test_infeasible(engine_name: str) -> None:
    outcome = solve(engine_name, impossible())
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.INFEASIBLE, StoppedBy.PROOF)
    assert (outcome.values, outcome.objective, outcome.bound) == (None, None, None)


def test_bound_of_a_maximum_counts_the_constant_and_has_its_sign(engine_name: str) -> None:
    model = knapsack()
    assert model.objective is not None
    model = replace(model, objective=replace(model.objective, constant=-100))
    outcome = solve(engine_name, model)
    assert outcome.objective == -86
    assert outcome.bound == pytest.approx(-86)


def test_bound_of_a_maximum_is_above_and_of_a_minimum_below(engine_name: str) -> None:
    assert HARD.objective is not None
    greatest = replace(HARD, objective=replace(HARD.objective, sense=Sense.MAXIMISE, constant=5))
    limits = Limits(time_seconds=1)
    outcome = solve(engine_name, greatest, limits)
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.bound >= outcome.objective - 1e-6 * outcome.objective
    assert solve(engine_name, HARD, limits).bound == pytest.approx(3813, abs=12)


@pytest.mark.parametrize(
    ("bounds", "status"),
    [
        ((0, 0), OutcomeStatus.OPTIMAL),
        ((None, 3), OutcomeStatus.OPTIMAL),
        ((1, None), OutcomeStatus.INFEASIBLE),
        ((None, -1), OutcomeStatus.INFEASIBLE),
        ((10**40, None), OutcomeStatus.INFEASIBLE),
    ],
)
def test_empty_rows(
    engine_name: str, bounds: tuple[int | None, int | None], status: OutcomeStatus
) -> None:
    model = knapsack()
    model = replace(model, rows=(*model.rows, Row(Tag("empty"), (), *bounds)))
    outcome = solve(engine_name, model)
    assert (outcome.status, outcome.stopped_by) == (status, StoppedBy.PROOF)


def test_row_whose_bounds_exclude_each_other(engine_name: str) -> None:
    model = knapsack()
    model = replace(model, rows=(*model.rows, Row(Tag("between"), ((0, 2),), 1, 0)))
    assert solve(engine_name, model).status is OutcomeStatus.INFEASIBLE


def test_helper_is_settled_for_the_objective(engine_name: str) -> None:
    # level <= 7a / 2 and a <= 3: 10.5 in fractions, 10 in integers.
    draft = ModelDraft()
    a = draft.variable("a", 0, 3)
    level = draft.variable("level", 0, 100, helper=True)
    draft.row(Tag("level"), Expression.of(((level, 2), (a, -7))), None, 0)
    model = draft.model().with_objective(Sense.MAXIMISE, Expression.of(((level, 1),)))
    outcome = solve(engine_name, model)
    assert outcome.values == (3, 10)
    assert outcome.objective == 10
    assert not model.violated(outcome.values)
    assert outcome.bound is not None
    assert outcome.bound == pytest.approx(10, abs=0.51)


def test_helpers_of_a_deviation_keep_their_row(engine_name: str) -> None:
    # 3a is 0, 3, 6 or 9: nearest to 7 is 6, one under.
    draft = ModelDraft()
    a = draft.variable("a", 0, 3)
    over = draft.variable("over", 0, 50, helper=True)
    under = draft.variable("under", 0, 50, helper=True)
    draft.row(Tag("award"), Expression.of(((a, 3), (over, -1), (under, 1))), 7, 7)
    model = draft.model().with_objective(Sense.MINIMISE, Expression.of(((over, 1), (under, 1))))
    outcome = solve(engine_name, model)
    assert proved(outcome)
    assert outcome.values == (2, 0, 1)


def test_constant_objective(engine_name: str) -> None:
    model = replace(knapsack(), objective=Objective(Sense.MAXIMISE, (), constant=42))
    outcome = solve(engine_name, model)
    assert proved(outcome)
    assert (outcome.objective, outcome.bound) == (42, 42)


def test_no_objective_asks_for_any_plan(engine_name: str) -> None:
    model = replace(knapsack(), objective=None)
    outcome = solve(engine_name, model)
    assert proved(outcome)
    assert outcome.values is not None
    assert not model.violated(outcome.values)
    assert (outcome.objective, outcome.bound) == (None, None)


def test_no_plan_better_by_one_step(engine_name: str) -> None:
    # The decision behind a proof: value at least 15 has no plan, at least 14 has one.
    model = replace(knapsack(), objective=None)
    for least, status in ((15, OutcomeStatus.INFEASIBLE), (14, OutcomeStatus.OPTIMAL)):
        better = Row(Tag("better"), ((0, 5), (1, 6), (2, 9)), least, None)
        assert solve(engine_name, replace(model, rows=(*model.rows, better))).status is status


def test_model_without_variables(engine_name: str) -> None:
    model = Model(objective=Objective(Sense.MINIMISE, (), constant=3))
    outcome = solve(engine_name, model)
    assert proved(outcome)
    assert (outcome.values, outcome.objective, outcome.bound) == ((), 3, 3)


def test_variable_that_occurs_nowhere(engine_name: str) -> None:
    draft = ModelDraft.from_model(knapsack())
    draft.variable("unused", 2, 5)
    model = replace(draft.model(), objective=knapsack().objective)
    outcome = solve(engine_name, model)
    assert outcome.objective == 14
    assert outcome.values is not None
    assert 2 <= outcome.values[3] <= 5


def test_negative_bounds(engine_name: str) -> None:
    # x + y >= -3 within -5 .. -1: the least of 2x + y is x = -2 - ... : x = -5 would need y >= 2,
    # so with y = -1 the least x is -2: 2 * -2 - 1 = -5.
    draft = ModelDraft()
    x, y = draft.variable("x", -5, -1), draft.variable("y", -5, -1)
    draft.row(Tag("sum"), Expression.of(((x, 1), (y, 1))), -3, None)
    model = draft.model().with_objective(Sense.MINIMISE, Expression.of(((x, 2), (y, 1))))
    assert solve(engine_name, model).values == (-2, -1)


@st.composite
def random_models(draw: Callable[..., int]) -> Model:
    """Up to four variables and five rows of small integers, with and without an objective."""
    integer = st.integers(-5, 5)
    draft = ModelDraft()
    count = draw(st.integers(1, 4))
    for number in range(count):
        lower = draw(st.integers(-2, 1))
        draft.variable(f"x{number}", lower, lower + draw(st.integers(0, 3)))
    for number in range(draw(st.integers(0, 5))):
        expression = Expression.of(
            ((index, draw(integer)) for index in range(count)), draw(integer)
        )
        lower, upper = draw(st.none() | st.integers(-6, 6)), draw(st.none() | st.integers(-4, 9))
        draft.row(Tag("row", str(number)), expression, lower, upper)
    model = draft.model()
    if not draw(st.integers(0, 4)):
        return model
    sense = Sense.MINIMISE if draw(st.booleans()) else Sense.MAXIMISE
    terms = [(index, Fraction(draw(integer), 3)) for index in range(count)]
    return model.with_objective(sense, Expression.of(terms, draw(integer)))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(model=random_models())
def test_random_models_against_enumeration(engine_name: str, model: Model) -> None:
    expected = best_by_enumeration(model)
    outcome = solve(engine_name, model)
    if expected is None:
        assert outcome.status is OutcomeStatus.INFEASIBLE
        return
    assert proved(outcome)
    assert outcome.values is not None
    assert not model.violated(outcome.values)
    if model.objective is not None:
        assert outcome.objective == expected
        assert outcome.bound == pytest.approx(expected, abs=1e-5)
