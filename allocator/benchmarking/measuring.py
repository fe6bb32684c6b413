"""Every contender on every instance, one at a time, each in a fresh process that is watched."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from allocator.benchmarking.instances import NotAnInstance, read, reference
from allocator.benchmarking.memory import PeakMemory, tree
from allocator.benchmarking.runs import Answer, Run
from allocator.solvers.base import Limits

GRACE_SECONDS = 60.0
"""What reading, building and checking may take beyond the limit before a run is ended."""
GRACE_FACTOR = 3.0


def measure_all(
    paths: Sequence[Path],
    contenders: Sequence[str],
    limits: Limits,
    *,
    leave_out: Callable[[NotAnInstance], None],
) -> Iterator[Run]:
    """Runs as they end, instance by instance; files in no known format go to `leave_out`."""
    for path in paths:
        try:
            instance = read(path)
        except NotAnInstance as error:
            leave_out(error)
            continue
        for contender in contenders:
            found, megabytes = measured(path, contender, limits)
            yield Run(instance.name, instance.family, contender, found, reference(path), megabytes)


def measured(path: Path, contender: str, limits: Limits) -> tuple[Answer, int | None]:
    """One run and the most memory it took, in a process of its own."""
    # A fresh interpreter: what an earlier run left in memory would be counted again.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(theirs, path, contender, limits))
    process.start()
    theirs.close()
    patience = None
    if limits.time_seconds is not None:
        patience = GRACE_FACTOR * limits.time_seconds + GRACE_SECONDS
    with PeakMemory(process.pid or 0) as peak:
        found = _received(ours, patience)
    _end(process)
    return found, peak.megabytes


def _child(results: Connection, path: Path, contender: str, limits: Limits) -> None:
    # Imported here: the parent needs no engine.
    from allocator.benchmarking.contenders import answer

    try:
        found = answer(path, contender, limits)
    except Exception as error:
        found = Answer("error", fault=f"{type(error).__name__}: {error}")
    results.send(found)
    results.close()


def _received(results: Connection, patience: float | None) -> Answer:
    if not results.poll(patience):
        return Answer("error", fault=f"no answer within {patience:.0f} s")
    try:
        found: Answer = results.recv()
    except EOFError:
        return Answer("error", fault="its process died")
    return found


def _end(process: BaseProcess) -> None:
    """End the process with all it has started: engines run in children of their own."""
    process.join(timeout=1)
    for each in reversed(tree(process.pid or 0)) if process.is_alive() else ():
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    process.join()
