"""What a search is about at the moment, in words beside its stable name."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.texts.labels import goal_label

STAGES: Mapping[str, tuple[str, str]] = {
    "tie": ("wybór między równie dobrymi", "choice between equally good splits"),
    "complaint": ("szukanie zasadnego sprzeciwu", "search for a well-founded complaint"),
    "least_budget": ("najmniejszy budżet", "least budget"),
    "extreme": ("granice możliwego", "limits of what is possible"),
    "claim": ("ponowny dowód", "proving once more"),
    "frontier": ("kolejne podziały od najtańszego", "splits one by one from the cheapest"),
    "incentives": ("co dałoby inne zgłoszenie ofert", "what other offers would have brought"),
}
"""Phases that are no goals, Polish and English.

What follows a colon is a number (`3/20`), or a name for programs.
"""


def phase_label(phase: str, language: str) -> str:
    """The words for a phase; one that nobody has words for keeps its name.

    It may come from a program that is newer than this one.
    """
    name, _, part = phase.partition(":")
    if name not in STAGES:
        return goal_label(phase, language) if name else phase
    polish, english = STAGES[name]
    text = polish if language == "pl" else english
    return f"{text} ({part})" if "/" in part else text
