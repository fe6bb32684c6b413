"""One run of a sweep as plain data, and the function that carries it out in any process."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms, policy_goals
from allocator.reporting.exact_json import exact_text
from allocator.solving import Options
from allocator.texts.issues import InputError, Issue

USUAL_GOAL = "cost"
ERROR = "error"
GIVEN_UP = "given_up"
"""The status of a run that was told to stop: not what it would have come to."""


@dataclass(frozen=True, slots=True)
class SweepTask:
    """A scenario under a policy: everything that a worker anywhere needs, without objects of ours.

    `document` is the problem as JSON; no scenario: as it is; no policy: the goal `cost`. `key`
    names the run and everything that can change its outcome. A file at `stop_file` asks to stop.
    """

    key: str
    document: str = field(repr=False)
    scenario_id: str | None
    policy_id: str | None
    rules_off: tuple[str, ...] = ()
    partial: bool = False
    options: Options = field(default_factory=Options)
    stop_file: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Where its row stands among the others."""
        return self.scenario_id or "", self.policy_id or ""


def run_task(task: SweepTask) -> str:
    """Carry out one run; the row as JSON text. Never raises: what goes wrong is in the row."""
    started = time.monotonic()
    row: dict[str, Any] = {"scenario_id": task.scenario_id, "policy_id": task.policy_id}
    try:
        row |= _answer(task)
    except InputError as error:
        row |= failed("InputError", faults=error.issues)
    except Exception as error:
        file = str(getattr(error, "file", "") or "")
        row |= failed(type(error).__name__, str(error), file=file)
    row["seconds"] = round(time.monotonic() - started, 3)
    return exact_text(row, compact=True)


def failed(
    kind: str, words: str = "", *, file: str = "", faults: tuple[Issue, ...] = ()
) -> Mapping[str, Any]:
    """The part of a row that tells of an error: its kind, its words, a file to send."""
    # Imported here: most runs end well.
    from allocator.texts.catalogue import line

    return {
        "status": ERROR,
        "error": {
            "kind": kind,
            "text_pl": words or "; ".join(line(each, "pl") for each in faults),
            "text_en": words or "; ".join(line(each, "en") for each in faults),
            "file": file or None,
        },
    }


def goals_of(problem: Problem, policy_id: str | None, *, partial: bool) -> tuple[Goal, ...]:
    """The goals of a policy; without one, least cost."""
    if policy_id is None:
        return (Goal(USUAL_GOAL),)
    goals = policy_goals(problem, policy_id)
    # Without partial coverage nothing can be uncovered: the goal does not count.
    return goals if partial else tuple(each for each in goals if each.name != "uncovered")


def key_of(
    problem: Problem,
    digest: str,
    task: SweepTask,
    versions: Mapping[str, str],
) -> str:
    """SHA-256 of all that can change the outcome of a run.

    The digest of a problem leaves policies and scenarios out, so their content is in here.
    """
    steps = [
        [each.step, each.target, each.key, each.field, each.operation, str(each.value)]
        for each in sorted(problem.scenarios, key=lambda each: each.step)
        if each.scenario_id == task.scenario_id
    ]
    goals = goals_of(problem, task.policy_id, partial=task.partial)
    content = {
        "problem": digest,
        "scenario": [task.scenario_id, steps],
        "policy": [task.policy_id, [repr(each) for each in goals]],
        "rules_off": sorted(task.rules_off),
        "partial": task.partial,
        "options": asdict(task.options),
        "versions": dict(versions),
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _answer(task: SweepTask) -> dict[str, Any]:
    # Imported here: whoever only plans a sweep renders no result.
    from allocator.reporting import result_document
    from allocator.solving import solve
    from scenarios.changing import apply_scenario

    problem = _problem(task.document)
    goals = goals_of(problem, task.policy_id, partial=task.partial)
    cells = 0
    if task.scenario_id is not None:
        changed = apply_scenario(problem, task.scenario_id)
        problem, cells = changed.problem, len(changed.cells)
    terms = Terms(partial=task.partial, rules_off=frozenset(task.rules_off))
    told = _Told(task.stop_file)
    result = solve(problem, goals, terms, task.options, should_stop=told)
    if told.heard:
        return {"status": GIVEN_UP}
    return kept_of(result_document(problem, result), cells)


def kept_of(document: Mapping[str, Any], cells_changed: int) -> dict[str, Any]:
    """What a row keeps of the document of a result."""
    return {
        **{name: document[name] for name in KEPT},
        "problem_digest": document["provenance"]["problem_digest"],
        "cells_changed": cells_changed,
        "members_engaged": sum(each["engaged"] for each in document["members"]),
        "error": None,
    }


KEPT = (
    "status",
    "stopped_by",
    "verdict",
    "goals",
    "task_cost_pln",
    "total_pln",
    "budget_pln",
    "own_contribution_pln",
    "measures",
    "tie",
    "uncovered",
    "assignments",
)
"""Keys of a result that a row keeps."""


@dataclass(slots=True)
class _Told:
    """Asked by a search whether it should stop; remembers having said yes."""

    stop_file: str
    heard: bool = False

    def __call__(self) -> bool:
        self.heard = self.heard or (bool(self.stop_file) and os.path.exists(self.stop_file))
        return self.heard


@lru_cache(maxsize=1)
def _problem(document: str) -> Problem:
    """The problem of a sweep, read once in each process."""
    # Imported here: whoever only plans a sweep reads no problem again.
    from allocator.reading import read_problem

    with tempfile.TemporaryDirectory(prefix="allocator-sweep-") as folder:
        path = Path(folder) / "problem.json"
        path.write_text(document, encoding="utf-8")
        return read_problem(path)
