"""Engines by name, each imported on first use. Importing this room imports no solver library."""

from __future__ import annotations

from importlib import import_module, metadata

from allocator.solvers.base import (
    Engine,
    Limits,
    Listener,
    Outcome,
    OutcomeStatus,
    Progress,
    ShouldStop,
    StoppedBy,
)
from allocator.solvers.errors import EngineMissing
from allocator.solvers.registry import ENGINE_NAMES, ENGINES, EngineEntry

__all__ = [
    "ENGINES",
    "ENGINE_NAMES",
    "Engine",
    "EngineEntry",
    "EngineMissing",
    "Limits",
    "Listener",
    "Outcome",
    "OutcomeStatus",
    "Progress",
    "ShouldStop",
    "StoppedBy",
    "engine",
    "require",
]

FIRST_CLASHING_HIGHSPY = (1, 14)


def engine(name: str) -> Engine:
    """The engine of that name; its library is imported here.

    `ValueError` for a name that is not in `ENGINE_NAMES`; `EngineMissing` if the library cannot
    be used in this environment.
    """
    require(name)
    try:
        found: Engine = import_module(ENGINES[name].module).ENGINES[name]
    except ImportError as fault:
        raise EngineMissing("engine_not_importable", engine=name, reason=str(fault)) from fault
    return found


def require(name: str) -> None:
    """Raise what `engine` would raise for this name, as far as it shows without an import."""
    if name not in ENGINES:
        raise ValueError(f"unknown engine {name!r}; known: {', '.join(ENGINE_NAMES)}")
    version = _installed("highspy")
    if version is not None and _leading(version) >= FIRST_CLASHING_HIGHSPY:
        raise EngineMissing("highspy_clashes", engine=name, version=version)


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _leading(version: str) -> tuple[int, ...]:
    """The first two numbers of a version, enough to order by: "1.15.1" gives (1, 15)."""
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
