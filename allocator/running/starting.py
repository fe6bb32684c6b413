"""Starting an engine's process: forked from a server that has the libraries loaded already."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from allocator.running.child import work

PRELOADED = "allocator.running.preloading"

_main_hidden = threading.RLock()


def can_start() -> bool:
    """Whether this process may have engines in processes of their own.

    Not on systems without a fork server, nor within a daemonic process: there an engine runs in
    the process itself.
    """
    return (
        "forkserver" in multiprocessing.get_all_start_methods()
        and not multiprocessing.current_process().daemon
    )


def warm_up() -> None:
    """Start the fork server, which then loads the solver libraries beside whatever comes next.

    Returns at once. Calling it is never needed: the first run does it too, and waits.
    """
    if can_start():
        # Started by the fork server's starting otherwise, and unblocks SIGINT on its way.
        resource_tracker.ensure_running()
        with _undisturbed():
            forkserver.set_forkserver_preload([PRELOADED])
            forkserver.ensure_running()


def start_child() -> tuple[BaseProcess, Connection]:
    """A new process that waits for its order, and the parent's end of the line to it."""
    context = multiprocessing.get_context("forkserver")
    warm_up()
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs,), daemon=True, name="engine")
    with _undisturbed():
        process.start()
    theirs.close()
    return process, ours


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hide the main module from multiprocessing, and keep Ctrl-C from what is started.

    A child would import the caller's main module again, which is slow (a test runner, a web
    server) or harmful (a script without the guard for `__main__`); ours needs nothing of it.
    A process inherits the signals that are blocked in the thread that starts it.
    """
    main = sys.modules["__main__"]
    with _main_hidden:
        kept = {name: vars(main)[name] for name in ("__spec__", "__file__") if name in vars(main)}
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for name in kept:
                setattr(main, name, None)
            yield
        finally:
            for name, value in kept.items():
                setattr(main, name, value)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
