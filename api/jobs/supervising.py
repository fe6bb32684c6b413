"""Seeing a job's process through: its row's wishes, its limits, the worker's own end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from api.jobs.process import JobProcess
from api.jobs.states import Wish

LOOK_SECONDS = 0.2
"""How often the row and the process's memory are looked at."""

STOP_SECONDS = 1.3
"""How long a process may take to stop by itself; what it had told is judged when it does not."""

LATE_SECONDS = 5.0
"""How long after the longest time allowed a process is ended from outside."""


class End(StrEnum):
    """Why the watch over a process is over."""

    ANSWERED = "answered"
    FAULT = "fault"
    DIED = "died"
    STOPPED = "interrupted"  # the values of these three are what stopped a search in a result
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    CANCELLED = "cancelled"
    HANDED_BACK = "handed_back"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a job may use at most: seconds, and megabytes that are resident."""

    seconds: float
    megabytes: float


class Closing(Protocol):
    """The end of the worker: no more jobs, and running ones not for much longer."""

    @property
    def is_over(self) -> bool:
        """Whether running jobs must be handed back now."""


Look = Callable[[], str | None]
"""The wish in the row ("" for none); None where the job is not this worker's any more."""


def supervise(process: JobProcess, look: Look, bounds: Bounds, closing: Closing) -> End:
    """Watch until it is over, or must be; what it told is in `process`. The caller closes it."""
    started = time.monotonic()
    stop_at: float | None = None
    next_look = started
    while True:
        now = time.monotonic()
        if now >= next_look:
            next_look = now + LOOK_SECONDS
            wish = look()
            if wish is None:
                return End.NOT_OURS
            if wish == Wish.CANCEL:
                return End.CANCELLED
            if wish == Wish.STOP and stop_at is None:
                stop_at = now + STOP_SECONDS
                process.ask_to_stop()
            if process.resident_megabytes() > bounds.megabytes:
                return End.MEMORY_LIMIT
            if now - started > bounds.seconds + LATE_SECONDS:
                return End.TIME_LIMIT
            if closing.is_over:
                return End.HANDED_BACK
        if stop_at is not None and now >= stop_at:
            return End.STOPPED
        next_stop = next_look if stop_at is None else min(next_look, stop_at)
        process.hear(max(0.0, next_stop - time.monotonic()))
        if process.answer is not None:
            return End.ANSWERED
        if process.fault is not None:
            return End.FAULT
        if process.death is not None:
            return End.HANDED_BACK if closing.is_over else End.DIED
