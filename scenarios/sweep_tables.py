"""A sweep as a JSON object and as a CSV table; decides nothing about its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.csv_text import safe_text
from allocator.reporting.exact_json import exact_text
from scenarios.sweeping import Sweep, SweepRow

FORMAT_VERSION = 1
FACTS = (
    "status",
    "verdict",
    "stopped_by",
    "task_cost_pln",
    "total_pln",
    "budget_pln",
    "own_contribution_pln",
    "members_engaged",
)
"""Columns of the table that are keys of a row."""


def sweep_document(sweep: Sweep) -> dict[str, Any]:
    """The sweep as JSON-ready data; rows by scenario and policy, numbers exact."""
    return {
        "format_version": FORMAT_VERSION,
        "complete": sweep.complete,
        "rows": [dict(each.content) for each in sweep.rows],
        "not_run": [
            {"scenario_id": scenario_id, "policy_id": policy_id}
            for scenario_id, policy_id in sweep.not_run
        ],
        "provenance": dict(sweep.provenance or {}),
    }


def recalled_sweep(document: Mapping[str, Any]) -> Sweep:
    """The sweep that a document of ours tells of."""
    rows = tuple(
        SweepRow(each["scenario_id"], each["policy_id"], exact_text(each, compact=True))
        for each in document["rows"]
    )
    not_run = tuple((each["scenario_id"], each["policy_id"]) for each in document["not_run"])
    return Sweep(rows, not_run, document["provenance"])


def sweep_csv(problem: Problem, sweep: Sweep) -> str:
    """The sweep as CSV: a row for each run, a column for each fact and each goal's measure.

    Decimals have a point; texts that a spreadsheet would take for formulas are quoted with '.
    """
    measures = sorted({name for each in sweep.rows for name in each.content.get("measures", {})})
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(headings(measures))
    for each in sweep.rows:
        writer.writerow([safe_text(cell) for cell in _cells(problem, each, measures)])
    return buffer.getvalue()


def headings(measures: list[str]) -> list[str]:
    """The columns of the table; measures have a prefix."""
    return [
        "scenario_id",
        "scenario_name_pl",
        "scenario_name_en",
        "policy_id",
        *FACTS,
        "goals",
        "goals_proved",
        "uncovered_value_pln",
        *(f"measure_{each.replace(':', '_')}" for each in measures),
        "tie_broken",
        "seconds",
        "error_kind",
        "error_text",
    ]


def scenario_name(problem: Problem, scenario_id: str | None, language: str) -> str:
    """The name that the table gives a scenario; empty where it has none."""
    for each in problem.scenarios:
        if each.scenario_id == scenario_id:
            names = (each.name_pl, each.name_en)
            return names[language == "en"] or names[language != "en"]
    return ""


def margin_pln(content: Mapping[str, Any]) -> Decimal | None:
    """What is left of the budget, from the rounded amounts of the row."""
    total, budget = content.get("total_pln"), content.get("budget_pln")
    if total is None or budget is None:
        return None
    found: Decimal = budget - (total - (content.get("own_contribution_pln") or 0))
    return found


def goals_proved(row: SweepRow) -> int:
    """How many goals of a run are proved."""
    return sum(bool(each["proved"]) for each in row.content.get("goals", ()))


def _cells(problem: Problem, row: SweepRow, measures: list[str]) -> Iterator[str]:
    content = row.content
    yield row.scenario_id or ""
    yield scenario_name(problem, row.scenario_id, "pl")
    yield scenario_name(problem, row.scenario_id, "en")
    yield row.policy_id or ""
    yield from (_text(content.get(name)) for name in FACTS)
    yield str(len(content.get("goals", ())))
    yield str(goals_proved(row))
    yield _text(_uncovered_pln(content))
    found = content.get("measures", {})
    yield from (_text(found.get(name)) for name in measures)
    yield _text(content.get("tie", {}).get("broken"))
    yield _text(content.get("seconds"))
    error = content.get("error") or {}
    yield _text(error.get("kind"))
    yield _text(error.get("text_en"))


def _uncovered_pln(content: Mapping[str, Any]) -> Decimal | None:
    if content.get("task_cost_pln") is None:
        return None
    rows = content.get("uncovered", ())
    return sum((each["reference_value_pln"] for each in rows), Decimal("0.00"))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
