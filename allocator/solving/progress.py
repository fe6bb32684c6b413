"""What a run tells while it goes on, and the clock it goes by."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Split


@dataclass(frozen=True, slots=True)
class PhaseProgress:
    """A moment of a run: the phase (a goal's entry), best and bound in the goal's own unit."""

    phase: str
    best: Fraction | None
    bound: Fraction | None
    seconds: float
    engine: str = ""


PhaseListener = Callable[[PhaseProgress], None]
ShouldStop = Callable[[], bool]
KeepPlan = Callable[[str, Split], None]
"""Takes a checked split and the entry of the goal that it is from."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time since the start of a run, and what is left of its limit."""

    started: float
    limit_seconds: float | None

    @staticmethod
    def start(limit_seconds: float | None) -> Clock:
        """A clock that runs from now."""
        return Clock(time.monotonic(), limit_seconds)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def share(self, parts: int) -> float | None:
        """An equal part of what is left, for each of the goals still to come; None: no limit."""
        if self.limit_seconds is None:
            return None
        return max(0.0, self.limit_seconds - self.seconds) / max(1, parts)
