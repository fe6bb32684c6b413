"""One point of what fairness costs as plain data, and the function that finds it in any process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allocator.problem.request import Fairness, Goal, Terms
from allocator.reporting.exact_json import exact_text
from allocator.solving import Options
from scenarios.sweep_tasks import _problem, _Told, failed

if TYPE_CHECKING:
    from allocator.problem.problem import Problem

STEP, WHOLE, NEXT = "step", "whole", "next"
LEAST, FAIREST = "least", "fairest"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FrontierTask:
    """A point to find: everything a worker needs, without objects of ours.

    `step`: the least cost at which everybody reaches `level`. `whole`: the fairest split whose
    cost is at most `cost_pln` (exact, as text; None: `name` says least cost or no bound at all).
    `next`: the least cost that buys better levels than `levels`.
    """

    kind: str
    document: str = field(repr=False)
    fairness: Fairness = field(default_factory=Fairness)
    name: str = ""
    level: int = 0
    cost_pln: str | None = None
    levels: tuple[int, ...] = ()
    known: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)
    at_least_pln: str | None = None
    rules_off: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)
    stop_file: str = ""

    @property
    def goal(self) -> Goal:
        """The goal of levels."""
        return Goal("target_share", fairness=self.fairness)

    @property
    def terms(self) -> Terms:
        """What holds beside the problem's own rules."""
        cap = Fraction(self.cost_pln) if self.kind == WHOLE and self.cost_pln else None
        return Terms(rules_off=frozenset(self.rules_off), cost_cap_pln=cap)


def key_of(task: FrontierTask, digest: str, versions: Mapping[str, str]) -> str:
    """SHA-256 of all that can change the point: what is only known beforehand does not count.

    Nor does the limit of time: a proof holds whatever time it took.
    """
    untimed = replace(task.options, limits=replace(task.options.limits, time_seconds=None))
    content = {
        "problem": digest,
        "point": [task.kind, task.name, task.level, task.cost_pln, list(task.levels)],
        "fairness": [str(each) for each in asdict(task.fairness).values()],
        "rules_off": sorted(task.rules_off),
        "options": asdict(untimed),
        "versions": dict(versions),
    }
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def is_final(row: Mapping[str, Any], task: FrontierTask) -> bool:
    """Whether a point that was kept is proved, or was searched as long as the task may take."""
    before, now = row["time_seconds"], task.options.limits.time_seconds
    return bool(row["proved"]) or before is None or (now is not None and now <= before)


def run_task(task: FrontierTask) -> str:
    """Find one point; the row as JSON text. Never raises: what goes wrong is in the row."""
    told = _Told(task.stop_file)
    try:
        row = _FIND[task.kind](_problem(task.document), task, told)
    except Exception as error:
        row = dict(failed(type(error).__name__, str(error), file=str(getattr(error, "file", ""))))
    if told.heard:
        row = {"status": "given_up"}
    row["time_seconds"] = task.options.limits.time_seconds
    return exact_text(row, compact=True)


def _step(problem: Problem, task: FrontierTask, told: _Told) -> Row:
    # Imported here: whoever plans a frontier searches nothing.
    from allocator.solving import least_cost_at_level

    found = least_cost_at_level(
        problem,
        task.goal,
        task.level,
        task.terms,
        task.options,
        known={(who, what): Fraction(quantity) for who, what, quantity in task.known} or None,
        at_least_pln=None if task.at_least_pln is None else Fraction(task.at_least_pln),
        should_stop=told,
    )
    return {
        "status": "infeasible" if found.infeasible else "found",
        "level": task.level,
        "reached": found.reached,
        "cost_pln": _text(found.cost_pln),
        "bound_pln": _text(found.bound_pln),
        "proved": found.proved or found.infeasible,
        "stopped_by": found.stopped_by,
        "confirmed_by": list(found.confirmed_by),
        "assignments": _assignments(found.split),
    }


def _whole(problem: Problem, task: FrontierTask, told: _Told) -> Row:
    # Imported here: whoever plans a frontier searches nothing.
    from allocator.solving import solve

    first = (Goal("cost"),) if task.name == LEAST else ()
    result = solve(
        problem,
        (*first, task.goal, Goal("cost")),
        task.terms,
        task.options,
        should_stop=told,
    )
    split, levels = result.split, result.goals[len(first)]
    least = result.goals[0].bound if first else None
    members = {} if split is None else {each.member_id: each for each in split.members}
    ratios = [each.ratio for each in members.values() if each.ratio is not None]
    small = split.measures.get("small_members_value") if split is not None else None
    return {
        "status": str(result.status),
        "name": task.name,
        "levels": list(levels.value) if isinstance(levels.value, tuple) else None,
        "bound": list(levels.bound) if isinstance(levels.bound, tuple) else None,
        "proved": all(each.proved for each in result.goals),
        "levels_proved": levels.proved,
        "cost_pln": None if split is None else _text(split.task_cost_pln),
        "bound_pln": _text(least if isinstance(least, Fraction) else None),
        "smallest_ratio": _text(min(ratios, default=None)),
        "small_members_value_pln": _text(small if isinstance(small, Fraction) else None),
        "stopped_by": str(result.stopped_by),
        "confirmed_by": sorted({name for each in result.goals for name in each.confirmed_by}),
        "assignments": _assignments(split),
    }


def _next(problem: Problem, task: FrontierTask, told: _Told) -> Row:
    # Imported here: whoever plans a frontier searches nothing.
    from allocator.solving import next_budget

    found = next_budget(problem, task.goal, task.levels, task.terms, task.options, should_stop=told)
    return {
        "status": "found",
        "cost_pln": _text(found.cost_pln),
        "proved": found.proved,
        "stopped_by": found.stopped_by,
    }


_FIND = {STEP: _step, WHOLE: _whole, NEXT: _next}


def _assignments(split: Any) -> list[list[str]]:
    if split is None:
        return []
    return [[each.member_id, each.component_id, str(each.quantity)] for each in split.assignments]


def _text(value: Fraction | None) -> str | None:
    """An exact number as text: rounding is for whoever shows it."""
    return None if value is None else str(value)
