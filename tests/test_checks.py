"""The verdict on any allocation: every built-in with a value argued by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.checks import check
from allocator.problem import charter
from allocator.problem.charter import Pin
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests import builders
from tests.checked_example import SPLIT, broken, changed_to, example, off, rows


def test_the_example_breaks_only_the_labour_of_one_month() -> None:
    # M2's 4 units take 8 hours, three quarters in the second month: 6 of 5.
    assert broken(example()) == {"labour_capacity"}
    assert broken(example(staff={"M1:P1": 10, "M2:P1": 6})) == set()


def test_coverage() -> None:
    found = rows("coverage", example(), changed_to(5))
    assert (found["C1"].value, found["C1"].at_least, found["C1"].at_most) == (9, 10, 10)
    assert (found["C1"].margin, found["C1"].violation) == (-1, Fraction(1, 10))
    assert (found["C2"].margin, found["C2"].binding) == (0, True)
    # Too much is a breach as well.
    assert rows("coverage", example(), changed_to(8))["C1"].violation == Fraction(1, 5)
    partial = Terms(partial=True)
    found = rows("coverage", example(), changed_to(5), partial)
    assert (found["C1"].at_least, found["C1"].margin, found["C1"].violation) == (None, 1, 0)
    assert rows("coverage", example(), changed_to(8), partial)["C1"].breaks


def test_offer_capacity() -> None:
    found = rows("offer_capacity", example(), changed_to(9))
    assert (found["M1:C1"].margin, found["M1:C1"].violation) == (-1, Fraction(1, 8))
    # An eligible pair that is not used has all its room; a barred one has no row.
    assert set(found) == {"M1:C1", "M2:C1", "M2:C2"}
    assert rows("offer_capacity", example(), {})["M2:C1"].margin == 8


def test_lot_size() -> None:
    found = rows("lot_size", example(), changed_to("6.5"))
    # Lots are single units here: half a unit is left over.
    assert (found["M1:C1"].value, found["M1:C1"].violation) == (Fraction(1, 2), Fraction(1, 2))
    assert found["M2:C1"].binding
    in_fives = {"C1": {"quantity": 10, "lot_size": 5}, "C2": 5}
    found = rows("lot_size", example(components=in_fives), changed_to(7))
    assert (found["M1:C1"].value, found["M1:C1"].violation) == (2, Fraction(2, 5))


def test_less_than_nothing_is_no_quantity() -> None:
    assert rows("lot_size", example(), changed_to(-1))["M1:C1"].breaks
    assert rows("eligibility", example(), changed_to(-1, ("M1", "C2")))["M1:C2"].breaks


def test_not_splittable() -> None:
    found = rows("not_splittable", example(), changed_to(3, ("M2", "C2")))
    assert set(found) == {"M2:C2"}
    assert (found["M2:C2"].margin, found["M2:C2"].violation) == (-2, Fraction(2, 5))


def test_labour_capacity() -> None:
    found = rows("labour_capacity", example())
    # 12 hours of M1 fall 3 and 9; M2's 8 fall 2 and 6.
    assert {subject: each.value for subject, each in found.items()} == {
        "M1:P1@2026-01": 3,
        "M1:P1@2026-02": 9,
        "M2:P1@2026-01": 2,
        "M2:P1@2026-02": 6,
    }
    assert found["M1:P1@2026-02"].margin == 1
    assert found["M2:P1@2026-02"].violation == Fraction(1, 5)
    # No row in the staff table: no hours.
    assert rows("labour_capacity", example(staff={}))["M1:P1@2026-01"].at_most == 0


def test_component_ceiling_has_fees_and_tolerance() -> None:
    # 100 * 1.04 against 10 * 10 * 1.1.
    found = rows("component_ceiling", example())
    assert set(found) == {"C1"}
    assert (found["C1"].value, found["C1"].at_most) == (104, 110)
    # It moves with what is covered: 5 units are 50 * 1.04 against 55.
    half = {("M1", "C1"): Fraction(5)}
    assert rows("component_ceiling", example(), half)["C1"].margin == 3
    # With a fixed cost of 10: 114.4, 4 % of 110 too much.
    dear = example(offers={"M1:C1": {"fixed_cost_pln": 10}, "M2:C1": 10, "M2:C2": 10})
    assert rows("component_ceiling", dear)["C1"].violation == Fraction("4.4") / 110


def test_budget_is_for_the_total() -> None:
    # 150 * 1.04 = 156 of 160.
    assert rows("budget", example())[""].margin == 4
    assert rows("budget", example(budget=150))[""].violation == Fraction(6, 150)
    assert rows("budget", example(budget=None)) == {}


def co_funded(required: int, budget: int) -> Problem:
    """M1 can bring 5 and an hour worth 3, M2 5: together 13 of a total of 156."""
    return example(
        budget=budget,
        commission={
            "commissioning_mode": "wsparcie",
            "own_contribution_required_pct": required,
            "volunteer_hour_value_pln": 3,
            "coordination_fee_pct": 4,
        },
    )


def test_own_contribution_and_budget() -> None:
    # 5 % of 156 is 7.8, which is enough: 148.2 of 150 are left for the commissioner.
    found = check(co_funded(5, 150), Terms(), SPLIT)
    assert found.own_contribution_pln == Fraction("7.8")
    assert rows("own_contribution", co_funded(5, 150))[""].margin == 13 - Fraction("7.8")
    assert rows("budget", co_funded(5, 150))[""].margin == Fraction("1.8")
    # A budget of 145 needs 11: the least that is enough for both.
    found = check(co_funded(5, 145), Terms(), SPLIT)
    assert found.own_contribution_pln == 11
    assert rows("budget", co_funded(5, 145))[""].margin == 0
    # 10 % are 15.6: 2.6 more than there is.
    assert rows("own_contribution", co_funded(10, 150))[""].violation == Fraction("2.6") / Fraction(
        "15.6"
    )
    # A budget of 140 would need 16: all 13 are brought, 3 are missing, which is the budget's.
    assert rows("budget", co_funded(5, 140))[""].margin == -3
    assert not rows("own_contribution", co_funded(5, 140))[""].breaks


def test_switched_off_contribution_is_still_shown() -> None:
    found = rows("own_contribution", co_funded(10, 150), terms=off("own_contribution"))[""]
    assert (found.strength, found.margin, found.violation) == ("off", Fraction("-2.6"), 0)
    # Members' limits stay, and so does what the budget needs: 156 - 150.
    split = check(co_funded(10, 150), off("own_contribution"), SPLIT)
    assert split.own_contribution_pln == 6
    assert rows("own_contribution", example()) == {}


def test_cost_cap_only_where_one_is_given() -> None:
    assert rows("cost_cap", example()) == {}
    found = rows("cost_cap", example(), terms=Terms(cost_cap_pln=Fraction(149)))[""]
    assert (found.value, found.margin, found.breaks) == (150, -1, True)


def test_eligibility_of_every_kind() -> None:
    # M3's offer is vetoed, M3 has none for C1, M9 and C9 are nobody and nothing.
    for pair in (("M3", "C2"), ("M3", "C1"), ("M9", "C1"), ("M1", "C9")):
        found = rows("eligibility", example(), changed_to(1, pair))
        assert [(each.subject, each.margin, each.breaks) for each in found.values()] == [
            (":".join(pair), -1, True)
        ]
    assert rows("eligibility", example()) == {}


def test_pins_of_the_problem_and_of_the_request() -> None:
    problem = example(pins={"M1:C1": 5})
    pin = builders.record("pins", {"member_id": "M2", "component_id": "C2", "quantity": 5})
    assert isinstance(pin, Pin)
    found = rows("pins", problem, terms=Terms(pins=(pin,)))
    assert (found["M1:C1"].margin, found["M1:C1"].violation) == (-1, Fraction(1, 5))
    assert found["M2:C2"].binding
    assert rows("pins", example(pins={"M1:C1": 0}))["M1:C1"].violation == 6


@pytest.mark.parametrize("name", charter.SWITCHABLE)
def test_what_is_switched_off_breaks_nothing(name: str) -> None:
    # Everything that can be broken is: too much of an offer, too much work, too dear, a link.
    problem = example(
        components={
            "C1": {
                "quantity": 10,
                "ceiling_unit_price_pln": 1,
                "labour_pool": "P1",
                "labour_hours_per_unit": 9,
            },
            "C2": 10,
        },
        budget=1,
        commission={"commissioning_mode": "wsparcie", "own_contribution_required_pct": 50},
        links=[("C1", "C2", kind) for kind in charter.LINK_KINDS],
    )
    split = {("M1", "C1"): Fraction(9), ("M2", "C1"): Fraction(1), ("M2", "C2"): Fraction(5)}
    assert set(charter.SWITCHABLE) <= broken(problem, split)
    assert broken(problem, split, off(name)) == broken(problem, split) - {name}


def test_facts_can_not_be_switched_off() -> None:
    names = ("coverage", "lot_size", "not_splittable", "eligibility")
    split = {("M1", "C1"): Fraction(13, 2), ("M2", "C2"): Fraction(3), ("M3", "C2"): Fraction(2)}
    assert set(names) <= broken(example(), split, off(*names))
