"""Three rules of fairness side by side: words, lines for a screen, the JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.cli.tabulating import table
from allocator.problem.problem import Problem
from allocator.texts.formats import money, number, percent
from scenarios.fair_rules import (
    BIG_FRIENDLY,
    NEUTRAL,
    SMALL_FRIENDLY,
    RulesCompared,
    RuleSplit,
)
from scenarios.frontier_tables import exact_decimal, ledger_settings
from scenarios.frontier_texts import word as word_of_costs

FORMAT_VERSION = 1
PLACES = 6

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Komu sprzyja zaokrąglanie", "Whom rounding favours"),
    SMALL_FRIENDLY: ("przyjazne małym (leximin)", "small-friendly (leximin)"),
    NEUTRAL: ("neutralne (iloczyn Nasha)", "neutral (Nash product)"),
    BIG_FRIENDLY: ("przyjazne dużym (najmniejsze nadwyżki)", "big-friendly (smallest excess)"),
    "member": ("członek", "member"),
    "target": ("udział z klucza", "target"),
    "window": ("w pełnych partiach", "quota window"),
    "cost": ("koszt zadań", "task cost"),
    "proof": ("dowód", "proof"),
    "wef1": ("nikt nie zazdrości o więcej niż partię", "no envy beyond one lot"),
    "wprop1": ("każdemu brakuje najwyżej partii", "one lot from the due share"),
    "outside": (" (poza tym)", " (outside)"),
    "yes": ("tak", "yes"),
    "no": ("nie", "no"),
    "nothing": (
        "Żaden podział nie spełnia wszystkich reguł, więc nie ma czego porównywać.",
        "No split keeps all the rules, so there is nothing to compare.",
    ),
    "open": (
        "Nie wszystko udało się dowieść w tym czasie, więc nie wiadomo, czy te trzy sposoby dają "
        "to samo.",
        "Not everything was proved in this time, so whether the three agree is not known.",
    ),
    "every": (
        "Każda reguła sprawiedliwości daje ten podział: {split}.",
        "Every fairness rule gives this split: {split}.",
    ),
    "all_three": (
        "Wszystkie trzy sposoby zaokrąglania dają ten podział: {split}.",
        "All three policies of rounding give this split: {split}.",
    ),
    "differ": (
        "Te trzy sposoby zaokrąglania dają różne podziały: trzeba wybrać, komu zaokrąglanie ma "
        "sprzyjać. Kto ma przy danym sposobie więcej niż przy obu pozostałych: przyjazny małym – "
        "{small}; neutralny – {neutral}; przyjazny dużym – {big}.",
        "The three policies of rounding differ: people must choose whom it shall favour. Who has "
        "more by one than by both others: small-friendly – {small}; neutral – {neutral}; "
        "big-friendly – {big}.",
    ),
    "none": ("nikt", "nobody"),
}


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence of the comparison."""
    return WORDS[name][0 if language == "pl" else 1].format(**parameters)


def sentence(problem: Problem, found: RulesCompared, language: str) -> str:
    """Whether the rules agree; the strong form only where it is proved for every rule."""
    if found.infeasible:
        return word("nothing", language)
    if not found.complete:
        return word("open", language)
    if found.common is None:
        gains = {
            each.rounding_policy.partition("-")[0]: _names(problem, _gainers(found, each), language)
            for each in found.splits
        }
        return word("differ", language, **gains)
    split = ", ".join(
        f"{_name(problem, each)} {_amount(found, award, language)}"
        for each, award in _awards(found.common).items()
    )
    return word("every" if found.by_every_rule else "all_three", language, split=split)


def rules_lines(problem: Problem, found: RulesCompared, language: str) -> list[str]:
    """The three splits side by side, the sentence first."""
    lines = [sentence(problem, found, language)]
    if any(each.fairness is None for each in found.splits):
        return lines
    if found.fairness.ledger is not None:
        lines.append(word_of_costs("ledger", language))
    settings = [word(each.rounding_policy, language) for each in found.splits]
    members = [each.member_id for each in _of(found.splits[0])]
    first = {each.member_id: each for each in _of(found.splits[0])}
    windows = first[members[0]].quota is not None
    rows = []
    for each in members:
        quota = first[each].quota
        window = [] if quota is None else [_window(found, quota, language)]
        cells = (_cell(found, split, each, language) for split in found.splits)
        due = _amount(found, first[each].target, language)
        rows.append([_name(problem, each), due, *window, *cells])
    empty = [""] * (2 if windows else 1)
    rows += [[*each[:1], *empty, *each[1:]] for each in _summary(problem, found, language)]
    headings = [word("member", language), word("target", language)]
    headings += [word("window", language)] if windows else []
    right = range(1, len(headings) + len(settings))
    return [*lines, "", word("title", language), *table([*headings, *settings], rows, right=right)]


def rules_document(problem: Problem, found: RulesCompared) -> dict[str, Any]:
    """The comparison as JSON-ready data, numbers exact to their places."""
    return {
        "format_version": FORMAT_VERSION,
        "measure": found.fairness.measure,
        "grid_pct": exact_decimal(found.fairness.grid_pct, PLACES),
        "ledger": ledger_settings(found.fairness),
        "complete": found.complete,
        "agree": None if not found.complete else found.common is not None,
        "by_every_rule": found.by_every_rule,
        "splits": [_split(each) for each in found.splits],
        "sentence_pl": sentence(problem, found, "pl"),
        "sentence_en": sentence(problem, found, "en"),
    }


def _split(each: RuleSplit) -> dict[str, Any]:
    found, split = each.fairness, each.result.split
    return {
        "rounding_policy": each.rounding_policy,
        "goal": each.goal,
        "proved": each.proved,
        "task_cost_pln": None if split is None else exact_decimal(split.task_cost_pln, PLACES),
        "wef1": None if found is None else found.wef1,
        "wprop1": None if found is None else found.wprop1,
        "members": [
            {
                "member_id": one.member_id,
                "target": exact_decimal(one.target, PLACES),
                "award": exact_decimal(one.award, PLACES),
                "ratio": exact_decimal(one.ratio, PLACES),
                "quota": None if one.quota is None else [_decimal(each) for each in one.quota],
            }
            for one in (() if found is None else found.members)
        ],
        "assignments": [
            {"member_id": a, "component_id": b, "quantity": _decimal(quantity)}
            for (a, b), quantity in sorted(each.quantities.items())
        ],
    }


def _summary(problem: Problem, found: RulesCompared, language: str) -> Iterator[list[str]]:
    currency = problem.commission.currency or "PLN"
    costs = [each.result.split for each in found.splits]
    yield [
        word("cost", language),
        *(
            "–" if each is None else money(each.task_cost_pln, language, currency=currency)
            for each in costs
        ),
    ]
    for name in ("wef1", "wprop1"):
        values = [getattr(each.fairness, name) for each in found.splits]
        if None not in values:
            yield [
                word(name, language),
                *(word("yes" if each else "no", language) for each in values),
            ]
    yield [
        word("proof", language),
        *(word("yes" if each.proved else "no", language) for each in found.splits),
    ]


def _cell(found: RulesCompared, split: RuleSplit, member_id: str, language: str) -> str:
    own = next(each for each in _of(split) if each.member_id == member_id)
    told = f"{_amount(found, own.award, language)} · {percent(100 * own.ratio, language)}"
    outside = own.quota is not None and not own.quota[0] <= own.award <= own.quota[1]
    return told + (word("outside", language) if outside else "")


def _of(split: RuleSplit) -> tuple[Any, ...]:
    return () if split.fairness is None else split.fairness.members


def _awards(split: RuleSplit) -> dict[str, Fraction]:
    return {each.member_id: each.award for each in _of(split)}


def _gainers(found: RulesCompared, split: RuleSplit) -> list[str]:
    """Members that have more by this rule than by any other."""
    others = [_awards(each) for each in found.splits if each is not split]
    return [
        each for each, award in _awards(split).items() if all(award > one[each] for one in others)
    ]


def _names(problem: Problem, members: list[str], language: str) -> str:
    return ", ".join(_name(problem, each) for each in members) or word("none", language)


def _name(problem: Problem, member_id: str) -> str:
    return problem.member[member_id].short_name or member_id


def _window(found: RulesCompared, quota: tuple[Fraction, Fraction], language: str) -> str:
    return "–".join(_amount(found, each, language) for each in quota)


def _amount(found: RulesCompared, amount: Fraction, language: str) -> str:
    unit = "" if found.fairness.measure != "hours" else " h"
    whole = amount.denominator == 1
    return number(amount, language, places=2, at_least=0 if whole or unit else 2) + unit


def _decimal(value: Fraction) -> Decimal | int:
    return exact_decimal(value, PLACES)
