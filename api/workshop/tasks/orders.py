"""What is asked of a problem, held against it; results shown, for all or for one member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from allocator.operations import (
    Operation,
    Order,
    asked_from_json,
    asked_json,
    effective,
    field_of,
    operation,
    options_from_json,
    options_json,
    order_of,
    scenario_applier,
    settings_from_json,
    settings_json,
    split_from_json,
)
from allocator.operations.asked import quantities_json
from allocator.operations.certifying import Certificate, certificate_of
from allocator.operations.describing import issue_documents
from allocator.operations.evaluating import evaluate as evaluated
from allocator.operations.faults import Faults
from allocator.operations.member_view import member_view
from allocator.reporting.exact_json import exact_text
from allocator.texts.issues import InputError
from api.workshop.tasks.keeping import problem_in

CERTIFICATES = 4
"""How many a child keeps."""


def fit(document: str, order: Mapping[str, Any]) -> dict[str, Any]:
    """An order in its one form, and what it really asks; InputError with every fault.

    `order` has the keys of `api.jobs.orders`, each part as a request gives it. Faults of what was
    asked bear the paths of its keys.
    """
    chosen, fitted = _fitted(document, order)
    found = effective(chosen, fitted)
    asked = asked_from_json(order.get("asked") or {})
    return {
        "order": {
            "operation": chosen.name,
            "asked": asked_json(asked),
            "options": options_json(fitted.options),
            "split": None if fitted.split is None else quantities_json(fitted.split.items()),
            "settings": settings_json(fitted.settings),
        },
        "effective": found,
        "problem_digest": found["problem_digest"],
        "spreads": chosen.spreads,
        "notices": issue_documents(fitted.request.notices),
    }


def render(document: str, order: Mapping[str, Any], result: str, face: str, language: str) -> bytes:
    """A result as a file: `face` is one of those of its operation (workbook, markdown, csv)."""
    chosen, fitted = _fitted(document, order)
    return chosen.faces[face](fitted.request.problem, _parsed(result), language)


def member(
    document: str, order: Mapping[str, Any], result: str, member_id: str
) -> dict[str, Any] | None:
    """One member's own rows of a result; nothing for a member that the problem has not."""
    _, fitted = _fitted(document, order)
    problem = fitted.request.problem
    if member_id not in problem.member:
        return None
    found = _certificate(document, exact_text(order, compact=True), result)
    return member_view(problem, _parsed(result), member_id, certificate=found)


def certificate(document: str, order: Mapping[str, Any], result: str) -> str | None:
    """The text of a result's certificate; nothing where it has none."""
    found = _certificate(document, exact_text(order, compact=True), result)
    return None if found is None else found.text


def evaluate(
    document: str, order: Mapping[str, Any], recommended: str | None = None
) -> dict[str, Any]:
    """The verdict on the split of an order, beside a recommended result where there is one."""
    _, fitted = _fitted(document, order)
    if fitted.split is None:
        raise AssertionError("an order to evaluate is one for operation check")
    beside = None if recommended is None else _parsed(recommended)
    try:
        return evaluated(fitted.request, fitted.split, beside)
    except InputError as error:
        raise in_words_of_request(error) from error


def compare(first: str, second: str) -> dict[str, Any] | None:
    """What two results differ in; nothing where one of them holds no split."""
    # Imported here: most children never compare.
    from scenarios.comparing import compare as compared
    from scenarios.comparing import comparison_document

    results = [_parsed(each) for each in (first, second)]
    if not all("assignments" in each for each in results):
        return None
    found = compared(*results)
    # Notices look here as everywhere in the service, with their sentences.
    return {**comparison_document(found), "notices": issue_documents(found.notices)}


@lru_cache(maxsize=CERTIFICATES)
def _certificate(document: str, order: str, result: str) -> Certificate | None:
    """Members ask for their sentences one after another: each result is formulated once."""
    _, fitted = _fitted(document, _parsed(order))
    return certificate_of(fitted.request.problem, _parsed(result))


def _fitted(document: str, order: Mapping[str, Any]) -> tuple[Operation, Order]:
    """The operation and its order. Raises InputError with the faults of all parts at once."""
    problem = problem_in(document)
    faults = Faults()
    chosen = faults.attempt(lambda: operation(order["operation"]))
    asked = faults.attempt(lambda: asked_from_json(order.get("asked") or {}))
    options = faults.attempt(lambda: options_from_json(order.get("options") or {}))
    given = order.get("split")
    split = None if given is None else faults.attempt(lambda: split_from_json(given))
    own = order.get("settings") or {}
    settings = None
    if chosen is not None:
        settings = faults.attempt(lambda: settings_from_json(chosen, own))
    try:
        faults.end()
        assert chosen is not None
        assert asked is not None
        fitted = order_of(
            chosen,
            problem,
            asked,
            options,
            split=split,
            settings=settings,
            apply_scenario=scenario_applier(),
        )
    except InputError as error:
        raise in_words_of_request(error) from error
    return chosen, fitted


def in_words_of_request(error: InputError) -> InputError:
    """The same faults under the keys of a request, where they bear names of options."""
    return InputError(tuple(replace(each, column=field_of(each.column)) for each in error.issues))


def _parsed(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)
