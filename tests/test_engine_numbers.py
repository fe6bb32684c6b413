"""Numbers that engines can hardly hold: nothing is claimed that they do not prove."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from allocator.model import Expression, ModelDraft, Objective, Sense, Tag
from allocator.model.scaling import FittedObjective
from allocator.solvers import (
    ENGINES,
    OutcomeStatus,
    StoppedBy,
)
from allocator.solvers.lowering import Answer
from allocator.solvers.lowering import outcome as outcome_of
from tests.small_models import knapsack, solve


def test_equality_with_large_coefficients(engine_name: str) -> None:
    # 10,000,019 * x = 9,999,991 * y with both primes: only multiples of (9,999,991, 10,000,019),
    # so within 0 .. 3 * 10^7 there are x = 0, 1, 2 times the one and y likewise; z counts them.
    draft = ModelDraft()
    x = draft.variable("x", 0, 3 * 10**7)
    y = draft.variable("y", 0, 3 * 10**7)
    left = Expression.of(((x, 10_000_019), (y, -9_999_991)))
    draft.row(Tag("equal"), left, 0, 0)
    draft.row(Tag("little"), Expression.of(((x, 1),)), 1, 15_000_000)
    model = draft.model().with_objective(Sense.MINIMISE, Expression.of(((y, 1),)))
    outcome = solve(engine_name, model)
    assert outcome.values is not None
    if ENGINES[engine_name].exact:
        assert outcome.values == (9_999_991, 10_000_019)
        assert outcome.status is OutcomeStatus.OPTIMAL
    else:
        # Floats hold an equality of 10^14 only to about 10^-6 of a unit in each column: what they
        # return may be dust, and the exact row says so.
        assert outcome.objective == outcome.values[y]


def test_equality_of_money(engine_name: str) -> None:
    # 1,234.56 and 789.01 PLN a unit, in grosze: 123,456 a + 78,901 b = 1,000,003 has no other
    # solution within 0 .. 20 than a = 3, b = 8 (370,368 + 631,208 = 1,001,576) - so that sum is
    # asked for. Another (a, b) would differ by a multiple of (78,901, -123,456).
    draft = ModelDraft()
    a, b = draft.variable("a", 0, 20), draft.variable("b", 0, 20)
    draft.row(Tag("sum"), Expression.of(((a, 123_456), (b, 78_901))), 1_001_576, 1_001_576)
    model = draft.model().with_objective(Sense.MAXIMISE, Expression.of(((a, 1), (b, 1))))
    assert solve(engine_name, model).values == (3, 8)


def test_numbers_too_large_for_any_engine_are_widened_and_still_right(engine_name: str) -> None:
    # huge * x + y <= 7 * huge + 3: x = 7 and y = 3 fit exactly. The engine's row is wider by less
    # than one part in 10^9 of huge, so x = 8 stays out; y = 4 may come in and is told by the row.
    huge = 123_456_789_012_345_678_901_234_567
    draft = ModelDraft()
    x, y = draft.variable("x", 0, 10), draft.variable("y", 0, 10)
    draft.row(Tag("huge"), Expression.of(((x, huge), (y, 1))), None, 7 * huge + 3)
    model = draft.model().with_objective(Sense.MAXIMISE, Expression.of(((x, 1),)))
    outcome = solve(engine_name, model)
    assert outcome.objective == 7


def test_rounded_costs_claim_no_more_than_they_prove(engine_name: str) -> None:
    # Costs of 27 digits that differ in the last: no engine can tell the one from the other.
    huge = 10**27
    draft = ModelDraft()
    x, y = draft.variable("x", 0, 1), draft.variable("y", 0, 1)
    draft.row(Tag("one"), Expression.of(((x, 1), (y, 1))), 1, 1)
    costs = Expression.of(((x, huge + 2), (y, huge + 1)))
    model = draft.model().with_objective(Sense.MINIMISE, costs)
    outcome = solve(engine_name, model)
    assert outcome.objective in (huge + 1, huge + 2)
    assert outcome.bound is not None
    assert outcome.bound <= huge + 1
    assert "rounded" in outcome.words
    if outcome.objective > huge + 1 or outcome.bound < huge + 1:
        assert outcome.status is OutcomeStatus.FEASIBLE
        assert outcome.stopped_by is StoppedBy.GAP_LIMIT


def test_bound_of_rounded_costs_short_of_the_objective_is_no_proof() -> None:
    model = replace(knapsack(), objective=Objective(Sense.MAXIMISE, ((0, 5), (1, 6), (2, 9))))
    # Costs told at a tenth: -0.5, -0.6, -0.9 rounded to 0, -1, -1, so off by -0.4 up to 0.5.
    costs = FittedObjective(
        ((1, -1), (2, -1)), Fraction(10), under=Fraction(-1, 2), over=Fraction(1, 2)
    )
    answer = Answer(OutcomeStatus.OPTIMAL, StoppedBy.PROOF, values=(1, 0, 1), bound=-1)
    found = outcome_of("any", model, costs, answer, seconds=0, gap=0)
    # At most 10 * (1 + 1/2) = 15, and the plan has 14.
    assert (found.objective, found.bound) == (14, 15)
    assert (found.status, found.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.GAP_LIMIT)
