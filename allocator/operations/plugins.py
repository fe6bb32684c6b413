"""What other packages add: commands, operations, and how a scenario is applied.

A package declares an entry point of the group `allocator.commands` that names a `Plugin`. Nothing
heavy may be imported by such a module at its top: help imports all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from allocator.operations.operation import Operation
    from allocator.problem.problem import Problem
    from allocator.texts.issues import Issue

GROUP = "allocator.commands"


@dataclass(frozen=True)
class Changed:
    """A problem with a scenario applied.

    `cells` are JSON-ready, one for each cell changed (table, key, column, before, after);
    `notices` tell what was left out or rounded.
    """

    problem: Problem
    cells: tuple[Mapping[str, Any], ...] = ()
    notices: tuple[Issue, ...] = ()


ApplyScenario = Callable[["Problem", str], Changed]
"""Applies a scenario by its id; raises InputError for one that is unknown."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """What another package adds: commands, operations, and how `--scenario` is applied.

    `commands` are records of the command line, which this room does not know.
    """

    commands: tuple[Any, ...] = ()
    apply_scenario: ApplyScenario | None = None
    operations: tuple[Operation, ...] = ()


@cache
def plugins() -> tuple[Plugin, ...]:
    """What other packages add, in order of the names of their entry points."""
    # Imported here: reading the metadata of what is installed takes 20 ms.
    from importlib.metadata import entry_points

    entries = sorted(entry_points(group=GROUP), key=lambda each: each.name)
    return tuple(each.load() for each in entries)


def scenario_applier() -> ApplyScenario | None:
    """How a scenario is applied; None where no package that can is installed."""
    return applier_among(plugins())


def applier_among(found: Iterable[Plugin]) -> ApplyScenario | None:
    """The first way to apply a scenario that one of these packages has."""
    return next(filter(None, (each.apply_scenario for each in found)), None)
