"""One job's process seen from its worker: heard, measured, told to stop, killed."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from allocator.running.memory import resident_megabytes
from api.jobs.lines import STOP, Task, received, send, send_task
from api.jobs.starting import start_child
from api.storage.jobs import Progress

FAREWELL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The best plan that a process told: the goal it is from, its quantities as JSON rows."""

    entry: str
    rows: Sequence[Mapping[str, Any]]


class JobProcess:
    """A process at work on one task. `close` it, whatever happens."""

    def __init__(
        self,
        make_task: Callable[[str], Task],
        *,
        nice: int,
        on_progress: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        self.nice = nice
        self.answer: Mapping[str, Any] | None = None
        self.fault: Mapping[str, Any] | None = None
        self.plan: Plan | None = None
        self.death: str | None = None
        self.was_asked_to_stop = False
        self._on_progress = on_progress
        self._engines: Sequence[int] = ()
        self._folder = tempfile.TemporaryDirectory(
            prefix="allocator-job-", ignore_cleanup_errors=True
        )
        try:
            self._process, self._connection = start_child(nice)
        except BaseException:
            self._folder.cleanup()
            raise
        with suppress(OSError):  # it died at once: its exit tells more
            send_task(self._connection, make_task(self._folder.name))

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.answer is not None or self.fault is not None or self.death is not None

    def hear(self, seconds: float) -> None:
        """Take in what it tells; returns when something came, at the latest after `seconds`."""
        try:
            if wait([self._connection], seconds):
                while not self.is_over and self._connection.poll():
                    self._take(received(self._connection))
        except (EOFError, OSError, ValueError):
            self._gone()

    def hear_to_the_end(self, seconds: float) -> None:
        """Take in what it tells until it is over, or for so long."""
        until = time.monotonic() + seconds
        while not self.is_over and (left := until - time.monotonic()) > 0:
            self.hear(left)

    def ask_to_stop(self) -> None:
        """Let it end by itself, soon, with the best that it knows."""
        self.was_asked_to_stop = True
        with suppress(OSError):
            send(self._connection, STOP)

    def resident_megabytes(self) -> float:
        """Memory of it and of its engines, which belong to the fork server as it does."""
        pids = dict.fromkeys((self._process.pid, *self._engines))
        return sum(resident_megabytes(pid) or 0.0 for pid in pids if pid is not None)

    def kill(self) -> None:
        """End it now, whatever it does. Its engines end with it."""
        pid = self._process.pid
        if pid is not None and self._process.is_alive():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """Leave nothing behind: no process, no files, no open line."""
        if self.answer is not None or self.fault is not None:
            self._process.join(FAREWELL_SECONDS)
        self.kill()
        self._process.join()
        self._process.close()
        self._connection.close()
        self._folder.cleanup()

    def _take(self, message: Mapping[str, Any]) -> None:
        content = {name: value for name, value in message.items() if name != "kind"}
        match message["kind"]:
            case "progress":
                self._on_progress(Progress(**content))
            case "plan":
                self.plan = Plan(**content)
            case "engines":
                self._engines = content["pids"]
            case "answer":
                self.answer = content
            case "fault":
                self.fault = content

    def _gone(self) -> None:
        """The line is dead and told no answer: the process crashed, or was killed by others."""
        self._process.join(FAREWELL_SECONDS)
        code = self._process.exitcode
        if code is not None and code < 0:
            self.death = f"signal {-code}"
        else:
            self.death = f"exit code {code}"
