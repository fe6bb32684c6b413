"""A child process from the inside: takes tasks one by one, ends with its parent.

`python -m api.workshop.child DESCRIPTOR MEGABYTES FOLDER`; nothing else imports this module.
"""

from __future__ import annotations

import importlib
import os
import resource
import select
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from allocator.texts.issues import InputError
from api.workshop.answers import Kind

NICE = 5
"""Requests that need no child come first."""
SPARE_MEGABYTES = 1024
"""Address space beside what may be resident: libraries reserve more than they use."""
MOST_ISSUES = 1000
TASKS = "api.workshop.tasks"
"""Where tasks are that are named without a package."""
WARM = (
    "api.workshop.tasks.problems",
    "api.workshop.tasks.orders",
    "api.workshop.tasks.deriving",
    "openpyxl",
)


def main(descriptor: int, megabytes: int, folder: str) -> None:
    """Serve until the parent closes its end of the line; the parent deletes the folder, too."""
    os.nice(NICE)
    most = (megabytes + SPARE_MEGABYTES) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    line = Connection(descriptor)
    threading.Thread(target=_end_with_parent, args=(descriptor,), daemon=True).start()
    tempfile.tempdir = folder
    for each in WARM:
        importlib.import_module(each)
    while True:
        try:
            task, arguments = line.recv()
        except EOFError:
            return
        line.send_bytes(answer(task, arguments))


def answer(task: str, arguments: dict[str, Any]) -> bytes:
    """What a task comes to; nothing that it raises ends the child."""
    # Imported here: it is quick, but a child that only ends needs nothing.
    from allocator.operations.describing import issue_documents

    try:
        return _packed(_function(task)(**arguments))
    except InputError as error:
        issues = issue_documents(error.issues[:MOST_ISSUES])
        return _said(Kind.FAULTS, {"count": len(error.issues), "issues": issues})
    except MemoryError:
        return _said(Kind.TOO_MUCH, {})
    except Exception as error:
        # No message: it may quote what somebody sent.
        where = traceback.extract_tb(error.__traceback__)
        at = [f"{each.filename}:{each.lineno}" for each in where]
        return _said(Kind.ERROR, {"error": type(error).__name__, "at": at})


def _function(task: str) -> Callable[..., Any]:
    module, _, name = task.rpartition(".")
    place = module if "." in module else f"{TASKS}.{module}"
    function: Callable[..., Any] = getattr(importlib.import_module(place), name)
    return function


def _packed(found: Any) -> bytes:
    if isinstance(found, bytes):
        return Kind.BYTES.value + found
    return _said(Kind.DATA, found)


def _said(kind: Kind, data: Any) -> bytes:
    from allocator.reporting.exact_json import exact_text

    return bytes(kind.value) + exact_text(data, compact=True).encode()


def _end_with_parent(descriptor: int) -> None:
    """A parent that is gone closes the line, whatever this process is doing."""
    poll = select.poll()
    poll.register(descriptor, 0)  # only that the other end was closed
    poll.poll()
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
