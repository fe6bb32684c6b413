"""Jobs that come back: queued again as the next attempt, or set aside after too many tries."""

from __future__ import annotations

from dbos import DBOSClient
from sqlalchemy import Connection

from api.jobs.failures import failure
from api.jobs.queue import enqueue_solve
from api.jobs.states import JobState
from api.journal import note
from api.storage import jobs


def bring_back(
    connection: Connection, client: DBOSClient, solve_id: str, attempt: int, *, reason: str
) -> None:
    """Queue a live attempt again without counting a failed try: nothing was wrong with it."""
    row = jobs.hand_back(connection, solve_id, attempt, reason=reason, failed=False)
    if row is not None:
        if row["job_state"] == JobState.QUEUED:
            enqueue_solve(connection, client, row)
        note("job_requeued", solve_id=solve_id, attempt=attempt, reason=reason)


def try_again(
    connection: Connection,
    client: DBOSClient,
    solve_id: str,
    attempt: int,
    *,
    reason: str,
    tries: int,
) -> None:
    """Queue a live attempt again after a failed try; set it aside when these were `tries`."""
    row = jobs.live(connection, solve_id, attempt)
    if row is None:
        return
    failed = row["tries"] + 1
    if failed >= tries and not row["stop_wish"]:
        poisoned = failure("poisoned", tries=failed, reason=reason)
        jobs.set_aside(connection, solve_id, attempt, poisoned, failed=True)
        note("job_poisoned", level="error", solve_id=solve_id, attempt=attempt, reason=reason)
        return
    row = jobs.hand_back(connection, solve_id, attempt, reason=reason, failed=True)
    if row is not None and row["job_state"] == JobState.QUEUED:
        enqueue_solve(connection, client, row)
    note("job_failed_try", level="warning", solve_id=solve_id, attempt=attempt, reason=reason)
