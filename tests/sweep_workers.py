"""Workers and executors that misbehave, for tests of sweeps; found by name in other processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from scenarios.sweep_tasks import SweepTask, run_task


class Backwards(Executor):
    """Runs everything here and now; those that are asked for last end first."""

    def __init__(self) -> None:
        self.submitted: list[SweepTask] = []

    def submit(self, function: Callable[..., Any], /, *values: Any, **named: Any) -> Future[Any]:
        """Take a task; its future is done when the others are."""
        self.submitted.append(values[0])
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        future.set_result(function(*values, **named))
        return future


class Refusing(Executor):
    """Every task fails on the way, as on a cluster that has lost its workers' disk."""

    def submit(self, function: Callable[..., Any], /, *values: Any, **named: Any) -> Future[Any]:
        """A future that ends in an error."""
        future: Future[Any] = Future()
        future.set_exception(OSError("disk gone"))
        return future


def deadly(task: SweepTask) -> str:
    """A worker that the scenario `S2` kills whenever it is run."""
    if task.scenario_id == "S2":
        os.kill(os.getpid(), signal.SIGKILL)
    return run_task(task)


def deadly_once(task: SweepTask) -> str:
    """A worker that is killed the first time it meets `S2`, and no more."""
    mark = Path(task.stop_file).with_name("killed")
    if task.scenario_id == "S2" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return run_task(task)
