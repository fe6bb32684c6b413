"""How often a worker looks for jobs: often while there are some, seldom after a quiet minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from api.jobs.queue import QUEUE
from api.jobs.runtime import Running
from api.settings import Settings

QUIET_SECONDS = 60.0


def keep_pace(system: Any, settings: Settings, running: Running) -> None:
    """Let dbos go by this worker's own slots and pace, instead of the queue's row.

    The row is one for all workers, which differ in cores and in how long they have been idle; and
    it would be read twenty times a second. `system` is dbos's system database, whose method
    `get_queue` its queue thread calls before each look.
    """
    read: Callable[..., Any] = system.get_queue
    known: list[Any] = []

    def queue(name: str, **options: Any) -> Any:
        if name != QUEUE or options:
            return read(name, **options)
        if not known:
            known.append(read(name))
        found = known[0]
        if found is None:
            known.clear()
            return None
        quiet = not running.count and time.monotonic() - running.worked_at > QUIET_SECONDS
        found._worker_concurrency = settings.slots
        found._polling_interval_sec = settings.slow_poll_seconds if quiet else settings.poll_seconds
        return found

    system.get_queue = queue
