"""Starting a job's process: forked from a server that has engines and our own modules loaded."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from api.jobs.entering import work

PRELOADED = "api.jobs.preloading"

_one_at_a_time = threading.RLock()


def warm_up(nice: int) -> None:
    """Start the server that forks; it loads beside whatever comes next. Returns at once.

    The server has the lower priority that all are to have which it forks: jobs and engines.
    """
    with _one_at_a_time, _without_main():
        resource_tracker.ensure_running()
        forkserver.set_forkserver_preload([PRELOADED])
        forkserver.ensure_running()
        server: int = vars(forkserver)["_forkserver"]._forkserver_pid
        with suppress(OSError):  # it may have been nicer already, or be dying
            os.setpriority(os.PRIO_PROCESS, server, nice)


def start_child(nice: int) -> tuple[BaseProcess, Connection]:
    """A new process that waits for its task, and our end of the line to it.

    It is not daemonic, for it starts engines of its own; it ends with this process all the same.
    """
    context = multiprocessing.get_context("forkserver")
    warm_up(nice)
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=False, name="job")
    with _one_at_a_time, _without_main():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module: a child would import the worker's command again, and needs none."""
    main = sys.modules["__main__"]
    kept = {name: vars(main)[name] for name in ("__spec__", "__file__") if name in vars(main)}
    try:
        for name in kept:
            setattr(main, name, None)
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)
