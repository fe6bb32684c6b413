"""Three policies of rounding side by side as sheets, from their document. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Amount, Cell, Column, Kind, Role, Row, Table
from scenarios.fair_rules_texts import word
from scenarios.frontier_texts import word as word_of_costs

Document = Mapping[str, Any]
OF_THE_WHOLE = ("wef1", "wprop1")


def rules_paper(problem: Problem, document: Document, language: str) -> Paper:
    """Whether the policies agree, then every member's award by each of them."""
    ledger = word_of_costs("ledger", language) if document["ledger"] else ""
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=tuple(filter(None, (document[f"sentence_{language}"], ledger))),
        tables=(_table(problem, document, language),),
    )


def _table(problem: Problem, document: Document, language: str) -> Table:
    kind = Kind.HOURS if document["measure"] == "hours" else Kind.MONEY
    splits = document["splits"]
    columns = [
        Column(word("member", language), width=34),
        Column(word("target", language), kind, 18),
    ]
    for each in splits:
        name = word(each["rounding_policy"], language)
        columns += [Column(name, kind, 22), Column(f"{name}, %", Kind.PERCENT, 14)]
    rows: list[Row] = []
    if all(each["members"] for each in splits):
        rows += [
            Row(tuple(_cells(problem, splits, place))) for place in range(len(splits[0]["members"]))
        ]
        rows += _summary(splits, language)
    title = word("title", language)
    return Table(word("member", language), title, tuple(columns), tuple(rows))


def _cells(problem: Problem, splits: Any, place: int) -> Iterator[Cell]:
    """A member's target, then award and ratio by each policy."""
    first = splits[0]["members"][place]
    member = problem.member[first["member_id"]]
    yield member.short_name or member.member_id
    yield Fraction(first["target"])
    for each in splits:
        own = each["members"][place]
        yield Fraction(own["award"])
        yield 100 * Fraction(own["ratio"])


def _summary(splits: Any, language: str) -> Iterator[Row]:
    costs: list[Cell] = [word("cost", language), ""]
    for each in splits:
        costs += [Amount(Fraction(each["task_cost_pln"]), Kind.MONEY), ""]
    yield Row(tuple(costs), Role.GROUP)
    for name in OF_THE_WHOLE:
        if None not in [each[name] for each in splits]:
            yield _flags(word(name, language), [each[name] for each in splits], language)
    yield _flags(word("proof", language), [each["proved"] for each in splits], language)


def _flags(name: str, values: list[bool], language: str) -> Row:
    cells: list[Cell] = [name, ""]
    for each in values:
        cells += [word("yes" if each else "no", language), ""]
    return Row(tuple(cells), Role.GROUP)
