"""Why a job gave no result, in words: Polish first, a code for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FAILURES: Mapping[str, tuple[str, str]] = {
    "bad_input": (
        "Zlecenie nie pasuje do danych. Popraw wskazane miejsca i zleć ponownie.",
        "The order does not fit the input. Correct the places named and order again.",
    ),
    "unknown_operation": (
        "Ta wersja usługi nie zna operacji „{operation}”.",
        "This version of the service does not know the operation “{operation}”.",
    ),
    "other_version": (
        "Zlecenie ma postać w wersji {contract}, a ta usługa zna wersje {known}. Zleć ponownie.",
        "The order has a form of version {contract}, this service knows {known}. Order again.",
    ),
    "wrong_answer": (
        "Odpowiedź silnika nie zgodziła się z dokładnym rachunkiem. Niczego nie proponujemy.",
        "An engine's answer did not agree with exact arithmetic. Nothing is proposed.",
    ),
    "engine_missing": (
        "Wskazanego silnika tu nie ma.",
        "The engine asked for is not available here.",
    ),
    "time_limit": (
        "Minął najdłuższy dozwolony czas ({seconds} s), zanim znaleziono jakikolwiek podział.",
        "The longest time allowed ({seconds} s) was over before any split was found.",
    ),
    "memory_limit": (
        "Zabrakło pamięci: praca może zająć najwyżej {megabytes} MB.",
        "Out of memory: a job may hold {megabytes} MB at most.",
    ),
    "problem_gone": (
        "Danych, których dotyczyło zlecenie, już nie ma.",
        "The problem that the order was about is gone.",
    ),
    "poisoned": (
        "Nie udało się {tries} razy, ostatnio: {reason}. Odkładamy do sprawdzenia przez ludzi.",
        "It failed {tries} times, the last time: {reason}. Set aside for people to look at.",
    ),
    "internal": (
        "Błąd po naszej stronie. Zapisano go w dzienniku usługi pod numerem tego zlecenia.",
        "A fault of ours. The service's log has it under the id of this order.",
    ),
}

WRONG_PLACE = "system"
"""The code of a fault that lies not in the job but around it: a disk, a process, a line."""


def failure(
    code: str, issues: Sequence[Mapping[str, Any]] = (), **detail: object
) -> dict[str, Any]:
    """Why there is no result, JSON-ready; `detail` fills the sentences."""
    polish, english = FAILURES[code]
    told: dict[str, Any] = {
        "code": code,
        "text_pl": polish.format(**detail),
        "text_en": english.format(**detail),
    }
    return told | ({"issues": [dict(each) for each in issues]} if issues else {})
