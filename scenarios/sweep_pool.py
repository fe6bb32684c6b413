"""Processes of our own for a sweep: one for each core, each gone when its parent is."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait

from allocator.running import warm_up


def own_pool(workers: int) -> ProcessPoolExecutor:
    """An executor of so many processes, forked from a server where the system has one.

    A script that sweeps needs the usual guard for `__main__`.
    """
    warm_up()
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=settle_down)


def cores() -> int:
    """How many runs go on at once where nobody says: one for each core that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def settle_down() -> None:
    """A worker's beginning: Ctrl-C is for the parent to heed, and its end is ours too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True, name="parent's watch").start()
    # The engines' libraries load in a process of their own while this one reads the problem.
    warm_up()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        # Nothing here is worth keeping: a finished run is kept by the parent.
        os._exit(1)
