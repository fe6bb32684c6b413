"""Looking after jobs that nobody works on any more, and clearing away what nobody needs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from api import moments
from api.jobs.patience import passes
from api.jobs.queue import QUEUE, entry_id
from api.jobs.returning import bring_back, try_again
from api.jobs.runtime import Runtime, holder_of
from api.journal import note_error
from api.storage import events, jobs, leases, queue_entries, replies, retention
from api.storage.leases import Holder

DEAD = "worker_died"
LOST = "lost"
CLEAR_SECONDS = 300.0
LOCK_MILLISECONDS = 1000
REPLIES_HOURS = 24.0
ENTRIES_HOURS = 24.0
WORKERS_DAYS = 7.0


class Sweeper:
    """Sweeps from a thread of its own until the worker's end; `sweep` does it once."""

    def __init__(self, runtime: Runtime, is_unsteady: Callable[[], bool]) -> None:
        self._runtime, self._is_unsteady = runtime, is_unsteady
        self._lost: dict[tuple[str, int], float] = {}
        self._cleared_at: float | None = None
        self._thread = threading.Thread(target=self._run, daemon=True, name="sweeper")

    def start(self) -> None:
        """Begin to sweep, every half of a lease."""
        self._thread.start()

    def sweep(self) -> None:
        """Queue again what dead workers left, and what has no queue entry."""
        if self._is_unsteady():
            return
        with self._runtime.database.read() as connection:
            living = leases.living(connection) | {self._runtime.holder}
            entries = queue_entries.running(connection, QUEUE)
            solving = jobs.solving(connection)
            lease = timedelta(seconds=self._runtime.settings.lease_seconds)
            forgotten = queue_entries.without_entry(connection, moments.now() - lease)
        for row in solving:
            holder = Holder(row["worker_id"] or "", row["worker_generation"] or 0)
            if holder not in living:
                self._try_again(row["id"], row["attempt"], DEAD)
            elif self._is_lost(row["id"], row["attempt"], holder):
                self._try_again(row["id"], row["attempt"], LOST)
        for entry in entries:
            owner = holder_of(entry.executor)
            gone = owner not in living
            if gone or self._is_lost(entry.solve_id, entry.attempt, owner):
                self._bring_back(entry.solve_id, entry.attempt, DEAD if gone else LOST)
                self._runtime.client.cancel_workflow(entry_id(entry.solve_id, entry.attempt))
        for row in forgotten:
            self._bring_back(row["id"], row["attempt"], LOST)
        present = {(each["id"], each["attempt"]) for each in solving}
        present |= {(each.solve_id, each.attempt) for each in entries}
        self._lost = {key: since for key, since in self._lost.items() if key in present}

    def clear(self) -> None:
        """Delete what is over: events, replies, queue entries, workers, results past their time."""
        now, settings = moments.now(), self._runtime.settings
        with self._runtime.database.write() as connection:
            events.forget(connection, now - timedelta(hours=settings.events_hours))
            replies.forget(connection, now - timedelta(hours=REPLIES_HOURS))
            leases.forget(connection, now - timedelta(days=WORKERS_DAYS))
            ended = queue_entries.over(connection, now - timedelta(hours=ENTRIES_HOURS))
        if ended:
            self._runtime.client.delete_workflows(ended)
        retention.apply(self._runtime.database, settings)

    def _is_lost(self, solve_id: str, attempt: int, holder: Holder | None) -> bool:
        """Whether this very process should be at it and, for a whole lease, is not."""
        if holder != self._runtime.holder or self._runtime.running.has(solve_id, attempt):
            self._lost.pop((solve_id, attempt), None)
            return False
        since = self._lost.setdefault((solve_id, attempt), time.monotonic())
        return time.monotonic() - since > self._runtime.settings.lease_seconds

    def _try_again(self, solve_id: str, attempt: int, reason: str) -> None:
        tries = self._runtime.settings.tries

        def work(connection: Connection) -> None:
            client = self._runtime.client
            try_again(connection, client, solve_id, attempt, reason=reason, tries=tries)

        self._write(work)

    def _bring_back(self, solve_id: str, attempt: int, reason: str) -> None:
        def work(connection: Connection) -> None:
            bring_back(connection, self._runtime.client, solve_id, attempt, reason=reason)

        self._write(work)

    def _write(self, work: Callable[[Connection], None]) -> None:
        """One job's transaction; one locked by somebody who is frozen must not delay the others."""
        try:
            with self._runtime.database.write() as connection:
                jobs.be_brief(connection, LOCK_MILLISECONDS)
                work(connection)
        except Exception as error:
            if not passes(error):
                raise
            note_error("sweep_delayed", error)

    def _run(self) -> None:
        pause = self._runtime.settings.lease_seconds / 2
        while not self._runtime.closing.wait(pause):
            try:
                self.sweep()
                if self._cleared_at is None or time.monotonic() - self._cleared_at > CLEAR_SECONDS:
                    self._cleared_at = time.monotonic()
                    self.clear()
            except Exception as error:
                note_error("sweep_failed", error)
                if not passes(error):
                    raise
