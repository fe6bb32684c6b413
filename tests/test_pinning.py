"""Pins at the library's door: the same faults as on the command line, all of them at once."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.problem.charter import Pin
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solving import solve
from allocator.texts.issues import InputError
from tests.builders import problem


def pin(pair: str, quantity: int | str) -> Pin:
    member_id, component_id = pair.split(":")
    return Pin(member_id=member_id, component_id=component_id, quantity=Fraction(quantity))


def codes(given: Problem, *pins: Pin) -> list[str]:
    with pytest.raises(InputError) as caught:
        solve(given, [Goal("cost")], Terms(pins=pins))
    return sorted(each.code for each in caught.value.issues)


def test_every_fault_of_every_pin_comes_back_together() -> None:
    given = problem(
        offers={"M1:C1": {"capacity_max": 6}, "M2:C1": {}},
        exclusions={"M2:C1": "veto"},
    )
    found = codes(given, pin("M9:C1", 1), pin("M2:C1", 2), pin("M1:C1", "7.5"))
    assert found == ["pin_above_capacity", "pin_ineligible", "pin_not_whole_lots", "pin_unknown"]


def test_a_pin_may_not_contradict_the_table_nor_another_one() -> None:
    assert codes(problem(pins={"M1:C1": 4}), pin("M1:C1", 6)) == ["pin_contradicts_table"]
    assert codes(problem(), pin("M1:C1", 4), pin("M1:C1", 6)) == ["pin_given_twice"]


def test_a_pin_of_a_component_that_is_left_out_is_no_fault() -> None:
    given = problem(components={"C1": 10, "C2": 0})
    result = solve(given, [Goal("cost")], Terms(pins=(pin("M1:C2", 3), pin("M1:C1", 4))))
    assert result.split is not None
    assert {each.component_id for each in result.split.assignments} == {"C1"}
