"""What goes on beside a search: progress told, stops heard, the C library's stdout kept silent."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from allocator.model import Model, Sense
from allocator.model.scaling import FittedObjective
from allocator.solvers.base import Listener, Progress, ShouldStop
from allocator.solvers.lowering import exact_bound

PULSE_SECONDS = 0.1

_log = logging.getLogger(__name__)


class Tracker:
    """The best plan and bound of one search so far, told to a listener at each change.

    May be used from several threads. A fault of the listener is logged and ends nothing.
    """

    def __init__(
        self, engine: str, model: Model, costs: FittedObjective, listener: Listener | None
    ) -> None:
        self._engine, self._model, self._costs = engine, model, costs
        self._listener = listener
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._best: int | None = None
        self._bound: float | None = None

    @property
    def bound(self) -> float | None:
        """The last bound of fitted costs that the engine told."""
        return self._bound

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self._started

    def plan(self, values: tuple[int, ...]) -> None:
        """A plan was found; told only if it is the first or better than the best so far."""
        objective = self._model.objective
        value = None if objective is None else objective.value(values)
        with self._lock:
            if value is not None:
                sign = 1 if objective is None or objective.sense is Sense.MINIMISE else -1
                if self._best is not None and sign * value >= sign * self._best:
                    return
                self._best = value
            self._tell(values)

    def bounded(self, bound: float) -> None:
        """The engine's bound of fitted costs moved."""
        with self._lock:
            if bound != self._bound:
                self._bound = bound
                self._tell(None)

    def _tell(self, values: tuple[int, ...] | None) -> None:
        bound = None
        if self._bound is not None:
            bound = exact_bound(self._model, self._costs, self._bound)
        tell(self._listener, Progress(self._engine, self._best, bound, self.seconds, values))


def tell(listener: Listener | None, progress: Progress) -> None:
    """Tell a listener; its faults are logged, never raised."""
    if listener is None:
        return
    try:
        listener(progress)
    except Exception:
        _log.exception("the progress listener failed; the search goes on")


def asked_to_stop(should_stop: ShouldStop | None) -> bool:
    """Ask whether to stop; a fault in the asking is logged and counts as no."""
    if should_stop is None:
        return False
    try:
        return should_stop()
    except Exception:
        _log.exception("asking whether to stop failed; the search goes on")
        return False


class Stop:
    """A stop that was asked for, remembered; `act` is called once, when it is."""

    def __init__(self, should_stop: ShouldStop | None, act: Callable[[], None]) -> None:
        self._should_stop, self._act = should_stop, act
        self.fired = False

    def pulse(self) -> None:
        """Look once whether to stop."""
        if not self.fired and asked_to_stop(self._should_stop):
            self.fired = True
            self._act()


@contextmanager
def pulsing(*tasks: Callable[[], None]) -> Iterator[None]:
    """Run the tasks every tenth of a second beside the block, and once more at its end."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(PULSE_SECONDS):
            for task in tasks:
                task()

    thread = threading.Thread(target=beat, daemon=True, name="engine pulse")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    for task in tasks:
        task()


class _Silence:
    """File descriptor 1 sent to nowhere while at least one search of this process runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._depth = 0
        self._kept: int | None = None

    def begin(self) -> None:
        with self._lock:
            self._depth += 1
            if self._depth > 1:
                return
            with suppress(Exception):
                sys.stdout.flush()
            with suppress(OSError):  # no stdout, nothing to protect
                self._kept = os.dup(1)
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, 1)
                os.close(nowhere)

    def end(self) -> None:
        with self._lock:
            self._depth -= 1
            if self._depth == 0 and self._kept is not None:
                os.dup2(self._kept, 1)
                os.close(self._kept)
                self._kept = None


_silence = _Silence()


@contextmanager
def silent_stdout() -> Iterator[None]:
    """Keep C libraries from printing: they write to file descriptor 1, not to Python's stdout.

    The whole process is silent meanwhile, so an engine belongs in a process of its own.
    """
    _silence.begin()
    try:
        yield
    finally:
        _silence.end()
