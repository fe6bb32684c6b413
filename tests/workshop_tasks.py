"""Tasks of children for tests: slow, hungry, deadly."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from decimal import Decimal
from typing import Any


def echo(value: Any) -> Any:
    return value


def raw() -> bytes:
    return b"raw"


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def fill(megabytes: int) -> int:
    held = []
    for _ in range(megabytes // 10):
        held.append(b"x" * 10 * 2**20)
        time.sleep(0.002)
    return len(held)


def hungry() -> None:
    raise MemoryError


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(text: str) -> None:
    raise RuntimeError(text)


def decimal() -> Decimal:
    return Decimal("1000000000.000000000001")


def stamp() -> int:
    return time.perf_counter_ns()


def leave_file(seconds: float) -> None:
    """Write a file where temporary ones go, and leave it there."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"prices")
    time.sleep(seconds)
