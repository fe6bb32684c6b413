"""Every command there is: the core's own, those of packages that add theirs, and one for each
operation that has none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from allocator.cli.declaring import ApplyScenario, Command
from allocator.cli.operating import command_of
from allocator.operations.plugins import applier_among, plugins
from allocator.operations.registry import operations

CORE = (
    "demo",
    "info",
    "solve",
    "check",
    "complaints",
    "adjust",
    "verify",
    "ledger",
    "template",
    "convert",
    "export",
    "bench",
)
"""Modules of this package that declare a `COMMAND`, in the order in which help shows them."""


def command_named(name: str) -> Command | None:
    """One command; a core one without importing any other."""
    found = _core(name) if name in CORE else None
    return found or all_commands().get(name)


def all_commands() -> Mapping[str, Command]:
    """All commands by name, the core's first, those made from operations last."""
    core = (command for name in CORE if (command := _core(name)))
    added = (command for plugin in plugins() for command in plugin.commands)
    made = (command_of(each) for each in operations().values() if not each.command)
    return {each.name: each for each in (*core, *added, *made)}


def scenario_applier() -> ApplyScenario | None:
    """How `--scenario` is applied; None where no package that can is installed."""
    return applier_among(plugins())


def _core(name: str) -> Command | None:
    module = f"allocator.cli.{name}"
    if find_spec(module) is None:
        return None
    command: Command = import_module(module).COMMAND
    return command
