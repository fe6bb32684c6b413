"""What-if: a problem as a scenario changes it, with every cell before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from allocator.operations.describing import issue_documents
from allocator.problem.problem import Problem
from allocator.reporting.exact_json import exact_text
from allocator.texts.issues import InputError, Issue
from api.workshop.tasks.keeping import problem_in, problem_of
from api.workshop.tasks.problems import stored
from scenarios.commands import apply_scenario

STEPS = "scenarios"
OF_REQUEST = "request"
"""The scenario that the steps of a request make up while they are applied."""
FIRST_ROW = 2
"""Where the first step would stand in a sheet."""


def derive(
    document: str,
    scenario_id: str | None = None,
    steps: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """What is stored of the changed problem, with `changes`, and the scenario's names.

    The scenario is one of the problem's own table, or steps with the same columns. The derived
    problem keeps the table as it was. Raises InputError with every fault.
    """
    base = problem_in(document)
    try:
        source = base if steps is None else _with_steps(document, steps)
        changed = apply_scenario(source, scenario_id or OF_REQUEST)
    except InputError as error:
        own = steps is not None
        raise InputError(tuple(_placed(each, own=own) for each in error.issues)) from error
    tables = {**changed.problem.tables, STEPS: base.tables.get(STEPS, ())}
    found = stored(replace(changed.problem, tables=tables, scenarios=base.scenarios))
    names = [each for each in base.scenarios if each.scenario_id == scenario_id]
    return {
        **found,
        "changes": list(changed.cells),
        "notices": [*found["notices"], *_others(found["notices"], changed.notices)],
        "scenario_name": next((each.name_pl for each in names if each.name_pl), scenario_id),
    }


def _with_steps(document: str, steps: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem with these steps in place of its own scenarios, read as any other."""
    content = json.loads(document, parse_float=Decimal)
    content[STEPS] = [
        {
            "scenario_id": OF_REQUEST,
            "step": number,
            **{name: value for name, value in step.items() if value not in (None, "")},
        }
        for number, step in enumerate(steps, start=1)
    ]
    return problem_of(exact_text(content, compact=True).encode(), ".json")


def _placed(issue: Issue, *, own: bool) -> Issue:
    """A fault under the field of the request that it lies in."""
    if not own:
        return issue if issue.table else replace(issue, column="scenario_id")
    if issue.table != STEPS or issue.row is None:
        return issue
    place = f"steps[{issue.row - FIRST_ROW}]"
    return replace(issue, table="", row=None, column=f"{place}.{issue.column}".rstrip("."))


def _others(known: list[dict[str, Any]], notices: Sequence[Issue]) -> list[dict[str, Any]]:
    return [each for each in issue_documents(notices) if each not in known]
