"""A frontier whose time was too short: proved intervals, tightened by neighbours and by time."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from allocator.cli.exits import Exit
from allocator.solvers import Limits
from allocator.solving import Options
from scenarios.frontier import Frontier, frontier, threads
from scenarios.frontier_command import exit_of
from scenarios.frontier_plan import Plan, Point, tightened
from scenarios.frontier_screen import print_frontier
from scenarios.frontier_tables import frontier_document, points_csv
from scenarios.frontier_tasks import FAIREST, LEAST, STEP, WHOLE, FrontierTask, is_final, key_of
from tests.builders import problem
from tests.operation_cases import FAIR


def step(level: int, bound: int | None, cost: int | None, *, proved: bool = False) -> Point:
    """A point of the curve."""
    amounts = [None if each is None else Fraction(each) for each in (cost, bound)]
    return Point(
        STEP, level, (), amounts[0], amounts[1], proved, "proof" if proved else "time_limit"
    )


def intervals(points: tuple[Point, ...]) -> list[tuple[Any, ...]]:
    return [(each.level, each.bound_pln, each.cost_pln, each.proved) for each in points]


def test_neighbours_tighten_what_is_open() -> None:
    """Level 3 costs at least the 110 of level 2; level 1 at most as much; both stay open."""
    points = [step(1, 100, 130), step(2, None, 110, proved=True), step(3, 105, 120)]
    assert intervals(tightened(points, points)) == [
        (1, 100, 110, False), (2, None, 110, True), (3, 110, 120, False),
    ]  # fmt: skip


def test_an_interval_of_one_number_is_a_proof() -> None:
    """Level 1 costs at least 110, and the plan of level 2 costs just that."""
    points = [step(1, 110, 130), step(2, None, 110, proved=True), step(3, None, None)]
    first, _, last = tightened(points, points)
    assert (first.proved, first.stopped_by, first.cost_pln) == (True, "proof", Fraction(110))
    assert intervals((last,)) == [(3, 110, None, False)]


def whole(
    name: str, level: int, cost: int, bound: int | None, at_most: list[int]
) -> dict[str, Any]:
    """A row of a whole plan that was not proved."""
    return {
        "status": "feasible", "name": name, "levels": [level, 100], "bound": at_most,
        "levels_proved": False, "proved": False, "cost_pln": str(cost), "smallest_ratio": "1/2",
        "bound_pln": None if bound is None else str(bound), "stopped_by": "time_limit",
        "small_members_value_pln": None, "assignments": [["M1", "C1", "1"]],
    }  # fmt: skip


def test_bounds_without_proof_help_the_next_levels() -> None:
    """Least cost between 95 and 100; each level above needs 95 at least. +1 % reaches beyond."""
    plan = Plan(FrontierTask(STEP, ""), "digest", (Fraction(1),), False)
    least, fairest = plan.next_task(), plan.next_task()
    assert least is not None
    assert fairest is not None
    plan.take(least, whole(LEAST, 0, 100, 95, [0]))
    plan.take(fairest, whole(FAIREST, 1, 110, None, [3]))
    dearer = plan.next_task()
    assert dearer is not None
    assert (dearer.kind, dearer.name) == (WHOLE, "+1")
    plan.take(dearer, whole("+1", 2, 101, None, [3]))
    assert plan.open_steps == [1, 2]
    task = plan.next_task()
    assert task is not None
    assert (task.level, task.at_least_pln, len(task.known)) == (1, "95", 1)
    found = {"status": "found", "reached": 2, "cost_pln": "101", "bound_pln": "99",
             "proved": False, "stopped_by": "time_limit", "assignments": []}  # fmt: skip
    plan.take(task, found)
    assert intervals(plan.step_points()) == [(0, 95, 100, False), (1, 99, 101, False)]
    assert [each.level_at_most for each in plan.whole_points()] == [0, 3, 3]


def test_a_proof_holds_whatever_the_limit_and_an_open_point_is_tried_again() -> None:
    tasks = [
        FrontierTask(STEP, "", options=Options(limits=Limits(time_seconds=seconds)))
        for seconds in (1.0, 60.0)
    ]
    assert len({key_of(each, "digest", {}) for each in tasks}) == 1
    short, long = tasks
    assert is_final({"proved": True, "time_seconds": 1.0}, long)
    assert not is_final({"proved": False, "time_seconds": 1.0}, long)
    assert is_final({"proved": False, "time_seconds": 60.0}, short)
    assert is_final({"proved": False, "time_seconds": None}, long)
    assert not is_final({"proved": False, "time_seconds": 1.0}, FrontierTask(STEP, ""))


Search = Callable[[float | None], Frontier]


@pytest.fixture
def search(tmp_path: Path) -> Search:
    """Searches the frontier of FAIR so many seconds a point, with one state."""

    def found(seconds: float | None) -> Frontier:
        options = Options(limits=Limits(workers=1, time_seconds=seconds))
        return frontier(
            problem(**FAIR), None, None, options, workers=1, pool=threads, state=tmp_path / "state"
        )

    return found


def test_no_time_is_no_proof_that_there_is_no_split(search: Search) -> None:
    nothing = search(0.001)
    assert (nothing.steps, nothing.wholes, nothing.infeasible) == ((), (), False)
    assert not nothing.proved
    assert exit_of(nothing) is Exit.STOPPED
    assert "not known" in frontier_document(nothing)["sentence_en"]
    complete = search(60)
    assert (len(complete.steps), complete.proved, exit_of(complete)) == (51, True, Exit.RIGHT)


def test_no_split_at_all_is_proved() -> None:
    options = Options(limits=Limits(workers=1, time_seconds=60))
    which = problem(**{**FAIR, "budget": 1, "rules": [{"metric": "members", "at_least": 9}]})
    found = frontier(which, None, None, options, workers=1, pool=threads)
    assert (found.infeasible, found.proved, exit_of(found)) == (True, True, Exit.INFEASIBLE)


def test_open_points_show_their_intervals(search: Search) -> None:
    """The fairest could still be 60; level 48 costs between 106 and 108."""
    complete = search(60)
    steps = tuple(
        replace(each, proved=False, bound_pln=Fraction(106)) if each.level in (47, 48) else each
        for each in complete.steps
    )
    *others, fairest = complete.wholes
    fairest = replace(fairest, proved=False, levels_bound=(60,))
    found = replace(complete, steps=steps, wholes=(*others, fairest))
    screen = Console(file=io.StringIO(), width=100)
    print_frontier(problem(**FAIR), found, "en", console=screen)
    said = screen.file.getvalue().replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[attr-defined]
    assert "50% – 60%" in said
    assert "at least PLN 106.00" in said
    assert "more than 60% is proved to be impossible" in " ".join(said.replace("│", "").split())
    document = frontier_document(found)
    assert document["worst_off"][48]["bound_pln"] == 106
    assert document["whole"][-1]["levels_bound"] == [60]
    assert points_csv(document).splitlines()[-1].endswith(",,60")
