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
    means one for each core, and a single one where the run is to be repeatable.
    """

    backend: str = "auto"
    confirm: bool = False
    seed: int = 0
    limits: Limits = field(default_factory=lambda: Limits(workers=0))

    @property
    def workers(self) -> int:
        """Threads that the run may use in all; a repeatable one does not look at the host."""
        usual = 1 if self.limits.repeatable else os.cpu_count()
        return self.limits.workers or usual or 1
