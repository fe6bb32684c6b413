"""Bounds read from what engines print as they go: the only news that some of them give."""

from __future__ import annotations

import re
from collections.abc import Callable

LogReader = Callable[[str], float | None]
"""Takes one printed line; returns the bound of the costs in it, if it has one."""

COMPLETING = "Attempting to find feasible solution"
"""What HiGHS prints before it completes a hint by a search of its own, with a table like any."""

COMPLETED = "Solving report"

_HIGHS = re.compile(r"^\s*[A-Za-z]?\s+\S+\s+\S+\s+\S+\s+[\d.]+%\s+(\S+)\s+\S+\s+\S+\s")
_SCIP_COLUMNS = 15


def highs_bound(line: str) -> float | None:
    """The column BestBound of the table of HiGHS, printed with ten digits."""
    match = _HIGHS.match(line)
    return _safely_below(match.group(1), digits=10) if match else None


def highs_log() -> LogReader:
    """A reader of one whole log of HiGHS: the bounds of completing a hint are of another model."""
    completing = False

    def read(line: str) -> float | None:
        nonlocal completing
        if line.startswith(COMPLETING):
            completing = True
        elif line.startswith(COMPLETED):
            completing = False
        return None if completing else highs_bound(line)

    return read


def scip_log() -> LogReader:
    """A reader of one log of SCIP."""
    return scip_bound


def scip_bound(line: str) -> float | None:
    """The column dualbound of the table of SCIP, printed with seven digits."""
    columns = line.split("|")
    if len(columns) < _SCIP_COLUMNS:
        return None
    return _safely_below(columns[-4].strip(), digits=7)


def _safely_below(text: str, *, digits: int) -> float | None:
    """The number, less than one unit of its last printed digit: rounding must not claim more."""
    try:
        value = float(text)
    except ValueError:
        return None
    if not abs(value) < 1e20:  # how engines print that there is none
        return None
    return value - max(abs(value), 1.0) * 10.0 ** (1 - digits)
