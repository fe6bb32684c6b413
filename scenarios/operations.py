"""The operations of this package: budget, and sweep, which a service spreads over many solves.

Imported whenever help is shown, so nothing heavy stands at the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from allocator.operations.asked import Asked
from allocator.operations.engine_faults import told_as_fault
from allocator.operations.operation import (
    Answer,
    Document,
    Operation,
    Order,
    Setting,
    Working,
    json_face,
)
from allocator.operations.papers import paper_faces

if TYPE_CHECKING:
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper
    from allocator.solving import Options


@dataclass(frozen=True)
class Part:
    """One solve of a sweep: the place of its row, what it asks and how it searches."""

    scenario_id: str | None
    policy_id: str | None
    asked: Asked
    options: Options


def carry_out_budget(order: Order, working: Working) -> Answer:
    """Whether the budget suffices, each figure proved or marked as not."""
    # Imported here: naming operations searches nothing.
    from scenarios.budget_documents import budget_document
    from scenarios.budgeting import assess_budget

    request = order.request
    with told_as_fault(order.options.backend):
        answer = assess_budget(
            request.problem,
            request.terms,
            order.options,
            listener=working.listener,
            should_stop=working.should_stop,
            context=request.context,
        )
    document = budget_document(request.problem, answer)
    return Answer(document, answer.status, answer.verdict, proved=all(answer.proved.values()))


def carry_out_sweep(order: Order, working: Working) -> Answer:
    """Every scenario under every policy on all cores of this machine.

    Of use where nothing else spreads the runs; progress within a run is not told.
    """
    # Imported here: as above.
    from scenarios.sweep_tables import sweep_document
    from scenarios.sweeping import sweep

    request, settings = order.request, order.settings
    with told_as_fault(order.options.backend):
        found = sweep(
            request.problem,
            scenarios=settings.get("scenarios") or None,
            policies=settings.get("policies") or None,
            rules_off=sorted(request.terms.rules_off),
            partial=request.terms.partial,
            options=order.options,
            should_stop=working.should_stop,
        )
    return gathered_answer(sweep_document(found))


def spread(
    problem: Problem, asked: Asked, options: Options, settings: Mapping[str, Any]
) -> tuple[Part, ...]:
    """The solves that a sweep consists of, in the order of its rows; each on one thread.

    Raises InputError for unknown names, the keys of the settings as the `column`.
    """
    # Imported here: as above.
    from allocator.texts.issues import InputError
    from scenarios.sweeping import one_engine, plan

    try:
        tasks = plan(problem, settings.get("scenarios"), settings.get("policies"))
    except InputError as error:
        issues = (replace(each, column=IN_SETTINGS[each.column]) for each in error.issues)
        raise InputError(tuple(issues)) from error
    return tuple(
        Part(
            each.scenario_id,
            each.policy_id,
            replace(asked, scenario=each.scenario_id, policy=each.policy_id, goals=()),
            one_engine(options),
        )
        for each in tasks
    )


def row_of(
    document: Document,
    scenario_id: str | None,
    policy_id: str | None,
    *,
    seconds: Any = None,
) -> dict[str, Any]:
    """The row of a sweep that the document of one of its solves makes."""
    # Imported here: as above.
    from scenarios.sweep_tasks import kept_of

    provenance = document["provenance"]
    cells = (provenance.get("scenario") or {}).get("cells") or ()
    took = (provenance.get("run") or {}).get("seconds") if seconds is None else seconds
    place = {"scenario_id": scenario_id, "policy_id": policy_id}
    return {**place, **kept_of(document, len(cells)), "seconds": took}


def failed_row(
    scenario_id: str | None, policy_id: str | None, kind: str, words_pl: str, words_en: str
) -> dict[str, Any]:
    """The row of a solve that ended in an error instead of an answer."""
    error = {"kind": kind, "text_pl": words_pl, "text_en": words_en, "file": None}
    place = {"scenario_id": scenario_id, "policy_id": policy_id}
    return {**place, "status": "error", "error": error, "seconds": None}


def gathered(
    rows: Sequence[Document],
    not_run: Iterable[tuple[str | None, str | None]] = (),
    *,
    provenance: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The document of a sweep from its rows, and the (scenario, policy) that have none yet."""
    missing = [
        {"scenario_id": scenario_id, "policy_id": policy_id} for scenario_id, policy_id in not_run
    ]
    return {
        "format_version": 1,
        "complete": not missing,
        "rows": [dict(each) for each in rows],
        "not_run": missing,
        "provenance": dict(provenance or {}),
    }


def gathered_answer(document: Document) -> Answer:
    """What a sweep came to: optimal where every run has an answer that is proved."""
    statuses = [each["status"] for each in document["rows"]]
    sure = document["complete"] and all(each in ("optimal", "infeasible") for each in statuses)
    answered = any(each in ("optimal", "feasible", "infeasible") for each in statuses)
    status = "optimal" if sure else "feasible" if answered else "unknown"
    verdict = "complete" if document["complete"] else "incomplete"
    return Answer(document, status, verdict, proved=sure)


def sweep_table(problem: Problem, document: Document, language: str) -> bytes:
    """The table of a sweep as CSV, from its document; names in both languages."""
    # Imported here: as above.
    from scenarios.sweep_tables import recalled_sweep, sweep_csv

    return sweep_csv(problem, recalled_sweep(document)).encode()


def budget_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The answer on the budget, as sheets."""
    # Imported here: as above.
    from scenarios.budget_tables import budget_paper as paper

    return paper(problem, document, language)


def sweep_paper(problem: Problem, document: Document, language: str) -> Paper:
    """The rows of a sweep, as sheets."""
    # Imported here: as above.
    from scenarios.sweep_paper import sweep_paper as paper

    return paper(problem, document, language)


def budget_schema() -> Mapping[str, Any]:
    """The JSON Schema of the answer on the budget."""
    # Imported here: naming operations needs no schema.
    from scenarios.schemas import budget_schema as schema

    return schema()


def sweep_schema() -> Mapping[str, Any]:
    """The JSON Schema of a sweep."""
    # Imported here: as above.
    from scenarios.schemas import sweep_schema as schema

    return schema()


IN_SETTINGS = {"--scenario": "scenarios", "--policy": "policies"}

BUDGET_OPERATION = Operation(
    "budget",
    (
        "sprawdza, czy budżet wystarcza: ile zostaje, ile brakuje i na co",
        "tells whether the budget suffices: what is left, what is missing, and for what",
    ),
    frozenset(("scenario", "rules_off", "pins", "options")),
    carry_out_budget,
    {"json": json_face, **paper_faces(budget_paper)},
    budget_schema,
    command="budget",
)

SWEEP_OPERATION = Operation(
    "sweep",
    (
        "liczy wiele wariantów pod wieloma politykami i zestawia je w tabeli",
        "solves many scenarios under many policies and puts them in one table",
    ),
    frozenset(("rules_off", "partial", "options")),
    carry_out_sweep,
    {"json": json_face, **paper_faces(sweep_paper), "csv": sweep_table},
    sweep_schema,
    settings=(
        Setting(
            "scenarios",
            (
                "warianty z tabeli scenarios; bez nich wszystkie",
                "scenarios of table scenarios; left out, all of them",
            ),
            repeats=True,
            default=(),
        ),
        Setting(
            "policies",
            (
                "polityki z tabeli policies; bez nich wszystkie",
                "policies of table policies; left out, all of them",
            ),
            repeats=True,
            default=(),
        ),
    ),
    command="sweep",
    spreads=True,
)
