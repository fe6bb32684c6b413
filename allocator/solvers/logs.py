"""Bounds read from what engines print as they go: the only news that some of them give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

LogReader = Callable[[str], float | None]
"""Takes one printed line; returns the bound of the costs in it, if it has one."""

_HIGHS = re.compile(r"^\s*[A-Za-z]?\s+\S+\s+\S+\s+\S+\s+[\d.]+%\s+(\S+)\s+\S+\s+\S+\s")
_CBC = re.compile(r"best possible (\S+?)\)?[ ,]")
_SCIP_COLUMNS = 15


def highs_bound(line: str) -> float | None:
    """The column BestBound of the table of HiGHS, printed with ten digits."""
    match = _HIGHS.match(line)
    return _safely_below(match.group(1), digits=10) if match else None


def scip_bound(line: str) -> float | None:
    """The column dualbound of the table of SCIP, printed with seven digits."""
    columns = line.split("|")
    if len(columns) < _SCIP_COLUMNS:
        return None
    return _safely_below(columns[-4].strip(), digits=7)


def cbc_bound(line: str) -> float | None:
    """What CBC calls the best possible, printed with eight digits."""
    match = _CBC.search(line)
    return _safely_below(match.group(1), digits=8) if match else None


def last_bound(lines: Iterable[str], read: LogReader) -> float | None:
    """The last bound that the lines tell."""
    bound = None
    for line in lines:
        bound = read(line) if read(line) is not None else bound
    return bound


def _safely_below(text: str, *, digits: int) -> float | None:
    """The number, less than one unit of its last printed digit: rounding must not claim more."""
    try:
        value = float(text)
    except ValueError:
        return None
    if not abs(value) < 1e20:  # how engines print that there is none
        return None
    return value - max(abs(value), 1.0) * 10.0 ** (1 - digits)
