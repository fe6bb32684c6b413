"""Operation check: the verdict on any split, by arithmetic alone."""

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
    from allocator.allocation import Split
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper
    from allocator.reporting.report import Report
    from allocator.solving import Options

RIGHT, WRONG = "right", "wrong"
OF_A_SEARCH = (
    "status",
    "stopped_by",
    "goals",
    "tie",
    "uncovered_causes",
    "verdict",
    "out_of_reach",
)
"""Keys of a result that say nothing of a split alone."""


def carry_out(order: Order, working: Working) -> Answer:
    """Judge the split of the order."""
    # Imported here: naming operations checks nothing.
    from allocator.checks import breaches, check

    request, given = order.request, order.split
    assert given is not None, "an order for this operation has a split"
    split = check(request.problem, request.terms, given)
    document = verdict_document(request, split, right=not breaches(split), options=order.options)
    return Answer(document, document["status"], document["verdict"], proved=True)


def verdict_document(
    request: Request, split: Split, *, right: bool, options: Options | None = None
) -> dict[str, Any]:
    """The verdict, the parts of a result that follow from a split alone, and how fair it is.

    `status` is feasible for a split that is right, infeasible for one that breaks something. Of
    the options only the seed tells: that of the result which the split was taken from.
    """
    # Imported here: as above.
    from allocator.operations.judging import judged
    from allocator.operations.origin import origin
    from allocator.reporting import result_document
    from allocator.reporting.fairness_document import fairness_document

    quantities = {(each.member_id, each.component_id): each.quantity for each in split.assignments}
    document = result_document(request.problem, judged(request, split))
    rest = {name: value for name, value in document.items() if name not in OF_A_SEARCH}
    rest.pop("provenance")
    return {
        "format_version": rest.pop("format_version"),
        "status": "feasible" if right else "infeasible",
        "verdict": RIGHT if right else WRONG,
        **rest,
        "fairness": fairness_document(
            request.problem, quantities, request.terms.fairness, request.terms
        ),
        "provenance": origin(request, options),
    }


def paper(problem: Problem, document: Document, language: str) -> Paper:
    """The verdict with the sheets of a result, from its document alone."""
    # Imported here: naming operations writes no paper.
    from allocator.reporting.verdict import verdict_paper

    return verdict_paper(_report(problem, document, language))


def markdown(problem: Problem, document: Document, language: str) -> bytes:
    """The verdict as Markdown, from its document alone."""
    # Imported here: as above.
    from allocator.reporting.markdown import markdown_text
    from allocator.reporting.verdict import measures_table, verdict_sentences

    report = _report(problem, document, language)
    split = report.result.split
    assert split is not None, "a split is what is judged"
    told = verdict_sentences(report, split)
    return markdown_text(report, told, (measures_table(report, split),)).encode()


def _report(problem: Problem, document: Document, language: str) -> Report:
    # Imported here: as above.
    from allocator.reporting.recalled import recalled
    from allocator.reporting.report import Report

    nothing = {"stopped_by": "proof", "goals": (), "tie": None, "verdict": "unknown"}
    result, terms = recalled(problem, {**document, **nothing, "status": "feasible"})
    return Report(problem, result, terms, language)


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
    {"json": json_face, **paper_faces(paper), "markdown": markdown},
    schema,
    command="check",
)
