"""A float engine's values become integers; helpers follow the plan, not their own rounding."""

from __future__ import annotations

from allocator.model import Expression, Model, ModelDraft, Sense, Tag
from allocator.solvers.rounding import completed, rounded


def level_model(sense: Sense = Sense.MAXIMISE) -> Model:
    """level <= 7a / 2, level <= b: the lower of the two."""
    draft = ModelDraft()
    a, b = draft.variable("a", 0, 3), draft.variable("b", 0, 20)
    level = draft.variable("level", 0, 100, helper=True)
    draft.row(Tag("a"), Expression.of(((level, 2), (a, -7))), None, 0)
    draft.row(Tag("b"), Expression.of(((level, 1), (b, -1))), None, 0)
    return draft.model().with_objective(sense, Expression.of(((level, 1),)))


def test_dust_is_rounded_away_and_bounds_kept() -> None:
    assert rounded(level_model(), (2.9999999, 12.0000001, 10.4)) == (3, 12, 10)
    assert rounded(level_model(), (3.7, -0.4, 0.0)) == (3, 0, 0)


def test_helper_that_would_be_rounded_out_of_its_row_is_not() -> None:
    # 7 * 1 / 2 = 3.5, which rounds to 4: the row allows 3.
    assert rounded(level_model(), (1.0, 20.0, 3.5)) == (1, 20, 3)


def test_helper_goes_as_far_as_the_objective_wants() -> None:
    assert rounded(level_model(), (3.0, 20.0, 4.0)) == (3, 20, 10)
    assert rounded(level_model(Sense.MINIMISE), (3.0, 20.0, 4.0)) == (3, 20, 0)


def test_helper_without_an_objective_stays_near_its_value() -> None:
    model = Model(level_model().variables, level_model().rows)
    assert rounded(model, (3.0, 20.0, 4.2)) == (3, 20, 4)
    assert rounded(model, (1.0, 20.0, 9.0)) == (1, 20, 3)


def test_helper_with_a_negative_coefficient() -> None:
    # -3 over <= 7 - 10 means over >= 1; 2 over <= 9 means over <= 4.
    draft = ModelDraft()
    a = draft.variable("a", 0, 10)
    over = draft.variable("over", -5, 50, helper=True)
    draft.row(Tag("award"), Expression.of(((a, 1), (over, -3))), None, 7)
    draft.row(Tag("most"), Expression.of(((over, 2),)), None, 9)
    model = draft.model().with_objective(Sense.MINIMISE, Expression.of(((over, 1),)))
    assert rounded(model, (10.0, 0.4)) == (10, 1)
    upward = model.with_objective(Sense.MAXIMISE, Expression.of(((over, 1),)))
    assert rounded(upward, (10.0, 0.4)) == (10, 4)


def test_helper_whose_rows_exclude_each_other_is_only_rounded() -> None:
    draft = ModelDraft()
    a = draft.variable("a", 0, 10)
    between = draft.variable("between", 0, 50, helper=True)
    draft.row(Tag("between"), Expression.of(((between, 5), (a, 1))), 11, 13)
    model = draft.model()
    # 5 between is 11 to 13 with a = 0: 2.2 to 2.6, no integer.
    assert rounded(model, (0.0, 2.4)) == (0, 2)


def test_hint_without_its_helpers_is_completed() -> None:
    assert completed(level_model(), (3, 7)) == (3, 7, 7)
    assert completed(level_model(), (3, 7, 2)) == (3, 7, 7)
    assert completed(level_model(), ()) == (0, 0, 0)
