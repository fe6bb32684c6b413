"""Operation solve: the best split, proved, checked, with every face of a result."""

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

if TYPE_CHECKING:
    from allocator.allocation import Quantities, Result
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.reporting.report import Report


def carry_out(order: Order, working: Working) -> Answer:
    """Search as the options say.

    Raises WrongAnswer where arithmetic contradicts an engine, InputError where it can not run.
    """
    # Imported here: naming operations searches nothing.
    from allocator.reporting import result_document
    from allocator.solving import solve

    request = order.request
    with told_as_fault(order.options.backend):
        found = solve(
            request.problem,
            request.goals,
            request.terms,
            order.options,
            listener=working.listener,
            should_stop=working.should_stop,
            keep=working.keep,
            context=request.context,
        )
    result = with_notices(found, request)
    document = result_document(request.problem, result)
    return Answer(document, result.status, result.verdict, proved=is_proved(result))


def kept_answer(
    order: Order, split: Quantities, kept_from: str, *, stopped_by: str = "interrupted"
) -> Answer:
    """The answer of a search that was cut short, from the last plan it gave to `keep`.

    A whole result, provenance included, so that every face can be made of it. `kept_from` is the
    goal's entry that the plan is from; it stands in the provenance. Raises WrongAnswer for a plan
    that breaks something that must hold.
    """
    # Imported here: few searches are cut short from outside.
    from allocator.reporting import result_document
    from allocator.solving.kept import kept_result

    request = order.request
    found = kept_result(
        request.problem,
        request.goals,
        split,
        request.terms,
        order.options,
        stopped_by=stopped_by,
        context={**request.context, "kept_from": kept_from},
    )
    result = with_notices(found, request)
    document = result_document(request.problem, result)
    return Answer(document, result.status, result.verdict, proved=False)


def with_notices(result: Result, request: Request) -> Result:
    """The result with the notices of the request among its warnings, each once."""
    return replace(result, warnings=tuple(dict.fromkeys((*result.warnings, *request.notices))))


def is_proved(result: Result) -> bool:
    """Whether nothing was cut short: every goal proved and the draw decided, or nothing fits."""
    if result.status == "infeasible":
        return True
    causes = all(each.proved for each in result.uncovered_causes)
    return result.status == "optimal" and result.tie_broken and causes


def workbook(problem: Problem, document: Document, language: str) -> bytes:
    """The workbook of a result, from its document alone."""
    # Imported here: naming operations writes no workbook.
    from allocator.reporting.workbook import workbook_bytes

    return workbook_bytes(_report(problem, document, language))


def markdown(problem: Problem, document: Document, language: str) -> bytes:
    """The Markdown of a result, from its document alone."""
    # Imported here: as above.
    from allocator.reporting.markdown import markdown_text

    return markdown_text(_report(problem, document, language)).encode()


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from allocator.reporting import result_schema

    return result_schema()


def _report(problem: Problem, document: Document, language: str) -> Report:
    from allocator.reporting.recalled import recalled
    from allocator.reporting.report import Report

    result, terms = recalled(problem, document)
    return Report(problem, result, terms, language)


SOLVE = Operation(
    "solve",
    (
        "szuka najlepszego podziału, dowodzi go, sprawdza i pokazuje",
        "finds the best split, proves it, checks it and shows it",
    ),
    frozenset(("scenario", "policy", "goals", "fairness", "terms", "options")),
    carry_out,
    {"json": json_face, "workbook": workbook, "markdown": markdown},
    schema,
    command="solve",
)
