"""What is in a problem, as tables for people, from the document that tells it. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.allocation import Result, Status, Verdict
from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.report import Report
from allocator.reporting.service_tables import reason_text
from allocator.reporting.tables import Column, Kind, Row, Table
from allocator.texts.formats import day, money, month, number, percent
from allocator.texts.labels import goal_label

Document = Mapping[str, Any]
Texts = tuple[str, str]

WORDS: dict[str, Texts] = {
    "title": ("Co jest w danych", "What is in the input"),
    "valid": (
        "Dane są poprawne; mocy i godzin kadry starcza na całe zlecenie.",
        "The input is valid; capacity and staff hours suffice for the whole commission.",
    ),
    "doubtful": (
        "Dane są poprawne, ale mocy albo godzin kadry nie starcza na całe zlecenie.",
        "The input is valid, but capacity or staff hours do not suffice for the whole commission.",
    ),
    "item": ("pozycja", "item"),
    "content": ("zawartość", "content"),
    "place": ("miejsce", "place"),
    "text": ("treść", "text"),
    "period": ("okres", "period"),
    "budget": ("budżet", "budget"),
    "no_budget": ("bez limitu", "no limit"),
    "policy": ("polityka", "policy"),
    "goals": ("cele", "goals"),
    "policies": ("polityki", "policies"),
    "scenarios": ("warianty", "scenarios"),
    "scenario": ("wariant", "scenario"),
    "cells": ("zmienione komórki", "cells changed"),
    "components": ("składniki", "components"),
    "sectors": ("branże", "sectors"),
    "members": ("członkowie", "members"),
    "periods": ("miesiące", "months"),
    "offers": ("oferty", "offers"),
    "eligible_pairs": ("oferty do użycia", "offers that can be used"),
    "rules_hard": ("reguły twarde", "hard rules"),
    "rules_soft": ("reguły miękkie", "soft rules"),
    "rules_info": ("reguły do wiadomości", "rules for information"),
    "links": ("powiązania", "links"),
    "pins": ("ustalone ilości", "fixed quantities"),
    "tolerance": ("tolerancja {percent}", "tolerance {percent}"),
    "rules_off": ("wyłączone", "switched off"),
    "none": ("brak", "none"),
}
LISTED = ("policies", "scenarios")
"""Counts that are told by naming what is counted."""

TITLES: dict[str, Texts] = {
    "ineligible": ("Oferty, których nie można użyć", "Offers that can not be used"),
    "capacity": ("Moce wobec zapotrzebowania", "Capacity against demand"),
    "labour": (
        "Godziny kadry w najpełniejszym miesiącu",
        "Staff hours in the fullest month",
    ),
    "warnings": ("Uwagi", "Warnings"),
}
SHEETS: dict[str, Texts] = {
    "facts": ("dane", "input"),
    "ineligible": ("niedopuszczone", "ineligible"),
    "capacity": ("moce", "capacity"),
    "labour": ("kadra", "staff"),
    "warnings": ("uwagi", "warnings"),
}
HEADINGS: dict[str, tuple[Texts, ...]] = {
    "ineligible": (("członek", "member"), ("składnik", "component"), ("dlaczego", "why")),
    "capacity": (
        ("składnik", "component"),
        ("nazwa", "name"),
        ("ilość", "quantity"),
        ("moce", "capacity"),
        ("oferty do użycia", "usable offers"),
        ("", ""),
    ),
    "labour": (
        ("zespół", "pool"),
        ("nazwa", "name"),
        ("miesiąc", "month"),
        ("potrzeba", "needed"),
        ("wolne", "free"),
        ("", ""),
    ),
}
OF: Texts = ("{} z {}", "{} of {}")
TOO_LITTLE: Texts = ("za mało", "too little")


def information_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The verdict on the input, what is in it, and what it says of supply and demand."""
    warnings = (Row((_place(each), each[f"text_{language}"])) for each in document["warnings"])
    columns = (Column(word("place", language), width=40), Column(word("text", language), width=90))
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=(word(document["verdict"], language),),
        tables=(
            _facts_table(problem, document, language),
            *supply_tables(problem, document, language),
            _table("warnings", language, columns, tuple(warnings)),
        ),
    )


def supply_tables(problem: Problem, document: Document, language: str) -> tuple[Table, ...]:
    """Offers that can not be used, capacity against demand, staff in the fullest month."""
    return (
        _section("ineligible", _ineligible(problem, document, language), language, width=40),
        _section("capacity", _capacity(problem, document, language), language),
        _section("labour", _labour(problem, document, language), language),
    )


def facts(problem: Problem, document: Document, language: str) -> list[tuple[str, str]]:
    """What is counted and what is asked, each with its name."""
    commission = problem.commission
    period = f"{day(commission.period_start, language)} – {day(commission.period_end, language)}"
    budget = commission.budget_total_pln
    shown = (
        word("no_budget", language)
        if budget is None
        else money(budget, language, currency=commission.currency)
    )
    found = [("period", period), ("budget", shown)]
    found += [
        (name, number(count, language))
        for name, count in document["counts"].items()
        if name not in LISTED
    ]
    found += _asked(document, language)
    return [(word(name, language), text) for name, text in found]


def word(name: str, language: str) -> str:
    """A word or sentence about a problem."""
    return chosen(WORDS[name], language)


def chosen(texts: Texts, language: str) -> str:
    """The words in `pl` or `en`."""
    return texts[("pl", "en").index(language)]


def _asked(document: Document, language: str) -> Iterator[tuple[str, str]]:
    none = word("none", language)
    scenario = document["scenario"]
    if scenario["scenario_id"] is not None:
        yield "scenario", scenario["scenario_id"]
        yield "cells", number(len(scenario["cells"]), language)
    if document["rules_off"]:
        yield "rules_off", ", ".join(document["rules_off"])
    for name in LISTED:
        yield name, ", ".join(document[name]) or none
    yield "policy", document["policy"]["policy_id"] or none
    yield "goals", "; ".join(_goals(document, language))


def _goals(document: Document, language: str) -> Iterator[str]:
    for place, goal in enumerate(document["goals"], start=1):
        text = f"{place}. {goal_label(goal['goal'], language)}"
        if goal["tolerance_pct"]:
            shown = percent(Fraction(goal["tolerance_pct"]), language)
            text += f" ({word('tolerance', language).format(percent=shown)})"
        yield text


def _facts_table(problem: Problem, document: Document, language: str) -> Table:
    columns = (
        Column(word("item", language), width=30),
        Column(word("content", language), width=60),
    )
    return _table("facts", language, columns, tuple(map(Row, facts(problem, document, language))))


def _section(
    name: str, rows: Iterator[tuple[Any, ...]], language: str, *, width: int = 16
) -> Table:
    kinds = {2: Kind.QUANTITY, 3: Kind.QUANTITY} if name == "capacity" else {}
    kinds = {3: Kind.TENTH, 4: Kind.TENTH} if name == "labour" else kinds
    columns = tuple(
        Column(chosen(each, language), kinds.get(place, Kind.TEXT), width if place != 1 else 40)
        for place, each in enumerate(HEADINGS[name])
    )
    return _table(name, language, columns, tuple(Row(each) for each in rows))


def _table(name: str, language: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    title = TITLES.get(name, WORDS["title"])
    return Table(chosen(SHEETS[name], language), chosen(title, language), columns, rows)


def _ineligible(problem: Problem, document: Document, language: str) -> Iterator[tuple[str, ...]]:
    report = Report(problem, _nothing(problem), language=language)
    for each in document["ineligible"]:
        pair = each["member_id"], each["component_id"]
        reasons = (
            reason_text(report, pair, one["code"], one["what"], _day(one["until"]))
            for one in each["reasons"]
        )
        yield report.member(pair[0]), report.component(pair[1]), "; ".join(reasons)


def _capacity(problem: Problem, document: Document, language: str) -> Iterator[tuple[Any, ...]]:
    for each in document["capacity"]:
        component = problem.component[each["component_id"]]
        yield (
            component.component_id,
            _either(component.name_pl, component.name_en, language),
            Fraction(each["quantity"]),
            Fraction(each["capacity"]),
            chosen(OF, language).format(each["eligible_offers"], each["offers"]),
            "" if each["enough"] else chosen(TOO_LITTLE, language),
        )


def _labour(problem: Problem, document: Document, language: str) -> Iterator[tuple[Any, ...]]:
    names = {
        each.pool_id: _either(each.name_pl, each.name_en, language) for each in problem.labour_pools
    }
    for each in document["labour"]:
        yield (
            each["pool_id"],
            names.get(each["pool_id"], ""),
            month(each["period"], language),
            Fraction(each["hours_needed"]),
            Fraction(each["hours_free"]),
            "" if each["enough"] else chosen(TOO_LITTLE, language),
        )


def _either(polish: str, english: str, language: str) -> str:
    return chosen((polish or english, english or polish), language)


def _place(warning: Document) -> str:
    row = "" if warning["row"] is None else str(warning["row"])
    return " / ".join(filter(None, (warning["table"], row, warning["column"])))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _nothing(problem: Problem) -> Result:
    """A result without a split: names of members and components need no more."""
    budget = problem.commission.budget_total_pln
    return Result(
        status=Status.UNKNOWN,
        stopped_by="proof",
        verdict=Verdict.UNKNOWN,
        goals=(),
        split=None,
        budget_pln=budget,
        ineligible=(),
        warnings=(),
        tie_seed=0,
        tie_broken=False,
    )
