"""A model written as an LP or MPS file, through PuLP, with names that people can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from allocator.model import Model, Sense, Tag
from allocator.solvers.lowering import Lowered, lowered
from allocator.solvers.naming import unique_names

if TYPE_CHECKING:
    import pulp

LP_DIGITS, MPS_DIGITS = 12, 13
"""Significant digits that PuLP writes."""

SUFFIXES = (".lp", ".mps")

CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Exported:
    """What the file could not say exactly: rows whose numbers have too many digits were widened."""

    widened_rows: tuple[Tag, ...]
    objective_rounded: bool


def export_model(model: Model, path: Path) -> Exported:
    """Write the model as `.lp` or `.mps`, by the suffix; the file appears whole or not at all.

    Helpers are integers, as the exact engine takes them. LP keeps the sense of the objective; MPS
    has none, so there costs are always minimised (a maximised goal is negated). A constant is the
    cost of a column fixed at 1. `ValueError` for another suffix, `OSError` if it cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        raise ValueError(f"unknown suffix {path.suffix!r}; known: {', '.join(SUFFIXES)}")
    digits, write = _WRITERS[suffix]
    task = lowered(model, 10**digits, digits=digits)
    draft = path.with_name(f".{path.name}-{uuid4().hex}")
    try:
        write(model, task, str(draft))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(
        tuple(
            model.rows[number].tag
            for number, row in zip(task.numbers, task.rows, strict=True)
            if row.widened
        ),
        task.costs.widened
        or (model.objective is not None and abs(model.objective.constant) > 10**digits),
    )


def _write_lp(model: Model, task: Lowered, path: str) -> None:
    problem = _problem(model, task, keeps_sense=True)
    problem.writeLP(path, max_length=255)


def _write_mps(model: Model, task: Lowered, path: str) -> None:
    problem = _problem(model, task, keeps_sense=False)
    problem.writeMPS(path)


def _problem(model: Model, task: Lowered, *, keeps_sense: bool) -> pulp.LpProblem:
    # PuLP takes a tenth of a second to import: only who exports pays.
    import pulp

    from allocator.solvers.pulp_model import pulp_problem

    columns = unique_names((variable.name for variable in model.variables), taken=(CONSTANT,))
    tags = (model.rows[number].tag for number in task.numbers)
    rows = unique_names(
        (f"{tag.rule_id}_{tag.subject}".rstrip("_") for tag in tags),
        taken=(CONSTANT, "impossible"),
        reserve=("_least", "_most"),
    )
    problem, _ = pulp_problem(model, task, for_floats=False, column_names=columns, row_names=rows)
    objective = model.objective
    maximised = objective is not None and objective.sense is Sense.MAXIMISE
    if objective is not None:
        problem.name = f"objective_in_units_of_{objective.unit}".replace("/", "_")
    sign = -1 if maximised and keeps_sense else 1
    if sign < 0:
        problem.sense = pulp.LpMaximize
        problem.setObjective(-problem.objective)
    if task.impossible or (objective is not None and objective.constant):
        one = problem.add_variable(CONSTANT, 1, 1, cat=pulp.LpInteger)
        if objective is not None and objective.constant:
            kept = objective.constant if keeps_sense or not maximised else -objective.constant
            problem.setObjective(problem.objective + float(kept / task.costs.divisor) * one)
        if task.impossible:
            problem.addConstraint(one >= 2, "impossible")
    return problem


_WRITERS: Mapping[str, tuple[int, Callable[[Model, Lowered, str], None]]] = MappingProxyType(
    {".lp": (LP_DIGITS, _write_lp), ".mps": (MPS_DIGITS, _write_mps)}
)
