"""What fairness costs as sheets, from the document of a frontier. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import groupby
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Column, Kind, Row, Table
from scenarios.frontier_tables import smallest_level_pct
from scenarios.frontier_texts import levels_text, plan_name, word

Document = Mapping[str, Any]


def frontier_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The sentence for the meeting, the whole splits, the curve of the worst-off member."""
    notes = (
        word("ledger", language) if document.get("ledger") else "",
        "" if document["complete"] else word("incomplete", language),
    )
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=(document[f"sentence_{language}"], *filter(None, notes)),
        tables=(_wholes(document, language), _curve(document, language)),
    )


def _wholes(document: Document, language: str) -> Table:
    """Whole splits at growing cost."""
    columns = (
        Column(word("plan", language), width=24),
        Column(word("cost", language), Kind.MONEY, width=18),
        Column(word("above", language), Kind.FINE_PERCENT, width=16),
        Column(word("small", language), Kind.MONEY, width=18),
        Column(word("lowest", language), Kind.PERCENT, width=16),
        Column(word("levels", language), width=60),
        Column(word("proof", language), width=10),
        Column(word("levels_at_most", language), width=60),
    )
    rows = tuple(
        Row(
            (
                plan_name(each["name"], language),
                _amount(each["task_cost_pln"]),
                _amount(each["above_least_pct"]),
                _amount(each["small_members_value_pln"]),
                _amount(smallest_level_pct(document, each)),
                levels_text(each["levels"]),
                word("yes" if each["proved"] else "no", language),
                levels_text(each["levels_bound"]),
            )
        )
        for each in document["whole"]
    )
    return Table(word("plan", language), word("title", language), columns, rows)


def _curve(document: Document, language: str) -> Table:
    """Levels of the worst-off member that cost the same share a row: the highest of them."""
    columns = (
        Column(word("level", language), Kind.PERCENT, width=14),
        Column(word("cost", language), Kind.MONEY, width=18),
        Column(word("above", language), Kind.FINE_PERCENT, width=16),
        Column(word("proof", language), width=10),
        Column(word("cost_at_least", language), Kind.MONEY, width=18),
    )
    rows = tuple(_curve_rows(document, language))
    return Table(word("level", language), word("worst_off", language), columns, rows)


def _curve_rows(document: Document, language: str) -> Iterator[Row]:
    for _, same in groupby(document["worst_off"], key=lambda each: each["task_cost_pln"]):
        point = list(same)[-1]
        yield Row(
            (
                _amount(point["level_pct"]),
                _amount(point["task_cost_pln"]),
                _amount(point["above_least_pct"]),
                word("yes" if point["proved"] else "no", language),
                _amount(point["bound_pln"]),
            )
        )


def _amount(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)
