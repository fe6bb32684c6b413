"""What a search is about at the moment, in words beside its stable name; knows nothing of rows."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.texts.labels import goal_label

LANGUAGES = ("pl", "en")
STAGES: Mapping[str, tuple[str, str]] = {
    "tie": ("wybór między równie dobrymi", "choice between equally good splits"),
    "complaint": ("szukanie zasadnego sprzeciwu", "search for a well-founded complaint"),
    "least_budget": ("najmniejszy budżet", "least budget"),
    "extreme": ("granice możliwego", "limits of what is possible"),
    "claim": ("ponowny dowód", "proving once more"),
    "frontier": ("kolejne podziały od najtańszego", "splits one by one from the cheapest"),
    "incentives": ("co dałoby inne zgłoszenie ofert", "what other offers would have brought"),
}
"""Phases that are no goals. What follows a colon is a number (`3/20`), or a name for programs."""


def phase_in_words(phase: str | None) -> dict[str, str | None]:
    """`phase_pl` and `phase_en`; null where there is no phase.

    A phase that nobody has words for keeps its name: workers may be newer than this process.
    """
    if phase is None:
        return {f"phase_{language}": None for language in LANGUAGES}
    return {f"phase_{language}": _words(phase, language) for language in LANGUAGES}


def _words(phase: str, language: str) -> str:
    name, _, part = phase.partition(":")
    if name not in STAGES:
        return goal_label(phase, language) if name else phase
    text = STAGES[name][LANGUAGES.index(language)]
    return f"{text} ({part})" if "/" in part else text
