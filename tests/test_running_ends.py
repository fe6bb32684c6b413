"""Engines stopped, killed, limited and crashed: the best plan known is never lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from allocator.model import Expression, ModelDraft, Sense, Tag
from allocator.running import control, run, run_here, supervised
from allocator.running.memory import resident_megabytes
from allocator.solvers import (
    Limits,
    Outcome,
    OutcomeStatus,
    StoppedBy,
)
from tests.engine_processes import (
    LONG,
    after,
    in_thread,
    only_child,
)
from tests.small_models import HARD

pytestmark = pytest.mark.usefixtures("no_child_left")


@pytest.fixture(scope="module")
def good_plan() -> tuple[int, ...]:
    """A plan of the hard model that takes an engine a while to find."""
    outcome = run(HARD, "highs", Limits(time_seconds=1))
    assert outcome.values is not None
    return outcome.values


def test_stop_keeps_the_best_plan(engine_name: str) -> None:
    outcome = run(HARD, engine_name, LONG, should_stop=after(2))
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.INTERRUPTED)
    assert outcome.values is not None
    assert HARD.objective is not None
    assert not HARD.violated(outcome.values)
    assert outcome.objective == HARD.objective.value(outcome.values)
    assert outcome.bound is not None
    assert outcome.bound <= outcome.objective


def test_highs_is_killed_at_once_and_its_plans_were_heard() -> None:
    started = time.monotonic()
    outcome = run(HARD, "highs", LONG, should_stop=after(2))
    assert "killed" in outcome.words
    assert outcome.values is not None
    assert time.monotonic() - started < 4


def test_engine_that_does_not_hear_a_stop_is_killed(
    monkeypatch: pytest.MonkeyPatch, good_plan: tuple[int, ...]
) -> None:
    monkeypatch.setattr(supervised, "GRACE_SECONDS", 0.0)
    outcome = run(HARD, "scip", LONG, should_stop=after(0.5), hint=good_plan)
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.INTERRUPTED)
    assert "killed" in outcome.words
    assert outcome.values == good_plan


def test_time_limit_is_enforced_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    # HiGHS is told of 30 s, its parent of 1.
    class Deaf(supervised.SupervisedEngine):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[arg-type]
            self._limits = Limits(time_seconds=1)

    monkeypatch.setattr(control, "SupervisedEngine", Deaf)
    outcome = run(HARD, "highs", LONG)
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.TIME_LIMIT)
    assert outcome.values is not None
    assert outcome.seconds < 4


def test_time_limit(engine_name: str) -> None:
    outcome = run(HARD, engine_name, Limits(time_seconds=1))
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.TIME_LIMIT)
    assert "killed" not in outcome.words


def test_repeatable_run_knows_no_clock() -> None:
    limits = Limits(time_seconds=0, work=0.1, repeatable=True)
    outcome = run(HARD, "cpsat", limits)
    assert outcome.stopped_by is StoppedBy.DETERMINISTIC_LIMIT
    assert outcome.status is OutcomeStatus.FEASIBLE


def test_hint_that_holds_is_never_lost(engine_name: str, good_plan: tuple[int, ...]) -> None:
    outcome = run(HARD, engine_name, Limits(time_seconds=0), hint=good_plan)
    assert HARD.objective is not None
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.TIME_LIMIT)
    assert outcome.values == good_plan
    assert outcome.objective == HARD.objective.value(good_plan)


def test_hint_without_its_helpers_is_a_plan_all_the_same() -> None:
    draft = ModelDraft()
    a = draft.variable("a", 0, 3)
    level = draft.variable("level", 0, 100, helper=True)
    draft.row(Tag("level"), Expression.of(((level, 2), (a, -7))), None, 0)
    model = draft.model().with_objective(Sense.MAXIMISE, Expression.of(((level, 1),)))
    outcome = run(model, "cpsat", Limits(time_seconds=0), hint=(2,))
    assert (outcome.values, outcome.objective) == ((2, 7), 7)


def test_hint_that_breaks_a_row_is_not_a_plan() -> None:
    everything = (1,) * len(HARD.variables)
    outcome = run(HARD, "scip", Limits(time_seconds=0), hint=everything)
    assert (outcome.status, outcome.values) == (OutcomeStatus.UNKNOWN, None)


def test_memory_limit(engine_name: str, good_plan: tuple[int, ...]) -> None:
    # A child with the libraries loaded holds more than 40 MB before it begins.
    outcome = run(HARD, engine_name, Limits(memory_megabytes=40), hint=good_plan)
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.MEMORY_LIMIT)
    assert outcome.values == good_plan
    assert outcome.seconds < 5


def test_close_to_the_memory_limit_an_engine_is_asked_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = time.monotonic()
    monkeypatch.setattr(
        supervised,
        "resident_megabytes",
        lambda pid: 95.0 if time.monotonic() > started + 2 else 50.0,
    )
    outcome = run(HARD, "scip", Limits(memory_megabytes=100))
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.MEMORY_LIMIT)
    assert "killed" not in outcome.words


def test_memory_of_a_process_counts_those_it_started() -> None:
    mine = resident_megabytes(os.getpid())
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(20)"])
    try:
        time.sleep(0.3)
        both = resident_megabytes(os.getpid())
        assert mine is not None
        assert both is not None
        assert both > mine + 2
    finally:
        sleeper.kill()
        sleeper.wait()
    assert resident_megabytes(2**30) is None


@pytest.mark.parametrize("name", ["cpsat", "highs"])
def test_crash_is_an_outcome_with_the_best_plan(name: str) -> None:
    thread, results = in_thread(lambda: run(HARD, name, LONG))
    os.kill(only_child(), signal.SIGSEGV)
    thread.join(10)
    (outcome,) = results
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.stopped_by) == (OutcomeStatus.FEASIBLE, StoppedBy.INTERRUPTED)
    assert "signal 11" in outcome.words


def test_crash_without_a_plan_is_unknown() -> None:
    thread, results = in_thread(lambda: run(HARD, "cbc", LONG))
    os.kill(only_child(), signal.SIGABRT)
    thread.join(10)
    (outcome,) = results
    assert isinstance(outcome, Outcome)
    assert (outcome.status, outcome.values) == (OutcomeStatus.UNKNOWN, None)
    assert "signal 6" in outcome.words


def test_exception_in_the_engine_is_an_outcome_in_words() -> None:
    # A variable of 70 bits cannot be said in CP-SAT's 64.

    draft = ModelDraft()
    draft.variable("enormous", 0, 2**70)
    for outcome in (run(draft.model(), "cpsat", LONG), run_here(draft.model(), "cpsat", LONG)):
        assert (outcome.status, outcome.stopped_by) == (
            OutcomeStatus.UNKNOWN,
            StoppedBy.INTERRUPTED,
        )
        assert outcome.words == "RowTooLarge: variable enormous"
