"""A job's process from the inside: obeys its worker, dies with it, tells what it finds."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from contextlib import suppress
from multiprocessing import active_children, forkserver, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from allocator.operations.asked import quantities_json
from allocator.operations.operation import Working
from allocator.running.lowering import lower_session
from allocator.solving.progress import PhaseProgress
from allocator.texts.formats import decimal_places, plain
from api.jobs.answering import answer
from api.jobs.explaining import explained
from api.jobs.lines import STOP, Task, received, send
from api.jobs.lines import receive_task as receive

TELL_SECONDS = 0.5
"""The least time between two messages of progress; a job that is over sooner sends none."""

LOOK_SECONDS = 0.1
PLACES = 12


def carry_out(connection: Connection) -> None:
    """Take one task from the worker, carry it out, send what came of it, and end."""
    with suppress(OSError):  # it is the head of a group already
        os.setsid()
    lower_session()
    # The worker decides when it ends: a service manager signals everybody at once.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _share_fork_server()
    task = receive(connection)
    tempfile.tempdir = task.folder
    _Worker(connection, task).run()
    # Freeing a large problem takes time that nobody needs.
    os._exit(0)


def _share_fork_server() -> None:
    """Let engines be forked from the server that this process is from.

    A child of a fork server does not take it for its own and would start another one, which loads
    the engines for half a second. Its address and life line are there; only the check is wrong.
    """
    server: Any = vars(forkserver)["_forkserver"]
    server.ensure_running = resource_tracker.ensure_running
    vars(forkserver)["ensure_running"] = resource_tracker.ensure_running


class _Worker:
    def __init__(self, connection: Connection, task: Task) -> None:
        self._connection, self._task = connection, task
        self._stopped = threading.Event()
        self._sending = threading.Lock()
        self._latest: PhaseProgress | None = None
        self._told_at = time.monotonic()
        self._engines: list[int] = []

    def run(self) -> None:
        threading.Thread(target=self._attend, daemon=True, name="worker's ear").start()
        working = Working(self._heard, self._stopped.is_set, self._keep)
        try:
            found = answer(self._task, working)
        except Exception as error:
            self._send("fault", **explained(error))
        else:
            self._send("answer", **found)

    def _heard(self, progress: PhaseProgress) -> None:
        self._latest = progress

    def _keep(self, entry: str, split: Any) -> None:
        """Tell the worker of a better plan at once: it must not be lost with this process."""
        rows = quantities_json(
            ((each.member_id, each.component_id), each.quantity) for each in split.assignments
        )
        self._send("plan", entry=entry, rows=rows)

    def _attend(self) -> None:
        """Hear the worker's stop, tell of progress; when the worker is gone, end at once."""
        parent = parent_process()
        ends: list[Any] = [self._connection] + ([] if parent is None else [parent.sentinel])
        with suppress(EOFError, OSError):
            while True:
                ready = wait(ends, LOOK_SECONDS)
                if self._connection in ready and received(self._connection)["kind"] == STOP:
                    self._stopped.set()
                elif ready:
                    break
                self._tell()
        shutil.rmtree(self._task.folder, ignore_errors=True)
        os._exit(1)

    def _tell(self) -> None:
        engines = sorted(each.pid for each in active_children() if each.pid)
        if engines != self._engines:
            self._engines = engines
            self._send("engines", pids=engines)
        latest = self._latest
        if latest is None or time.monotonic() - self._told_at < TELL_SECONDS:
            return
        self._latest, self._told_at = None, time.monotonic()
        self._send(
            "progress",
            phase=latest.phase,
            best=_written(latest.best),
            bound=_written(latest.bound),
            seconds=f"{latest.seconds:.1f}",
        )

    def _send(self, kind: str, **content: Any) -> None:
        with self._sending:
            send(self._connection, kind, **content)


def _written(value: Any) -> str | None:
    return None if value is None else plain(value, decimal_places(value, most=PLACES))
