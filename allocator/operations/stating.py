"""What a result says of its goals beside their values, held against the rest of it by arithmetic.

A bound, an end, a draw that does not fit the values is found without any engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.measures.goals import Entry, Sense
from allocator.problem.charter import LADDER_GOALS
from allocator.reporting.recalled import exact

Document = Mapping[str, Any]
PROOF = "proof"


def ill_stated(
    result: Document, entries: tuple[Entry, ...], seed: int
) -> Iterator[tuple[str, str]]:
    """Keys of a result, and what they concern, that contradict its other claims.

    `entries` are what its goals are about, in the same order; `seed` is that of its draw.
    """
    for entry, goal in zip(entries, result["goals"], strict=True):
        if not all(_fits(entry, goal)):
            yield "goals", entry.name
    ends = (each.get("stopped_by") for each in result["goals"] if not each["proved"])
    if result.get("stopped_by") != next(ends, PROOF):
        yield "stopped_by", str(result.get("stopped_by"))
    tie = result.get("tie") or {}
    if int(tie.get("seed", seed)) != seed:
        yield "tie", "seed"


def _fits(entry: Entry, goal: Document) -> Iterator[bool]:
    """Tolerance, end, exactness and bound of a goal, one after another."""
    yield exact(goal.get("tolerance_pct", 0)) == entry.goal.tolerance_pct
    yield goal["value"] is not None or entry.name in LADDER_GOALS
    yield goal.get("exact", True) is True
    value, bound = _numbers(goal["value"]), _numbers(goal.get("bound"))
    if goal["proved"]:
        yield goal.get("stopped_by") == PROOF
        yield bound == value
    else:
        yield bound is None or value is None or _beyond(entry, bound, value)


def _numbers(stated: Any) -> Any:
    """A value or bound as numbers; of levels all of them, as integers."""
    if isinstance(stated, list | tuple):
        return tuple(map(int, stated))
    return Fraction(stated) if isinstance(stated, int | Decimal) else stated


def _beyond(entry: Entry, bound: Any, value: Any) -> bool:
    """Whether an unproved goal's bound is one that its value keeps."""
    if isinstance(bound, tuple) != isinstance(value, tuple):
        return False
    if not isinstance(value, tuple):
        return bool(bound >= value if entry.sense == Sense.MAXIMISE else bound <= value)
    place = len(bound) - 1
    if not 0 <= place < len(value) or bound[:place] != value[:place]:
        return not bound
    rises = entry.sense == Sense.MAXIMISE
    return bool(bound[place] >= value[place] if rises else bound[place] <= value[place])
