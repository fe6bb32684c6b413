"""Why a database did not do what it was told, in words for the one who asked."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.faults import Refusal

RETRY_SECONDS = "2"
FULL = ("database or disk is full", "disk i/o error", "could not extend file", "no space left")
BUSY = ("database is locked", "database table is locked", "deadlock detected", "lock timeout")
BUSY_STATES = ("40001", "40P01", "55P03", "53300")  # serialisation, deadlock, lock, connections


class Trouble(StrEnum):
    """What is wrong. In each case the transaction was rolled back: nothing is half-written."""

    BUSY = "database_busy"
    FULL = "database_full"
    LOST = "database_lost"


def trouble_of(error: BaseException) -> Trouble | None:
    """What an exception of SQLAlchemy tells of the database; none: it is a bug, not a trouble."""
    if isinstance(error, PoolTimeout):
        return Trouble.BUSY
    if not isinstance(error, DBAPIError):
        return None
    text = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == "53100" or any(each in text for each in FULL):
        return Trouble.FULL
    if state in BUSY_STATES or any(each in text for each in BUSY):
        return Trouble.BUSY
    lost = error.connection_invalidated or state.startswith(("08", "57P"))
    if lost or (isinstance(error, OperationalError | InterfaceError) and not state):
        return Trouble.LOST
    return None


def refusal_of(error: BaseException) -> Refusal | None:
    """The answer (503) to a request that met such a trouble; none: it is a bug."""
    trouble = trouble_of(error)
    if trouble is None:
        return None
    return Refusal(trouble.value, headers={"Retry-After": RETRY_SECONDS})
