"""Operation validate: what is in a problem and whether its supply can meet its demand at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allocator.operations.operation import Answer, Operation, Order, Working, json_face

VALID = "valid"
DOUBTFUL = "doubtful"
"""A valid problem in which some capacity or some staff is too small for the whole commission."""


def carry_out(order: Order, working: Working) -> Answer:
    """Describe the problem; nothing is searched, so whether it can be split stays unknown."""
    # Imported here: naming operations describes nothing.
    from allocator.operations.describing import description, information

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
    }
    return Answer(document, "unknown", verdict, proved=True)


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
    {"json": json_face},
    schema,
)
