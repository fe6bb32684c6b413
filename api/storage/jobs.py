"""How a job moves: begun, progressing, ended, handed back, set aside. Each move happens once.

A move names the attempt it belongs to, and does nothing where the row has moved on: so a job that
runs twice takes effect once. Queue entries are the callers', in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, or_, select, update

from api import moments
from api.storage import events, results
from api.storage.leases import Holder
from api.storage.statements import all_rows, one_row
from api.storage.tables import LIVE, problems, solves

FRESH: Mapping[str, Any] = {
    "worker_id": None,
    "worker_generation": None,
    "phase": None,
    "best": None,
    "bound": None,
    "seconds": None,
}
"""What an attempt that is over leaves behind in its row: nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at a solve, by one worker."""

    solve_id: str
    attempt: int
    holder: Holder


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a job stands: phase, best and bound as exact texts in the goal's unit, seconds."""

    phase: str
    best: str | None
    bound: str | None
    seconds: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended. `document` is the result as JSON text; without one nothing came out."""

    job_state: str
    document: str | None = None
    solve_result: str | None = None
    verdict: str | None = None
    proved: bool | None = None
    kept_from: str | None = None
    failure: Mapping[str, Any] | None = None


def begin(connection: Connection, job: Job) -> RowMapping | None:
    """Start a queued job; its row, or none where it is not this attempt's turn (any more).

    Done again by the same process it starts the same again: it may not have heard of the first.
    """
    statement = (
        update(solves)
        .where(
            solves.c.id == job.solve_id,
            solves.c.attempt == job.attempt,
            or_(solves.c.job_state == "queued", _own(job)),
        )
        .values(
            {
                **FRESH,
                "job_state": "solving",
                "started_at": moments.now(),
                "worker_id": job.holder.worker_id,
                "worker_generation": job.holder.generation,
            }
        )
        .returning(solves)
    )
    row = one_row(connection, statement)
    if row is not None:
        _tell(connection, row, "started", attempt=job.attempt)
    return row


def problem_text(connection: Connection, consortium_id: str, problem_id: str) -> str:
    """The document of a job's problem. Raises LookupError where it is not there."""
    query = select(problems.c.document).where(
        problems.c.consortium_id == consortium_id, problems.c.id == problem_id
    )
    text: str | None = connection.execute(query).scalar_one_or_none()
    if text is None:
        raise LookupError(problem_id)
    return text


def wish(connection: Connection, job: Job) -> str | None:
    """What somebody asked of a running job: "stop", "cancel", "" for nothing.

    None: it is not this worker's job any more.
    """
    found = connection.execute(select(solves.c.stop_wish).where(_own(job))).one_or_none()
    return None if found is None else found[0] or ""


def progress(connection: Connection, job: Job, found: Progress) -> bool:
    """Keep where a job stands, with an event. False: it is not this worker's any more."""
    told = {
        "phase": found.phase,
        "best": found.best,
        "bound": found.bound,
        "seconds": found.seconds,
    }
    statement = update(solves).where(_own(job)).values(told).returning(solves)
    row = one_row(connection, statement)
    if row is not None:
        _tell(connection, row, "progress", **told)
    return row is not None


def finish(connection: Connection, job: Job, ending: Ending) -> bool:
    """End a job with all that came of it. False: it is not this worker's, nothing is kept.

    One that somebody cancelled is cancelled, although it came to its end before it was told.
    """
    wished = select(solves.c.stop_wish).where(_own(job)).with_for_update()
    if connection.execute(wished).scalar_one_or_none() == "cancel":
        ending = Ending("cancelled")
    row = _end(connection, _own(job), ending)
    if row is None:
        return False
    if ending.document is not None:
        results.add(connection, row["consortium_id"], job.solve_id, ending.document)
    return True


def hand_back(
    connection: Connection,
    solve_id: str,
    attempt: int,
    *,
    reason: str,
    failed: bool,
) -> RowMapping | None:
    """Queue a live job again as its next attempt; none where this attempt is over already.

    `failed` counts it as a failed try. A job that was to stop ends instead: what it knew is gone.
    The row's state tells whether it needs a queue entry.
    """
    own = and_(solves.c.id == solve_id, solves.c.attempt == attempt, solves.c.job_state.in_(LIVE))
    row = one_row(connection, select(solves).where(own).with_for_update())
    if row is None:
        return None
    if row["stop_wish"]:
        ended = "cancelled" if row["stop_wish"] == "cancel" else "stopped"
        return _end(connection, own, Ending(ended))
    values = {**FRESH, "job_state": "queued", "attempt": attempt + 1, "queued_at": moments.now()}
    values |= {"tries": row["tries"] + int(failed), "started_at": None}
    row = one_row(connection, update(solves).where(own).values(values).returning(solves))
    if row is not None:
        _tell(connection, row, "requeued", reason=reason, attempt=attempt + 1)
    return row


def set_aside(
    connection: Connection, solve_id: str, attempt: int, failure: Mapping[str, Any], *, failed: bool
) -> RowMapping | None:
    """Leave a live job for people to look at, with the reason; none where it is over already."""
    own = and_(solves.c.id == solve_id, solves.c.attempt == attempt, solves.c.job_state.in_(LIVE))
    if failed:
        connection.execute(update(solves).where(own).values(tries=solves.c.tries + 1))
    return _end(connection, own, Ending("set_aside", failure=failure))


def live(connection: Connection, solve_id: str, attempt: int) -> RowMapping | None:
    """The row of a live attempt."""
    query = select(solves).where(
        solves.c.id == solve_id, solves.c.attempt == attempt, solves.c.job_state.in_(LIVE)
    )
    return one_row(connection, query)


def be_brief(connection: Connection, milliseconds: int) -> None:
    """Let this transaction fail where a row stays locked for so long: its holder may be frozen.

    SQLite has one lock for all, and a patience of its own.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.set_config("lock_timeout", f"{milliseconds}ms", True)))


def solving(connection: Connection) -> tuple[RowMapping, ...]:
    """The rows of all jobs that run."""
    query = select(solves).where(solves.c.job_state == "solving").order_by(solves.c.number)
    return all_rows(connection, query)


def _own(job: Job) -> Any:
    return and_(
        solves.c.id == job.solve_id,
        solves.c.attempt == job.attempt,
        solves.c.job_state == "solving",
        solves.c.worker_id == job.holder.worker_id,
        solves.c.worker_generation == job.holder.generation,
    )


def _end(connection: Connection, own: Any, ending: Ending) -> RowMapping | None:
    values = {
        "job_state": ending.job_state,
        "solve_result": ending.solve_result,
        "verdict": ending.verdict,
        "proved": ending.proved,
        "kept_from": ending.kept_from,
        "failure": ending.failure,
        "finished_at": moments.now(),
    }
    row = one_row(connection, update(solves).where(own).values(values).returning(solves))
    if row is not None:
        told = {name: values[name] for name in ("job_state", "solve_result", "verdict")}
        _tell(connection, row, "end", **told)
    return row


def _tell(connection: Connection, row: RowMapping, kind: str, **data: Any) -> None:
    events.add(connection, row["consortium_id"], row["id"], kind, **data)
