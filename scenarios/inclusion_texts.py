"""The price of inclusion: words, lines for a screen, the JSON object. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from allocator.allocation import Status
from allocator.cli.tabulating import table
from allocator.measures.inclusion import FORBID, TOP_UP, WARN
from allocator.problem.problem import Problem
from allocator.reporting.inclusion import inclusion_document
from allocator.texts.formats import money, number, percent
from scenarios.frontier_tables import exact_decimal, ledger_settings
from scenarios.inclusion import InclusionCompared, InclusionSplit, lifted, worst_off

FORMAT_VERSION = 1
PLACES = 6

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Nikt poniżej własnego kosztu", "Nobody below its own cost"),
    FORBID: ("zakaz", "forbid"),
    TOP_UP: ("dopłata z puli", "top up"),
    WARN: ("tylko uwaga", "warn"),
    "member": ("członek", "member"),
    "pool": ("brakuje do własnego kosztu", "missing to own cost"),
    "cost": ("koszt zadań", "task cost"),
    "worst": ("najmniejsza część udziału", "least part of a share"),
    "proof": ("dowód", "proof"),
    "yes": ("tak", "yes"),
    "no": ("nie", "no"),
    "nothing": (
        "Żaden podział nie spełnia wszystkich reguł, nawet z dopłatą.",
        "No split keeps all the rules, not even with a pool.",
    ),
    "open": (
        "Nie wszystko udało się dowieść w tym czasie, więc liczby mogą się jeszcze zmienić.",
        "Not everything was proved in this time, so figures may still change.",
    ),
    "free": (
        "Cena włączenia: 0 zł. W najlepszym podziale i tak nikt nie pracuje poniżej własnego "
        "kosztu.",
        "The price of inclusion: nothing. In the best split nobody works below its own cost "
        "anyhow.",
    ),
    "price": (
        "Cena włączenia: pula {pool}. Dopłaca się: {members}.",
        "The price of inclusion: a pool of {pool}. Topped up are: {members}.",
    ),
    "forbidden_none": (
        "Przy samym zakazie żaden podział nie spełniałby reguł.",
        "Where that is simply forbidden no split would keep the rules.",
    ),
    "buys": (
        "Przy samym zakazie najmniejsza część udziału to {low}, z pulą {high}; pula podnosi: "
        "{members}.",
        "Where that is simply forbidden the least part of a share is {low}, with the pool {high}; "
        "the pool lifts: {members}.",
    ),
    "buys_nothing": (
        "Przy samym zakazie nikt nie miałby mniejszej części swojego udziału.",
        "Where that is simply forbidden nobody would have a smaller part of its share.",
    ),
    "from_to": ("{member} z {low} do {high}", "{member} from {low} to {high}"),
}


def word(name: str, language: str, **parameters: str) -> str:
    """A word or sentence of the comparison."""
    return WORDS[name][0 if language == "pl" else 1].format(**parameters)


def sentences(problem: Problem, found: InclusionCompared, language: str) -> tuple[str, ...]:
    """What the pool costs and what it buys, against simply forbidding."""
    topped_up = found.under(TOP_UP)
    pool = topped_up.pool_pln
    if pool is None:
        known = topped_up.result.status is Status.INFEASIBLE
        return (word("nothing" if known else "open", language),)
    last = () if found.complete else (word("open", language),)
    if not pool:
        return word("free", language), *last
    currency = problem.commission.currency or "PLN"
    amounts = ", ".join(
        f"{_name(problem, one.subject)} {money(one.top_up_pln, language, currency=currency)}"
        for rule in topped_up.rules
        for one in rule.top_ups
    )
    shown = money(pool, language, currency=currency)
    price = word("price", language, pool=shown, members=amounts)
    return price, *_bought(problem, found, language), *last


def inclusion_lines(problem: Problem, found: InclusionCompared, language: str) -> list[str]:
    """The sentences, then the three splits side by side."""
    lines = list(sentences(problem, found, language))
    shown = [each for each in found.splits if each.result.split is not None]
    if not shown:
        return lines
    headings = [word("member", language), *(word(each.setting, language) for each in shown)]
    rows = [
        [
            _name(problem, each.member_id),
            *(_cell(found, one, each.member_id, language) for one in shown),
        ]
        for each in problem.members
    ]
    rows += _summary(problem, shown, language)
    right = range(1, len(headings))
    return [*lines, "", word("title", language), *table(headings, rows, right=right)]


def inclusion_comparison(problem: Problem, found: InclusionCompared) -> dict[str, Any]:
    """The comparison as JSON-ready data, numbers exact to their places."""
    return {
        "format_version": FORMAT_VERSION,
        "rule_ids": list(found.rule_ids),
        "measure": found.fairness.measure,
        "ledger": ledger_settings(found.fairness),
        "complete": found.complete,
        "pool_pln": _number(found.under(TOP_UP).pool_pln, 2),
        "lifted": list(lifted(found)),
        "settings": [_setting(problem, each) for each in found.splits],
        "sentences_pl": list(sentences(problem, found, "pl")),
        "sentences_en": list(sentences(problem, found, "en")),
    }


def _bought(problem: Problem, found: InclusionCompared, language: str) -> Iterator[str]:
    forbidden, topped_up = found.under(FORBID), found.under(TOP_UP)
    if forbidden.result.split is None:
        if forbidden.result.status is Status.INFEASIBLE:
            yield word("forbidden_none", language)
        return
    low, high, risen = worst_off(forbidden), worst_off(topped_up), lifted(found)
    if low is None or high is None:
        return
    if not risen:
        yield word("buys_nothing", language)
        return
    before, after = _ratios(forbidden), _ratios(topped_up)
    members = ", ".join(
        word(
            "from_to",
            language,
            member=_name(problem, each),
            low=percent(100 * before[each], language),
            high=percent(100 * after[each], language),
        )
        for each in risen
    )
    ends = {"low": percent(100 * low, language), "high": percent(100 * high, language)}
    yield word("buys", language, members=members, **ends)


def _setting(problem: Problem, each: InclusionSplit) -> dict[str, Any]:
    split = each.result.split
    return {
        "setting": each.setting,
        "status": each.result.status.value,
        "task_cost_pln": None if split is None else _number(split.task_cost_pln, 2),
        "pool_pln": _number(each.pool_pln, 2),
        "smallest_ratio": _number(worst_off(each), PLACES),
        "inclusion": inclusion_document(problem, split),
        "members": [
            {
                "member_id": one.member_id,
                "target": _number(one.target, PLACES),
                "award": _number(one.award, PLACES),
                "ratio": _number(one.ratio, PLACES),
            }
            for one in (() if each.fairness is None else each.fairness.members)
        ],
        "assignments": [
            {"member_id": a, "component_id": b, "quantity": _number(quantity, PLACES)}
            for (a, b), quantity in sorted(each.quantities.items())
        ],
    }


def _summary(problem: Problem, shown: list[InclusionSplit], language: str) -> Iterator[list[str]]:
    currency = problem.commission.currency or "PLN"
    pools = (each.pool_pln or Fraction(0) for each in shown)
    yield [word("pool", language), *(money(each, language, currency=currency) for each in pools)]
    costs = (each.result.split.task_cost_pln for each in shown if each.result.split is not None)
    yield [word("cost", language), *(money(each, language, currency=currency) for each in costs)]
    least = [worst_off(each) for each in shown]
    if None not in least:
        parts = (percent(100 * each, language) for each in least if each is not None)
        yield [word("worst", language), *parts]
    yield [
        word("proof", language),
        *(word("yes" if each.decided else "no", language) for each in shown),
    ]


def _cell(found: InclusionCompared, split: InclusionSplit, member_id: str, language: str) -> str:
    own = next((each for each in _members(split) if each.member_id == member_id), None)
    if own is None:
        # Without a share in the key there is nothing to hold an award against.
        values = {} if split.result.split is None else split.result.split.members
        value = next(
            (each.value_pln for each in values if each.member_id == member_id), Fraction(0)
        )
        return number(value, language, places=2, at_least=2)
    unit = " h" if found.fairness.measure == "hours" else ""
    award = number(own.award, language, places=2) + unit
    return f"{award} · {percent(100 * own.ratio, language)}"


def _members(split: InclusionSplit) -> tuple[Any, ...]:
    return () if split.fairness is None else split.fairness.members


def _ratios(split: InclusionSplit) -> dict[str, Fraction]:
    return {each.member_id: each.ratio for each in _members(split)}


def _name(problem: Problem, subject: str) -> str:
    """A member by its short name, an assignment by that and the component."""
    member_id, _, rest = subject.partition(":")
    known = problem.member.get(member_id)
    name = (known.short_name or member_id) if known else subject
    return f"{name} ({rest})" if rest and known else name


def _number(value: Fraction | None, places: int) -> Any:
    return None if value is None else exact_decimal(value, places)
