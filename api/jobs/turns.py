"""Whose turn it is: consortia take turns, so that a thousand jobs of one keep no other waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from api.jobs.queue import QUEUE
from api.storage import queue_entries
from api.storage.database import Database


class Turns:
    """Chooses among consortia that wait: the one with the fewest running jobs on all workers.

    Among those with equally many it is the one that this worker served longest ago.
    """

    def __init__(self, jobs_at_once: int) -> None:
        self._jobs_at_once = jobs_at_once
        self._served: dict[str, int] = {}
        self._count = 0

    def next(self, waiting: Iterable[str], running: Mapping[str, int]) -> str | None:
        """The consortium whose job begins next; None where all have as many as they may."""
        able = [each for each in waiting if running.get(each, 0) < self._jobs_at_once]
        if not able:
            return None
        chosen = min(able, key=lambda each: (running.get(each, 0), self._served.get(each, 0), each))
        self._count += 1
        self._served[chosen] = self._count
        return chosen


def take_turns(system: Any, database: Database, jobs_at_once: int) -> None:
    """Let dbos ask us which partition of the queue comes next; by itself it draws lots.

    `system` is its system database, whose method `get_queue_partitions` its queue thread calls.
    """
    turns = Turns(jobs_at_once)
    waiting_partitions: Callable[[str], Sequence[str]] = system.get_queue_partitions

    def partitions(queue: str) -> list[str]:
        waiting = list(waiting_partitions(queue))
        if queue != QUEUE or len(waiting) < 2:
            return waiting
        with database.read() as connection:
            running = queue_entries.running_by_partition(connection, queue)
        chosen = turns.next(waiting, running)
        return [] if chosen is None else [chosen]

    system.get_queue_partitions = partitions
