"""An engine in this very process: for tests, and for processes that are themselves children."""

from __future__ import annotations

from allocator.model import Model
from allocator.running.knowledge import Knowledge
from allocator.solvers import (
    EngineMissing,
    Limits,
    Listener,
    Outcome,
    Progress,
    ShouldStop,
    StoppedBy,
    engine,
    require,
)
from allocator.solvers.watching import tell


def run_here(
    model: Model,
    engine_name: str,
    limits: Limits,
    *,
    hint: tuple[int, ...] | None = None,
    listener: Listener | None = None,
    should_stop: ShouldStop | None = None,
    nice: int = 0,
) -> Outcome:
    """As `run`, without a child: imports the solver library, blocks, cannot kill.

    Memory is not limited, HiGHS is not stopped, `nice` is ignored, and file descriptor 1 of this
    process is silent meanwhile.
    """
    require(engine_name)
    knowledge = Knowledge(engine_name, model, hint)

    def hear(progress: Progress) -> None:
        knowledge.hear(progress)
        tell(listener, progress)

    try:
        outcome = engine(engine_name).solve(
            model, limits, hint=hint, listener=hear, should_stop=should_stop
        )
    except EngineMissing:
        raise
    except Exception as fault:
        words = f"{type(fault).__name__}: {fault}"
        return knowledge.cut_short(StoppedBy.INTERRUPTED, seconds=0.0, words=words)
    return knowledge.completed(outcome)
