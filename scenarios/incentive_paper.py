"""Incentives as sheets, from their document: counts by kind, every misreport that pays."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Cell, Column, Kind, Row, Table
from scenarios.incentive_tasks import BY_CAPACITY
from scenarios.incentive_texts import told, word
from scenarios.misreports import Misreport

Document = Mapping[str, Any]
COUNTS = ("tried", "pay", "sure", "no_split", "not_decided")


def incentives_paper(problem: Problem, document: Document, language: str) -> Paper:
    """What the tries come to, for whom this is, then both tables."""
    notes = (
        word("key", language) if document["key_by"] == BY_CAPACITY else "",
        word("for_whom", language),
        "" if document["complete"] else word("open", language),
    )
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=(document[f"sentence_{language}"], *filter(None, notes)),
        tables=(_by_kind(document, language), _paying(problem, document, language)),
    )


def _by_kind(document: Document, language: str) -> Table:
    columns = (
        Column(word("kind", language), width=34),
        *(Column(word(name, language), Kind.COUNT, 16) for name in COUNTS),
        Column(word("largest", language), _kind(document), 18),
    )
    rows = tuple(
        Row(
            (
                word(each["kind"], language),
                *(each[name] for name in COUNTS),
                _amount(each["largest_gain"]),
            )
        )
        for each in document["summary"]["by_kind"]
    )
    return Table(word("kind", language), word("kind", language), columns, rows)


def _paying(problem: Problem, document: Document, language: str) -> Table:
    """Misreports that pay, the largest gain first."""
    columns = (
        Column(word("member", language), width=30),
        Column(word("misreport", language), width=50),
        *(Column(word(name, language), _kind(document), 18) for name in ("truth", "award", "gain")),
        Column(word("sure", language), width=22),
    )
    paying = [each for each in document["tried"] if each["pays"]]
    paying.sort(key=lambda each: (-each["gain"], each["member_id"], each["kind"], each["subject"]))
    rows = tuple(Row(_cells(problem, each, language)) for each in paying)
    return Table(word("misreport", language), word("misreport", language), columns, rows)


def _cells(problem: Problem, each: Document, language: str) -> tuple[Cell, ...]:
    member = problem.member[each["member_id"]]
    step = None if each["step_pct"] is None else Fraction(each["step_pct"])
    misreport = Misreport(each["kind"], each["member_id"], each["subject"], step)
    known = each["sure"]
    return (
        f"{member.member_id} {member.short_name}".strip(),
        told(misreport, language),
        *(_amount(each[name]) for name in ("truth_award", "award", "gain")),
        word("unknown" if known is None else "yes" if known else "no", language),
    )


def _kind(document: Document) -> Kind:
    return Kind.HOURS if document["measure"] == "hours" else Kind.MONEY


def _amount(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)
