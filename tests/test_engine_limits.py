"""Engines at their limits: honest words for each end, hints taken, stops heard, progress told."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from allocator.solvers import (
    ENGINE_NAMES,
    ENGINES,
    Limits,
    OutcomeStatus,
    Progress,
    StoppedBy,
    engine,
)
from tests.small_models import HARD, LIMITS, assignment, knapsack, proved, solve


def test_time_limit_is_told_and_no_optimum_claimed(engine_name: str) -> None:
    outcome = solve(engine_name, HARD, Limits(time_seconds=1))
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.TIME_LIMIT)
    assert outcome.values is not None
    assert not HARD.violated(outcome.values)
    assert 0.5 < outcome.seconds < 3


def test_time_limit_of_nothing(engine_name: str) -> None:
    outcome = solve(engine_name, HARD, Limits(time_seconds=0))
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.UNKNOWN, StoppedBy.TIME_LIMIT)
    assert outcome.values is None


def test_gap_limit_is_not_a_proof(engine_name: str) -> None:
    outcome = solve(engine_name, HARD, Limits(time_seconds=20, relative_gap=0.1))
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.GAP_LIMIT)
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.objective - outcome.bound <= 0.1 * outcome.objective


def test_gap_limit_that_ends_in_a_proof_is_one(engine_name: str) -> None:
    outcome = solve(engine_name, knapsack(), Limits(time_seconds=20, relative_gap=1e-9))
    assert proved(outcome)


def test_work_limit_is_repeatable(engine_name: str) -> None:
    model = assignment(5, 40, seed=1)
    limits = Limits(work=0.05 if engine_name == "cpsat" else 1, repeatable=True, time_seconds=0)
    first, second = (solve(engine_name, model, limits) for _ in range(2))
    assert first.stopped_by is StoppedBy.DETERMINISTIC_LIMIT
    assert first.status is OutcomeStatus.FEASIBLE
    assert replace(first, seconds=0) == replace(second, seconds=0)


def test_cpsat_repeats_itself_with_two_workers() -> None:
    limits = Limits(work=0.2, repeatable=True, workers=2)
    first, second = (solve("cpsat", HARD, limits) for _ in range(2))
    assert first.status is OutcomeStatus.FEASIBLE
    assert replace(first, seconds=0) == replace(second, seconds=0)


@pytest.mark.parametrize("engine_name", ["cpsat", "highs", "scip"])
def test_hint_is_taken(engine_name: str) -> None:
    # CBC is given none: it has called worse plans optimal when started from one. A good plan that
    # no engine finds at once; with the least of work allowed it comes back, or something better.
    good = solve("highs", HARD, Limits(time_seconds=1)).values
    assert good is not None
    assert HARD.objective is not None
    work = 0.05 if engine_name == "cpsat" else 1
    outcome = engine(engine_name).solve(HARD, Limits(work=work), hint=good)
    assert outcome.objective is not None
    assert outcome.objective <= HARD.objective.value(good)


def test_hint_may_leave_the_last_variables_out(engine_name: str) -> None:
    outcome = engine(engine_name).solve(knapsack(), LIMITS, hint=(1, 0))
    assert outcome.objective == 14


def test_hint_that_breaks_a_row_does_no_harm(engine_name: str) -> None:
    outcome = engine(engine_name).solve(knapsack(), LIMITS, hint=(1, 1, 1))
    assert outcome.objective == 14


@pytest.mark.parametrize("name", [name for name in ENGINE_NAMES if ENGINES[name].interruptible])
def test_stop_keeps_the_plan(name: str) -> None:
    started = time.monotonic()
    outcome = engine(name).solve(HARD, LIMITS, should_stop=lambda: time.monotonic() > started + 1)
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.INTERRUPTED)
    assert 0.9 < outcome.seconds < 5


def test_progress_tells_plans_and_bounds(engine_name: str) -> None:
    heard: list[Progress] = []
    engine(engine_name).solve(HARD, Limits(time_seconds=1.5), listener=heard.append)
    # CBC holds its words back until its end.
    assert bool(heard) == (engine_name != "cbc")
    if not heard:
        return
    assert {progress.engine for progress in heard} == {engine_name}
    bounds = [progress.bound for progress in heard if progress.bound is not None]
    assert bounds
    assert max(bounds) <= 3830
    plans = [progress for progress in heard if progress.values is not None]
    # SCIP tells no plans before its end.
    assert bool(plans) == (engine_name in ("cpsat", "highs"))
    assert HARD.objective is not None
    for progress in plans:
        assert progress.values is not None
        assert progress.best == HARD.objective.value(progress.values)
        assert not HARD.violated(progress.values)


def test_faulty_listener_and_faulty_question_do_not_end_a_search(
    engine_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty_listener(_: Progress) -> None:
        raise RuntimeError("a fault of the listener")

    def faulty_question() -> bool:
        raise RuntimeError("a fault of the question")

    outcome = engine(engine_name).solve(
        HARD, Limits(time_seconds=1), listener=faulty_listener, should_stop=faulty_question
    )
    assert outcome.status is OutcomeStatus.FEASIBLE
    assert ("a fault of the listener" in caplog.text) == (engine_name != "cbc")
    assert "a fault of the question" in caplog.text
