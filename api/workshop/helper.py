"""A child process from the outside: given a task, watched while it works, killed where it must be.

It is started as a program of its own, so that nothing of this process is in it, and answers in
JSON or bytes, so that nothing it says is ever run here.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from allocator.running.memory import resident_megabytes
from api.faults import Refusal
from api.journal import note
from api.workshop.answers import Kind

LOOK_SECONDS = 0.05
PATIENCE_SECONDS = 2.0


class Lost(Exception):
    """The child did not end its task. `reason`: time, memory or died."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Failed(Exception):
    """The task ended in an error of ours; where, is in the log."""


class Helper:
    """One child, with a folder that is deleted when it ends. Used by one thread at a time."""

    def __init__(self, megabytes: int, folder: Path) -> None:
        self.megabytes = megabytes
        self.folder = folder
        ours, theirs = multiprocessing.Pipe()
        self._line = ours
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "api.workshop.child"),
                *(str(theirs.fileno()), str(megabytes), str(folder)),
            ],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can take a task."""
        return self._process.poll() is None

    def call(self, task: str, arguments: Mapping[str, Any], *, seconds: float) -> Any:
        """What the task answers. Raises Lost; Refusal for faults of the input; Failed."""
        try:
            self._line.send((task, dict(arguments)))
            self._watch(seconds)
            answer = self._line.recv_bytes()
        except (EOFError, OSError) as error:
            self.end()
            raise Lost("died") from error
        except BaseException:
            self.end()
            raise
        return _read(task, answer)

    def end(self) -> None:
        """Kill it, if it lives, and clear away."""
        with suppress(OSError):
            self._line.close()
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _watch(self, seconds: float) -> None:
        """Wait for an answer as long as time and memory allow."""
        deadline = time.monotonic() + seconds
        while not self._line.poll(LOOK_SECONDS):
            if time.monotonic() > deadline:
                raise Lost("time")
            if (resident_megabytes(self.pid) or 0) > self.megabytes:
                raise Lost("memory")


def _read(task: str, answer: bytes) -> Any:
    kind, content = Kind(answer[:1]), answer[1:]
    if kind is Kind.BYTES:
        return content
    found = json.loads(content, parse_float=Decimal)
    if kind is Kind.DATA:
        return found
    if kind is Kind.FAULTS:
        raise Refusal("bad_input", {"count": str(found["count"])}, tuple(found["issues"]))
    if kind is Kind.TOO_MUCH:
        raise Refusal("input_too_hard", {"reason": "memory"})
    note("task_failed", level="error", task=task, error=found["error"], frames=found["at"])
    raise Failed(f"{task}: {found['error']}")
