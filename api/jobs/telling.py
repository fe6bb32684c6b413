"""Progress into the database, from a thread of its own: a locked database delays no watch."""

from __future__ import annotations

import threading
from collections.abc import Callable

from api.jobs.patience import passes
from api.journal import note_error
from api.storage import jobs
from api.storage.database import Database
from api.storage.jobs import Job, Progress

TELL_SECONDS = 0.5
"""The least time between two writes, each of the latest progress of every job."""


class Teller:
    """Writes the latest progress of running jobs; what it can not write in time is replaced."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._latest: dict[Job, Progress] = {}
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="teller")

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is not written yet is nobody's loss."""
        self._stopped.set()
        with self._changed:
            self._changed.notify()

    def for_job(self, job: Job) -> Callable[[Progress], None]:
        """Takes the progress of one job."""

        def offer(progress: Progress) -> None:
            with self._changed:
                self._latest[job] = progress
                self._changed.notify()

        return offer

    def _run(self) -> None:
        while not self._stopped.is_set():
            with self._changed:
                while not self._latest and not self._stopped.is_set():
                    self._changed.wait()
                latest, self._latest = self._latest, {}
            try:
                with self._database.write() as connection:
                    for job in sorted(latest, key=lambda each: each.solve_id):
                        jobs.progress(connection, job, latest[job])
            except Exception as error:
                note_error("progress_not_written", error)
                if not passes(error):
                    raise
            self._stopped.wait(TELL_SECONDS)
