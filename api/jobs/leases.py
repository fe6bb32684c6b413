"""A worker's own lease: taken at its start, renewed by a heartbeat, given back at its end."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import RowMapping

from api.jobs.patience import passes, patiently
from api.journal import note, note_error
from api.storage import leases
from api.storage.database import Database
from api.storage.leases import Holder

LOOKS_SECONDS = 0.2
BEATS = 4
"""How often a lease is renewed while it lasts."""


class WorkerTaken(Exception):
    """Another process lives under this worker's id."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(worker_id)
        self.worker_id = worker_id


def facts_here() -> dict[str, Any]:
    """Which process this is, so that others on this machine can see whether it is gone."""
    return {
        "place": place(),
        "host": socket.gethostname(),
        "process": os.getpid(),
        "process_started": repr(psutil.Process().create_time()),
    }


def place() -> str:
    """The machine, since it was started, and what of it we can see of processes."""
    parts = []
    with suppress(OSError):
        parts = [
            Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
            os.readlink("/proc/self/ns/pid"),
        ]
    return "/".join(parts)


def is_gone(facts: Mapping[str, Any]) -> bool:
    """Whether the process that took a lease certainly does not exist any more."""
    here = place()
    if not here or facts.get("place") != here:
        return False
    try:
        process = psutil.Process(int(facts["process"]))
        return (
            repr(process.create_time()) != facts["process_started"]
            or process.status() == psutil.STATUS_ZOMBIE
        )
    except psutil.NoSuchProcess:
        return True
    except (KeyError, ValueError, psutil.Error):
        return False


def take(database: Database, worker_id: str, seconds: float) -> Holder:
    """Take a worker's id for this process.

    One whose holder is silent is taken when its lease has run out, or at once where the holder
    was on this machine and is gone. Raises WorkerTaken where the holder is seen to be alive.
    """

    def look() -> tuple[RowMapping | None, bool]:
        with database.read() as connection:
            row = leases.one(connection, worker_id)
            lapsed = row is None or leases.has_lapsed(connection, row)
        return row, lapsed or is_gone(row["facts"] if row else {})

    def claim(row: RowMapping | None) -> Holder | None:
        facts = facts_here()
        with database.write() as connection:
            return leases.claim(connection, worker_id, after=row, seconds=seconds, facts=facts)

    seen: RowMapping | None = None
    while True:
        row, free = patiently(look)
        if free:
            holder = patiently(partial(claim, row))
            if holder is None:
                raise WorkerTaken(worker_id)
            return holder
        assert row is not None, "what is not free has a row"
        if seen is not None and row["lease_until"] != seen["lease_until"]:
            raise WorkerTaken(worker_id)
        seen = row
        time.sleep(LOOKS_SECONDS)


class Heartbeat:
    """Renews a lease from a thread of its own until `stop`.

    `deposed` is set when another process holds the id: this one must end without another word.
    """

    def __init__(
        self, database: Database, holder: Holder, seconds: float, on_deposed: Callable[[], None]
    ) -> None:
        self.holder = holder
        self.deposed = threading.Event()
        self._database, self._seconds, self._on_deposed = database, seconds, on_deposed
        self._missed_at: float | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="heartbeat")

    @property
    def is_unsteady(self) -> bool:
        """Whether the database was away a short time ago: then others may be as silent as we."""
        missed = self._missed_at
        return missed is not None and time.monotonic() - missed < 2 * self._seconds

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """End, and give the lease back so that its id is free at once."""
        self._stopped.set()
        self._thread.join(1.0)
        if not self.deposed.is_set():
            with suppress(Exception):  # then it runs out by itself
                patiently(self._release, seconds=1.0)

    def _release(self) -> None:
        with self._database.write() as connection:
            leases.release(connection, self.holder)

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds / BEATS):
            try:
                with self._database.write() as connection:
                    held = leases.renew(connection, self.holder, self._seconds)
            except Exception as error:
                self._missed_at = time.monotonic()
                note_error("heartbeat_missed", error, worker_id=self.holder.worker_id)
                if not passes(error):
                    raise
                continue
            if not held:
                note("worker_deposed", level="error", worker_id=self.holder.worker_id)
                self.deposed.set()
                self._on_deposed()
                return
