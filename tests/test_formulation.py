"""From a problem to rows: named, exact, nothing left out and nothing of a solver in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.formulation import formulate
from allocator.formulation.awards import common_step
from allocator.formulation.formulation import HELD
from allocator.measures.goals import entries
from allocator.model import Model, Row, Tag
from allocator.problem.charter import DENOMINATORS, GOALS, METRICS
from allocator.problem.request import Goal, Terms
from allocator.running import run_here
from allocator.solvers import Limits
from tests.builders import problem


def rows_of(model: Model, rule_id: str) -> list[Row]:
    return [row for row in model.rows if row.tag.rule_id == rule_id]


def solved(model: Model) -> tuple[int, ...] | None:
    return run_here(model, "cpsat", Limits()).values


def test_rows_carry_rule_and_subject() -> None:
    """The cap of each member is a row named after the rule and the member."""
    rule = {
        "metric": "value",
        "of": "value",
        "per": "member",
        "at_most": 60,
        "unit": "percent",
        "rule_id": "R1",
    }
    model = formulate(problem(rules=[rule]), Terms()).model
    assert [row.tag for row in rows_of(model, "R1")] == [Tag("R1", "M1"), Tag("R1", "M2")]


def test_percent_row_is_exact() -> None:
    """At most 60 % of the value at prices 10 and 7.50, fixed cost 3 in M2's offer.

    M1: 10 x1 <= 0.6 (10 x1 + 7.5 x2 + 3 u2), that is 4 x1 - 4.5 x2 - 1.8 u2 <= 0; in the
    smallest integers, written as "the cap less the value": -40 x1 + 45 x2 + 18 u2 >= 0.
    """
    given = problem(
        offers={"M1:C1": 10, "M2:C1": {"unit_cost_pln": "7.50", "fixed_cost_pln": 3}},
        rules=[
            {
                "rule_id": "R1",
                "metric": "value",
                "of": "value",
                "members": "M1",
                "at_most": 60,
                "unit": "percent",
            }
        ],
    )
    formulation = formulate(given, Terms())
    (row,) = rows_of(formulation.model, "R1")
    lots, used = formulation.choices.lots, formulation.choices.used
    assert dict(row.terms) == {lots["M1", "C1"]: -40, lots["M2", "C1"]: 45, used["M2", "C1"]: 18}
    assert (row.lower, row.upper) == (0, None)


def test_months_that_ask_the_same_make_one_row() -> None:
    """An even demand over twelve months limits staff by one row, not by twelve equal ones."""
    given = problem(
        components={"C1": {"quantity": 120, "labour_pool": "P1", "labour_hours_per_unit": 1}},
        periods=12,
        staff={"M1:P1": 5, "M2:P1": 8},
    )
    rows = rows_of(formulate(given, Terms()).model, "labour_capacity")
    by_month = [row for row in rows if "@" in row.tag.subject]
    assert [row.tag.subject for row in by_month] == ["M1/P1@2026-01", "M2/P1@2026-01"]
    assert [(row.terms[0][1], row.upper) for row in by_month] == [(1, 60), (1, 96)]


def test_staff_limits_a_pair_by_what_is_used_of_it() -> None:
    """5 hours a month are 60 of the 120 units at most; M2's 20 hours are more than the capacity."""
    given = problem(
        components={"C1": {"quantity": 120, "labour_pool": "P1", "labour_hours_per_unit": 1}},
        periods=12,
        staff={"M1:P1": 5, "M2:P1": 20},
    )
    formulation = formulate(given, Terms())
    lots, used = formulation.choices.lots["M1", "C1"], formulation.choices.used["M1", "C1"]
    rows = rows_of(formulation.model, "labour_capacity")
    (of_pair,) = [row for row in rows if "@" not in row.tag.subject]
    assert (dict(of_pair.terms), of_pair.upper) == ({lots: 1, used: -60}, 0)


def test_staff_of_a_member_with_a_fixed_cost_is_offered_only_if_it_is_engaged() -> None:
    """Whole numbers need no such row; a relaxation pays its part of the fixed cost by it."""
    given = problem(
        components={"C1": {"quantity": 10, "labour_pool": "P1", "labour_hours_per_unit": 1}},
        members={"M1": {"fixed_cost_pln": 50}},
        staff={"M1:P1": 12},
    )
    formulation = formulate(given, Terms())
    lots, engaged = formulation.choices.lots["M1", "C1"], formulation.choices.engaged["M1"]
    (row,) = rows_of(formulation.model, "labour_capacity")
    assert (dict(row.terms), row.upper) == ({lots: 1, engaged: -12}, 0)


def test_minimising_hold_keeps_what_rounds_to_the_value() -> None:
    """Costs in whole grosze: held at 100.00 nothing above 100.00 passes, 100.00 itself does."""
    given = problem(offers={"M1:C1": 10, "M2:C1": "10.01"})
    formulation = formulate(given, Terms())
    (entry,) = entries(given, Terms(), (Goal("cost"),))
    target = formulation.target(entry)
    assert solved(formulation.better(target, Fraction(100))) is None
    assert solved(formulation.better(target, Fraction("100.01"))) is not None
    formulation.hold(target, Fraction(100))
    (held,) = rows_of(formulation.model, HELD)
    assert held.held
    values = solved(formulation.model)
    assert values is not None
    assert formulation.quantities(values) == {("M1", "C1"): 10}


def test_better_than_a_ratio_is_a_whole_millionth_better() -> None:
    """Targets of 60 and 40 of 100 PLN at 10 PLN a unit: the best smallest ratio is exactly 1."""
    given = problem(
        members={"M1": {"target_share_pct": 60}, "M2": {"target_share_pct": 40}}, budget=100
    )
    formulation = formulate(given, Terms())
    (entry,) = entries(given, Terms(), (Goal("smallest_ratio"),))
    target = formulation.target(entry)
    assert solved(formulation.better(target, Fraction(1))) is None
    assert solved(formulation.better(target, Fraction(999_999, 10**6))) is not None


def test_cutting_off_leaves_every_other_plan() -> None:
    """Three units between two members are four plans; each cut takes exactly one away."""
    formulation = formulate(problem(components={"C1": 3}), Terms())
    seen = []
    while (values := solved(formulation.model)) is not None:
        seen.append(formulation.quantities(values).get(("M1", "C1"), Fraction(0)))
        formulation.cut_off(values)
    assert sorted(seen) == [0, 1, 2, 3]


@pytest.mark.parametrize("seed", range(3))
def test_equal_problems_give_equal_models(seed: int) -> None:
    """However often it is built, from members in any order."""
    members = [["M1", "M2", "M3"], ["M3", "M1", "M2"], ["M2", "M3", "M1"]][seed]
    assert formulate(problem(members=members), Terms()).model == (
        formulate(problem(members=["M1", "M2", "M3"]), Terms()).model
    )


def test_common_step_divides_all_and_nothing_larger_does() -> None:
    assert common_step([Fraction(3, 4), Fraction(5, 6), 0]) == Fraction(1, 12)
    assert common_step([]) == 1


def test_every_name_of_the_grammar_has_its_formulation() -> None:
    from allocator.formulation.goals import EXPRESSIONS
    from allocator.formulation.metrics import DENOMINATORS as WRITTEN_DENOMINATORS
    from allocator.formulation.metrics import METRICS as WRITTEN_METRICS
    from allocator.formulation.welfare import MEANS

    assert set(WRITTEN_METRICS) == set(METRICS)
    assert set(WRITTEN_DENOMINATORS) == set(DENOMINATORS)
    assert {*EXPRESSIONS, *MEANS, "soft_rules", "uncovered"} == set(GOALS)


def test_only_months_that_no_other_exceeds_make_rows() -> None:
    """May asks more of both services than January; July more of one and less of the other."""
    given = problem(
        components={
            each: {"quantity": 10, "labour_pool": "P1", "labour_hours_per_unit": 1}
            for each in ("C1", "C2")
        },
        periods=["2026-01", "2026-05", "2026-07"],
        demand={"C1": [2, 3, 5], "C2": [3, 4, 3]},
        staff={"M1:P1": 9, "M2:P1": 9},
    )
    rows = rows_of(formulate(given, Terms()).model, "labour_capacity")
    assert [row.tag.subject for row in rows if row.tag.subject.startswith("M1")] == [
        "M1/P1@2026-05",
        "M1/P1@2026-07",
    ]
