"""Misreports: which there are, what they make of a problem, and when arithmetic answers them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.problem.request import Goal, Terms
from allocator.solving import engines as engines_module
from allocator.solving import solve
from allocator.texts.issues import InputError
from scenarios.misreports import (
    COMPETENCE,
    LESS,
    MORE,
    OFFER,
    STAFF,
    Misreport,
    declared,
    misreports,
    with_key_from_capacity,
)
from scenarios.unchanged import is_unchanged
from tests import naive
from tests.builders import problem
from tests.random_problems import all_allocations, random_problem
from tests.test_brute_force import in_this_process
from tests.test_incentives import FAIR, OPTIONS
from tests.toy4 import splits, toy4


@pytest.fixture(name="here")
def in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def test_a_key_from_capacity_without_staff() -> None:
    """What offers could bring at reference prices: 4 * 10 and 6 * 10 of 100."""
    which = problem(offers={"M1:C1": {"capacity_max": 4}, "M2:C1": {"capacity_max": 6}})
    keyed = with_key_from_capacity(which)
    assert [each.target_share_pct for each in keyed.members] == [40, 60]
    toy = with_key_from_capacity(toy4())
    assert [each.target_share_pct * 17 / 100 for each in toy.members] == [8, 5, 2, 2]


def test_which_misreports_there_are() -> None:
    which = problem(
        components={"C1": {"quantity": 10, "required_competences": "K1"}, "C2": 5},
        offers={"M1:C1": 10, "M1:C2": 10, "M2:C2": 10},
        member_competences=[
            {"member_id": "M1", "competence_id": "K1", "valid_until": "2030-01-01"}
        ],
    )
    found = misreports(which, (LESS, OFFER, COMPETENCE, MORE), members=("M1",))
    told = [(each.kind, each.subject, each.step_pct) for each in found]
    assert told == [
        *((LESS, "", step) for step in (75, 50, 25)),
        (OFFER, "C1", None),
        (OFFER, "C2", None),
        (COMPETENCE, "K1", None),
        *((MORE, "", step) for step in (125, 150, 200)),
    ]
    assert {each.member_id for each in misreports(which)} == {"M1", "M2"}


def test_what_is_declared() -> None:
    """Half of 20 units in lots of 4 is 12, whole lots upward; hours need not be whole."""
    which = problem(
        components={"C1": {"quantity": 20, "lot_size": 4, "labour_pool": "P"}},
        staff={"M1:P": 30, "M2:P": 30},
    )
    half = declared(which, Misreport(LESS, "M1", "", Fraction(50)))
    assert half.offer["M1", "C1"].capacity_max == 12
    assert half.offer["M2", "C1"].capacity_max == 20
    assert {each.member_id: each.hours_per_month for each in half.staff} == {"M1": 30, "M2": 30}
    tired = declared(which, Misreport(STAFF, "M1", "", Fraction(50)))
    assert tired.offer["M1", "C1"].capacity_max == 20
    assert {each.member_id: each.hours_per_month for each in tired.staff} == {"M1": 15, "M2": 30}
    double = declared(which, Misreport(MORE, "M1", "", Fraction(200)))
    assert double.offer["M1", "C1"].capacity_max == 40
    assert double.staff[0].hours_per_month == 60
    gone = declared(which, Misreport(OFFER, "M1", "C1"))
    assert set(gone.offer) == {("M2", "C1")}


@pytest.mark.usefixtures("here")
def test_what_arithmetic_says_is_what_a_search_finds() -> None:
    """Random problems: wherever the split is said to stay the best, solving gives it again."""
    same = searched = 0
    for seed in range(30):
        which, terms = random_problem(seed)
        terms = Terms(rules_off=terms.rules_off)
        goals = (Goal("soft_rules"), Goal("cost"), Goal("handover"))
        first = solve(which, goals, terms, OPTIONS)
        if first.split is None or sum(1 for _ in all_allocations(which, terms)) > 800:
            continue
        split = {(a.member_id, a.component_id): a.quantity for a in first.split.assignments}
        for each in misreports(which, (LESS, STAFF, OFFER), steps_pct=(Fraction(50),)):
            try:
                given = declared(which, each)
            except InputError:
                # A pin or a link can not do without what is hidden.
                continue
            if not is_unchanged(which, given, terms, goals, split):
                searched += 1
                continue
            same += 1
            again = solve(given, goals, terms, OPTIONS)
            assert again.split is not None
            assert again.split.assignments == first.split.assignments, (seed, each)
            judge = naive.Judge(given, terms)
            assert judge.allows(split)
    assert (same > 20, searched > 20) == (True, True)


def test_more_capacity_is_never_told_by_arithmetic() -> None:
    which = toy4()
    split = next(iter(splits()))
    given = declared(which, Misreport(MORE, "B", "", Fraction(200)))
    assert not is_unchanged(which, given, Terms(), FAIR, split)


def test_a_row_of_a_rule_that_goes_frees_others() -> None:
    """Withdrawing its only offer, M2 takes with it the rule that each member must have nothing or
    4: the others are no more bound by it than before, but arithmetic does not promise that."""
    rule = {"metric": "quantity", "per": "member", "at_most": 10}
    which = problem(offers={"M1:C1": 10, "M2:C1": 12}, rules=[rule])
    given = declared(which, Misreport(OFFER, "M2", "C1"))
    split = {("M1", "C1"): Fraction(10)}
    assert not is_unchanged(which, given, Terms(), (Goal("cost"),), split)
    free = problem(offers={"M1:C1": {"unit_cost_pln": 10}, "M2:C1": 10})
    given = declared(free, Misreport(OFFER, "M2", "C1"))
    assert is_unchanged(free, given, Terms(), (Goal("cost"),), split)
