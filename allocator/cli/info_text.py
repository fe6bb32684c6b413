"""A problem told to people: counts, capacities, offers that can not be used, warnings."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.cli.declaring import Texts, chosen
from allocator.cli.issues import lines
from allocator.cli.request import Request
from allocator.cli.tabulating import table
from allocator.operations.describing import Description
from allocator.operations.judging import judged
from allocator.reporting.report import Report
from allocator.reporting.service_tables import reason_text
from allocator.texts.formats import day, money, month, number, percent
from allocator.texts.labels import goal_label

WORDS: dict[str, Texts] = {
    "period": ("okres", "period"),
    "budget": ("budżet", "budget"),
    "no_budget": ("bez limitu", "no limit"),
    "policy": ("polityka", "policy"),
    "goals": ("cele", "goals"),
    "goals_asked": ("podane w poleceniu", "given in the command"),
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


def info_lines(request: Request, found: Description, language: str) -> list[str]:
    """Everything that `info` tells, line by line."""
    sections = (
        _facts(request, found, language),
        _section("ineligible", _ineligible(request, found, language), language),
        _section("capacity", _capacity(found, language), language, right=(2, 3, 4)),
        _section("labour", _labour(found, language), language, right=(3, 4)),
        _warnings(request, language),
    )
    result: list[str] = []
    for section in sections:
        result += [*([""] if result and section else []), *section]
    return result


def _facts(request: Request, found: Description, language: str) -> list[str]:
    commission = found.problem.commission
    titles = (commission.title_pl, commission.title_en)
    title = chosen(titles, language) or next(filter(None, titles), "")
    period = f"{day(commission.period_start, language)} – {day(commission.period_end, language)}"
    budget = commission.budget_total_pln
    shown = (
        chosen(WORDS["no_budget"], language)
        if budget is None
        else money(budget, language, currency=commission.currency)
    )
    facts = [("period", period), ("budget", shown)]
    facts += [
        (name, number(count, language))
        for name, count in found.counts.items()
        if name not in LISTED
    ]
    facts += _asked(request, language)
    facts = [(chosen(WORDS[name], language), text) for name, text in facts]
    width = max(len(name) for name, _ in facts)
    return [
        f"{commission.commission_id}  {title}".strip(),
        *(f"  {name.ljust(width)}  {text}" for name, text in facts),
    ]


def _asked(request: Request, language: str) -> Iterator[tuple[str, str]]:
    none = chosen(WORDS["none"], language)
    if request.scenario_id is not None:
        yield "scenario", request.scenario_id
        yield "cells", number(len(request.cells), language)
    if request.terms.rules_off:
        yield "rules_off", ", ".join(sorted(request.terms.rules_off))
    names = ", ".join(dict.fromkeys(each.policy_id for each in request.problem.policies))
    yield "policies", names or none
    names = ", ".join(dict.fromkeys(each.scenario_id for each in request.problem.scenarios))
    yield "scenarios", names or none
    yield "policy", request.policy_id or none
    yield "goals", "; ".join(_goals(request, language))


def _goals(request: Request, language: str) -> Iterator[str]:
    for place, goal in enumerate(request.goals, start=1):
        text = f"{place}. {goal_label(goal.name, language)}"
        if goal.tolerance_pct:
            shown = percent(goal.tolerance_pct, language)
            text += f" ({chosen(WORDS['tolerance'], language).format(percent=shown)})"
        yield text


def _section(
    name: str, rows: list[list[str]], language: str, *, right: tuple[int, ...] = ()
) -> list[str]:
    if not rows:
        return []
    headings = [chosen(each, language) for each in HEADINGS[name]]
    return [
        chosen(TITLES[name], language),
        *(f"  {each}" for each in table(headings, rows, right=right)),
    ]


def _ineligible(request: Request, found: Description, language: str) -> list[list[str]]:
    report = Report(found.problem, judged(request, None), request.terms, language)
    return [
        [
            report.member(pair[0]),
            report.component(pair[1]),
            "; ".join(
                reason_text(report, pair, each.code, each.detail, each.until) for each in reasons
            ),
        ]
        for pair, reasons in found.barred.items()
    ]


def _capacity(found: Description, language: str) -> list[list[str]]:
    return [
        [
            each.component_id,
            _component_name(found, each.component_id, language),
            number(each.quantity, language),
            number(each.capacity, language),
            chosen(OF, language).format(each.eligible, each.offers),
            "" if each.enough else chosen(TOO_LITTLE, language),
        ]
        for each in found.capacities
    ]


def _labour(found: Description, language: str) -> list[list[str]]:
    names = {
        each.pool_id: chosen((each.name_pl, each.name_en), language) or each.name_pl
        for each in found.problem.labour_pools
    }
    return [
        [
            each.pool_id,
            names.get(each.pool_id, ""),
            month(each.period, language),
            number(each.hours_needed, language, places=1),
            number(each.hours_free, language, places=1),
            "" if each.enough else chosen(TOO_LITTLE, language),
        ]
        for each in found.labour
    ]


def _warnings(request: Request, language: str) -> list[str]:
    issues = dict.fromkeys((*request.problem.notices, *request.notices))
    if not issues:
        return []
    told = (f"  {each}" for each in lines(issues, language))
    return [chosen(TITLES["warnings"], language), *told]


def _component_name(found: Description, component_id: str, language: str) -> str:
    component = found.problem.component[component_id]
    names = (component.name_pl, component.name_en)
    return chosen(names, language) or next(filter(None, names), "")
