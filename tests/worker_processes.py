"""Workers in processes of their own, and the end of all that they have started."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from api.storage.database import Database
from tests.job_processes import until

ROOT = Path(__file__).parent.parent
READY = "worker_ready"
PARENT_DEATH_SIGNAL = 1
NICE = 1
"""What solving is told by: a lower priority, but on a busy machine jobs must not wait for ever."""


def end_with_parent() -> None:
    """Let the system kill this process when the tests are: nothing of them may be left."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)


class Worker:
    """A worker's process."""

    def __init__(self, database: Database, worker_id: str, **settings: Any) -> None:
        chosen = {
            "slots": 2,
            "threads_per_solve": 2,
            "lease_seconds": 2.0,
            "nice": NICE,
            **settings,
        }
        environment = {
            f"ALLOCATOR_{name.upper()}": str(value)
            for name, value in {"database_url": database.url, **chosen}.items()
        }
        # A file, not a pipe: one that nobody reads would fill, and the worker would wait.
        self.output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "api.jobs.worker", worker_id],
            env={**os.environ, **environment},
            stderr=self.output,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self.process.pid

    def wait_until_ready(self, seconds: float = 30.0) -> None:
        """Wait until it takes jobs."""

        def ready() -> bool:
            assert self.process.poll() is None, self.text()
            return READY in self.text()

        until(ready, seconds=seconds, about=self.text)

    def text(self) -> str:
        """All that it has told, lines of libraries included."""
        self.output.seek(0)
        return self.output.read()

    def log(self) -> list[dict[str, Any]]:
        """What it has told of itself."""
        return [json.loads(line) for line in self.text().splitlines() if line.startswith("{")]

    def children(self) -> list[psutil.Process]:
        """All processes that it has started, and that these have."""
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self.pid).children(recursive=True)
        return []

    def send(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once, as a crash would; what it had started must follow by itself."""
        children = self.children()
        self.process.kill()
        self.process.wait()
        wait_until_gone(children, seconds=5.0)

    def end(self, seconds: float = 15.0) -> int:
        """Tell it to end in good order; its exit code."""
        if self.process.poll() is None:
            self.send(signal.SIGTERM)
        return self.process.wait(seconds)


def nicer_ones(process: Worker) -> list[psutil.Process]:
    """Processes of a worker that have the lower priority of solving."""
    found = []
    for each in process.children():
        with suppress(psutil.NoSuchProcess):
            if each.nice() == NICE:
                found.append(each)
    return found


def wait_until_gone(processes: Sequence[psutil.Process], *, seconds: float) -> None:
    """Wait until processes have ended; those that nobody buries count as ended."""
    until(lambda: all(map(is_gone, processes)), seconds=seconds, about=lambda: processes)


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@contextmanager
def worker(database: Database, worker_id: str = "w", **settings: Any) -> Iterator[Worker]:
    """A worker that is ready; gone afterwards, with all that it has started."""
    process = Worker(database, worker_id, **settings)
    try:
        process.wait_until_ready()
        yield process
    finally:
        left = process.children()
        if process.process.poll() is None:
            with suppress(ProcessLookupError):
                process.send(signal.SIGCONT)
            process.send(signal.SIGKILL)
            process.process.wait()
        wait_until_gone(left, seconds=5.0)
        process.output.close()
