"""From a request to a stored solve: fitted to its problem, answered from the store or queued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection, RowMapping

from allocator.operations import operations
from allocator.operations.operation import RESULT
from api.faults import Refusal, not_found
from api.identifiers import is_id
from api.jobs.orders import CONTRACT, order_json, request_key, versions
from api.jobs.queue import enqueue_solve
from api.jobs.states import Priority
from api.people.principals import Principal
from api.storage import consortia, problems, results, solves
from api.storage.solves import NewSolve
from api.web.finding import problem_row
from api.web.service import Service

MOST_THREADS = 64
"""Threads that one solve may ask for: an engine takes as many as it is told to."""

PRIORITIES: Mapping[str, int] = {Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


@dataclass(frozen=True)
class Source:
    """A stored problem with its document."""

    row: RowMapping
    document: str


def source_of(service: Service, principal: Principal, problem_id: str) -> Source:
    """The problem that is asked about. Raises Refusal `not_found`."""
    with service.database.read() as connection:
        row = problem_row(connection, principal, problem_id)
        document = problems.document_of(connection, principal.consortium_id, problem_id)
    assert document is not None, "a problem has its document"
    return Source(row, document)


def fitted(service: Service, source: Source, order: Mapping[str, Any]) -> dict[str, Any]:
    """The order in its one form and what it really asks. Raises Refusal `bad_input`.

    Solves that its settings name are replaced by their results.
    """
    found: dict[str, Any] = service.workshop.call(
        "orders.fit", document=source.document, order=_with_results(service, source, order)
    )
    found["effective"] = {**found["effective"], "versions": dict(versions())}
    return found


def _with_results(service: Service, source: Source, order: Mapping[str, Any]) -> Mapping[str, Any]:
    """The order with the text of a result wherever a setting of that kind names its solve.

    A worker knows no other solves, and what it is to verify must not change while it waits.
    """
    known, given = operations().get(order["operation"]), order.get("settings") or {}
    settings = dict(given)
    for each in () if known is None else known.settings:
        named = settings.get(each.name)
        if each.kind == RESULT and isinstance(named, str) and is_id("solve", named):
            with service.database.read() as connection:
                row = results.one(connection, source.row["consortium_id"], named)
            if row is None:
                raise not_found("solve", named)
            settings[each.name] = row["document"]
    return {**order, "settings": settings} if settings != given else order


def check_limits(service: Service, principal: Principal, limits: Mapping[str, Any]) -> None:
    """Raise Refusal `above_ceiling` for limits that are wider than the consortium's."""
    with service.database.read() as connection:
        most = consortia.ceilings(connection, principal.consortium_id, service.settings)
    for name, ceiling in (
        ("time_seconds", most.solve_seconds),
        ("memory_megabytes", most.memory_megabytes),
        ("workers", MOST_THREADS),
    ):
        if _is_above(limits.get(name), Decimal(ceiling)):
            raise Refusal("above_ceiling", {"name": f"limits.{name}", "most": f"{ceiling:g}"})


def _is_above(asked: Any, ceiling: Decimal) -> bool:
    """Whether a number is above; what is none has its fault told with all the others.

    A number that no decimal is equal to stands as `numerator/denominator`.
    """
    numerator, _, denominator = str(0 if asked is None else asked).partition("/")
    try:
        divisor = Decimal(denominator or 1)
        return divisor > 0 and Decimal(numerator) > ceiling * divisor
    except InvalidOperation:
        return False


def new_solve(
    principal: Principal,
    source: Source,
    found: Mapping[str, Any],
    *,
    name: str = "",
    note: str = "",
    priority: str = Priority.NORMAL,
    sweep_id: str | None = None,
) -> NewSolve:
    """What is stored of a fitted order."""
    order = found["order"]
    asked = {key: each for key, each in found["effective"].items() if key != "versions"}
    key = request_key(
        principal.consortium_id, content_digest=source.row["content_digest"], effective=asked
    )
    return NewSolve(
        problem_id=source.row["id"],
        operation=order["operation"],
        order=order_json(**{part: order[part] for part in ("operation", *PARTS)}),
        effective=found["effective"],
        problem_digest=found["problem_digest"],
        request_key=key,
        contract=CONTRACT,
        priority=PRIORITIES[priority],
        created_by=principal.actor,
        name=name,
        note=note,
        sweep_id=sweep_id,
    )


def store(
    connection: Connection,
    service: Service,
    principal: Principal,
    new: NewSolve,
    *,
    fresh: bool = False,
) -> RowMapping:
    """Keep a solve and queue it, both in this transaction; or answer it by an earlier proof."""
    known = None
    if not fresh:
        known = solves.find_answer(connection, principal.consortium_id, new.request_key)
    row = solves.add(connection, principal.consortium_id, new, answer=known)
    if known is None:
        enqueue_solve(connection, service.client, row)
    return row


PARTS = ("asked", "options", "split", "settings")
