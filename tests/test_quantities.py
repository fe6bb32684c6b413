"""Quantities that a scenario changes: whole lots, demand that follows, components tied together."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.problem.building import build
from allocator.reading.problems import read_problem
from scenarios import apply_scenario
from scenarios.quantities import common_lot, half_up, tied_to
from tests.builders import problem, record, tables
from tests.test_scenarios import DATA, TOWN, after


def test_demand_scales_with_the_quantity() -> None:
    changed = after(
        ("components", "C1", "quantity", "multiply", "1.5"), demand={"C1": [4, 6]}, periods=2
    )
    assert [each.quantity for each in changed.problem.demand] == [6, 9]
    base = problem(demand={"C1": [4, 6]}, periods=2)
    assert changed.problem.shares == base.shares


def test_a_fraction_of_a_lot_is_rounded_half_up_with_a_warning() -> None:
    # 10 * 1.15 = 11.5, half-up 12; 10 * 1.14 = 11.4 becomes 11.
    for factor, quantity in (("1.15", 12), ("1.14", 11)):
        changed = after(("components", "C1", "quantity", "multiply", factor))
        assert changed.problem.component["C1"].quantity == quantity
        assert sum(each.quantity for each in changed.problem.demand) == quantity
        (told,) = changed.notices
        assert (told.code, told.severity) == ("quantity_rounded", "warning")
        assert told in changed.problem.notices


def test_rounding_is_to_whole_lots() -> None:
    # 12 * 1.4 = 16.8 is 4.2 lots of 4: 4 lots, 16.
    changed = after(
        ("components", "C1", "quantity", "multiply", "1.4"),
        components={"C1": {"quantity": 12, "lot_size": 4}},
    )
    assert changed.problem.component["C1"].quantity == 16


@pytest.mark.parametrize("key", ["C1", "C2", "all"])
def test_the_same_quantity_changes_together(key: str) -> None:
    links = [("C1", "C2", "same_quantity"), ("C3", "C2", "same_quantity")]
    parts = {"C1": 10, "C2": {"quantity": 10, "lot_size": 5}, "C3": 10, "C4": 10}
    changed = after(
        ("components", key, "quantity", "multiply", "1.7"), components=parts, links=links
    )
    # 17 is 3.4 lots of 5, so 15 for all three, once each; C4 is tied to nobody.
    quantities = {name: each.quantity for name, each in changed.problem.component.items()}
    assert quantities == {"C1": 15, "C2": 15, "C3": 15, "C4": 17 if key == "all" else 10}
    linked = [each for each in changed.notices if each.code == "linked_quantity_changed"]
    assert len(linked) == (0 if key == "all" else 2)


def test_a_component_that_is_dropped_and_brought_back_keeps_its_profile() -> None:
    changed = after(
        ("components", "C1", "quantity", "set", 0),
        ("components", "C1", "quantity", "set", 20),
        components={"C1": 10, "C2": 1},
        demand={"C1": [3, 7], "C2": [1, 0]},
        periods=2,
    )
    assert dict(changed.problem.shares["C1"]) == {
        "2026-01": Fraction(3, 10),
        "2026-02": Fraction(7, 10),
    }
    assert sum(each.quantity for each in changed.problem.demand) == 21


def test_meals_and_their_delivery_change_together() -> None:
    town = read_problem(DATA / TOWN)
    rows = {
        **town.tables,
        "scenarios": tables(
            scenarios={"S": [("components", "C12", "quantity", "multiply", "1.1")]}
        )["scenarios"],
    }
    changed = apply_scenario(build(rows), "S")
    assert changed.problem.component["C11"].quantity == 13805
    assert changed.problem.component["C12"].quantity == 13805


def test_half_up() -> None:
    assert [half_up(Fraction(each, 4)) for each in (0, 1, 2, 3, 6)] == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("lots", "common"), [(["4", "6"], "12"), (["0.5", "0.75"], "1.5"), (["1"], "1")]
)
def test_common_lot_is_the_least_that_holds_each_whole(lots: list[str], common: str) -> None:
    exact = [Fraction(each) for each in lots]
    assert common_lot(exact) == Fraction(common)
    assert all((common_lot(exact) / each).denominator == 1 for each in exact)


def test_ties_go_through_other_components() -> None:
    pairs = [
        ("C1", "C2", "same_quantity"),
        ("C3", "C2", "same_quantity"),
        ("C3", "C4", "same_zone"),
    ]
    names = ("component_a", "component_b", "kind")
    links = [record("links", dict(zip(names, each, strict=True))) for each in pairs]
    assert tied_to("C1", links) == {"C1", "C2", "C3"}
    assert tied_to("C4", links) == {"C4"}
