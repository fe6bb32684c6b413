"""A few child processes that work on problems while a request waits; none may hang or grow.

The API process itself never reads a problem: what comes from outside is only ever looked at here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.faults import Refusal
from api.settings import Settings
from api.workshop.folders import Folders
from api.workshop.helper import Helper, Lost

HELPERS = 2
SECONDS = 30.0
MEGABYTES = 1024
MOST_WAITING = 20
"""Callers that wait for a helper; more are sent away, so that they do not hold every thread."""
COME_BACK_SECONDS = 5


class Workshop:
    """Helpers, each with a limit of time and of resident memory. Safe for many threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        helpers: int = HELPERS,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
    ) -> None:
        self.settings = settings
        self.seconds = seconds
        self.megabytes = megabytes
        self._most = helpers
        self._free = threading.BoundedSemaphore(helpers)
        self._lock = threading.Lock()
        self._idle: list[Helper] = []
        self._waiting = 0
        self._closed = False
        self._known: dict[str, Any] = {}
        self._folders: Folders | None = None

    def start(self) -> None:
        """Have one helper ready before somebody needs it."""
        with self._lock:
            if not self._idle:
                self._idle.append(self._new())

    def close(self) -> None:
        """End every helper that is idle; those at work end when they give back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for each in idle:
            each.end()
        self._leave()

    @property
    def is_open(self) -> bool:
        """Whether it takes tasks; a helper that died is replaced when the next one comes."""
        with self._lock:
            return not self._closed

    def call(self, task: str, **arguments: Any) -> Any:
        """What a task says: JSON-ready data or bytes. `task` is `module.function` of `tasks`.

        Raises Refusal `bad_input` with every fault of the input, `input_too_hard` where time or
        memory ran out, `busy` where too many wait already.
        """
        with self._helper() as helper:
            try:
                return helper.call(task, arguments, seconds=self.seconds)
            except Lost as lost:
                raise Refusal("input_too_hard", {"reason": lost.reason}) from lost

    def constant(self, task: str) -> Any:
        """What a task says that needs nothing and always says the same; asked only once."""
        if task not in self._known:
            self._known[task] = self.call(task)
        return self._known[task]

    @contextmanager
    def _helper(self) -> Iterator[Helper]:
        self._queue_up()
        helper = None
        try:
            with self._lock:
                helper = self._idle.pop() if self._idle else None
            if helper is None or not helper.is_alive:
                dead = helper
                with self._lock:
                    helper = self._new()
                if dead is not None:
                    dead.end()
            yield helper
        finally:
            self._give_back(helper)
            self._free.release()

    def _queue_up(self) -> None:
        if self._free.acquire(blocking=False):
            return
        with self._lock:
            if self._waiting >= MOST_WAITING:
                raise Refusal("busy", headers={"Retry-After": str(COME_BACK_SECONDS)})
            self._waiting += 1
        try:
            if not self._free.acquire(timeout=self.seconds):
                raise Refusal("busy", headers={"Retry-After": str(COME_BACK_SECONDS)})
        finally:
            with self._lock:
                self._waiting -= 1

    def _give_back(self, helper: Helper | None) -> None:
        if helper is None:
            return
        with self._lock:
            kept = helper.is_alive and not self._closed
            if kept:
                self._idle.append(helper)
        if not kept:
            helper.end()
            self._leave()

    def _new(self) -> Helper:
        """One more child; the caller has the lock."""
        if self._folders is None:
            self._folders = Folders(self.settings.data)
        return Helper(self.megabytes, self._folders.new())

    def _leave(self) -> None:
        """Delete what is left of all, once nothing more is taken."""
        with self._lock:
            if self._closed and self._folders is not None:
                self._folders.close()
