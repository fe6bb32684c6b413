"""One worker beside the API: started with it, started again when it dies, ended with it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

from api.journal import note
from api.settings import PREFIX, Settings
from api.settings_reading import environment_of

FIRST_PAUSE_SECONDS = 0.2
PAUSE_GROWS = 1.5
LONGEST_PAUSE_SECONDS = 10.0
SETTLED_SECONDS = 10.0
"""A worker that lived so long is started again without a pause that grew before."""


class WorkerProcess:
    """A worker in a process of its own, watched by a thread.

    The worker sees its standard input close when this process is gone, however it went, and ends
    then too.
    """

    def __init__(self, settings: Settings, worker_id: str, *, language: str) -> None:
        self.worker_id = worker_id
        self._words = (
            *(sys.executable, "-m", "allocator", "worker", "--supervised"),
            *("--id", worker_id, "--lang", language),
        )
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(PREFIX)
        }
        self._environment = inherited | environment_of(settings)
        self._ending = threading.Event()
        self._asked_at = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        self._watch = threading.Thread(target=self._keep_running, name="worker's watch")

    def start(self) -> None:
        """Start the worker; returns at once."""
        self._spawn()
        self._watch.start()

    def ask_to_end(self) -> None:
        """Tell the worker to hand back what it has and end; returns at once."""
        if self._ending.is_set():
            return
        self._asked_at = time.monotonic()
        self._ending.set()
        with self._guard:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()

    def end(self, within_seconds: float) -> None:
        """Wait for the worker's end; it is killed so long after it was asked, and its jobs run
        again later.
        """
        self.ask_to_end()
        self._watch.join(max(0.0, self._asked_at + within_seconds - time.monotonic()))
        with self._guard:
            if self._process is not None and self._process.poll() is None:
                note("worker_killed", level="warning", worker_id=self.worker_id)
                self._process.kill()
        if self._watch.is_alive():
            self._watch.join()

    def _keep_running(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        restarts = 0
        while self._process is not None:
            began = time.monotonic()
            code = self._process.wait()
            if self._ending.is_set():
                return
            lived = time.monotonic() - began
            pause = FIRST_PAUSE_SECONDS if lived > SETTLED_SECONDS else pause
            note(
                "worker_died",
                level="error",
                worker_id=self.worker_id,
                code=code,
                seconds=round(lived, 1),
                restarts=restarts,
            )
            if self._ending.wait(pause):
                return
            pause = min(PAUSE_GROWS * pause, LONGEST_PAUSE_SECONDS)
            restarts += 1
            self._spawn()

    def _spawn(self) -> None:
        with self._guard:
            if self._ending.is_set():
                return
            self._process = subprocess.Popen(
                self._words,
                env=self._environment,
                stdin=subprocess.PIPE,
                # Standard output of the service says one thing only: where it listens.
                stdout=sys.stderr,
                # Ctrl-C on the terminal is for us; we tell the worker in our turn.
                start_new_session=True,
            )
