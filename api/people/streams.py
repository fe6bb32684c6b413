"""How many event streams one token may hold open at once, in one process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from api.faults import Refusal
from api.people.limits import retry_after

COME_BACK_SECONDS = 15.0


class Streams:
    """Counts the open streams of each actor. Safe for many threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def open(self, actor: str) -> Iterator[None]:
        """Hold one stream while the block runs. Raises Refusal `too_many_streams` (429)."""
        self.enter(actor)
        try:
            yield
        finally:
            self.leave(actor)

    def enter(self, actor: str) -> None:
        """Begin a stream: for a route that must refuse before its answer starts."""
        with self._lock:
            if self._open[actor] >= self.most:
                raise Refusal(
                    "too_many_streams",
                    {"most": str(self.most)},
                    headers=retry_after(COME_BACK_SECONDS),
                )
            self._open[actor] += 1

    def leave(self, actor: str) -> None:
        """End a stream that was begun."""
        with self._lock:
            self._open[actor] -= 1
            if not self._open[actor]:
                del self._open[actor]

    def count(self, actor: str) -> int:
        """How many are open."""
        with self._lock:
            return self._open.get(actor, 0)
