"""Every command there is: the core's own and those of packages that add theirs.

A package declares an entry point of the group `allocator.commands` that names a `Plugin`. Nothing
heavy may be imported by such a module at its top: help imports all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from allocator.cli.declaring import ApplyScenario, Command, Plugin

GROUP = "allocator.commands"

CORE = ("demo", "info", "solve", "check", "verify", "template", "convert", "export", "bench")
"""Modules of this package that declare a `COMMAND`, in the order in which help shows them."""


def command_named(name: str) -> Command | None:
    """One command; a core one without importing any other."""
    found = _core(name) if name in CORE else None
    return found or all_commands().get(name)


def all_commands() -> Mapping[str, Command]:
    """All commands by name, the core's first."""
    core = (command for name in CORE if (command := _core(name)))
    added = (command for plugin in plugins() for command in plugin.commands)
    return {each.name: each for each in (*core, *added)}


def scenario_applier() -> ApplyScenario | None:
    """How `--scenario` is applied; None where no package that can is installed."""
    found = (each.apply_scenario for each in plugins())
    return next(filter(None, found), None)


def plugins() -> tuple[Plugin, ...]:
    """What other packages add, in order of the names of their entry points."""
    # Imported here: reading the metadata of what is installed takes 20 ms.
    from importlib.metadata import entry_points

    entries = sorted(entry_points(group=GROUP), key=lambda each: each.name)
    return tuple(each.load() for each in entries)


def _core(name: str) -> Command | None:
    module = f"allocator.cli.{name}"
    if find_spec(module) is None:
        return None
    command: Command = import_module(module).COMMAND
    return command
