"""Leximin by levels and counts: which rung comes next, and what has been proved of each.

The sequence of Bouveret and Lemaître (2009), "at least" with all members on a level counted at
once: raise the level that so many members reach, count how many can be lifted above it, go on
with those. A rung (level, members) says that so many members reach this level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Rung:
    """So many members reach this level, in steps of the grid."""

    level: int
    members: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from the lowest to the highest; `members` is how many have a target at all.

    All rungs but the last are final. The last one is final once it was raised and counted.
    """

    members: int
    rungs: tuple[Rung, ...] = ()

    @property
    def foot(self) -> Rung:
        """Where the climb is: the last rung; before the first proof, everybody at level 0."""
        return self.rungs[-1] if self.rungs else Rung(0, self.members)

    def raised(self, level: int) -> Ladder:
        """The last rung at the level that was proved to be the highest."""
        return Ladder(self.members, (*self.rungs[:-1], Rung(level, self.foot.members)))

    def counted(self, members: int) -> Ladder:
        """A new rung a step higher, for as many members as were proved to be able to reach it."""
        return Ladder(self.members, (*self.rungs, Rung(self.foot.level + 1, members)))


def ladder_of(levels: Sequence[int]) -> Ladder:
    """The ladder that exactly these levels of members make."""
    ordered = sorted(levels)
    rungs, below = [], 0
    for level, same in groupby(ordered):
        rungs.append(Rung(level, len(ordered) - below))
        below += len(list(same))
    return Ladder(len(ordered), tuple(rungs))


def levels_of(ladder: Ladder) -> tuple[int, ...]:
    """The sorted levels of a ladder whose rungs are all final."""
    found: list[int] = []
    for place, rung in enumerate(ladder.rungs):
        later = ladder.rungs[place + 1].members if place + 1 < len(ladder.rungs) else 0
        found += [rung.level] * (rung.members - later)
    return tuple(found)
