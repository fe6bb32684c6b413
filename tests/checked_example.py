"""A small commission and its split, for tests of the verdict."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from allocator.allocation import RuleRow
from allocator.checks import breaches, check, rule_rows
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests import builders

SPLIT = {("M1", "C1"): Fraction(6), ("M2", "C1"): Fraction(4), ("M2", "C2"): Fraction(5)}


def example(**others: Any) -> Problem:
    """C1 (10) and C2 (5, whole or not at all); 10 PLN a unit, fees of 4 %."""
    content: dict[str, Any] = {
        "periods": 2,
        "demand": {"C1": [1, 3], "C2": [5, 0]},
        "components": {
            "C1": {
                "quantity": 10,
                "ceiling_unit_price_pln": 10,
                "labour_pool": "P1",
                "labour_hours_per_unit": 2,
            },
            "C2": {"quantity": 5, "splittable": False},
        },
        "members": {
            "M1": {"target_share_pct": 50, "own_cash_pln": 5, "volunteer_hours_year": 1},
            "M2": {"target_share_pct": 50, "own_cash_pln": 5},
            "M3": {},
        },
        "offers": {
            "M1:C1": {"unit_cost_pln": 10, "capacity_max": 8},
            "M2:C1": {"unit_cost_pln": 10, "capacity_max": 8},
            "M2:C2": 10,
            "M3:C2": {"unit_cost_pln": 10, "preference": 0},
        },
        "staff": {"M1:P1": 10, "M2:P1": 5},
        "commission": {
            "coordination_fee_pct": 3,
            "reserve_fund_pct": 1,
            "component_shift_tolerance_pct": 10,
        },
        "budget": 160,
    }
    return builders.problem(**{**content, **others})


def rows(
    name: str, problem: Problem, split: Any = None, terms: Terms | None = None
) -> dict[str, RuleRow]:
    """The rows of one rule, link or built-in, by subject."""
    found = rule_rows(problem, terms or Terms(), SPLIT if split is None else split)
    return {each.subject: each for each in found if each.rule_id == name}


def broken(problem: Problem, split: Any = None, terms: Terms | None = None) -> set[str]:
    """Names of what is broken."""
    found = check(problem, terms or Terms(), SPLIT if split is None else split)
    return {each.rule_id for each in breaches(found)}


def off(*names: str) -> Terms:
    """Terms with something switched off."""
    return Terms(rules_off=frozenset(names))


def changed_to(quantity: Any, pair: tuple[str, str] = ("M1", "C1")) -> dict[Any, Fraction]:
    """The split with one quantity changed."""
    return {**SPLIT, pair: Fraction(quantity)}
