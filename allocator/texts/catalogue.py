"""Issues as sentences, in Polish and English. The codes are stable; the words may be improved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

import allocator.texts
from allocator.texts.issues import Issue

LANGUAGES = ("pl", "en")
LONGEST_VALUE = 120
"""How much of a raw value is quoted, in letters."""

_DECIMAL = re.compile(r"-?\d+\.\d+")
_WORDS = {"pl": ("wiersz", "kolumna", "„", "”"), "en": ("row", "column", "“", "”")}


@cache
def sentences() -> Mapping[str, tuple[str, str]]:
    """The Polish and English sentence of each code, from every `catalogue_*` module here."""
    found: dict[str, tuple[str, str]] = {}
    for module in iter_modules(allocator.texts.__path__, "allocator.texts."):
        if module.name.startswith("allocator.texts.catalogue_"):
            found |= import_module(module.name).SENTENCES
    return MappingProxyType(found)


def sentence(issue: Issue, language: str) -> str:
    """What the issue says, without its place, as a sentence in `pl` or `en`.

    A code that has no sentence speaks for itself: an explanation must never fail.
    """
    text = _clause(issue, language).rstrip(".")
    return text[:1].upper() + text[1:] + "."


def line(issue: Issue, language: str) -> str:
    """One unwrapped line: table, row and column, the raw value, what is wrong, the code."""
    place = _place(issue, language)
    quoted = _quoted(issue.value, language) if issue.value else ""
    said = " – ".join(filter(None, (quoted, _clause(issue, language).rstrip("."))))
    return f"{': '.join(filter(None, (place, said)))} [{issue.code}]"


def _place(issue: Issue, language: str) -> str:
    row, column, _, _ = _WORDS[language]
    parts = (
        issue.table,
        f"{row} {issue.row}" if issue.row is not None else "",
        f"{column} {issue.column}" if issue.column else "",
    )
    return ", ".join(filter(None, parts))


def _clause(issue: Issue, language: str) -> str:
    template = sentences().get(issue.code, (issue.code, issue.code))[LANGUAGES.index(language)]
    named = {name: _one_line(_localised(text, language)) for name, text in issue.parameters}
    try:
        return template.format(**named)
    except (KeyError, IndexError):
        return template


def _quoted(value: str, language: str) -> str:
    _, _, opening, closing = _WORDS[language]
    text = _one_line(value)
    shortened = text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
    return f"{opening}{shortened}{closing}"


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _localised(text: str, language: str) -> str:
    """A decimal as the language writes it; anything else as it is."""
    return text.replace(".", ",") if language == "pl" and _DECIMAL.fullmatch(text) else text
