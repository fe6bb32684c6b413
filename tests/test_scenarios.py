"""Scenarios: changes applied to a copy, exactly and in order, told cell by cell."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.problem.building import build
from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.reading.problems import read_problem
from allocator.texts.catalogue import line
from allocator.texts.issues import InputError, Issue
from scenarios import CellChange, Changed, apply_scenario
from tests.builders import problem, tables

DATA = Path(__file__).parent.parent / "scenarios" / "data"
TOWN = "hajnowka-2026"
GRANT = "grant-2026"


def after(*steps: tuple[Any, ...], **content: Any) -> Changed:
    """The outcome of a scenario of these steps on a small problem."""
    return apply_scenario(problem(**content, scenarios={"S": steps}), "S")


def faults_of(*steps: tuple[Any, ...], **content: Any) -> tuple[Issue, ...]:
    """What a scenario of these steps is refused for, its steps in rows 7, 8, ..."""
    given = tables(**content, scenarios={"S": steps})
    base = build(given, rows={"scenarios": range(7, 7 + len(steps))})
    with pytest.raises(InputError) as caught:
        apply_scenario(base, "S")
    return caught.value.issues


@pytest.fixture(scope="module")
def town() -> Problem:
    return read_problem(DATA / TOWN)


@pytest.mark.parametrize(
    ("operation", "value", "price"),
    [
        # 1 % on 36.50 is exact and needs three decimals.
        ("multiply", "1.01", Fraction(36865, 1000)),
        ("add", "-0.5", Fraction(36)),
        ("set", "12.3456", Fraction(123456, 10000)),
    ],
)
def test_operations_are_exact(operation: str, value: str, price: Fraction) -> None:
    step = ("offers", "member=M1", "unit_cost_pln", operation, value)
    changed = after(step, offers={"M1:C1": "36.50", "M2:C1": 40})
    assert changed.problem.offer["M1", "C1"].unit_cost_pln == price
    assert changed.problem.offer["M2", "C1"].unit_cost_pln == 40
    assert changed.cells == (
        CellChange("offers", "C1;M1", "unit_cost_pln", Fraction(73, 2), price),
    )


@pytest.mark.parametrize(
    ("key", "pairs"),
    [
        ("all", {"M1:C1", "M1:C2", "M2:C1", "M2:C2"}),
        ("member=M1", {"M1:C1", "M1:C2"}),
        ("component=C2;member=M1", {"M1:C2"}),
        ("member_id=M1 ; component_id=C2", {"M1:C2"}),
        ("C1", {"M1:C1", "M2:C1"}),
        ("M2", {"M2:C1", "M2:C2"}),
        ("note=dear", {"M2:C2"}),
        ("quality=4", {"M2:C2"}),
    ],
)
def test_keys(key: str, pairs: set[str]) -> None:
    changed = after(
        ("offers", key, "fixed_cost_pln", "add", 1),
        components={"C1": 10, "C2": 10},
        offers={"M1:C1": 1, "M1:C2": 1, "M2:C1": 1, "M2:C2": {"note": "Dear", "quality": 4}},
    )
    touched = {
        f"{who}:{what}"
        for (who, what), each in changed.problem.offer.items()
        if each.fixed_cost_pln == 1
    }
    assert touched == pairs


def test_pool_stands_for_its_id() -> None:
    staff = {"M1:P1": 100, "M1:P2": 50, "M2:P1": 80}
    changed = after(
        ("staff", "member=M1;pool=P1", "hours_per_month", "multiply", "0.6"), staff=staff
    )
    assert dict(changed.problem.staff_hours) == {
        ("M1", "P1"): 60,
        ("M1", "P2"): 50,
        ("M2", "P1"): 80,
    }


def test_the_commission_is_changed_by_key() -> None:
    changed = after(
        ("commission", "budget_total_pln", "value", "multiply", "0.99"),
        ("commission", "coordination_fee_pct", "value", "set", 3),
        ("commission", "wage_pln", "value", "add", "0.5"),
        ("commission", "period_end", "value", "set", "30.06.2026"),
        budget=1000,
        commission={"wage_pln": "31.40"},
    )
    assert changed.problem.commission.budget_total_pln == 990
    assert changed.problem.fee_factor == Fraction(103, 100)
    assert changed.problem.commission.extras == (("wage_pln", "31.9"),)
    assert changed.problem.commission.period_end.isoformat() == "2026-06-30"
    assert [(each.key, each.column) for each in changed.cells] == [
        ("budget_total_pln", "value"),
        ("coordination_fee_pct", "value"),
        ("period_end", "value"),
        ("wage_pln", "value"),
    ]


def test_steps_are_applied_in_order() -> None:
    rows = [
        {
            "scenario_id": "S",
            "step": step,
            "target": "commission",
            "key": "budget_total_pln",
            "field": "value",
            "operation": operation,
            "value": value,
        }
        for step, operation, value in ((10, "add", 100), (2, "multiply", 2))
    ]
    # (1000 * 2) + 100, although the rows stand the other way round.
    base = problem(budget=1000, scenarios=rows)
    assert apply_scenario(base, "S").problem.commission.budget_total_pln == 2100


def test_texts_flags_and_empty_cells_can_be_set() -> None:
    changed = after(
        ("members", "M1", "is_small", "set", "tak"),
        ("members", "M1", "seat_zone", "set", "Z1"),
        ("members", "M2", "max_value_pln", "set", None),
        ("components", "C1", "required_competences", "set", "K1;K2"),
        ("links", "C1", "strength", "set", "info"),
        ("rules", "R1", "at_most", "set", "max_value_pln"),
        components={"C1": 10, "C2": 10},
        members={"M1": {}, "M2": {"max_value_pln": 50}},
        links=[("C1", "C2", "same_provider")],
        rules=[{"metric": "value", "per": "member", "at_most": 30}],
        zones=["Z1"],
        competences=["K1", "K2"],
    )
    first, second = changed.problem.members
    assert (first.is_small, first.seat_zone, second.max_value_pln) == (True, "Z1", None)
    assert changed.problem.component["C1"].required_competences == ("K1", "K2")
    assert changed.problem.links[0].strength == "info"
    assert changed.problem.rules[0].at_most == "max_value_pln"


def test_the_given_problem_stays_as_it_is() -> None:
    base = problem(scenarios={"S": [("components", "C1", "quantity", "multiply", 2)]})
    digest = problem_digest(base)
    changed = apply_scenario(base, "S")
    assert problem_digest(base) == digest
    assert problem_digest(changed.problem) != digest
    assert apply_scenario(base, "S") == changed


def test_empty_cells_stay_empty_and_a_change_of_nothing_is_told() -> None:
    changed = after(("members", "all", "max_value_pln", "multiply", 2))
    assert changed.cells == ()
    assert [each.code for each in changed.notices] == ["scenario_changed_nothing"]


def test_a_step_without_a_target_changes_nothing() -> None:
    changed = after(("none", "", "", "", None))
    assert (changed.cells, changed.notices) == ((), ())


def test_an_unknown_scenario_names_the_known_ones() -> None:
    base = problem(scenarios={each: [("none", "", "", "", None)] for each in ("S2", "S1")})
    with pytest.raises(InputError) as caught:
        apply_scenario(base, "S9")
    (issue,) = caught.value.issues
    assert (issue.code, issue.value) == ("scenario_unknown", "S9")
    assert dict(issue.parameters) == {"known": "S1, S2"}


@pytest.mark.parametrize(
    ("code", "step", "content"),
    [
        (
            "scenario_result_above_maximum",
            ("members", "M1", "disadvantaged_share", "multiply", 3),
            {"members": {"M1": {"disadvantaged_share": "0.5"}, "M2": {}}},
        ),
        ("scenario_result_below_minimum", ("offers", "all", "unit_cost_pln", "add", -11), {}),
        (
            "scenario_result_not_whole",
            ("rules", "R1", "priority", "multiply", "0.5"),
            {"rules": [{"metric": "value", "at_most": 500, "strength": "soft", "priority": 3}]},
        ),
        (
            "scenario_cell_not_number",
            ("rules", "R1", "at_most", "multiply", 2),
            {
                "members": {"M1": {"max_value_pln": 70}, "M2": {}},
                "rules": [{"metric": "value", "per": "member", "at_most": "max_value_pln"}],
            },
        ),
        (
            "scenario_cell_not_number",
            ("members", "M1", "colour", "add", 2),
            {"members": {"M1": {"colour": "red"}, "M2": {}}},
        ),
    ],
)
def test_a_result_that_no_cell_can_hold_is_a_fault_of_the_step(
    code: str, step: tuple[Any, ...], content: dict[str, Any]
) -> None:
    (issue,) = faults_of(("none", "", "", "", None), step, **content)
    assert (issue.code, issue.table, issue.row) == (code, "scenarios", 8)


def test_a_key_that_an_earlier_step_emptied_is_a_fault() -> None:
    (issue,) = faults_of(
        ("members", "all", "kind", "set", "zaz"),
        ("members", "kind=cis", "fixed_cost_pln", "set", 5),
        members={"M1": "cis", "M2": "zaz"},
    )
    assert (issue.code, issue.row) == ("scenario_matches_nothing", 8)


def test_a_change_that_makes_the_problem_wrong_is_refused() -> None:
    issues = faults_of(("members", "M1", "seat_zone", "set", "Z9"), zones=["Z1"])
    assert [(each.code, each.table, each.value) for each in issues] == [
        ("unknown_reference", "members", "Z9")
    ]


def test_warnings_are_those_of_the_changed_problem() -> None:
    base = problem(
        members={"M1": {"target_share_pct": 40}, "M2": {"target_share_pct": 50}},
        scenarios={"S": [("members", "M1", "target_share_pct", "set", 50)]},
    )
    note = Issue("not_a_table", table="notes")
    told = build(base.tables, notices=(note,))
    assert [each.code for each in told.notices] == ["not_a_table", "target_shares_not_100"]
    assert apply_scenario(told, "S").problem.notices == (note,)


@pytest.mark.parametrize("name", [TOWN, GRANT])
def test_every_scenario_of_the_reference_commissions_applies(name: str) -> None:
    base = read_problem(DATA / name)
    names = sorted({each.scenario_id for each in base.scenarios})
    assert len(names) == (10 if name == TOWN else 6)
    for each in names:
        changed = apply_scenario(base, each)
        targets = {step.target for step in base.scenarios if step.scenario_id == each}
        assert bool(changed.cells) == (targets != {"none"})
        assert all("\n" not in line(told, "pl") for told in changed.problem.notices)


def test_more_home_care(town: Problem) -> None:
    changed = apply_scenario(town, "SC5")
    assert changed.problem.component["C01"].quantity == 11250
    demand = [each.quantity for each in changed.problem.demand if each.component_id == "C01"]
    assert demand == [Fraction(1875, 2)] * 12
    assert changed.problem.shares == town.shares
    assert changed.problem.commission.budget_total_pln == 3_340_000
    assert len(changed.cells) == 14


def test_without_events_and_activity_place(town: Problem) -> None:
    changed = apply_scenario(town, "SC9")
    assert set(town.component) - set(changed.problem.component) == {"C23", "C24"}
    assert not {"C23", "C24"} & {each.component_id for each in changed.problem.offers}
    left_out = [each.row for each in changed.problem.notices if each.code == "component_left_out"]
    assert left_out == [24, 25]
