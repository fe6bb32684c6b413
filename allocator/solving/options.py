"""How to solve: which engine, how far, how sure; nothing here changes a proved result."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from allocator.solvers.base import Limits


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a run.

    `backend` is an engine's name or `auto`; `confirm` proves every goal again; `seed` is the
    published draw of the tie rule, from which engines' own seeds follow. In `limits`, workers 0
    means one for each core, and a single one where the run is to be repeatable. Without
    `tie` equally good splits are not told apart by the draw; without `causes` it is not searched
    which rules leave services uncovered: for those who only want a figure, many times.
    """

    backend: str = "auto"
    confirm: bool = False
    seed: int = 0
    limits: Limits = field(default_factory=lambda: Limits(workers=0))
    tie: bool = True
    causes: bool = True

    @property
    def workers(self) -> int:
        """Threads that the run may use in all; a repeatable one does not look at the host."""
        usual = 1 if self.limits.repeatable else os.cpu_count()
        return self.limits.workers or usual or 1
