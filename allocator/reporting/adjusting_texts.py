"""Words for a change by hand and the nearest split that keeps the rules."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.reporting.adjusting import CARRIED_OUT, KEPT, NONE, NOT_KEPT, OPEN

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Zmiana podziału", "A change of the split"),
    "sheet": ("zmiana", "change"),
    "beyond_sheet": ("najbliższy", "nearest"),
    "standing_sheet": ("członkowie", "members"),
    "rules_sheet": ("reguły", "rules"),
    "beyond": ("Co zmienia jeszcze najbliższy podział", "What the nearest split changes more"),
    "standings": ("Kto zyskuje, kto traci", "Who is lifted, who is lowered"),
    "rules": ("Co zmiana łamie i naprawia", "What the change breaks and mends"),
    "member": ("członek", "member"),
    "component": ("składnik", "component"),
    "before": ("przed", "before"),
    "after": ("po", "after"),
    "ratio_before": ("wobec klucza przed", "against the key before"),
    "ratio_after": ("wobec klucza po", "against the key after"),
    "what": ("co", "what"),
    "rule": ("reguła", "rule"),
    "subject": ("kogo lub czego dotyczy", "whom or what it concerns"),
    "value": ("wartość", "value"),
    "at_least": ("co najmniej", "at least"),
    "at_most": ("co najwyżej", "at most"),
    "nothing": ("Niczego nie zmieniono.", "Nothing was changed."),
    "changed": ("Zmiana:", "The change:"),
    "right": (
        "Dobrze: po zmianie podział spełnia wszystko, co musi być spełnione.",
        "Right: after the change the split keeps everything that must hold.",
    ),
    "wrong": ("Źle: podział łamie {count}.", "Wrong: the split breaks {count}."),
    "broken": ("Przez zmianę łamie:", "The change breaks:"),
    "still_broken": ("Łamał już przedtem:", "Broken before already:"),
    "mended": ("Zmiana naprawia:", "The change mends:"),
    "softened": ("Gorzej z miękkimi:", "Worse for soft rules:"),
    "cost": (
        "Koszt zadań: {before} → {after} ({change}).",
        "Task cost: {before} → {after} ({change}).",
    ),
    "lifted": ("Zyskują:", "Lifted:"),
    "lowered": ("Tracą:", "Lowered:"),
    "nobody": ("Nikt nie zyskuje i nikt nie traci.", "Nobody is lifted, nobody lowered."),
    CARRIED_OUT: (
        "Najbliższy podział zgodny z regułami to właśnie ten.",
        "The nearest split that keeps the rules is this very one.",
    ),
    KEPT: (
        "Najbliższy podział zgodny z regułami zachowuje zmianę i przesuwa jeszcze pracę za "
        "{distance}:",
        "The nearest split that keeps the rules keeps the change and moves work worth {distance} "
        "more:",
    ),
    NOT_KEPT: (
        "Najbliższy podział zgodny z regułami odbiega od życzenia o pracę za {distance}:",
        "The nearest split that keeps the rules differs from the wish by work worth {distance}:",
    ),
    "impossible": (
        "Żaden podział zgodny z regułami nie zachowa tej zmiany.",
        "No split that keeps the rules can keep this change.",
    ),
    NONE: (
        "Żaden podział nie spełnia wszystkich reguł.",
        "No split keeps all the rules.",
    ),
    OPEN: (
        "Przerwano, zanim znaleziono podział zgodny z regułami.",
        "Stopped before a split that keeps the rules was found.",
    ),
    "proved": ("Bliższego nie ma; dowód: {engines}.", "There is none nearer; proof: {engines}."),
    "unproved": (
        "Czy jest bliższy, nie rozstrzygnięto; co najmniej {bound}.",
        "Whether there is a nearer one is not decided; at least {bound}.",
    ),
}
CONDITIONS = {
    "pl": ("1 warunek", "{} warunki", "{} warunków"),
    "en": ("1 condition", "{} conditions"),
}


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence about a change."""
    return WORDS[name][language != "pl"].format(**parameters)
