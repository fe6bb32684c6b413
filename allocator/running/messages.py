"""What the parent and an engine's process say to each other. Everything here is pickled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from allocator.solvers import EngineMissing, Limits, Outcome, Progress

STOP = "stop"
"""The parent's one word to a running engine."""

LOG_NAME = "engine.log"
"""File of the run's folder that takes all that the engine prints."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one engine is asked to do."""

    engine: str
    packed_model: bytes
    limits: Limits
    hint: tuple[int, ...] | None
    nice: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception in the engine's process, in words; `missing` if the engine is not to be had."""

    words: str
    missing: EngineMissing | None = None


FromChild = Progress | Outcome | Failure
