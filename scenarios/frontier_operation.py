"""Operation frontier: what each step of fairness costs, from its record for queue and service.

Imported whenever help is shown, so nothing heavy stands at the top.
"""

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
    Setting,
    Working,
    json_face,
)
from allocator.operations.papers import paper_faces

if TYPE_CHECKING:
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper
    from scenarios.frontier import Frontier, FrontierProgress


def carry_out_frontier(order: Order, working: Working) -> Answer:
    """Find the points on as many threads as the options give, each point on one.

    The time limit is for all points together; those found by then are the answer. Raises
    RuntimeError where a point failed: a curve with a hole would tell the wrong thing.
    """
    # Imported here: naming operations searches nothing.
    from allocator.solving.progress import Clock, PhaseProgress
    from scenarios.frontier import EXTRA_PCT, frontier, threads
    from scenarios.frontier_tables import frontier_document

    options = order.options
    clock = Clock.start(options.limits.time_seconds)

    def should_stop() -> bool:
        asked = working.should_stop is not None and working.should_stop()
        return asked or clock.share(1) == 0

    def told(progress: FrontierProgress) -> None:
        if working.listener is not None:
            phase = f"frontier:{progress.done}/{progress.of}"
            working.listener(PhaseProgress(phase, None, None, progress.seconds))

    with told_as_fault(options.backend):
        found = frontier(
            order.request.problem,
            order.request.goals[0].fairness,
            order.request.terms,
            replace(options, limits=replace(options.limits, time_seconds=None)),
            every_budget=bool(order.settings.get("complete")),
            extra_pct=order.settings.get("extra_pct") or EXTRA_PCT,
            workers=options.workers,
            pool=threads,
            listener=told,
            should_stop=should_stop,
            context=order.request.context,
        )
    for error in found.errors:
        raise RuntimeError(f"{error['error']['kind']}: {error['error']['text_en']}")
    return Answer(
        frontier_document(found),
        status_of(found),
        "complete" if found.complete else "incomplete",
        proved=found.complete and found.proved,
    )


def status_of(found: Frontier) -> str:
    """How sure it is: optimal where every point is there and proved."""
    if found.infeasible:
        return "infeasible"
    if found.complete and found.proved:
        return "optimal"
    return "feasible" if found.wholes else "unknown"


def table(problem: Problem, document: Document, language: str) -> bytes:
    """The points as CSV, in no language."""
    # Imported here: as above.
    from scenarios.frontier_tables import points_csv

    return points_csv(document).encode()


def paper(problem: Problem, document: Document, language: str) -> Paper:
    """The points as sheets."""
    # Imported here: as above.
    from scenarios.frontier_paper import frontier_paper

    return frontier_paper(problem, document, language)


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from scenarios.schemas import frontier_schema

    return frontier_schema()


FRONTIER_OPERATION = Operation(
    "frontier",
    (
        "pokazuje, ile kosztuje każdy krok sprawiedliwości, każdy punkt z dowodem",
        "shows what each step of fairness costs, every point proved",
    ),
    frozenset(("scenario", "policy", "fairness", "rules_off", "options")),
    carry_out_frontier,
    {"json": json_face, **paper_faces(paper), "csv": table},
    schema,
    settings=(
        Setting(
            "complete",
            (
                "każdy budżet, przy którym poziomy się zmieniają (dla małych zleceń)",
                "every budget at which the levels change (for small commissions)",
            ),
            kind="flag",
            default=False,
        ),
        Setting(
            "extra_pct",
            (
                "o ile procent ponad najniższy koszt stoją podziały w całości; bez tego 0,05 do 1",
                "percent above the least cost at which whole splits stand; left out, 0.05 to 1",
            ),
            kind="number",
            default=(),
            repeats=True,
        ),
    ),
    command="frontier",
    goal="target_share",
)
