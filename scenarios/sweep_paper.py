"""A sweep as sheets: a row for each run, then what each error said. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.paper import Paper, paper_of
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from scenarios.sweep_tables import margin_pln, recalled_sweep, scenario_name
from scenarios.sweep_tasks import USUAL_GOAL
from scenarios.sweep_texts import answer_text, proof_text, summary_text, word
from scenarios.sweeping import Sweep, SweepRow


def sweep_paper(problem: Problem, document: Mapping[str, Any], language: str) -> Paper:
    """How many runs there are, and all of them in one table."""
    found = recalled_sweep(document)
    left = len(found.not_run)
    stopped = word("stopped_without_state", language).format(left=left) if left else ""
    return paper_of(
        problem,
        document,
        language,
        title=word("title", language),
        sentences=tuple(filter(None, (summary_text(found, language), stopped))),
        tables=(_runs(problem, found, language), _errors(found, language)),
    )


def _runs(problem: Problem, found: Sweep, language: str) -> Table:
    columns = (
        Column(word("scenario", language), width=44),
        Column(word("policy", language), width=18),
        Column(word("answer", language), width=22),
        Column(word("proof", language), width=12),
        *(Column(word(name, language), Kind.MONEY, width=18) for name in ("total", "margin")),
        Column(word("ratio", language), Kind.PERCENT, width=16),
        Column(word("small", language), Kind.MONEY, width=18),
        Column(word("seconds", language), Kind.TENTH, width=8),
    )
    rows = tuple(
        Row(_cells(problem, each, language), Role.WARNING if each.has_error else Role.DATA)
        for each in found.rows
    )
    return Table(word("sheet", language), word("title", language), columns, rows)


def _cells(problem: Problem, row: SweepRow, language: str) -> tuple[Cell, ...]:
    content = row.content
    measures = content.get("measures", {})
    ratio = _amount(measures.get("smallest_ratio"))
    name = scenario_name(problem, row.scenario_id, language)
    return (
        f"{row.scenario_id or word('as_it_is', language)} {name}".strip(),
        row.policy_id or USUAL_GOAL,
        answer_text(row, language),
        proof_text(row, language),
        _amount(content.get("total_pln")),
        _amount(margin_pln(content)),
        None if ratio is None else 100 * ratio,
        _amount(measures.get("small_members_value")),
        _amount(content.get("seconds")),
    )


def _errors(found: Sweep, language: str) -> Table:
    columns = (
        Column(word("scenario", language), width=20),
        Column(word("policy", language), width=18),
        Column(word("error", language), width=90),
    )
    rows = tuple(
        Row(
            (
                each.scenario_id or "",
                each.policy_id or "",
                each.content["error"][f"text_{language}"],
            )
        )
        for each in found.rows
        if each.has_error
    )
    return Table(word("error", language), word("error", language), columns, rows)


def _amount(value: Decimal | int | None) -> Fraction | None:
    return None if value is None else Fraction(value)
