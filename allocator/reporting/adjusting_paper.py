"""A change by hand and the answer to it as sheets, from its document. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.adjusting_texts import CONDITIONS, word
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.rule_tables import amount
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import MINUS, money, plural
from allocator.texts.labels import LABELS, label

Document = Mapping[str, Any]
GROUPS = ("broken", "still_broken", "mended", "softened")


def adjusting_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The verdict on the change, what it does, and the nearest split."""
    beyond = (document["nearest"] or {}).get("beyond") or {}
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=tuple(_sentences(problem, document, language)),
        tables=(
            _moves("sheet", "title", document["moves"], problem, language),
            _rules(problem, document, language),
            _standings(problem, document, language),
            _moves("beyond_sheet", "beyond", beyond.get("moves", ()), problem, language),
        ),
    )


def _sentences(problem: Problem, document: Document, language: str) -> Iterator[str]:
    count = len(document["broken"]) + len(document["still_broken"])
    told = plural(count, language, CONDITIONS[language]).format(count)
    yield word("wrong", language, count=told) if count else word("right", language)
    if not document["moves"]:
        yield word("nothing", language)
    after = Fraction(document["task_cost_pln"])
    change = Fraction(document["task_cost_change_pln"])
    yield word(
        "cost",
        language,
        before=_money(problem, after - change, language),
        after=_money(problem, after, language),
        change=_signed(problem, change, language),
    )
    if not document["lifted"] and not document["lowered"]:
        yield word("nobody", language)
    nearest = document["nearest"]
    if nearest is not None:
        distance = nearest["distance_pln"]
        shown = "–" if distance is None else _money(problem, Fraction(distance), language)
        yield word(nearest["outcome"], language, distance=shown)


def _moves(
    name: str, title: str, moves: Sequence[Document], problem: Problem, language: str
) -> Table:
    columns = (
        Column(word("member", language), width=30),
        Column(word("component", language), width=44),
        *(Column(word(each, language), Kind.QUANTITY, 14) for each in ("before", "after")),
    )
    rows = tuple(
        Row(
            (
                _member(problem, each["member_id"]),
                _component(problem, each["component_id"], language),
                Fraction(each["before"]),
                Fraction(each["after"]),
            )
        )
        for each in moves
    )
    return Table(word(name, language), word(title, language), columns, rows)


def _rules(problem: Problem, document: Document, language: str) -> Table:
    columns = (
        Column(word("what", language), width=28),
        Column(word("rule", language), width=44),
        Column(word("subject", language), width=24),
        *(Column(word(each, language), Kind.QUANTITY, 18) for each in BOUNDS),
    )
    rows = tuple(
        Row(
            (
                word(group, language).rstrip(":"),
                _rule(problem, each["rule_id"], language),
                each["subject"],
                *(_bound(each[name], each["unit"]) for name in BOUNDS),
            ),
            Role.WARNING if group in GROUPS[:2] else Role.DATA,
        )
        for group in GROUPS
        for each in document[group]
    )
    return Table(word("rules_sheet", language), word("rules", language), columns, rows)


def _standings(problem: Problem, document: Document, language: str) -> Table:
    columns = (
        Column(word("member", language), width=30),
        *(Column(word(each, language), Kind.MONEY, 18) for each in ("before", "after")),
        *(Column(word(each, language), Kind.PERCENT, 18) for each in RATIOS),
    )
    rows = tuple(
        Row(
            (
                _member(problem, each["member_id"]),
                Fraction(each["value_before_pln"]),
                Fraction(each["value_after_pln"]),
                *(None if each[name] is None else 100 * Fraction(each[name]) for name in RATIOS),
            )
        )
        for group in ("lifted", "lowered")
        for each in document[group]
    )
    return Table(word("standing_sheet", language), word("standings", language), columns, rows)


def _rule(problem: Problem, rule_id: str, language: str) -> str:
    """A rule by its id and text, a built-in by what it says."""
    key = f"built_in.{rule_id}"
    known = {each.rule_id: each for each in problem.rules}
    if rule_id in known:
        texts = (known[rule_id].text_pl, known[rule_id].text_en)
        text = next(filter(None, texts if language == "pl" else texts[::-1]), "")
        return f"{rule_id} {text}".strip()
    return label(key, language) if key in LABELS else rule_id


def _bound(value: Any, unit: str) -> Cell:
    return None if value is None else amount(Fraction(value), unit)


def _member(problem: Problem, member_id: str) -> str:
    return f"{member_id} {problem.member[member_id].short_name}".strip()


def _component(problem: Problem, component_id: str, language: str) -> str:
    found = problem.component[component_id]
    names = (found.name_pl, found.name_en)
    name = next(filter(None, names if language == "pl" else names[::-1]), "")
    return f"{component_id} {name}".strip()


def _money(problem: Problem, value: Fraction, language: str) -> str:
    return money(value, language, currency=problem.commission.currency or "PLN")


def _signed(problem: Problem, value: Fraction, language: str) -> str:
    text = _money(problem, abs(value), language)
    return f"+{text}" if value > 0 else f"{MINUS}{text}" if value < 0 else text


BOUNDS = ("value", "at_least", "at_most")
RATIOS = ("ratio_before", "ratio_after")
