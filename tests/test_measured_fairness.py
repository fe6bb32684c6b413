"""The textbook's way is right too, and what the page on fairness tells is what was measured."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from allocator.problem.request import Fairness, Goal, Terms
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from docs import ordered_outcomes as textbook
from docs.fairness_pages import RUNS, TOWN, _agreement, _reached, rows_of
from docs.measured_fairness import CAPS, OURS, PIECES, TEXTBOOK
from docs.ordered_outcomes import Found, fault_of, ordered_outcomes
from tests.random_problems import random_problem
from tests.test_brute_force import in_this_process
from tests.toy4 import toy4

MOST_MEGABYTES = 1024


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)
    monkeypatch.setattr(textbook, "race", in_this_process)


def goal(grid_pct: Fraction, cap_pct: Fraction | None) -> Goal:
    return Goal("target_share", fairness=Fairness("reference_value", grid_pct, cap_pct))


def test_ordered_sums_find_the_fairest_split_of_toy4() -> None:
    """T04: sorted ratios 14/15, 1, 1, 4/3, in 45ths."""
    found = ordered_outcomes(toy4(), goal(Fraction(100, 45), None), 60)
    assert (found.proved, found.levels) == ((42, 45, 45, 60), (42, 45, 45, 60))
    assert (found.complete, found.fault) == (True, "")


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_come_to_the_same_levels(seed: int) -> None:
    which, _ = random_problem(seed)
    fair = goal(Fraction(5), Fraction(100) if seed % 2 else None)
    options = Options(limits=Limits(workers=1, time_seconds=60), tie=False)
    ours = solve(which, (fair,), Terms(), options)
    found = ordered_outcomes(which, fair, 60)
    expected = ours.goals[0].value if ours.split is not None else ()
    assert (found.levels or ()) == (expected or ())


def test_a_claim_that_the_plan_does_not_bear_out_is_a_fault() -> None:
    found = ordered_outcomes(toy4(), goal(Fraction(100, 45), None), 60)
    assert "claims" in fault_of(toy4(), replace(found, proved=(43, 45, 45, 60)))
    one_lot_less = {**found.quantities, next(iter(found.quantities)): Fraction(1)}
    assert "breaks" in fault_of(toy4(), replace(found, quantities=one_lot_less))


def test_no_time_leaves_nothing_proved() -> None:
    assert ordered_outcomes(toy4(), goal(Fraction(1), None), 0) == Found((), None, (), {}, False)


def test_cells_of_the_table() -> None:
    row = {"complete": "no", "proved": "10 31", "at_most": "40", "levels": "10 31 36 50",
           "limit_seconds": "60", "seconds": "60.1", "verdict": "right"}  # fmt: skip
    assert _reached(row) == "2 of 4 after 60 s, next 36 to 40"
    assert _reached({**row, "levels": ""}) == "no plan after 60 s"
    whole = {**row, "complete": "yes", "proved": "10 31 36 50"}
    assert _reached(whole) == "60.1 s"
    assert _agreement([row, whole]) == "the same"
    assert _agreement([row, {**whole, "proved": "10 30 36 50"}]) == "differ"
    assert _agreement([{**row, "verdict": "breaks R01"}, whole]) == "breaks R01"


def test_what_was_measured_is_right_within_its_limits_and_its_memory() -> None:
    rows = rows_of(RUNS)
    cases = [case for cases in PIECES.values() for case in cases]
    assert {(row["instance"], row["cap_pct"], row["contender"]) for row in rows} == {
        case.key for case in cases
    }
    for row in rows:
        assert row["verdict"] == "right"
        assert int(row["peak_megabytes"]) < MOST_MEGABYTES
        assert float(row["seconds"]) < int(row["limit_seconds"]) + 5
    for instance in {row["instance"] for row in rows}:
        for cap in CAPS:
            both = [r for r in rows if (r["instance"], r["cap_pct"]) == (instance, cap)]
            assert {row["contender"] for row in both} == {OURS, TEXTBOOK}
            assert _agreement(both) == "the same"


def test_the_town_keeps_its_promises_of_memory_and_levels() -> None:
    """The worst-off has 92 % at +0.5 % cost (83 % behind the soft rules of `balanced`).

    Without a bound on cost it has 94 %, more finely 94.5 %.
    """
    rows = rows_of(TOWN)
    reached = {row["what"]: row["worst_off"] for row in rows}
    assert sorted(reached.values()) == ["", "", "83", "92", "94", "945"]
    assert reached["policy `fairest`"] == "94"
    assert reached["leximin within 0.5 % of the least cost"] == "92"
    assert {row["verdict"] for row in rows} == {"right"}
    assert all(int(row["peak_megabytes"]) < MOST_MEGABYTES for row in rows)
