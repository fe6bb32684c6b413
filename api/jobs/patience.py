"""Trying a transaction again while the database is away: restarted, locked, or just too busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

Answer = TypeVar("Answer")

PATIENCE_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
PASSING_STATES = ("40001", "40P01", "55P03", "57P")
"""SQLSTATEs (or their beginnings) of what passes: conflicts, deadlocks, locks, shutdowns."""


def passes(error: Exception) -> bool:
    """Whether an error may be gone at the next try: no connection, a lock, a conflict."""
    if isinstance(error, TimeoutError):  # every connection of the pool was in use
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return (
        isinstance(error, OperationalError)
        or error.connection_invalidated
        or state.startswith(PASSING_STATES)
    )


def patiently(
    work: Callable[[], Answer],
    *,
    seconds: float = PATIENCE_SECONDS,
    give_up: Callable[[], bool] = lambda: False,
) -> Answer:
    """Do a whole transaction, again and again while the database has passing troubles.

    `work` must be one transaction that is kept as a whole or not at all, and harmless where an
    earlier try was kept without our hearing of it. After `seconds`, or when `give_up` says so,
    the last error is raised.
    """
    until, pause = time.monotonic() + seconds, FIRST_PAUSE_SECONDS
    while True:
        try:
            return work()
        except Exception as error:
            if not passes(error) or give_up() or time.monotonic() + pause > until:
                raise
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
