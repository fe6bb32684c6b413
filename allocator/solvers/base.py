"""What every engine takes and gives: limits, progress, one outcome. Knows no library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from allocator.model import Model


class OutcomeStatus(StrEnum):
    """What an engine claims of a model; four different answers."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class StoppedBy(StrEnum):
    """Why the search ended, apart from what it found."""

    PROOF = "proof"
    TIME_LIMIT = "time_limit"
    GAP_LIMIT = "gap_limit"
    MEMORY_LIMIT = "memory_limit"
    DETERMINISTIC_LIMIT = "deterministic_limit"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a search may go. None means no limit.

    `work` is in the engine's own repeatable unit (deterministic seconds of CP-SAT, nodes of the
    others); with `repeatable` no wall clock takes part in any decision. `relative_gap` 0 asks for
    a proof. `memory_megabytes` is resident memory of the engine's process. `bound_first` tells
    that the bound is the hard part of this objective; an engine may search accordingly.
    """

    time_seconds: float | None = None
    work: float | None = None
    relative_gap: float = 0.0
    workers: int = 1
    seed: int = 0
    memory_megabytes: int | None = None
    repeatable: bool = False
    bound_first: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a search: best and bound in the integer units of the model's objective."""

    engine: str
    best: int | None
    bound: float | None
    seconds: float
    values: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one search.

    `values` has one integer for each variable of the model (a float engine's values rounded);
    `objective` is recomputed from them in integers; `bound` is the engine's own, in the same
    units. `words` are the library's own words for its end, kept for the record.
    """

    engine: str
    status: OutcomeStatus
    stopped_by: StoppedBy
    values: tuple[int, ...] | None = None
    objective: int | None = None
    bound: float | None = None
    seconds: float = 0.0
    work: float = 0.0
    words: str = ""


Listener = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


class Engine(Protocol):
    """One solver behind one door. `exact` engines prove in integers; `house` is who wrote it."""

    name: str
    house: str
    exact: bool

    def solve(
        self,
        model: Model,
        limits: Limits,
        *,
        hint: tuple[int, ...] | None = None,
        listener: Listener | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Outcome:
        """Search until a proof, a limit or a stop. Never raises for an infeasible model.

        `hint` gives values to the first variables of the model, perhaps not to all of them.
        """
        ...
