"""A task turned into a result document, in a job's process: by an operation, nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from allocator.allocation import Split, Verdict
from allocator.checks import check
from allocator.operations import (
    Order,
    Working,
    asked_from_json,
    operation,
    options_from_json,
    order_of,
    scenario_applier,
    settings_from_json,
    split_from_json,
)
from allocator.operations.judging import judged
from allocator.problem.problem import Problem
from allocator.reading import read_problem
from allocator.reporting import result_document
from allocator.reporting.exact_json import exact_text
from allocator.solving import Options
from api.jobs.lines import Task

NAME = "problem.json"


def answer(task: Task, working: Working) -> dict[str, Any]:
    """The document of what was asked, as text, with status, verdict and whether it is proved.

    It tells as well whether the search was interrupted: by a stop, or by an engine's death.
    """
    order = _order(task)
    if task.kept is not None:
        document = _kept_document(order, task.kept)
        return _answer(document, document["status"], document["verdict"], proved=False)
    found = operation(task.order["operation"]).carry_out(order, working)
    return _answer(found.document, found.status, found.verdict, proved=found.proved)


def _answer(document: Any, status: str, verdict: str, *, proved: bool) -> dict[str, Any]:
    text = exact_text(document) + "\n"
    return {
        "document": text,
        "status": str(status),
        "verdict": str(verdict),
        "proved": proved,
        "interrupted": document.get("stopped_by") == "interrupted",
    }


def _order(task: Task) -> Order:
    chosen = operation(task.order["operation"])
    split = task.order["split"]
    options = options_from_json(task.order["options"])
    order = order_of(
        chosen,
        _problem(task),
        asked_from_json(task.order["asked"]),
        _within_limits(options, task),
        split=None if split is None or task.kept is not None else split_from_json(split),
        settings=settings_from_json(chosen, task.order["settings"]),
        apply_scenario=scenario_applier(),
    )
    return order if task.kept is None else replace(order, split=split_from_json(split))


def _problem(task: Task) -> Problem:
    # Reading wants a file: the suffix tells it the form.
    path = Path(task.folder) / NAME
    path.write_text(task.document, encoding="utf-8")
    return read_problem(path)


def _within_limits(options: Options, task: Task) -> Options:
    """The options with the worker's own limits where they are closer, or none were asked for."""
    limits = replace(options.limits, workers=options.limits.workers or task.threads)
    if not limits.repeatable:
        asked = limits.time_seconds
        seconds = task.seconds if asked is None else min(asked, task.seconds)
        limits = replace(limits, time_seconds=seconds)
    return replace(options, limits=limits)


def _kept_document(order: Order, stopped_by: str) -> dict[str, Any]:
    """A result for a plan that was known when its search was ended from outside."""
    assert order.split is not None, "a plan was kept"
    problem, terms = order.request.problem, order.request.terms
    split = check(problem, terms, order.split)
    result = replace(
        judged(order.request, split),
        stopped_by=stopped_by,
        verdict=_verdict(problem, split),
        tie_seed=order.options.seed,
    )
    return result_document(problem, result)


def _verdict(problem: Problem, split: Split) -> Verdict:
    budget = problem.commission.budget_total_pln
    if split.uncovered:
        return Verdict.FITS_PARTLY
    if budget is not None and split.total_pln - split.own_contribution_pln > budget:
        return Verdict.OVER_BUDGET
    return Verdict.FITS
