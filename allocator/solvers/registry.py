"""What engines there are, who wrote each, and whether it proves in integers; imports no library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """An engine before its library is imported.

    `exact` engines prove in integers, the others in floats. `house` is who wrote it: a second
    opinion comes from another house. `interruptible` engines keep their plan when asked to stop;
    the others can only be ended together with their process.
    """

    name: str
    house: str
    exact: bool
    interruptible: bool
    module: str


_ENTRIES = (
    EngineEntry("cpsat", "google", True, True, "allocator.solvers.cpsat"),
    EngineEntry("highs", "highs", False, False, "allocator.solvers.mathopt"),
    EngineEntry("scip", "scip", False, True, "allocator.solvers.mathopt"),
    EngineEntry("cbc", "coin", False, True, "allocator.solvers.pulp_cbc"),
)

ENGINES: Mapping[str, EngineEntry] = MappingProxyType({entry.name: entry for entry in _ENTRIES})
ENGINE_NAMES = tuple(ENGINES)
