"""Operation adjust: a change by hand judged at once, and the nearest split that keeps the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.operations.engine_faults import told_as_fault
from allocator.operations.faults import Faults
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
    from allocator.allocation import Quantities, Result
    from allocator.checks.adjusting import Adjustment
    from allocator.operations.fitting import Request
    from allocator.problem.problem import Problem
    from allocator.reporting.paper import Paper
    from allocator.solving import Options
    from allocator.solving.progress import PhaseListener, ShouldStop
    from allocator.texts.issues import Issue


@dataclass(frozen=True)
class NearestFound:
    """The nearest split: what it is (see reporting), its result, what it does to the wished."""

    outcome: str | None
    result: Result | None = None
    beyond: Adjustment | None = None
    refused: tuple[Issue, ...] = ()
    impossible: bool = False


def carry_out(order: Order, working: Working) -> Answer:
    """Apply the changes to the split of the order, judge them, look for the nearest legal split.

    Raises InputError with every fault of the changes.
    """
    # Imported here: naming operations judges nothing.
    from allocator.checks.adjusting import adjusted

    request, settings, before = order.request, order.settings, order.split
    assert before is not None, "an order for this operation has a split"
    faults = Faults()
    after, keep = _changed(request.problem, before, settings, faults)
    faults.end()
    found = adjusted(request.problem, request.terms, before, after)
    near = None
    if found.is_right:
        near = carried_out_itself()
    elif not settings.get("no_search"):
        near = nearest_of(
            request,
            after,
            {} if settings.get("free") else keep,
            keep,
            order.options,
            listener=working.listener,
            should_stop=working.should_stop,
        )
    document = adjusted_document(request, order.options, found, near)
    return Answer(document, _status(found, near), document["verdict"], proved=_proved(near))


def carried_out_itself() -> NearestFound:
    """The answer where the changed split is right: it is its own nearest one."""
    # Imported here: as above.
    from allocator.reporting.adjusting import CARRIED_OUT

    return NearestFound(CARRIED_OUT)


def nearest_of(
    request: Request,
    wished: Quantities,
    held: Quantities,
    keep: Quantities,
    options: Options,
    *,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
) -> NearestFound:
    """The split nearest to the wished one; `held` must stay, `keep` is what was changed."""
    # Imported here: a verdict alone needs no engine.
    from allocator.checks.adjusting import adjusted, quantities_of
    from allocator.reporting.adjusting import CARRIED_OUT, KEPT, NONE, NOT_KEPT, OPEN
    from allocator.solving import nearest

    with told_as_fault(options.backend):
        near = nearest(
            request.problem,
            wished,
            held,
            request.terms,
            options,
            listener=listener,
            should_stop=should_stop,
            context={**request.context, "policy": {"policy_id": None}},
        )
    split = near.result.split
    if split is None:
        outcome = NONE if near.result.status == "infeasible" else OPEN
        return NearestFound(outcome, near.result, None, near.refused, near.impossible)
    nearby = quantities_of(split)
    beyond = adjusted(request.problem, request.terms, wished, nearby)
    kept = all(nearby.get(pair, Fraction(0)) == quantity for pair, quantity in keep.items())
    outcome = CARRIED_OUT if not beyond.moves else KEPT if kept else NOT_KEPT
    return NearestFound(outcome, near.result, beyond, near.refused, near.impossible)


def adjusted_document(
    request: Request, options: Options, found: Adjustment, near: NearestFound | None
) -> dict[str, Any]:
    """The change and the answer to it, with where it comes from."""
    # Imported here: as above.
    from allocator.operations.origin import origin
    from allocator.reporting.adjusting import adjustment_document

    known = near or NearestFound(None)
    document = adjustment_document(
        request.problem, found, known.outcome, known.result, known.beyond
    )
    return {**document, "provenance": origin(request, options)}


def paper(problem: Problem, document: Document, language: str) -> Paper:
    """The change and the answer to it, as sheets."""
    # Imported here: naming operations writes no paper.
    from allocator.reporting.adjusting_paper import adjusting_paper

    return adjusting_paper(problem, document, language)


def schema() -> Mapping[str, Any]:
    """The JSON Schema of its document."""
    # Imported here: naming operations needs no schema.
    from allocator.operations.schemas_fairness import adjustment_schema

    return adjustment_schema()


def _changed(
    problem: Problem, before: Quantities, settings: Mapping[str, Any], faults: Faults
) -> tuple[Quantities, Quantities]:
    # Imported here: as above.
    from allocator.operations.wishing import changed_split

    return changed_split(
        problem,
        before,
        settings.get("changes") or (),
        settings.get("moves") or (),
        faults,
        places=("settings.changes", "settings.moves"),
    )


def _status(found: Adjustment, near: NearestFound | None) -> str:
    """How sure the answer is; infeasible where no split at all keeps the rules."""
    if near is None or near.result is None:
        return "optimal" if found.is_right else "feasible"
    return str(near.result.status)


def _proved(near: NearestFound | None) -> bool:
    """A verdict alone is arithmetic; of the nearest split it must be proved that none is nearer."""
    if near is None or near.result is None:
        return True
    return near.result.status in ("optimal", "infeasible")


ADJUST = Operation(
    "adjust",
    (
        "osądza ręczną zmianę podziału i szuka najbliższego podziału zgodnego z regułami",
        "judges a change made by hand and finds the nearest split that keeps the rules",
    ),
    frozenset(
        (
            "scenario",
            "policy",
            "goals",
            "fairness",
            "cost_cap_pln",
            "rules_off",
            "pins",
            "partial",
            "options",
            "split",
        )
    ),
    carry_out,
    {"json": json_face, **paper_faces(paper)},
    schema,
    settings=(
        Setting(
            "changes",
            ("nowe ilości: członek:składnik=ilość", "new quantities: member:component=quantity"),
            repeats=True,
            default=(),
        ),
        Setting(
            "moves",
            ("przesunięcia: od:do:składnik=ilość", "shifts: from:to:component=quantity"),
            repeats=True,
            default=(),
        ),
        Setting(
            "free",
            (
                "najbliższy podział nie musi zachować zmienionych ilości",
                "the nearest split need not keep the changed quantities",
            ),
            kind="flag",
            default=False,
        ),
        Setting(
            "no_search",
            (
                "tylko osąd zmiany, bez szukania najbliższego podziału",
                "only the verdict on the change, no search for the nearest split",
            ),
            kind="flag",
            default=False,
        ),
    ),
    command="adjust",
)
