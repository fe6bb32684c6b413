"""Operation verify: the claims of a result proved again, by other engines than those it names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from allocator.operations.faults import issue
from allocator.operations.operation import (
    RESULT,
    Answer,
    Document,
    Operation,
    Order,
    Setting,
    Working,
    json_face,
)
from allocator.operations.papers import paper_faces
from allocator.operations.plugins import scenario_applier
from allocator.texts.issues import InputError

if TYPE_CHECKING:
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper

STATUS = {"confirmed": "optimal", "refuted": "infeasible", "open": "feasible"}
"""How sure the answer is, in the words that all operations share."""


def carry_out(order: Order, working: Working) -> Answer:
    """Hold a result against the problem that it was made for.

    The scenario is the one that the result names. Raises InputError for a result that is none, or
    of another problem.
    """
    # Imported here: naming operations proves nothing.
    from allocator.operations.certifying import certificate_of
    from allocator.operations.origin import origin
    from allocator.operations.verifying import OPEN, document, verified
    from allocator.reporting.shapes import is_result_shaped

    result = _object(order.settings, "result")
    if not is_result_shaped(result):
        raise InputError((issue(NOT_OURS["result"], "settings.result"),))
    request = _request(order.request.problem, result)
    given = _object(order.settings, "certificate") if order.settings.get("certificate") else None
    if given is None:
        made = certificate_of(request.problem, result)
        # As whoever reads the file has it.
        given = None if made is None else json.loads(made.text, parse_float=Decimal)
    options = replace(order.options, seed=int(result["provenance"].get("seed") or 0))
    found = verified(
        request,
        result,
        options,
        certificate=given,
        listener=working.listener,
        should_stop=working.should_stop,
    )
    told = document(found, origin(request, options))
    return Answer(told, STATUS[found.verdict], found.verdict, proved=found.verdict != OPEN)


def paper(problem: Problem, document: Document, language: str) -> Paper:
    """What became of the claims, as sheets."""
    # Imported here: naming operations writes no paper.
    from allocator.reporting.verification import verification_paper

    return verification_paper(problem, document, language)


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from allocator.operations.schemas import verification_schema

    return verification_schema()


def _object(settings: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object in a setting's text. Raises InputError where there is none of ours."""
    try:
        found = json.loads(settings[name], parse_float=Decimal)
    except ValueError:
        found = None
    needed = NEEDED[name]
    if not isinstance(found, dict) or not needed <= found.keys():
        raise InputError((issue(NOT_OURS[name], f"settings.{name}"),))
    return found


def _request(problem: Problem, result: Mapping[str, Any]) -> Request:
    """What the result was asked for: its scenario, goals and terms."""
    # Imported here: as above.
    from allocator.operations.fitting import Request, with_scenario
    from allocator.problem.digest import problem_digest
    from allocator.reporting.recalled import goals_of, terms_of

    provenance: Mapping[str, Any] = result["provenance"]
    scenario: Mapping[str, Any] = provenance.get("scenario") or {}
    stated, changed = provenance.get("problem_digest"), problem
    if stated != problem_digest(problem):
        changed = with_scenario(problem, scenario.get("scenario_id"), scenario_applier()).problem
    if stated != problem_digest(changed):
        raise InputError((issue("result_of_other_problem", "settings.result"),))
    return Request(
        changed,
        goals_of(provenance),
        terms_of(provenance),
        (provenance.get("policy") or {}).get("policy_id"),
        scenario.get("scenario_id"),
        tuple(scenario.get("cells") or ()),
    )


NEEDED = {
    "result": {"format_version", "status", "goals", "assignments", "provenance", "verdict"},
    "certificate": {"format_version", "kind", "claims"},
}
NOT_OURS = {"result": "not_a_result", "certificate": "not_a_certificate"}

VERIFY = Operation(
    "verify",
    (
        "sprawdza twierdzenia wyniku jeszcze raz, innym programem niż ten, który liczył",
        "proves the claims of a result again, with another engine than the one that made it",
    ),
    frozenset(("options",)),
    carry_out,
    {"json": json_face, **paper_faces(paper)},
    schema,
    settings=(
        Setting(
            "result",
            (
                "wynik jako tekst JSON; w serwisie także numer obliczenia, które go dało",
                "the result as JSON text; in the service also the id of the solve that gave it",
            ),
            kind=RESULT,
            needed=True,
        ),
        Setting(
            "certificate",
            (
                "jego certyfikat jako tekst JSON; bez niego powstaje z wyniku na nowo",
                "its certificate as JSON text; left out, it is made from the result anew",
            ),
            kind=RESULT,
        ),
    ),
    command="verify",
)
