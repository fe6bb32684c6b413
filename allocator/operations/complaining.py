"""Operation complaints: who may justly point to whom, and what holds groups of members back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from allocator.operations.engine_faults import told_as_fault
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
    from allocator.allocation import Quantities
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper
    from allocator.solving import Options
    from allocator.solving.complaints import Complaints
    from allocator.solving.progress import ShouldStop

NONE, JUSTIFIED, OPEN = "none", "justified", "open"


def carry_out(order: Order, working: Working) -> Answer:
    """Hear every complaint about the split of the order."""
    assert order.split is not None, "an order for this operation has a split"
    with told_as_fault(order.options.backend):
        found, document = heard(
            order.request, order.split, order.options, should_stop=working.should_stop
        )
    verdict = JUSTIFIED if found.complaints else NONE if found.complete else OPEN
    status = "optimal" if found.complete else "feasible" if found.complaints else "unknown"
    return Answer(document, status, verdict, proved=found.complete)


def heard(
    request: Request,
    split: Quantities,
    options: Options,
    *,
    should_stop: ShouldStop | None = None,
) -> tuple[Complaints, dict[str, Any]]:
    """The complaints about a split, and their document with what holds groups back."""
    # Imported here: naming operations hears nobody.
    from allocator.measures.bottleneck import bottlenecks
    from allocator.operations.origin import origin
    from allocator.reporting.complaints import complaints_document
    from allocator.solving.complaints import justified_complaints

    problem = request.problem
    found = justified_complaints(
        problem,
        split,
        request.goals[0].fairness,
        request.terms,
        options,
        should_stop=should_stop,
    )
    by_price = replace(found.fairness, measure="reference_value")
    fairness = by_price if found.fairness.measure == "value" else found.fairness
    groups = [each for each in bottlenecks(problem, fairness) if each.ratio < 1]
    document = complaints_document(problem, split, found, groups)
    return found, {**document, "provenance": origin(request, options)}


def paper(problem: Problem, document: Document, language: str) -> Paper:
    """The complaints as sheets."""
    # Imported here: naming operations writes no paper.
    from allocator.reporting.complaints_paper import complaints_paper

    return complaints_paper(problem, document, language)


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from allocator.operations.schemas_fairness import complaints_schema

    return complaints_schema()


COMPLAINTS = Operation(
    "complaints",
    (
        "mówi, kto może słusznie wskazać na innego, i pokazuje podział, który to dowodzi",
        "tells who has a justified complaint about whom, and shows the split that proves it",
    ),
    frozenset(("scenario", "fairness", "cost_cap_pln", "rules_off", "options", "split")),
    carry_out,
    {"json": json_face, **paper_faces(paper)},
    schema,
    command="complaints",
    goal="target_share",
)
