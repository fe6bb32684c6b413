"""Operation validate: what is in a problem and whether its supply can meet its demand at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allocator.operations.operation import (
    Answer,
    Document,
    Operation,
    Order,
    Working,
    json_face,
)
from allocator.operations.papers import paper_faces

if TYPE_CHECKING:
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper

VALID = "valid"
DOUBTFUL = "doubtful"
"""A valid problem in which some capacity or some staff is too small for the whole commission."""


def carry_out(order: Order, working: Working) -> Answer:
    """Describe the problem; nothing is searched, so whether it can be split stays unknown."""
    # Imported here: naming operations describes nothing.
    from allocator.operations.describing import description, information
    from allocator.operations.origin import origin

    found = description(order.request.problem)
    enough = [each.enough for each in found.capacities] + [each.enough for each in found.labour]
    verdict = VALID if all(enough) else DOUBTFUL
    told = information(order.request, found)
    version = told.pop("format_version")
    document = {
        "format_version": version,
        "status": "unknown",
        "verdict": verdict,
        **told,
        "eligible": [
            {"member_id": member_id, "component_id": component_id}
            for member_id, component_id in found.eligible
        ],
        "provenance": origin(order.request, order.options),
    }
    return Answer(document, "unknown", verdict, proved=True)


def paper(problem: Problem, document: Document, language: str) -> Paper:
    """What is in the problem, as sheets."""
    # Imported here: naming operations writes no paper.
    from allocator.reporting.information import information_paper

    return information_paper(problem, document, language)


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from allocator.operations.schemas import validation_schema

    return validation_schema()


VALIDATE = Operation(
    "validate",
    (
        "sprawdza dane bez szukania: co w nich jest, których ofert użyć nie można, czy mocy "
        "starcza",
        "checks the input without a search: what is in it, which offers can not be used, whether "
        "capacity suffices",
    ),
    frozenset(("scenario", "policy", "goals", "fairness", "terms")),
    carry_out,
    {"json": json_face, **paper_faces(paper)},
    schema,
)
