"""Problems that a child has read already: the next request is often about the same one."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from allocator.problem.problem import Problem
from allocator.reading import read_problem

KEPT = 8


@lru_cache(maxsize=KEPT)
def problem_in(document: str) -> Problem:
    """The problem that a stored JSON text holds."""
    return problem_of(document.encode(), ".json")


def problem_of(data: bytes, suffix: str) -> Problem:
    """The problem in the bytes of a file, whose kind its suffix tells. Raises InputError."""
    with tempfile.TemporaryDirectory() as folder:
        # The name is seen in faults: it says nothing of places on this machine.
        path = Path(folder) / f"problem{suffix}"
        path.write_bytes(data)
        return read_problem(path)
