"""How often something may happen: token buckets in the memory of one process.

A bucket holds at most as much as may happen in a minute and fills evenly (Turner, 1986). Several
API processes count apart: a limit protects a machine, it is no price list.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_KEYS = 10_000
MINUTE_SECONDS = 60.0


class Buckets:
    """A bucket for each key; those unused for longest are forgotten. Safe for many threads."""

    def __init__(
        self,
        per_minute: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_keys: int = MOST_KEYS,
    ) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._most_keys = most_keys
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()  # content, as of when
        self._lock = Lock()

    def take(self, key: str) -> float:
        """Take one. Returns 0, or the seconds until there is one again: then nothing is taken."""
        with self._lock:
            content = self._content(key)
            if content >= 1:
                self._keep(key, content - 1)
                return 0.0
            return (1 - content) * MINUTE_SECONDS / self.per_minute

    def wait(self, key: str) -> float:
        """Seconds until one could be taken, without taking it."""
        with self._lock:
            content = self._content(key)
        return 0.0 if content >= 1 else (1 - content) * MINUTE_SECONDS / self.per_minute

    def _content(self, key: str) -> float:
        full = float(self.per_minute)
        content, moment = self._kept.get(key, (full, 0.0))
        filled = (self._clock() - moment) * self.per_minute / MINUTE_SECONDS
        return min(full, content + filled) if key in self._kept else full

    def _keep(self, key: str, content: float) -> None:
        self._kept[key] = content, self._clock()
        self._kept.move_to_end(key)
        if len(self._kept) > self._most_keys:
            self._kept.popitem(last=False)


def retry_after(seconds: float) -> dict[str, str]:
    """The header that says when to come back, in whole seconds."""
    return {"Retry-After": str(max(1, math.ceil(seconds)))}
