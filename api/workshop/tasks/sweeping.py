"""Sweeps: which solves one consists of, and the table that their results make."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from allocator.operations import (
    Asked,
    Operation,
    asked_from_json,
    asked_json,
    effective,
    operation,
    options_from_json,
    options_json,
    order_of,
    scenario_applier,
)
from allocator.operations.describing import issue_documents
from allocator.operations.faults import Faults
from allocator.operations.plugins import ApplyScenario
from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.texts.issues import InputError
from api.workshop.tasks.keeping import problem_in
from api.workshop.tasks.orders import in_words_of_request
from scenarios.operations import Part, failed_row, row_of, spread, sweep_table
from scenarios.sweeping import sweep_provenance

RUN = "solve"


def plan(
    document: str,
    asked: Mapping[str, Any],
    options: Mapping[str, Any],
    names: Mapping[str, Sequence[str]],
    most: int,
) -> dict[str, Any]:
    """The runs of a sweep in the order of its rows, each with its order, and what they share.

    `names` are `scenarios` and `policies`, all of the problem's where none are given. A run whose
    scenario or policy does not fit the problem has `faults` and no answer of its own; where none
    fits, or the request itself is wrong, InputError has every fault. More runs than `most` are
    only counted.
    """
    problem, faults, run = problem_in(document), Faults(), operation(RUN)
    wanted = faults.attempt(lambda: asked_from_json(dict(asked)))
    chosen = faults.attempt(lambda: options_from_json(dict(options)))
    parts = faults.attempt(
        lambda: spread(problem, wanted or Asked(), chosen or options_from_json({}), names)
    )
    if parts is not None and len(parts) > most:
        return {"count": len(parts), "runs": None}
    try:
        faults.end()
        assert wanted is not None
        assert chosen is not None
        assert parts is not None
        runs = _runs(problem, run, parts)
    except InputError as error:
        raise in_words_of_request(error) from error
    places = [(each.scenario_id, each.policy_id) for each in parts]
    shared = sweep_provenance(
        problem, places, chosen, rules_off=wanted.rules_off, partial=wanted.partial
    )
    return {"count": len(runs), "runs": runs, "provenance": shared}


def rows(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of runs that have ended: each with its place, and a result's text or a failure."""
    found = []
    for each in runs:
        place = each["scenario_id"], each["policy_id"]
        if each["result"] is None:
            failure = each["failure"]
            row = failed_row(*place, failure["code"], failure["text_pl"], failure["text_en"])
        else:
            result = json.loads(each["result"], parse_float=Decimal)
            row = row_of(result, *place, seconds=each["seconds"])
        found.append({**row, "seconds": each["seconds"]})
    return found


def table(document: str, sweep: Mapping[str, Any]) -> bytes:
    """The document of a sweep as CSV, as the command `sweep` writes it."""
    return sweep_table(problem_in(document), sweep, "pl")


def _runs(problem: Problem, run: Operation, parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Each part with its order. Raises InputError with the faults of all where none fits."""
    apply_scenario = _applied_once()
    runs: list[dict[str, Any]] = []
    faults = Faults()
    for part in parts:
        try:
            order = order_of(run, problem, part.asked, part.options, apply_scenario=apply_scenario)
            runs.append({**_asks(run, part), **_fits(effective(run, order))})
        except InputError as error:
            faults.issues += error.issues
            runs.append({**_asks(run, part), **_fits_not(problem, run, part, error)})
    if all(each["faults"] for each in runs):
        raise InputError(tuple(dict.fromkeys(faults.issues)))
    return runs


def _asks(run: Operation, part: Part) -> dict[str, Any]:
    return {
        "scenario_id": part.scenario_id,
        "policy_id": part.policy_id,
        "order": {
            "operation": run.name,
            "asked": asked_json(part.asked),
            "options": options_json(part.options),
            "split": None,
            "settings": {},
        },
    }


def _fits(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"effective": found, "problem_digest": found["problem_digest"], "faults": []}


def _fits_not(problem: Problem, run: Operation, part: Part, error: InputError) -> dict[str, Any]:
    """What can be said of a run that its worker will refuse for the same faults."""
    return {
        "effective": {
            "operation": run.name,
            "scenario": {"scenario_id": part.scenario_id, "cells": []},
            "policy": {"policy_id": part.policy_id},
            "options": options_json(part.options),
        },
        "problem_digest": problem_digest(problem),
        "faults": issue_documents(in_words_of_request(error).issues),
    }


def _applied_once() -> ApplyScenario:
    """Scenarios applied, each only once although every policy is tried under it."""
    apply_scenario = scenario_applier()
    assert apply_scenario is not None, "the package that applies them has this one's sweeps"
    return lru_cache(maxsize=2)(apply_scenario)
