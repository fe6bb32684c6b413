"""What a search is about at the moment, in both languages; knows nothing of rows."""

from __future__ import annotations

from allocator.texts.phases import phase_label

LANGUAGES = ("pl", "en")


def phase_in_words(phase: str | None) -> dict[str, str | None]:
    """`phase_pl` and `phase_en`; null where there is no phase."""
    return {
        f"phase_{language}": None if phase is None else phase_label(phase, language)
        for language in LANGUAGES
    }
