"""Helpers for the tests of engines in processes of their own."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from allocator.solvers import (
    Limits,
)

LONG = Limits(time_seconds=30)
"""Longer than any test waits."""


def after(seconds: float) -> Callable[[], bool]:
    started = time.monotonic()
    return lambda: time.monotonic() > started + seconds


def in_thread(act: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    results: list[object] = []
    thread = threading.Thread(target=lambda: results.append(act()))
    thread.start()
    return thread, results


def only_child() -> int:
    """The process of the one engine that runs, once it is at work."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for process in multiprocessing.active_children():
            if process.pid is not None and os.getpgid(process.pid) == process.pid:
                time.sleep(0.5)
                return process.pid
        time.sleep(0.02)
    raise AssertionError("no engine's process started")


def grandchildren(pid: int, *, programs: bool) -> list[int] | None:
    """The engine's process (a child of the fork server) and what it has started, when complete."""
    engines = [child for server in children(pid) for child in children(server)]
    started = [program for engine in engines for program in children(engine)]
    if not engines or (programs and not started):
        return None
    return [*engines, *started]


def children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_for(ask: Callable[[], list[int] | bool | None]) -> list[int]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer if isinstance(answer, list) else []
        time.sleep(0.05)
    raise AssertionError("it did not come about within 10 s")
