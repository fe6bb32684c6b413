"""What the parts of a worker share: its place in the world, and whether its end has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from dbos import DBOSClient

from api.jobs.telling import Teller
from api.settings import Settings
from api.storage.database import Database
from api.storage.leases import Holder

PULSE_SECONDS = 0.1


class Closing:
    """The end of a worker: asked for once, then running jobs have some seconds left."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._signals: SimpleQueue[None] = SimpleQueue()
        self._until = 0.0

    def signal(self) -> None:
        """Ask from a signal's handler, where no lock may be taken; `obey_signals` does the rest."""
        self._signals.put(None)

    def obey_signals(self, seconds: float, done: Callable[[], bool]) -> None:
        """Take in signals until `done`: the first asks for the end, another for it at once."""
        while not done():
            with suppress(Empty):
                self._signals.get(timeout=PULSE_SECONDS)
                self.ask(0.0 if self.is_asked else seconds)

    def ask(self, seconds: float) -> None:
        """No new jobs from now on; running ones may finish for so long. A nearer end counts."""
        until = time.monotonic() + seconds
        self._until = min(self._until, until) if self._asked.is_set() else until
        self._asked.set()

    @property
    def is_asked(self) -> bool:
        """Whether no job may begin any more."""
        return self._asked.is_set()

    @property
    def is_over(self) -> bool:
        """Whether running jobs must be handed back now."""
        return self._asked.is_set() and time.monotonic() >= self._until

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the end is asked for, or for so long."""
        return self._asked.wait(seconds)


class Running:
    """The attempts that this process is carrying out."""

    def __init__(self) -> None:
        self._attempts: set[tuple[str, int]] = set()
        self._lock = threading.Lock()
        self.worked_at = time.monotonic()

    @contextmanager
    def one(self, solve_id: str, attempt: int) -> Iterator[None]:
        """An attempt is carried out in here."""
        key = (solve_id, attempt)
        with self._lock:
            self._attempts.add(key)
            self.worked_at = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._attempts.discard(key)
                self.worked_at = time.monotonic()

    def has(self, solve_id: str, attempt: int) -> bool:
        """Whether this process is carrying an attempt out."""
        with self._lock:
            return (solve_id, attempt) in self._attempts

    @property
    def count(self) -> int:
        """How many there are."""
        with self._lock:
            return len(self._attempts)


@dataclass(frozen=True)
class Runtime:
    """What a worker has while it lives."""

    settings: Settings
    database: Database
    client: DBOSClient
    holder: Holder
    teller: Teller
    closing: Closing = field(default_factory=Closing)
    running: Running = field(default_factory=Running)

    @property
    def executor(self) -> str:
        """How queue entries name this process: no two processes ever have the same name."""
        return executor_of(self.holder)


def executor_of(holder: Holder) -> str:
    """How queue entries name a process."""
    return f"{holder.worker_id}/{holder.generation}"


def holder_of(executor: str) -> Holder | None:
    """The process that an entry names; None for a name that is not ours."""
    worker_id, _, generation = executor.rpartition("/")
    return Holder(worker_id, int(generation)) if worker_id and generation.isdecimal() else None
