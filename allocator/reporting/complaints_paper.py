"""Justified complaints as sheets, from their document. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.complaints import word
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Column, Kind, Row, Table
from allocator.texts.labels import label

Document = Mapping[str, Any]


def complaints_paper(problem: Problem, document: Document, language: str) -> Paper:
    """A sentence for each complaint or that there is none, then the awards behind them."""
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=tuple(_sentences(problem, document, language)),
        tables=(_table(problem, document, language),),
    )


def _sentences(problem: Problem, document: Document, language: str) -> Iterator[str]:
    key = f"sentence_{language}"
    yield from (each[key] for each in document["complaints"])
    if not document["complaints"] and document["complete"]:
        yield word("none", language, pairs=str(len(document["none"])))
    if document["undecided"]:
        pairs = (
            f"{_name(problem, each['member_id'])}–{_name(problem, each['against'])}"
            for each in document["undecided"]
        )
        yield word("open", language, pairs=", ".join(pairs))
    yield from (each[key] for each in document["bottlenecks"])


def _table(problem: Problem, document: Document, language: str) -> Table:
    """Awards of the two before and after, in the unit of the measure."""
    kind = Kind.HOURS if document["measure"] == "hours" else Kind.MONEY
    columns = (
        Column(word("who", language), width=28),
        Column(word("against", language), width=28),
        *(Column(word(name, language), kind, 22) for name in AMOUNTS),
    )
    rows = tuple(
        Row(
            (
                _name(problem, each["member_id"]),
                _name(problem, each["against"]),
                *(Fraction(each[when][place]) for place in (0, 1) for when in ("before", "after")),
            )
        )
        for each in document["complaints"]
    )
    return Table(label("sheet.summary", language), word("title", language), columns, rows)


def _name(problem: Problem, member_id: str) -> str:
    return problem.member[member_id].short_name or member_id


AMOUNTS = ("low_before", "low_after", "high_before", "high_after")
