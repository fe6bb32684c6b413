"""The answer on the budget as tables, from its document: for a screen, Markdown and a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from allocator.measures.contribution import is_co_funded
from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import money, percent
from scenarios.budget_texts import chosen, word

Document = Mapping[str, Any]

FIGURES = (
    ("least_total", "least_total_pln"),
    ("without_rules", "least_total_without_rules_pln"),
    ("least_budget", "least_budget_pln"),
)
"""Words and keys of the figures that a search gave."""


def budget_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The sentence for the mayor, the figures behind it, costs against their ceilings."""
    note = tolerance_note(problem, document, language)
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=tuple(filter(None, (document[f"sentence_{language}"], note))),
        tables=(
            figures_table(problem, document, language),
            costs_table(problem, document, "sector", language),
            costs_table(problem, document, "component", language),
            uncovered_table(problem, document, language),
        ),
    )


def figures_table(problem: Problem, document: Document, language: str) -> Table:
    """The budget, each figure with how sure it is, and what is left or missing."""
    columns = (
        Column(word("item", language), width=48),
        Column(word("amount", language), Kind.MONEY, width=22),
        Column(word("sure", language), width=48),
    )
    rows = tuple(_figure_rows(problem, document, language))
    return Table(word("figures_sheet", language), word("title", language), columns, rows)


def costs_table(problem: Problem, document: Document, kind: str, language: str) -> Table:
    """Costs by sector or component, with members' own and the total, against the ceilings."""
    columns = (
        Column(word(kind, language), width=48),
        *(
            Column(word(name, language), Kind.MONEY, width=18)
            for name in ("cost", "ceiling", "left")
        ),
        Column(word("used", language), Kind.PERCENT, width=12),
    )
    rows = tuple(_cost_rows(problem, document, kind, language))
    name, title = word(f"{kind}s_sheet", language), word(f"{kind}s", language)
    return Table(name, title, columns, rows)


def uncovered_table(problem: Problem, document: Document, language: str) -> Table:
    """What partial coverage would leave out at the present budget."""
    columns = (
        Column(word("component", language), width=48),
        Column(word("quantity", language), Kind.QUANTITY, width=14),
        Column(word("reference_value", language), Kind.MONEY, width=18),
    )
    rows = [
        Row(
            (
                component_name(problem, each["component_id"], language),
                Fraction(each["quantity"]),
                Fraction(each["reference_value_pln"]),
            )
        )
        for each in document["uncovered"]
    ]
    total = _amount(document["uncovered_value_pln"])
    if rows and total is not None:
        rows.append(Row((word("total", language), "", total), Role.SUM))
    name, title = word("uncovered_sheet", language), word("uncovered", language)
    return Table(name, title, columns, tuple(rows))


def tolerance_note(problem: Problem, document: Document, language: str) -> str:
    """By how much a single ceiling may be exceeded; empty where by nothing."""
    tolerance = problem.commission.component_shift_tolerance_pct
    if not (tolerance and document["components"]):
        return ""
    return word("tolerance", language).format(pct=percent(tolerance, language))


def component_name(problem: Problem, component_id: str, language: str) -> str:
    """Id and name of a component."""
    found = problem.component[component_id]
    return f"{component_id} {_either(found.name_pl, found.name_en, language)}".strip()


def sector_name(problem: Problem, sector_id: str, language: str) -> str:
    """Id and name of a sector."""
    found = next((each for each in problem.sectors if each.sector_id == sector_id), None)
    name = _either(found.name_pl, found.name_en, language) if found else ""
    return f"{sector_id} {name}".strip()


def _figure_rows(problem: Problem, document: Document, language: str) -> Iterator[Row]:
    budget = _amount(document["budget_pln"])
    if budget is not None:
        yield Row((word("budget", language), budget, ""))
    for name, key in FIGURES:
        value = _amount(document[key])
        yield Row((word(name, language), value, _sure(problem, document, key, language)))
    own = _amount(document["own_contribution_pln"])
    if own is not None and is_co_funded(problem):
        yield Row((word("own_contribution", language), own, ""))
    margin = _amount(document["margin_pln"])
    if margin is not None:
        name = "margin" if margin >= 0 else "missing"
        share = percent(abs(_amount(document["margin_pct"]) or Fraction(0)), language)
        yield Row((word(name, language), abs(margin), share), Role.SUM)


def _sure(problem: Problem, document: Document, key: str, language: str) -> str:
    proved = document["proved"][key]
    if document[key] is None:
        return word("no_plan" if proved else "none_found", language)
    if proved:
        return word("proved", language)
    bound = _amount(document["bounds"][key])
    if bound is None:
        return word("unproved", language)
    currency = problem.commission.currency or "PLN"
    return word("bound", language).format(bound=money(bound, language, currency=currency))


def _cost_rows(problem: Problem, document: Document, kind: str, language: str) -> Iterator[Row]:
    name = component_name if kind == "component" else sector_name
    for each in document[f"{kind}s"]:
        amounts = [_amount(each[f"{key}_pln"]) for key in ("cost", "ceiling", "margin")]
        used = _amount(each["used_pct"])
        cells: list[Cell] = ["–" if one is None else one for one in (*amounts, used)]
        over = amounts[2] is not None and amounts[2] < 0
        role = Role.WARNING if over else Role.DATA
        yield Row((name(problem, each[f"{kind}_id"], language), *cells), role)
    fixed = _amount(document["member_costs_pln"])
    if fixed:
        yield Row((word("member_costs", language), fixed, "", "", ""))
    total = _amount(document["total_pln"])
    if total is not None:
        yield Row((word("total", language), total, "", "", ""), Role.SUM)


def _amount(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _either(polish: str, english: str, language: str) -> str:
    return chosen((polish or english, english or polish), language)
