"""One engine in a process of its own gives what the engine gives, wherever it can."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from allocator import solvers
from allocator.model import Model
from allocator.running import control, race, run, run_here, starting, supervised, warm_up
from allocator.running.messages import Failure
from allocator.running.packing import packed, unpacked
from allocator.solvers import (
    EngineMissing,
    Limits,
    OutcomeStatus,
    Progress,
)
from allocator.solvers import engine as engine_in_process
from tests.engine_processes import (
    LONG,
    after,
    in_thread,
    only_child,
)
from tests.small_models import HARD, impossible, knapsack

pytestmark = pytest.mark.usefixtures("no_child_left")


def test_run_gives_what_the_engine_gives(engine_name: str) -> None:
    outcome = run(knapsack(), engine_name, LONG)
    assert (outcome.engine, outcome.status) == (engine_name, OutcomeStatus.OPTIMAL)
    assert (outcome.values, outcome.objective) == ((1, 0, 1), 14)
    assert run(impossible(), engine_name, LONG).status is OutcomeStatus.INFEASIBLE


def test_progress_reaches_the_listener_and_its_fault_ends_nothing(
    engine_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Progress] = []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        raise RuntimeError("a fault of the listener")

    outcome = run(HARD, engine_name, Limits(time_seconds=1.5), listener=listen)
    assert outcome.status is OutcomeStatus.FEASIBLE
    assert bool(heard) == (engine_name != "cbc")
    assert {progress.engine for progress in heard} <= {engine_name}
    assert ("a fault of the listener" in caplog.text) == bool(heard)


def test_unknown_engine_and_clashing_highspy_are_told_before_a_child_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    with pytest.raises(ValueError, match="unknown engine 'xpress'"):
        run(knapsack(), "xpress", LONG)
    monkeypatch.setattr(solvers, "_installed", lambda package: "1.15.1")
    for act in (run, run_here):
        with pytest.raises(EngineMissing, match=r"highspy 1\.15\.1"):
            act(knapsack(), "highs", LONG)


def test_engine_missing_in_the_child_is_raised_in_the_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing = EngineMissing("engine_not_importable", engine="scip", reason="no such file")

    class Missing(supervised.SupervisedEngine):
        def advance(self, *, stop: bool) -> None:

            self._take(Failure(str(missing), missing))

    monkeypatch.setattr(control, "SupervisedEngine", Missing)
    with pytest.raises(EngineMissing, match="no such file"):
        run(knapsack(), "scip", LONG)
    assert race(knapsack(), ["scip"], LONG).best.status is OutcomeStatus.UNKNOWN


def test_where_no_child_can_start_the_engines_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "can_start", lambda: False)
    assert run(knapsack(), "cpsat", LONG).objective == 14
    result = race(HARD, ["cpsat", "scip"], Limits(time_seconds=0.5))
    assert set(result.outcomes) == {"cpsat", "scip"}
    assert race(knapsack(), ["scip", "cpsat"], LONG).winner == "scip"
    stopped = race(HARD, ["cpsat", "scip"], Limits(time_seconds=5), should_stop=lambda: True)
    assert set(stopped.outcomes) == {"cpsat"}


def test_daemonic_process_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    assert starting.can_start()
    monkeypatch.setitem(multiprocessing.current_process()._config, "daemon", True)  # type: ignore[attr-defined]
    assert not starting.can_start()
    warm_up()


def test_run_here_agrees(engine_name: str) -> None:
    heard: list[Progress] = []
    outcome = run_here(knapsack(), engine_name, LONG, listener=heard.append)
    in_process = engine_in_process(engine_name).solve(knapsack(), LONG)
    assert (outcome.status, outcome.values) == (in_process.status, in_process.values)


def test_nice_lowers_the_priority() -> None:
    thread, results = in_thread(lambda: run(HARD, "cpsat", LONG, should_stop=after(2), nice=7))
    assert os.getpriority(os.PRIO_PROCESS, only_child()) == 7
    thread.join(10)
    assert len(results) == 1


def test_packing_loses_nothing() -> None:
    for model in (HARD, knapsack(), impossible(), Model()):
        assert unpacked(packed(model)) == model


def test_second_run_costs_little() -> None:
    run(knapsack(), "cpsat", LONG)
    started = time.monotonic()
    for _ in range(5):
        run(knapsack(), "cpsat", LONG)
    # Measured at 0.06 s on an idle machine of two cores; the libraries alone take 0.6 s to import.
    assert (time.monotonic() - started) / 5 < 0.4
