"""What a worker and a job's process say to each other: JSON, one message at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from multiprocessing.connection import Connection
from typing import Any

from allocator.reporting.exact_json import exact_text

STOP = "stop"
"""The worker's one word to a process that has its task."""

Message = Mapping[str, Any]
"""`kind` is progress, plan, engines, answer or fault; the other keys follow from it."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a process is to do. Only plain data, so that nothing of ours is unpickled.

    `document` is the problem as JSON text, `order` as in the solve's row. `kept`: the split of
    the order is judged instead of searched for, and this is said to have stopped the search.
    """

    document: str
    order: Mapping[str, Any]
    folder: str
    threads: int
    seconds: float
    kept: str | None = None


def send_task(connection: Connection, task: Task) -> None:
    """Hand a task over."""
    connection.send_bytes(exact_text(asdict(task), compact=True).encode())


def receive_task(connection: Connection) -> Task:
    """Take the task, in the process that is to do it."""
    content = received(connection)
    return Task(**{**content, "seconds": float(content["seconds"])})


def send(connection: Connection, kind: str, **content: Any) -> None:
    """Send one message of plain data."""
    connection.send_bytes(exact_text({"kind": kind, **content}, compact=True).encode())


def received(connection: Connection) -> dict[str, Any]:
    """The next message. Raises EOFError or OSError where the other end is gone."""
    content: dict[str, Any] = json.loads(connection.recv_bytes(), parse_float=Decimal)
    return content
