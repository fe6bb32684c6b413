"""Words that come in two languages, Polish first. Decides nothing."""

from __future__ import annotations

Texts = tuple[str, str]
"""The same words in Polish and in English."""

LANGUAGES = ("pl", "en")


def chosen(texts: Texts, language: str) -> str:
    """The words in one language."""
    return texts[LANGUAGES.index(language)]
