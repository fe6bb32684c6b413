"""Sentences about justified complaints and groups held back, in Polish and English."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Słuszne skargi", "Justified complaints"),
    "who": ("kto się skarży", "who complains"),
    "against": ("na kogo", "about whom"),
    "low_before": ("skarżący: ma", "complains: has"),
    "low_after": ("skarżący: mógłby mieć", "complains: could have"),
    "high_before": ("drugi: ma", "the other: has"),
    "high_after": ("drugi: miałby", "the other: would have"),
    "none": (
        "Nikt nie może słusznie wskazać na innego: dowiedziono tego dla {pairs} par.",
        "Nobody has a justified complaint about another: proved for {pairs} pairs.",
    ),
    "open": (
        "Nierozstrzygnięte pary (skończył się czas): {pairs}.",
        "Pairs that are not decided (time ran out): {pairs}.",
    ),
    "complaint": (
        "{low} może słusznie wskazać na: {high}. Jest podział, w którym {low} ma {low_pct} swojego "
        "udziału zamiast {low_before}, {high} {high_pct} zamiast {high_before}, a każdy inny tyle "
        "co teraz.",
        "{low} has a justified complaint about {high}: there is a split in which {low} has "
        "{low_pct} of its target instead of {low_before}, {high} {high_pct} instead of "
        "{high_before}, and everybody else what it has now.",
    ),
    "moves": ("Zmienia się: {moves}.", "What changes: {moves}."),
    "more_moves": (
        "Zmienia się: {moves} i {count} innych przydziałów (wszystkie w --format json).",
        "What changes: {moves} and {count} other assignments (all of them with --format json).",
    ),
    "number": (
        "Słusznych skarg: {count}. Najpierw te, które podniosłyby skarżącego najwyżej.",
        "Justified complaints: {count}. First those that would lift the one who complains most.",
    ),
    "within_a_step": (
        "W {count} z nich oba poziomy zostałyby takie same: to zmiany mniejsze niż krok {grid}, "
        "którego polityka nie rozróżnia.",
        "In {count} of them both levels would stay as they are: changes of less than a step of "
        "{grid}, which the policy does not tell apart.",
    ),
    "nothing": (
        "{members}: żadna oferta nie nadaje się do użycia, więc nic tu nie można dostać.",
        "{members}: no offer can be used, so there is nothing to be had here.",
    ),
    "theirs": (
        "{members}: razem mogą robić tylko: {components}, a wszystko to już jest ich. To {pct} ich "
        "udziałów z klucza.",
        "{members} together can only do {components}, and all of it is already theirs. That is "
        "{pct} of their targets.",
    ),
    "scarce": (
        "{members}: razem mogą robić tylko: {components}. Nawet gdyby miały to w całości, byłoby "
        "to {pct} ich udziałów z klucza.",
        "{members} together can only do {components}. Even all of it would be {pct} of their "
        "targets.",
    ),
    "able": (
        "{members}: razem mogą mieć najwyżej {pct} swoich udziałów z klucza, bo więcej nie "
        "zaoferowali ({components}).",
        "{members} together can have {pct} of their targets at most: their offers allow no more "
        "({components}).",
    ),
    "theirs_one": (
        "{members}: może robić tylko: {components}, a wszystko to już robi. To {pct} udziału z "
        "klucza.",
        "{members} can only do {components}, and all of it is already its own. That is {pct} of "
        "its target.",
    ),
    "scarce_one": (
        "{members}: może robić tylko: {components}. Nawet gdyby robił wszystko, byłoby to {pct} "
        "udziału z klucza.",
        "{members} can only do {components}. Even all of it would be {pct} of its target.",
    ),
    "able_one": (
        "{members}: może mieć najwyżej {pct} udziału z klucza, bo więcej sam nie zaoferował "
        "({components}).",
        "{members} can have {pct} of its target at most: its offers allow no more ({components}).",
    ),
    "and": ("i", "and"),
}


def word(name: str, language: str, **parameters: str) -> str:
    """A sentence about complaints."""
    return WORDS[name][0 if language == "pl" else 1].format(**parameters)
