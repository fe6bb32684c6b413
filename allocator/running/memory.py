"""How much memory a process holds, with those that it has started."""

from __future__ import annotations

import os
from pathlib import Path

PROCESSES = Path("/proc")


def resident_megabytes(pid: int) -> float | None:
    """Resident memory of a process and its descendants; None where the system does not tell.

    Address space says nothing: engines reserve ten times what they use.
    """
    try:
        pages = int((PROCESSES / str(pid) / "statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return None
    own = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return own + sum(resident_megabytes(child) or 0.0 for child in _children(pid))


def _children(pid: int) -> list[int]:
    try:
        text = (PROCESSES / str(pid) / "task" / str(pid) / "children").read_text()
    except OSError:
        return []
    return [int(child) for child in text.split()]
