"""How much memory a process and all it has started take up at most. Knows nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

PROCESSES = Path("/proc")
INTERVAL_SECONDS = 0.05
KILOBYTES_IN_MEGABYTE = 1024


class PeakMemory:
    """Watches a process tree while it is open; `megabytes` is the largest sum seen.

    Memory that processes share is counted once (proportional set size). None where the system
    has no /proc to look into.
    """

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self._ended = Event()
        self._kilobytes = 0
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def megabytes(self) -> int | None:
        """The peak so far; None where nothing could be seen."""
        return -(-self._kilobytes // KILOBYTES_IN_MEGABYTE) or None

    def _watch(self) -> None:
        while not self._ended.is_set():
            self._kilobytes = max(self._kilobytes, resident_kilobytes(self._process_id))
            self._ended.wait(INTERVAL_SECONDS)


def resident_kilobytes(process_id: int) -> int:
    """Resident memory of a process and its descendants now; 0 where it can not be seen."""
    return sum(map(_resident, tree(process_id)))


def tree(process_id: int) -> tuple[int, ...]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found, waiting = [], [process_id]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return tuple(found)


def _parents() -> Iterator[tuple[int, int]]:
    for each in PROCESSES.glob("[0-9]*"):
        try:
            # The name in parentheses may hold anything; the parent is the second word after it.
            parent = (each / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        yield int(each.name), int(parent)


def _resident(process_id: int) -> int:
    try:
        lines = (PROCESSES / str(process_id) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(each.split()[1]) for each in lines if each.startswith("Pss:")), 0)
