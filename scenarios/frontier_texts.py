"""What fairness costs, in the words of a meeting. Computes the sentence, decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from allocator.texts.formats import money, percent

if TYPE_CHECKING:
    from scenarios.frontier import Frontier
    from scenarios.frontier_plan import Point

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Ile kosztuje sprawiedliwość", "What fairness costs"),
    "worst_off": ("Członek, który ma najmniej", "The worst-off member"),
    "level": ("poziom", "level"),
    "cost": ("koszt zadań", "task cost"),
    "above": ("ponad najniższy", "above least"),
    "proof": ("dowód", "proof"),
    "plan": ("podział", "split"),
    "lowest": ("najniższy poziom", "lowest level"),
    "levels": ("poziomy od najniższego", "levels, lowest first"),
    "small": ("mali członkowie", "small members"),
    "yes": ("tak", "yes"),
    "no": ("nie", "no"),
    "least": ("najtańszy", "cheapest"),
    "fairest": ("najsprawiedliwszy", "fairest"),
    "up_to": ("do +{pct}", "up to +{pct}"),
    "at": ("od tej kwoty", "from this cost"),
    "open": (
        "Nie wszystkie punkty znaleziono; z --state liczenie pójdzie dalej od tego miejsca.",
        "Not all points were found; with --state it goes on from here.",
    ),
    "incomplete": ("Nie wszystkie punkty znaleziono.", "Not all points were found."),
    "ledger": (
        "Udziały liczą się razem z tym, co zostało z lat ubiegłych (rachunek lat).",
        "Shares are counted with what is left of past years (the ledger).",
    ),
    "progress": ("punkty: {done} z {of} · {seconds} s", "points: {done} of {of} · {seconds} s"),
    "nothing": (
        "Żaden podział nie spełnia wszystkich reguł, więc nie ma czego porównywać.",
        "No split keeps all the rules, so there is nothing to compare.",
    ),
    "nothing_found": (
        "W tym czasie nie znaleziono żadnego podziału; nie wiadomo, czy jakiś jest.",
        "No split was found in the time given; whether there is one is not known.",
    ),
    "sentence": (
        "Pierwsze {pct} ponad najniższy koszt ({pln}) podnosi członka, który ma najmniej, z {low} "
        "do {high} jego udziału z klucza; wyżej niż do {top} nie da się dojść, a kosztuje to "
        "{top_pct} więcej niż najtaniej.",
        "The first {pct} of cost ({pln}) lifts the worst-off member from {low} to {high} of its "
        "share by the key; {top} is the most there can be, and costs {top_pct} more than least.",
    ),
    "sentence_open": (
        "Pierwsze {pct} ponad najniższy koszt ({pln}) podnosi członka, który ma najmniej, z {low} "
        "do {high} jego udziału z klucza; najwyżej znaleziono {top}, o {top_pct} drożej niż "
        "najtaniej, a udowodniono, że wyżej niż do {most} dojść się nie da.",
        "The first {pct} of cost ({pln}) lifts the worst-off member from {low} to {high} of its "
        "share by the key; {top} is the most that was found, {top_pct} dearer than least, and "
        "more than {most} is proved to be impossible.",
    ),
    "at_least": ("co najmniej {pln}", "at least {pln}"),
    "cost_at_least": ("koszt co najmniej", "cost at least"),
    "levels_at_most": ("poziomy najwyżej", "levels at most"),
    "nothing_known": ("nieznany", "unknown"),
    "intervals": (
        "Na dowód wszystkiego nie starczyło czasu: gdzie go nie ma, stoi to, co znaleziono, i "
        "udowodniona granica. Z --state i dłuższym --time-limit przedziały się zwężą.",
        "There was no time to prove everything: where a proof is missing, you see what was found "
        "and the bound that is proved. With --state and a longer --time-limit intervals tighten.",
    ),
    "free": (
        "Najtańszy podział jest zarazem najlepszy dla członka, który ma najmniej: {low}.",
        "The cheapest split is also the best for the worst-off member: {low}.",
    ),
    "free_others": (
        "Najsprawiedliwszy podział podnosi dopiero następnych; kosztuje {top_pct} więcej.",
        "The fairest split lifts those who come next; it costs {top_pct} more.",
    ),
}
ENDS = ("least", "fairest")
"""Whole plans that are named by where they stand, not by their cost."""

STEPS_PCT = tuple(Fraction(each) for each in ("0.05", "0.1", "0.25", "0.5", "0.75", "1"))
MOST = Fraction(3, 4)
"""The part of the whole rise that makes a step worth telling."""


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence of the frontier."""
    return WORDS[name][0 if language == "pl" else 1].format(**parameters)


def plan_name(name: str, language: str) -> str:
    """A whole plan by what it may cost."""
    if name in ENDS:
        return word(name, language)
    if name.startswith("+"):
        return word("up_to", language, pct=percent(Fraction(name[1:]), language))
    return word("at", language)


def levels_text(levels: Sequence[int]) -> str:
    """Sorted levels, equal ones counted: 33, 61, 6×100."""
    parts = []
    for level, same in groupby(levels):
        count = len(list(same))
        parts.append(str(level) if count == 1 else f"{count}×{level}")
    return ", ".join(parts)


def sentence(found: Frontier, language: str) -> str:
    """The one sentence for the meeting: what a small part of the cost buys, and what there is."""
    least = found.least_cost_pln
    steps = [each for each in found.steps if each.cost_pln is not None]
    if least is None or not steps:
        return word("nothing" if found.infeasible else "nothing_found", language)
    low, top = steps[0].level, steps[-1].level
    grid = found.fairness.grid_pct
    if low == top:
        return word("free", language, low=percent(low * grid, language)) + _others(found, language)
    chosen = _telling_step(steps, least, low, top)
    reached = max(each.level for each in steps if _within(each, least, chosen))
    top_cost = steps[-1].cost_pln or least
    most = max((each.level_at_most for each in found.wholes if each.name == "fairest"), default=top)
    return word(
        "sentence" if most <= top else "sentence_open",
        language,
        most=percent(most * grid, language),
        pct=percent(chosen, language),
        pln=money(least * chosen / 100, language),
        low=percent(low * grid, language),
        high=percent(reached * grid, language),
        top=percent(top * grid, language),
        top_pct=percent((top_cost / least - 1) * 100, language),
    )


def _others(found: Frontier, language: str) -> str:
    """That the fairest split still does something for those above the worst-off."""
    first, last = found.wholes[0], found.wholes[-1]
    if first.levels == last.levels or not first.cost_pln or last.cost_pln is None:
        return ""
    dearer = percent((last.cost_pln / first.cost_pln - 1) * 100, language)
    return " " + word("free_others", language, top_pct=dearer)


def _telling_step(steps: list[Point], least: Fraction, low: int, top: int) -> Fraction:
    """The smallest of the usual steps that buys most of the rise; else what the whole costs."""
    for pct in STEPS_PCT:
        reached = max(each.level for each in steps if _within(each, least, pct))
        if reached - low >= MOST * (top - low):
            return pct
    return ((steps[-1].cost_pln or least) / least - 1) * 100


def _within(point: Point, least: Fraction, pct: Fraction) -> bool:
    return point.cost_pln is not None and point.cost_pln <= least * (1 + pct / 100)
