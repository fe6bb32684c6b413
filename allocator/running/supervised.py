"""One engine's process seen from its parent: heard, limited, stopped, killed."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from allocator.model import Model
from allocator.running.knowledge import Knowledge
from allocator.running.memory import resident_megabytes
from allocator.running.messages import LOG_NAME, STOP, Failure, FromChild, Order
from allocator.running.starting import start_child
from allocator.solvers import (
    ENGINES,
    EngineMissing,
    Limits,
    Listener,
    Outcome,
    Progress,
    StoppedBy,
)
from allocator.solvers.watching import tell

LATE_SECONDS = 0.5
"""How long after its time limit an engine is told to stop."""

GRACE_SECONDS = 2.0
"""How long an engine may take to stop before it is killed; SCIP needs up to 1.7 s."""

MEMORY_WARNING = 0.9
"""The part of the memory limit at which an engine is told to stop, so that it can still answer."""


class SupervisedEngine:
    """One engine at work in its process. `outcome` is there when it has ended."""

    def __init__(
        self,
        name: str,
        model: Model,
        packed_model: bytes,
        limits: Limits,
        *,
        hint: tuple[int, ...] | None,
        listener: Listener | None,
        nice: int,
    ) -> None:
        self.name = name
        self.outcome: Outcome | None = None
        self.missing: EngineMissing | None = None
        self._limits, self._listener = limits, listener
        self._knowledge = Knowledge(name, model, hint)
        self._reason: StoppedBy | None = None
        self._kill_at: float | None = None
        self._folder = tempfile.TemporaryDirectory(
            prefix="allocator-run-", ignore_cleanup_errors=True
        )
        self._started = time.monotonic()
        self._process, self.connection = start_child()
        order = Order(name, packed_model, limits, hint, nice, Path(self._folder.name))
        with suppress(BrokenPipeError):  # it died at once: its exit tells more
            self.connection.send_bytes(pickle.dumps(order, pickle.HIGHEST_PROTOCOL))

    @property
    def seconds(self) -> float:
        """Seconds since the process was asked for."""
        return time.monotonic() - self._started

    @property
    def plan(self) -> tuple[int, ...] | None:
        """The best plan that the engine told or was given, checked exactly."""
        return self._knowledge.plan

    def prove(self, values: tuple[int, ...]) -> bool:
        """End with another's checked plan, if this engine's own bound says that it is the best.

        Only an exact engine's word on its way counts as much as its last one.
        """
        if self.outcome is not None or not ENGINES[self.name].exact:
            return False
        if not self._knowledge.proves(values):
            return False
        self.outcome = self._knowledge.proved(values, seconds=self.seconds)
        return True

    def advance(self, *, stop: bool) -> None:
        """Take in the engine's news, then see to its limits and to the caller's stop."""
        self._hear()
        if self.outcome is not None:
            return
        self._look_at_memory()
        time_limit = None if self._limits.repeatable else self._limits.time_seconds
        if stop:
            self._ask_to_stop(StoppedBy.INTERRUPTED)
        if time_limit is not None and self.seconds > time_limit + LATE_SECONDS:
            self._ask_to_stop(StoppedBy.TIME_LIMIT)
        if self._kill_at is not None and time.monotonic() >= self._kill_at:
            self.end(self._reason or StoppedBy.INTERRUPTED, "killed: it did not stop by itself")

    def end(self, stopped_by: StoppedBy, words: str) -> None:
        """Kill the process if it still runs; what it told so far becomes its outcome."""
        if self.outcome is None:
            self._hear()
        if self.outcome is None:
            self.outcome = self._knowledge.cut_short(stopped_by, seconds=self.seconds, words=words)

    def close(self) -> None:
        """Leave nothing behind: no process, no files, no open line."""
        pid = self._process.pid
        if pid is not None and self._process.is_alive():
            try:
                os.killpg(pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):  # not yet the head of its group
                self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()
        self._folder.cleanup()

    def _hear(self) -> None:
        try:
            while self.outcome is None and self.connection.poll():
                self._take(self.connection.recv())
        except (EOFError, OSError, pickle.UnpicklingError):
            self._gone()

    def _take(self, message: FromChild) -> None:
        if isinstance(message, Progress):
            self._knowledge.hear(message)
            tell(self._listener, message)
        elif isinstance(message, Outcome):
            self.outcome = self._knowledge.completed(message)
            if self._reason is not None and message.stopped_by is StoppedBy.INTERRUPTED:
                self.outcome = replace(self.outcome, stopped_by=self._reason)
        elif isinstance(message, Failure):
            self.missing = message.missing
            self.outcome = self._knowledge.cut_short(
                StoppedBy.INTERRUPTED, seconds=self.seconds, words=message.words
            )

    def _gone(self) -> None:
        """The line is dead without an outcome: the process crashed, or was killed by others."""
        self._process.join(GRACE_SECONDS)
        code = self._process.exitcode
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        words = f"the engine's process ended {how} {self._log_tail()}".strip()
        self.outcome = self._knowledge.cut_short(
            self._reason or StoppedBy.INTERRUPTED, seconds=self.seconds, words=words
        )

    def _log_tail(self) -> str:
        with suppress(OSError):
            log = (Path(self._folder.name) / LOG_NAME).read_text(errors="replace")
            return " / ".join(log.splitlines()[-3:])
        return ""

    def _look_at_memory(self) -> None:
        limit, pid = self._limits.memory_megabytes, self._process.pid
        if limit is None or pid is None:
            return
        used = resident_megabytes(pid)
        if used is None:
            return
        if used > limit:
            self.end(StoppedBy.MEMORY_LIMIT, f"killed: {used:.0f} MB in use")
        elif used > MEMORY_WARNING * limit:
            self._ask_to_stop(StoppedBy.MEMORY_LIMIT)

    def _ask_to_stop(self, reason: StoppedBy) -> None:
        if self._reason is not None:
            return
        self._reason = reason
        grace = GRACE_SECONDS if ENGINES[self.name].interruptible else 0.0
        self._kill_at = time.monotonic() + grace
        with suppress(OSError):
            self.connection.send(STOP)
