"""Digests: the same for the same problem however it is written, another for another problem."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.problem.building import build
from allocator.problem.digest import problem_digest, text_digest
from tests.builders import changed, problem, tables

CONTENT: dict[str, Any] = {
    "components": {"C1": {"quantity": 10, "required_competences": "K1;K2"}, "C2": 20},
    "members": {"M1": {"is_small": True, "fast": "tak", "colour": "red"}, "M2": {"fast": "nie"}},
    "offers": {"M1:C1": "9.50", "M2:C1": 10, "M1:C2": 3, "M2:C2": {"quality": 4}},
    "member_competences": [
        {"member_id": who, "competence_id": what, "valid_until": "2030-01-01"}
        for who in ("M1", "M2")
        for what in ("K1", "K2")
    ],
    "rules": [
        {"metric": "value", "of": "value", "members": "fast", "at_most": 60},
        {"metric": "value", "members": "is_small;M2", "at_most": 900},
    ],
    "links": [("C1", "C2", "same_provider")],
    "policies": {"cheap": ["cost"]},
    "scenarios": {"S1": [("offers", "all", "unit_cost_pln", "multiply", "1.01")]},
    "periods": 2,
    "budget": 1000,
}
BASE = problem(**CONTENT)


def digests(**content: Any) -> tuple[str, str]:
    """Both digests of the base problem with some arguments of the builder replaced."""
    built = problem(**{**CONTENT, **content})
    return problem_digest(built), text_digest(built)


def with_cells(table: str, place: int, **cells: Any) -> tuple[str, str]:
    """Both digests of the base problem with cells of one row changed."""
    rows = list(BASE.tables[table])
    rows[place] = changed(rows[place], **cells)
    built = build({**BASE.tables, table: tuple(rows)})
    return problem_digest(built), text_digest(built)


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_row_order_never_matters(chance: Any) -> None:
    shuffled = {
        name: tuple(chance.sample(rows, len(rows))) for name, rows in tables(**CONTENT).items()
    }
    built = build(shuffled)
    assert problem_digest(built) == problem_digest(BASE)
    assert text_digest(built) == text_digest(BASE)


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        # Each changes nothing: another writing of the same value.
        ("members", {"fast": "1"}),
        ("members", {"fast": "1.0"}),
        ("components", {"required_competences": "K2;K1"}),
        ("rules", {"members": " fast=tak "}),
        ("offers", {"unit_cost_pln": "9.5000"}),
    ],
)
def test_another_writing_is_the_same(table: str, cells: dict[str, Any]) -> None:
    if cells.get("members"):
        # A bare yes/no column and column=yes select alike but are not the same text.
        assert with_cells(table, 0, members="fast=1") == with_cells(table, 0, **cells)
        return
    assert with_cells(table, 0, **cells) == (problem_digest(BASE), text_digest(BASE))


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("offers", {"unit_cost_pln": "9.51"}),
        ("offers", {"quality": 3}),
        ("members", {"is_small": False}),
        ("members", {"fast": "nie"}),
        ("components", {"min_lot": 0}),
        ("demand", {"quantity": 4}),
        ("rules", {"at_most": 61}),
        ("commission", {"budget_total_pln": 1001}),
        ("commission", {"period_start": "2026-01-02"}),
        ("links", {"strength": "info"}),
    ],
)
def test_what_can_change_a_solution_changes_the_problem_digest(
    table: str, cells: dict[str, Any]
) -> None:
    solution, text = with_cells(table, 0, **cells)
    assert solution != problem_digest(BASE)
    assert text == text_digest(BASE)


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("members", {"short_name": "Bobry"}),
        ("members", {"colour": "blue"}),
        ("rules", {"text_pl": "Najwyżej {at_most}%"}),
        ("commission", {"title_pl": "Pakiet"}),
        ("sectors", {"name_en": "Care"}),
    ],
)
def test_names_and_other_columns_change_only_the_text_digest(
    table: str, cells: dict[str, Any]
) -> None:
    solution, text = with_cells(table, 0, **cells)
    assert solution == problem_digest(BASE)
    assert text != text_digest(BASE)


def test_policies_and_scenarios_are_in_neither() -> None:
    assert digests(policies={}, scenarios={}) == (problem_digest(BASE), text_digest(BASE))


def test_a_column_counts_once_a_rule_names_it() -> None:
    rules = [*CONTENT["rules"], {"metric": "value", "members": "colour=red", "at_most": 5}]
    members = CONTENT["members"]
    blue = {**members, "M2": {**members["M2"], "colour": "blue"}}
    assert digests(rules=rules)[0] != digests(rules=rules, members=blue)[0]
    assert digests()[0] == digests(members=blue)[0]


def test_a_bound_column_counts() -> None:
    rule = {"metric": "value", "per": "member", "at_most": "limit_pln"}
    low, high, same = (
        digests(rules=[rule], members={"M1": {"limit_pln": each}, "M2": {}})[0]
        for each in ("500", "500.5", "500.0")
    )
    assert low == same != high


def test_a_component_of_quantity_0_does_not_count() -> None:
    parts = {**CONTENT["components"], "C3": 0}
    with_it = digests(components=parts, demand={"C3": [1, 1]})
    assert with_it == digests()


def test_cells_do_not_run_into_each_other() -> None:
    # "ab" + "c" and "a" + "bc" must not look alike.
    one = digests(links=[{**LINK, "text_pl": "ab", "text_en": "c"}])
    other = digests(links=[{**LINK, "text_pl": "a", "text_en": "bc"}])
    assert one[1] != other[1]


LINK = {"component_a": "C1", "component_b": "C2", "kind": "same_provider"}
