"""Operation check: the verdict on any split, by arithmetic alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allocator.operations.operation import Answer, Operation, Order, Working, json_face

if TYPE_CHECKING:
    from allocator.allocation import Split
    from allocator.operations.fitting import Request

RIGHT, WRONG = "right", "wrong"
OF_A_SEARCH = ("status", "stopped_by", "goals", "tie", "provenance", "uncovered_causes", "verdict")
"""Keys of a result that say nothing of a split alone."""


def carry_out(order: Order, working: Working) -> Answer:
    """Judge the split of the order."""
    # Imported here: naming operations checks nothing.
    from allocator.checks import breaches, check

    request, given = order.request, order.split
    assert given is not None, "an order for this operation has a split"
    split = check(request.problem, request.terms, given)
    document = verdict_document(request, split, right=not breaches(split))
    return Answer(document, document["status"], document["verdict"], proved=True)


def verdict_document(request: Request, split: Split, *, right: bool) -> dict[str, Any]:
    """The verdict, the parts of a result that follow from a split alone, and how fair it is.

    `status` is feasible for a split that is right, infeasible for one that breaks something.
    """
    # Imported here: as above.
    from allocator.operations.judging import judged
    from allocator.reporting import result_document
    from allocator.reporting.fairness_document import fairness_document

    quantities = {(each.member_id, each.component_id): each.quantity for each in split.assignments}
    document = result_document(request.problem, judged(request, split))
    rest = {name: value for name, value in document.items() if name not in OF_A_SEARCH}
    return {
        "format_version": rest.pop("format_version"),
        "status": "feasible" if right else "infeasible",
        "verdict": RIGHT if right else WRONG,
        **rest,
        "fairness": fairness_document(request.problem, quantities, request.terms.fairness),
    }


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from allocator.operations.schemas import verdict_schema

    return verdict_schema()


CHECK = Operation(
    "check",
    (
        "sprawdza dowolny podział bez szukania: co łamie, co zostaje, ile są warte cele",
        "checks any split without a search: what it breaks, what is left, what goals are worth",
    ),
    frozenset(("scenario", "policy", "goals", "fairness", "terms", "split")),
    carry_out,
    {"json": json_face},
    schema,
    command="check",
)
