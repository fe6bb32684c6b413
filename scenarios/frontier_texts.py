"""What fairness costs, in the words of a meeting. Computes the sentence, decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.texts.formats import money, percent

if TYPE_CHECKING:
    from scenarios.frontier import Frontier
    from scenarios.frontier_plan import Point

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Ile kosztuje sprawiedliwość", "What fairness costs"),
    "worst_off": ("Najmniej zaspokojony członek", "The worst-off member"),
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
    "progress": ("punkty: {done} z {of} · {seconds} s", "points: {done} of {of} · {seconds} s"),
    "nothing": (
        "Żaden podział nie spełnia wszystkich reguł, więc nie ma czego porównywać.",
        "No split keeps all the rules, so there is nothing to compare.",
    ),
    "sentence": (
        "Pierwsze {pct} kosztu ({pln}) podnosi najmniej zaspokojonego członka z {low} do {high} "
        "jego udziału według klucza; najwyżej można dojść do {top}, a kosztuje to {top_pct} więcej "
        "niż najtaniej.",
        "The first {pct} of cost ({pln}) lifts the worst-off member from {low} to {high} of its "
        "share by the key; {top} is the most there can be, and costs {top_pct} more than least.",
    ),
    "free": (
        "Najtańszy podział jest zarazem najlepszy dla najmniej zaspokojonego członka: {low}.",
        "The cheapest split is also the best for the worst-off member: {low}.",
    ),
}
STEPS_PCT = tuple(Fraction(each) for each in ("0.05", "0.1", "0.25", "0.5", "0.75", "1"))
MOST = Fraction(3, 4)
"""The part of the whole rise that makes a step worth telling."""


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence of the frontier."""
    return WORDS[name][0 if language == "pl" else 1].format(**parameters)


def sentence(found: Frontier, language: str) -> str:
    """The one sentence for the meeting: what a small part of the cost buys, and what there is."""
    least = found.least_cost_pln
    steps = [each for each in found.steps if each.cost_pln is not None]
    if least is None or not steps:
        return word("nothing", language)
    low, top = steps[0].level, steps[-1].level
    grid = found.fairness.grid_pct
    if low == top:
        return word("free", language, low=percent(low * grid, language))
    chosen = _telling_step(steps, least, low, top)
    reached = max(each.level for each in steps if _within(each, least, chosen))
    top_cost = steps[-1].cost_pln or least
    return word(
        "sentence",
        language,
        pct=percent(chosen, language),
        pln=money(least * chosen / 100, language),
        low=percent(low * grid, language),
        high=percent(reached * grid, language),
        top=percent(top * grid, language),
        top_pct=percent((top_cost / least - 1) * 100, language),
    )


def _telling_step(steps: list[Point], least: Fraction, low: int, top: int) -> Fraction:
    """The smallest of the usual steps that buys most of the rise; else what the whole costs."""
    for pct in STEPS_PCT:
        reached = max(each.level for each in steps if _within(each, least, pct))
        if reached - low >= MOST * (top - low):
            return pct
    return ((steps[-1].cost_pln or least) / least - 1) * 100


def _within(point: Point, least: Fraction, pct: Fraction) -> bool:
    return point.cost_pln is not None and point.cost_pln <= least * (1 + pct / 100)
