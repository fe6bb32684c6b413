"""An engine's process from the inside: obeys its parent, dies with it, prints nowhere."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import signal
import tempfile
import threading
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection, wait

from allocator.running.lowering import lower_session
from allocator.running.messages import LOG_NAME, STOP, Failure, FromChild, Order
from allocator.running.packing import unpacked
from allocator.solvers import EngineMissing, Outcome, engine


def work(connection: Connection) -> None:
    """Take one order from the parent, carry it out, send what came of it, and end.

    The process becomes the head of its own group, so that Ctrl-C in a terminal does not reach it
    and that it can be killed together with a program it has started.
    """
    with suppress(OSError):  # it is the head of a group already
        os.setsid()
    _hear_interrupts_again()
    order: Order = pickle.loads(connection.recv_bytes())
    _settle_down(order)
    _Worker(connection, order).run()
    # Freeing a large model takes time that nobody needs.
    os._exit(0)


def _hear_interrupts_again() -> None:
    """Unblock SIGINT: the fork server was started without it, a program started here needs it.

    One that came before the process left its parent's group is forgotten on the way.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _settle_down(order: Order) -> None:
    """Be nice, keep temporary files in the run's folder, print into its log."""
    # A short life with much data and few cycles: collecting them costs more than it frees.
    gc.disable()
    if order.nice:
        os.nice(order.nice)
    lower_session()
    tempfile.tempdir = str(order.folder)
    log = os.open(order.folder / LOG_NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


class _Worker:
    def __init__(self, connection: Connection, order: Order) -> None:
        self._connection, self._order = connection, order
        self._stopped = threading.Event()
        self._sending = threading.Lock()

    def run(self) -> None:
        threading.Thread(target=self._obey, daemon=True, name="parent's ear").start()
        self._send(self._result())

    def _result(self) -> Outcome | Failure:
        order = self._order
        try:
            return engine(order.engine).solve(
                unpacked(order.packed_model),
                order.limits,
                hint=order.hint,
                listener=self._send,
                should_stop=self._stopped.is_set,
            )
        except EngineMissing as missing:
            return Failure(str(missing), missing)
        except Exception as fault:
            return Failure(f"{type(fault).__name__}: {fault}")

    def _send(self, message: FromChild) -> None:
        with self._sending:
            self._connection.send(message)

    def _obey(self) -> None:
        """Hear the parent's stop; when the parent is gone, end the whole group at once."""
        parent = parent_process()
        sentinel = [] if parent is None else [parent.sentinel]
        with suppress(EOFError, OSError):
            while wait([*sentinel, self._connection]) == [self._connection]:
                if self._connection.recv() == STOP:
                    self._stopped.set()
        shutil.rmtree(self._order.folder, ignore_errors=True)
        os.killpg(0, signal.SIGKILL)
