"""Does the budget suffice: exact to the grosz, proved or marked, with and without co-funding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import Status, Verdict
from allocator.problem.charter import Pin
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.reading import read_problem
from allocator.solving import solve
from scenarios.budget_documents import budget_document, member_costs_pln
from scenarios.budget_study import Figure, down_to_grosz, up_to_grosz
from scenarios.budget_texts import verdict_sentence
from scenarios.budgeting import BudgetAnswer, assess_budget
from scenarios.changing import apply_scenario
from tests.builders import problem
from tests.command_line import GRANT, SHARED, TOWN

KEYS = (
    "verdict budget_pln least_total_pln least_total_without_rules_pln margin_pln margin_pct "
    "sectors components own_contribution_pln uncovered"
)
CO_FUNDED: dict[str, Any] = {
    "offers": {"M1:C1": 10, "M2:C1": 12},
    "members": {"M1": {"own_cash_pln": 10}, "M2": {"own_cash_pln": 50}},
    "commission": {"commissioning_mode": "wsparcie", "own_contribution_required_pct": 10},
}
"""10 units. M1 alone: 100, of which it can bring 10. M2 alone: 120, of which it can bring 50. One
unit from M2 and 9 from M1: 102, of which both together can bring 60: dearer, and asks the least."""


@pytest.fixture(name="town", scope="module")
def the_town() -> Problem:
    return read_problem(TOWN)


def with_budget(given: Problem, budget: str | None) -> Problem:
    amount = None if budget is None else Fraction(budget)
    return replace(given, commission=replace(given.commission, budget_total_pln=amount))


def amounts(answer: BudgetAnswer) -> tuple[Any, ...]:
    """Least total, the same without rules, least budget."""
    figures = (answer.least_total, answer.least_total_without_rules, answer.least_budget)
    return tuple(each.value_pln for each in figures)


def test_the_reference_commission(town: Problem) -> None:
    # The totals are those of an independent model: 3,037,934.10 and 3,021,854.50 with 4 % fees.
    answer = assess_budget(town)
    assert answer.verdict is Verdict.FITS
    assert answer.status is Status.OPTIMAL
    assert amounts(answer) == (
        Fraction("3159451.464"),
        Fraction("3142728.68"),
        Fraction("3159451.47"),
    )
    document = budget_document(town, answer)
    assert set(KEYS.split()) <= set(document)
    assert str(document["least_total_pln"]) == "3159451.46"
    assert str(document["least_budget_pln"]) == "3159451.47"
    assert str(document["margin_pln"]) == "50548.53", "what can be cut: a grosz more could not"
    assert all(document["proved"].values())
    assert document["uncovered"] == []
    assert [each["sector_id"] for each in document["sectors"]] == [f"S{n}" for n in range(1, 9)]


@pytest.mark.parametrize(("budget", "verdict"), [("3159451.47", "fits"), ("3159451.46", "not")])
def test_a_grosz_decides(town: Problem, budget: str, verdict: str) -> None:
    answer = assess_budget(with_budget(town, budget))
    assert answer.fits == (verdict == "fits")
    assert answer.proved["verdict"]
    assert amounts(answer)[2] == Fraction("3159451.47")
    assert answer.margin_pln == Fraction(budget) - Fraction("3159451.47")
    # One unit of the cheapest component (greenery, ceiling 1.14) need not be done for a grosz.
    assert bool(answer.uncovered) == (verdict == "not")


def test_by_hand_with_and_without_the_rule() -> None:
    # At least 4 of 10 units are M2's: 6 * 10 + 4 * 12 = 108; without the rule 100.
    answer = assess_budget(problem(**SHARED))
    assert amounts(answer) == (108, 100, 108)
    assert answer.margin_pln == 92
    assert answer.margin_pct == 46


@pytest.mark.parametrize(
    ("price", "needed"),
    [("0.3333", "3.34"), ("0.333", "3.33"), ("0.3330", "3.33"), (Fraction(1, 3), "3.34")],
)
def test_what_is_needed_is_rounded_up(price: Any, needed: str) -> None:
    """10 units: 3.333, or a third of 10, which no step of the proof can hit: decided beside it."""
    given = problem(offers={"M1:C1": {"unit_cost_pln": 1}}, members=["M1"], budget=5)
    offers = tuple(replace(each, unit_cost_pln=Fraction(price)) for each in given.offers)
    given = replace(given, offers=offers)
    answer = assess_budget(given)
    assert amounts(answer)[2] == Fraction(needed)
    assert answer.status is Status.OPTIMAL
    assert assess_budget(with_budget(given, needed)).fits
    less = assess_budget(with_budget(given, str(Fraction(needed) - Fraction(1, 100))))
    assert less.verdict is Verdict.DOES_NOT_FIT
    assert less.margin_pln == Fraction(-1, 100)


def test_rounding_is_never_to_the_nearest() -> None:
    assert up_to_grosz(Fraction("1.001")) == Fraction("1.01")
    assert up_to_grosz(Fraction("1.01")) == Fraction("1.01")
    assert down_to_grosz(Fraction("1.019")) == Fraction("1.01")
    assert down_to_grosz(Fraction("-1.001")) == Fraction("-1.01")


def test_fees_and_fixed_costs() -> None:
    """10 * 10 and M1's fixed 7, with 10 % fees: 117.70, of which 7.70 belong to no component."""
    given = problem(
        offers={"M1:C1": 10},
        members={"M1": {"fixed_cost_pln": 7}},
        components={"C1": {"quantity": 10, "ceiling_unit_price_pln": 12}},
        commission={"coordination_fee_pct": 10},
        budget=100,
    )
    answer = assess_budget(given)
    assert answer.split is not None
    assert amounts(answer) == (Fraction("117.7"),) * 3
    assert answer.margin_pln == Fraction("-17.7")
    assert member_costs_pln(given, answer.split) == Fraction("7.7")
    document = budget_document(given, answer)
    (component,) = document["components"]
    assert [str(component[name]) for name in ("cost_pln", "ceiling_pln", "margin_pln")] == [
        "110.00",
        "120.00",
        "10.00",
    ]
    assert float(component["used_pct"]) == pytest.approx(100 * 110 / 120)
    assert float(document["sectors"][0]["cost_pln"]) == 110


@pytest.mark.parametrize(
    ("budget", "fits", "total", "own", "margin"),
    [
        # M1 alone: 100, it must bring 10 and no more: 5 are left of 95.
        ("95", True, "100", "10", "5"),
        # M1 alone would ask 90; both can bring the 52 that are missing of 102.
        ("50", True, "102", "52", "0"),
        ("42", True, "102", "60", "0"),
        ("41.99", False, "102", "60", "-0.01"),
        (None, True, "100", "10", None),
    ],
)
def test_co_funding(
    budget: str | None, fits: bool, total: str, own: str, margin: str | None
) -> None:
    answer = assess_budget(with_budget(problem(**CO_FUNDED, budget=1), budget))
    assert answer.fits is fits
    assert answer.status is Status.OPTIMAL
    assert amounts(answer) == (Fraction(total), Fraction(total), 42)
    assert answer.own_contribution_pln == Fraction(own)
    assert answer.margin_pln == (None if margin is None else Fraction(margin))


def test_co_funded_partial_coverage() -> None:
    """9 units cost at least 92, of which 60 come from members; 10 do not fit 41: one unit at the
    dearest offer's 12 is left out."""
    answer = assess_budget(problem(**CO_FUNDED, budget=41))
    assert answer.uncovered_value == Figure(Fraction(12), Fraction(12), proved=True)
    (left,) = answer.uncovered
    assert left.component_id == "C1"
    assert left.quantity == 1


def test_co_funding_reference() -> None:
    """G5: a dearer split asks less; the least budget is where a plain solve begins to fit."""
    given = apply_scenario(read_problem(GRANT), "G5").problem
    answer = assess_budget(given)
    assert answer.verdict is Verdict.DOES_NOT_FIT
    assert amounts(answer)[2] == Fraction("45518.61")
    assert answer.margin_pln == Fraction("-2488.61")
    assert answer.status is Status.OPTIMAL
    assert answer.least_total.value_pln == Fraction("61518.6072")
    for budget, verdict in (("45518.61", Verdict.FITS), ("45518.60", Verdict.DOES_NOT_FIT)):
        assert solve(with_budget(given, budget), [Goal("cost")]).verdict is verdict


def test_nothing_fits_any_budget() -> None:
    """4 and 4 of 10 units can be supplied: 2 are left out, at the dearest 10."""
    offers = {f"M{n}:C1": {"unit_cost_pln": 10, "capacity_max": 4} for n in (1, 2)}
    answer = assess_budget(problem(offers=offers, budget=500))
    assert answer.verdict is Verdict.DOES_NOT_FIT
    assert answer.status is Status.INFEASIBLE
    nothing = Figure(proved=True)
    assert (answer.least_total, answer.least_budget) == (nothing, nothing)
    assert answer.split is None
    assert answer.uncovered_value.value_pln == 20
    sentence = verdict_sentence(problem(offers=offers), answer, "en")
    assert "at any budget" in sentence
    assert "worth PLN\xa020.00" in sentence


def test_the_request_can_be_what_does_not_fit() -> None:
    terms = Terms(pins=(Pin(member_id="M2", component_id="C1", quantity=Fraction(10)),))
    given = problem(offers={"M1:C1": 10, "M2:C1": 12}, budget=110)
    assert assess_budget(given).fits
    answer = assess_budget(given, terms)
    assert answer.verdict is Verdict.DOES_NOT_FIT_REQUEST
    assert amounts(answer)[2] == 120
    assert "with the fixed quantities does not fit" in verdict_sentence(given, answer, "en")


def test_rules_switched_off_do_not_count_and_the_budget_always_does() -> None:
    terms = Terms(rules_off=frozenset(("R1", "budget")), partial=True, cost_cap_pln=Fraction(1))
    answer = assess_budget(problem(**{**SHARED, "budget": 99}), terms)
    assert answer.verdict is Verdict.DOES_NOT_FIT
    assert amounts(answer) == (100, 100, 100)
    assert answer.provenance["rules_off"] == ["R1"]
