"""What a command is: its name, arguments, options and words, as plain data. Parses nothing.

Commands of other packages are declared with the same records and reach the command line through
the entry-point group `allocator.commands`, each entry of which names a `Plugin`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allocator.operations.plugins import ApplyScenario, Changed, Plugin
from allocator.operations.wording import LANGUAGES, Texts, chosen

__all__ = [
    "LANGUAGES",
    "ApplyScenario",
    "Argument",
    "Changed",
    "Command",
    "Invocation",
    "Option",
    "Plugin",
    "Texts",
    "chosen",
]


@dataclass(frozen=True, slots=True)
class Argument:
    """A word that a command takes by its place; the last one may repeat."""

    name: str
    about: Texts
    required: bool = True
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A word with two dashes. `value` is shown in its place in help; empty for a plain flag."""

    name: str
    about: Texts
    value: str = ""
    repeats: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command as it was called: values by the names of arguments and options.

    A flag is True or False; an option a text or None, a tuple of texts where it repeats.
    """

    values: Mapping[str, Any]
    language: str

    def text(self, name: str) -> str | None:
        """The text given for an argument or option; None where it was left out."""
        value: str | None = self.values.get(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """All texts given for an argument or option that repeats."""
        return tuple(self.values.get(name) or ())

    def flag(self, name: str) -> bool:
        """Whether a flag was given."""
        return bool(self.values.get(name))

    @property
    def path(self) -> str:
        """The problem's path."""
        return str(self.values["PATH"])

    @property
    def wants_json(self) -> bool:
        """Whether standard output is for a program."""
        return self.values.get("--format") == "json"

    @property
    def quiet(self) -> bool:
        """Whether nothing is to be said on standard error but faults."""
        return self.flag("--quiet")


@dataclass(frozen=True, slots=True)
class Command:
    """A command and the function that runs it and returns an exit code."""

    name: str
    about: Texts
    run: Callable[[Invocation], int]
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    details: Texts = ("", "")
