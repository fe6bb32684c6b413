"""A change by hand: what it does, and the nearest split that keeps the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.allocation import Result, Status
from allocator.checks.adjusting import adjusted, moves_between
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solvers import Limits
from allocator.solving import Options, nearest, solve
from allocator.solving import engines as engines_module
from tests import naive
from tests.builders import problem
from tests.command_line import SHARED, Terminal, saved, solved
from tests.random_problems import all_allocations, random_problem
from tests.test_brute_force import in_this_process
from tests.toy4 import CAPACITY, MEMBERS, awards_of, cost_of, splits, toy4

OPTIONS = Options(limits=Limits(workers=1, time_seconds=60))
EXACT = Fairness("reference_value", Fraction(100, 45), None)


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def quantities(result: Result) -> dict[Pair, Fraction]:
    assert result.split is not None
    return {(each.member_id, each.component_id): each.quantity for each in result.split.assignments}


def lots_moved(one: Mapping[Pair, Fraction], other: Mapping[Pair, Fraction]) -> Fraction:
    """How many lots are with another member."""
    return (
        sum((abs(each.after - each.before) for each in moves_between(one, other)), Fraction(0)) / 2
    )


def two_sharing(**more: Any) -> Problem:
    """10 units, M1 at 10 PLN and M2 at 12 with at least 4 of them; targets of 100 each."""
    return problem(
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        offers={"M1:C1": 10, "M2:C1": 12},
        budget=200,
        rules=[{"metric": "quantity", "members": "M2", "at_least": 4}],
        **more,
    )


def split(first: int, second: int) -> dict[Pair, Fraction]:
    return {("M1", "C1"): Fraction(first), ("M2", "C1"): Fraction(second)}


def test_what_a_change_does() -> None:
    """From 6 and 4 to 8 and 2: 2 short of 4 for M2; 80 + 24 instead of 60 + 48; M1 gains."""
    found = adjusted(two_sharing(), Terms(), split(6, 4), split(8, 2))
    assert [(each.rule_id, each.value) for each in found.broken] == [("R1", 2)]
    assert (found.still_broken, found.mended, found.is_right) == ((), (), False)
    assert found.cost_change_pln == -4
    assert [each.member_id for each in found.lifted] == ["M1"]
    (lost,) = found.lowered
    assert (lost.member_id, lost.ratio_before, lost.ratio_after) == (
        "M2",
        Fraction(48, 100),
        Fraction(24, 100),
    )


def test_what_was_broken_before_is_told_apart() -> None:
    back = adjusted(two_sharing(), Terms(), split(8, 2), split(6, 4))
    assert ([each.rule_id for each in back.mended], back.is_right) == (["R1"], True)
    still = adjusted(two_sharing(), Terms(), split(8, 2), split(9, 1))
    assert ([each.rule_id for each in still.still_broken], still.broken) == (["R1"], ())


def test_a_soft_rule_that_is_missed_by_more() -> None:
    soft = {"metric": "quantity", "members": "M2", "at_least": 4, "strength": "soft", "priority": 1}
    which = problem(offers={"M1:C1": 10, "M2:C1": 12}, rules=[soft])
    found = adjusted(which, Terms(), split(7, 3), split(8, 2))
    assert ([each.rule_id for each in found.softened], found.is_right) == (["R1"], True)
    assert adjusted(which, Terms(), split(8, 2), split(7, 3)).softened == ()


def test_the_nearest_split_keeps_the_change() -> None:
    """M1 is to have 5 of 10 instead of 6: the missing unit can only go to M2, worth 12 at the
    dearest offer; half of it is the distance, since nobody lost it by wish."""
    wished = {**split(5, 4)}
    found = nearest(two_sharing(), wished, {("M1", "C1"): Fraction(5)}, Terms(), OPTIONS)
    assert (quantities(found.result), found.keeps) == (split(5, 5), True)
    assert (found.result.goals[0].value, found.result.goals[0].proved) == (6, True)


def test_a_change_that_no_split_can_keep() -> None:
    """M1 with 8 leaves 2 for M2, which must have 4: nearest without the wish is 6 and 4."""
    found = nearest(two_sharing(), split(8, 2), split(8, 2), Terms(), OPTIONS)
    assert (found.keeps, found.impossible) == (False, True)
    assert quantities(found.result) == split(6, 4)
    assert found.result.goals[0].value == 2 * 12


def test_a_change_that_no_offer_allows() -> None:
    """More than the capacity is refused in words; nothing of a missing offer is simply nothing."""
    which = problem(offers={"M1:C1": {"capacity_max": 6}, "M2:C1": 12})
    found = nearest(which, split(8, 2), {("M1", "C1"): Fraction(8)}, Terms(), OPTIONS)
    assert [each.code for each in found.refused] == ["pin_above_capacity"]
    assert quantities(found.result) == split(6, 4)
    gone = problem(offers={"M2:C1": 12}, members=("M1", "M2"))
    found = nearest(gone, {("M2", "C1"): Fraction(10)}, {("M1", "C1"): Fraction(0)}, None, OPTIONS)
    assert (found.refused, found.keeps) == ((), True)


def test_toy4_with_less_capacity() -> None:
    """T16: from the fairest split at cost 26, B falling from 5 lots to 3 moves nothing; to 2, the
    fairest split is (2/3, 1, 17/15, 4/3), and one lot of B moves: 1 of meals or care, no less."""
    goals = (Goal("target_share", fairness=EXACT), Goal("changes"))
    old = quantities(solve(toy4(), (goals[0], Goal("cost")), Terms(), OPTIONS))
    assert (awards_of(old), cost_of(old)) == ((14, 9, 3, 4), 26)
    for lots, levels, moved in ((3, (42, 45, 45, 60), 0), (2, (30, 45, 51, 60), 1)):
        smaller = {**CAPACITY, "B": lots}
        found = solve(toy4(capacity=smaller), goals, Terms(earlier=old), OPTIONS)
        assert found.status is Status.OPTIMAL
        assert found.goals[0].value == levels
        assert lots_moved(old, quantities(found)) == moved
        fair = [each for each in splits(smaller) if sorted_levels(each) == levels]
        assert min(lots_moved(old, each) for each in fair) == moved


def sorted_levels(plan: Mapping[Pair, Fraction]) -> tuple[int, ...]:
    due = dict(zip(MEMBERS, (15, 9, 3, 3), strict=True))
    return tuple(
        sorted(int(45 * got // due[who]) for who, got in zip(MEMBERS, awards_of(plan), strict=True))
    )


@pytest.mark.parametrize("seed", range(25))
def test_nothing_is_nearer_by_enumeration(seed: int) -> None:
    """A random plan wished for, legal or not: the least distance over all plans that are."""
    which, terms = random_problem(seed)
    terms = Terms(partial=terms.partial, rules_off=terms.rules_off, pins=terms.pins)
    every = list(all_allocations(which, terms))
    wished = every[(7 * seed + 3) % len(every)]
    judge = naive.Judge(which, Terms(**{**vars(terms), "earlier": wished}))
    allowed = [each for each in every if judge.allows(each)]
    found = nearest(which, wished, {}, terms, OPTIONS).result
    if not allowed:
        assert found.status is Status.INFEASIBLE
        return
    if terms.partial:
        # What is uncovered comes first with partial coverage; the nearest is among the best.
        return
    least = min(judge.measure("changes", terms.fairness, each) for each in allowed)
    value = found.goals[0].value
    assert isinstance(value, Fraction)
    assert found.goals[0].proved
    assert abs(value - least) <= Fraction(1, 200)


def test_the_command(terminal: Terminal, tmp_path: Path) -> None:
    """6 and 4 are the cheapest; 2 units from M2 to M1 break R1, and no split can keep that."""
    path, result = solved(terminal, tmp_path, "--goal", "cost")
    said = terminal("adjust", path, result, "--move", "M2:M1:C1=2", "--quiet")
    assert said.code == 1
    assert "Wrong: the split breaks 1 condition." in said.out
    assert "No split that keeps the rules can keep this change." in said.out
    assert "There is none nearer" in said.out
    assert "M1, C1: 8 → 6" in said.out
    polish = terminal("adjust", path, result, "--move", "M2:M1:C1=2", "--quiet", language="pl")
    assert "Żaden podział zgodny z regułami nie zachowa tej zmiany." in polish.out


def test_a_right_change_needs_no_search(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, result = solved(terminal, tmp_path, "--goal", "cost")

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("an engine was asked")

    monkeypatch.setattr(engines_module, "race", fail)
    words = ("--change", "M1:C1=5", "--change", "M2:C1=5", "--format", "json")
    said = terminal("adjust", path, result, *words)
    assert said.code == 0
    assert said.document["verdict"] == "right"
    assert said.document["nearest"]["outcome"] == "itself"
    assert said.document["task_cost_change_pln"] == 2
    only = terminal(
        "adjust", path, result, "--change", "M1:C1=9", "--no-search", "--format", "json"
    )
    assert (only.code, only.document["nearest"]) == (1, None)
    assert [each["rule_id"] for each in only.document["broken"]] == ["coverage"]


def test_the_nearest_split_is_a_result_like_any(terminal: Terminal, tmp_path: Path) -> None:
    """M1 is to have 5: written, it verifies, and says what it was measured against."""
    path, result = solved(terminal, tmp_path, "--goal", "cost")
    out = tmp_path / "near.json"
    words = ("--change", "M1:C1=5", "--out", out, "--quiet", "--format", "json")
    said = terminal("adjust", path, result, *words)
    assert (said.code, said.document["nearest"]["outcome"]) == (1, "kept")
    assert said.document["nearest"]["beyond"]["moves"] == [
        {"member_id": "M2", "component_id": "C1", "before": 4, "after": 5}
    ]
    document = json.loads(out.read_text())
    assert [each["goal"] for each in document["goals"]] == ["changes", "cost"]
    assert terminal("verify", out, path, "--quiet").code == 0


def test_a_changed_table_is_a_wish_too(terminal: Terminal, tmp_path: Path) -> None:
    path, result = solved(terminal, tmp_path, "--goal", "cost")
    table = tmp_path / "wish.csv"
    table.write_text("member_id,component_id,quantity\nM1,C1,5\nM2,C1,5\n")
    said = terminal("adjust", path, result, "--wished", table, "--format", "json")
    assert (said.code, len(said.document["moves"])) == (0, 2)
    # Any split can be the first one too, and nothing need be changed.
    same = terminal("adjust", path, table)
    assert same.code == 0
    assert "Nothing was changed." in same.out


def test_why_a_change_can_not_be_kept_is_told(terminal: Terminal, tmp_path: Path) -> None:
    """Half a unit is no whole lot: refused in words, and the nearest without it is shown."""
    path, result = solved(terminal, tmp_path, "--goal", "cost")
    said = terminal("adjust", path, result, "--change", "M1:C1=5,5", "--quiet")
    assert said.code == 1
    assert "the fixed quantity is not a whole number of lots (1)" in said.out
    assert "differs from the wish by work worth" in said.out
    free = terminal("adjust", path, result, "--change", "M1:C1=5,5", "--free", "--quiet")
    assert "not a whole number" not in free.out.partition("Task cost")[2]


def test_where_no_split_is_legal(terminal: Terminal, tmp_path: Path) -> None:
    _, result = solved(terminal, tmp_path, "--goal", "cost")
    poor = saved(tmp_path, "poor.json", **{**SHARED, "budget": 50})
    said = terminal("adjust", poor, result, "--quiet", language="pl")
    assert said.code == 3
    assert "Niczego nie zmieniono." in said.out
    assert "Żaden podział nie spełnia wszystkich reguł." in said.out
    document = terminal("adjust", poor, result, "--quiet", "--format", "json").document
    assert (document["nearest"]["outcome"], document["nearest"]["proved"]) == ("none", True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--change", "M1:C1"), "change_form"),
        (("--change", "M1=5"), "change_form"),
        (("--change", "M9:C1=5"), "unknown_member"),
        (("--change", "M1:C9=5"), "unknown_component"),
        (("--change", "M1:C1=-5"), "below_minimum"),
        (("--move", "M1:C1=5"), "move_form"),
        (("--move", "M1:M2:C1=7"), "move_above_quantity"),
    ],
)
def test_changes_that_can_not_be_read(
    terminal: Terminal, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    path, result = solved(terminal, tmp_path, "--goal", "cost")
    said = terminal("adjust", path, result, *words, "--format", "json")
    assert said.code == 2
    assert said.fault_codes == [code]
