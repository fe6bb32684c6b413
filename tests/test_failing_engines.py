"""Engines that end by themselves: the other one goes on, and people are told why."""

from __future__ import annotations

import pytest

from allocator.allocation import Result, Status
from allocator.model import Model
from allocator.problem.request import Goal
from allocator.solvers import Limits, Outcome, OutcomeStatus, StoppedBy
from allocator.solving import Options, engines, solve
from tests.builders import problem
from tests.lying_engines import Answer, Fakes


def ends(engine: str, stopped_by: StoppedBy, seconds: float, words: str = "") -> Answer:
    """An engine that ends without any answer."""

    def answer(model: Model, number: int) -> Outcome:
        status = OutcomeStatus.UNKNOWN
        return Outcome(engine, status, stopped_by, seconds=seconds, words=words)

    return answer


def solved(monkeypatch: pytest.MonkeyPatch, **answers: Answer) -> Result:
    monkeypatch.setattr(engines, "race", Fakes(answers))
    return solve(problem(), [Goal("cost")], options=Options(limits=Limits(workers=2)))


def failures(result: Result) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    return [
        (each.value, each.parameters) for each in result.warnings if each.code == "engine_failed"
    ]


def test_what_stopped_the_goal_is_what_stopped_the_engine_that_worked_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CP-SAT, named first, dies at once; HiGHS works on until its time is over."""
    died = ends("cpsat", StoppedBy.INTERRUPTED, 0.1, "signal 6")
    result = solved(monkeypatch, cpsat=died, highs=ends("highs", StoppedBy.TIME_LIMIT, 5.0))
    assert (result.status, result.stopped_by) == (Status.UNKNOWN, "time_limit")
    assert failures(result) == [("cpsat", (("words", "signal 6"),))]


def test_an_engine_that_lost_a_race_has_not_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The true CP-SAT proves; HiGHS is ended since it was second."""
    second = ends("highs", StoppedBy.INTERRUPTED, 0.1, "cpsat was first")
    result = solved(monkeypatch, highs=second)
    assert result.status is Status.OPTIMAL
    assert failures(result) == []
