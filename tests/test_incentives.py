"""Incentives: known cases argued by hand, shortcuts against searches, stop and resume."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.reading.document_writing import document_text
from allocator.solvers import Limits
from allocator.solving import Options, award_at, extreme_award, solve
from allocator.solving import engines as engines_module
from scenarios import incentives as module
from scenarios.incentive_tables import incentives_csv, incentives_document
from scenarios.incentive_tasks import BY_CAPACITY, IncentiveTask, Truth, run_task
from scenarios.incentives import IncentiveProgress, incentives
from scenarios.misreports import (
    LESS,
    MORE,
    OFFER,
    STAFF,
    Misreport,
    with_key_from_capacity,
)
from tests.builders import problem
from tests.command_line import Terminal, saved
from tests.test_brute_force import in_this_process
from tests.toy4 import MEMBERS, awards_of, splits, toy4

FINE = Fairness("reference_value", Fraction(1, 100), None)
FAIR = (Goal("target_share", fairness=FINE), Goal("cost"))
OPTIONS = Options(limits=Limits(workers=1, time_seconds=60))


@pytest.fixture(name="here")
def in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def smallest(**hours: int) -> dict[str, Any]:
    """Lots X, three at 1 PLN, and Y, one at 3; M2 can only do X; weights 2, 3, 1."""
    return {
        "components": {
            "X": {"quantity": 3, "labour_pool": "P", "labour_hours_per_unit": 1},
            "Y": {"quantity": 1, "labour_pool": "P", "labour_hours_per_unit": 1},
        },
        "members": {
            name: {"target_share_pct": share}
            for name, share in (("M0", 20), ("M1", 30), ("M2", 10))
        },
        "offers": {"M0:X": 1, "M0:Y": 3, "M1:X": 1, "M1:Y": 3, "M2:X": 1},
        "staff": {f"{name}:P": lots for name, lots in {"M0": 1, "M1": 3, "M2": 3, **hours}.items()},
    }


def outcomes(capacity: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    """All awards of M0, M1, M2 by enumeration: who has Y, and how X is split."""
    for owner, first, second in product((0, 1), range(4), range(4)):
        lots = [first, second, 3 - first - second]
        if lots[2] < 0:
            continue
        whole = [lots[0] + (owner == 0), lots[1] + (owner == 1), lots[2]]
        if all(each <= most for each, most in zip(whole, capacity, strict=True)):
            yield tuple(each + 3 * (owner == who) for who, each in enumerate(lots))  # type: ignore[misc]


def fairest(capacity: tuple[int, int, int]) -> set[tuple[int, int, int]]:
    """The leximin outcomes for weights 2, 3, 1."""

    def vector(got: tuple[int, int, int]) -> list[Fraction]:
        return sorted(Fraction(each, weight) for each, weight in zip(got, (2, 3, 1), strict=True))

    every = list(outcomes(capacity))
    best = max(map(vector, every))
    return {each for each in every if vector(each) == best}


def tried(
    which: Problem, misreport: Misreport, goals: tuple[Goal, ...] = FAIR, **more: Any
) -> tuple[Any, Any]:
    """The rows of the truth and of a misreport, found in this process."""
    first = IncentiveTask(document_text(which.tables), goals, options=OPTIONS, **more)
    truth = json.loads(run_task(first))
    known = Truth(
        tuple(map(tuple, truth["assignments"])),
        tuple(tuple(each) if isinstance(each, list) else each for each in truth["values"]),
        truth["proved"],
    )
    return truth, json.loads(run_task(replace(first, misreport=misreport, truth=known)))


@pytest.mark.usefixtures("here")
def test_the_smallest_example() -> None:
    """T20: in truth (3, 2, 1). Declaring one lot of its three, M1 leaves M0 nothing but a lot of X
    and has Y: (1, 3, 2), a gain of 1 whatever the draw, well within its capacity."""
    assert fairest((1, 3, 3)) == {(3, 2, 1)}
    assert fairest((1, 1, 3)) == {(1, 3, 2)}
    which = problem(**smallest())
    truth, row = tried(which, Misreport(STAFF, "M1", "", Fraction(100, 3)))
    assert truth["awards"] == {"M0": "3", "M1": "2", "M2": "1"}
    assert (row["truth_award"], row["award"], row["gain"]) == ("2", "3", "1")
    assert (row["pays"], row["sure"], row["least_gain"], row["proved"]) == (True, True, "1", True)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("lots", "expected"), [(6, {(13, 10, 3, 4)}), (8, {(11, 12, 3, 4), (12, 11, 3, 4)})]
)
def test_toy4_with_a_key_from_declared_capacity(lots: int, expected: set[tuple[int, ...]]) -> None:
    """T21: weights 8, 5, 2, 2 are the declared capacities. B has 9; declaring 6 lots instead of 5
    brings it 10, declaring 8 brings 11 or 12, and 5 lots suffice to deliver that."""
    capacity = {"A": 8, "B": lots, "C": 2, "D": 2}
    due = {who: Fraction(30 * size, sum(capacity.values())) for who, size in capacity.items()}

    def vector(awards: tuple[Fraction, ...]) -> list[Fraction]:
        return sorted(got / due[who] for who, got in zip(MEMBERS, awards, strict=True))

    every = set(map(awards_of, splits(capacity)))
    best = max(map(vector, every))
    assert {each for each in every if vector(each) == best} == expected
    truth, row = tried(
        toy4(), Misreport(MORE, "B", "", Fraction(100 * lots, 5)), FAIR[:1], key_by=BY_CAPACITY
    )
    assert truth["awards"] == dict(zip(MEMBERS, ("14", "9", "3", "4"), strict=True))
    assert Fraction(row["award"]) in {each[1] for each in expected}
    assert (row["pays"], row["sure"], row["deliverable"]) == (True, True, True)
    assert Fraction(row["least_gain"]) == min(each[1] for each in expected) - 9


@pytest.mark.usefixtures("here")
def test_what_can_not_be_delivered_does_not_pay() -> None:
    """Shares by capacity, 5 and 5 of 10 units. M1 declaring 20 is due and given 8 of them, three
    more than it can do."""
    content: dict[str, Any] = {
        "components": {"C1": {"quantity": 10, "labour_pool": "P", "labour_hours_per_unit": 1}},
        "staff": {"M1:P": 5, "M2:P": 5},
    }
    _, row = tried(problem(**content), Misreport(MORE, "M1", "", Fraction(400)), key_by=BY_CAPACITY)
    assert (row["truth_award"], row["award"]) == ("50", "80")
    assert (row["deliverable"], row["pays"], row["sure"]) == (False, False, None)


@pytest.mark.usefixtures("here")
def test_a_misreport_without_which_there_is_no_split() -> None:
    six = {"capacity_max": 6}
    halves = {"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}}
    which = problem(offers={"M1:C1": six, "M2:C1": six}, members=halves)
    _, row = tried(which, Misreport(LESS, "M1", "", Fraction(50)))
    assert (row["status"], row["pays"], row["proved"]) == ("infeasible", False, True)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("most", [True, False])
def test_the_ends_of_an_award_by_enumeration(most: bool) -> None:
    """TOY4 with B declaring 8 and shares by capacity: the fairest leave B 11 or 12."""
    which = with_key_from_capacity(toy4(capacity={"A": 8, "B": 8, "C": 2, "D": 2}))
    goals = FAIR[:1]
    found = solve(which, goals, Terms(fairness=FINE), OPTIONS)
    value = found.goals[0].value
    assert isinstance(value, tuple)
    prices = dict(which.reference_price_pln)
    ends = extreme_award(which, goals, (value,), "B", prices, options=OPTIONS, most=most)
    assert ends == (12 if most else 11)
    assert award_at(which, {("B", "H"): Fraction(2)}, "B", None) == 2 * 2 + 1


TRIES = (
    Misreport(STAFF, "M1", "", Fraction(100, 3)),
    Misreport(OFFER, "M0", "Y"),
    Misreport(OFFER, "M2", "X"),
)


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    """Stopped after the first try, the state has it; the next run tries only the others and comes
    to the same as one in a single go."""
    which, state = problem(**smallest()), tmp_path / "state"
    heard: list[IncentiveProgress] = []
    stopped = incentives(
        which, FAIR, options=OPTIONS, tries=TRIES, workers=1, state=state,
        listener=heard.append, should_stop=lambda: bool(heard),
    )  # fmt: skip
    assert (stopped.complete, len(stopped.tried)) == (False, 1)
    whole = incentives(which, FAIR, options=OPTIONS, tries=TRIES, workers=1, state=state)
    assert whole.complete
    assert whole.decided
    kept = state.read_text().splitlines()
    assert len(kept) == 1 + len(TRIES)
    again = incentives(which, FAIR, options=OPTIONS, tries=TRIES, workers=1, state=state)
    assert incentives_document(again) == incentives_document(whole)
    assert state.read_text().splitlines() == kept
    document = incentives_document(whole)
    assert document["summary"]["tried"] == 3
    assert document["summary"]["pay"] == len(whole.paying)
    assert whole.paying[0].misreport == TRIES[0]
    table = incentives_csv(whole).splitlines()
    assert table[1] == "M1,staff,,33.333333,found,2.00,3.00,1.00,yes,yes,yes,1.00,yes"


def deadly(task: IncentiveTask) -> str:
    """A worker that hiding M0's Y kills whenever it is tried; found by name in other processes."""
    if task.misreport == TRIES[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    return run_task(task)


def test_a_try_that_kills_its_worker_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "run_task", deadly)
    found = incentives(problem(**smallest()), FAIR, options=OPTIONS, tries=TRIES, workers=2)
    assert [each.status == "error" for each in found.tried] == [False, True, False]
    assert (found.complete, found.decided) == (True, False)


def test_a_truth_without_a_split_has_nothing_to_compare_with() -> None:
    found = incentives(
        problem(offers={"M1:C1": {"capacity_max": 4}}), (Goal("cost"),), options=OPTIONS, workers=1
    )
    assert (found.truth["status"], found.tried, found.complete) == ("infeasible", (), False)
    assert "nothing to compare" in incentives_document(found)["sentence_en"]


def test_the_command(terminal: Terminal, tmp_path: Path) -> None:
    path, out = saved(tmp_path, **smallest()), tmp_path / "i.json"
    fairness = ("--measure", "reference_value", "--grid", "0.01", "--cap", "none")
    words = ("--goal", "target_share", *fairness, "--member", "M1", "--kind", "staff")
    steps = ("--step", "34", "--step", "67", "--workers", "1", "--out", out)
    ran = terminal("incentives", path, *words, *steps, "--quiet")
    assert ran.code == 0
    assert "2 changes were tried, one at a time: 1 pay (50%), 1 whatever the draw" in ran.out
    assert "M1 gains most, when it declares 34% of its hours: PLN\xa01.00." in ran.out
    document = json.loads(out.read_text())
    assert [(each["step_pct"], each["pays"]) for each in document["tried"]] == [
        (67, False),
        (34, True),
    ]
    polish = terminal("incentives", path, *words, *steps[:4], "--workers", "1", language="pl")
    assert "opłaca się 1 (50%), niezależnie od losu 1" in polish.out


def test_an_unknown_member_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    path = saved(tmp_path, **smallest())
    ran = terminal("incentives", path, "--member", "M9", "--goal", "cost", "--format", "json")
    assert (ran.code, ran.fault_codes) == (2, ["unknown_member"])
