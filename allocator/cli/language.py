"""Which language to speak: asked for, or the locale's, or Polish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from allocator.cli.declaring import LANGUAGES

SILENT = ("C", "POSIX", "")
"""Locales that say nothing of a language."""


def language_of(words: Sequence[str], environment: Mapping[str, str]) -> str:
    """`--lang` wherever it stands, else the locale; Polish where neither says anything.

    The people who split commissions in Hajnówka speak Polish, and their servers often run in the
    locale C; a locale of any other language gets English.
    """
    asked = asked_for(words)
    if asked in LANGUAGES:
        return asked
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    name = locale.split(".")[0].split("@")[0]
    return "pl" if name in SILENT or name.lower().startswith("pl") else "en"


def asked_for(words: Sequence[str], option: str = "--lang") -> str:
    """The last value given for an option anywhere in the words, however faulty the rest."""
    found = ""
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == option and place + 1 < len(words):
            found = words[place + 1]
        elif word.startswith(f"{option}="):
            found = word.partition("=")[2]
    return found
