"""Solves: asked for, listed, shown, renamed, stopped, cancelled, deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection, RowMapping
from starlette.requests import Request
from starlette.responses import Response

from api.faults import Refusal
from api.jobs.states import LIVE, JobState
from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import audit, solves
from api.web.asking import check_limits, fitted, new_solve, source_of, store
from api.web.bodies.common import TEXT_PATTERN, Page, Renaming
from api.web.bodies.solves import SolveBody, SolveView
from api.web.ceilings import check_queue
from api.web.describing import refusals
from api.web.etags import check_unchanged, etag_of, headers, is_known, not_modified
from api.web.exact import ExactRoute
from api.web.finding import check_removed, solve_row
from api.web.negotiation import json_accepted
from api.web.pages import Paged, Pages
from api.web.replying import (
    Effect,
    Repeatable,
    Reply,
    changing,
    creating,
    json_response,
)
from api.web.service import Running
from api.web.showing import solve_view

router = APIRouter(tags=["solves"], route_class=ExactRoute, dependencies=[Depends(json_accepted)])

CHANGES = (
    *("id", "name", "note", "job_state", "stop_wish", "attempt", "tries"),
    *("phase", "best", "bound", "seconds", "started_at", "finished_at"),
)
"""What can change in a solve; all else follows from these, or stays."""

Reader = Annotated[Principal, Depends(allowed(Right.READ_RESULTS))]
Asker = Annotated[Principal, Depends(allowed(Right.SOLVE))]


@router.post(
    "/solves",
    status_code=202,
    response_model=SolveView,
    summary="Ask for a solve",
    responses=refusals(
        *("bad_body", "bad_input", "above_ceiling", "storage_full", "use_sweeps"),
        *("idempotency_reused", "bad_idempotency_key", "input_too_hard"),
        *("not_found", "media_type_unknown", "queue_full", "busy"),
    ),
)
def post_solve(body: SolveBody, running: Running, principal: Asker, once: Repeatable) -> Response:
    """Queues an operation on a stored problem and answers at once with where to look.

    A question that was answered with a proof before is `done` at once (`answered_from`), unless
    `fresh`. The answer echoes what is really asked (`effective`).
    """

    def prepare() -> Effect:
        source = source_of(running, principal, body.problem_id)
        order = body.order()
        check_limits(running, principal, order["options"].get("limits", {}))
        found = fitted(running, source, order)
        if found["spreads"]:
            raise Refusal("use_sweeps", {"operation": body.operation})
        new = new_solve(
            principal, source, found, name=body.name, note=body.note, priority=body.priority
        )

        def effect(connection: Connection) -> Reply:
            row = store(connection, running, principal, new, fresh=body.fresh)
            # Counted when it is in: one that is answered from the store waits for nobody.
            check_queue(connection, principal, running.settings, more=0)
            audit.record(connection, principal, "solve.add", row["id"], operation=row["operation"])
            view = solve_view(row, solves.position(connection, row))
            return Reply(view, 202, {"Location": f"/v1/solves/{row['id']}"})

        return effect

    return creating(running, principal, once, prepare)


@router.get(
    "/solves",
    response_model=Page[SolveView],
    summary="List solves",
    responses=refusals("bad_cursor", "bad_body"),
)
def list_solves(
    running: Running,
    principal: Reader,
    paging: Paged,
    problem_id: Annotated[str | None, Query(max_length=64, pattern=TEXT_PATTERN)] = None,
    sweep_id: Annotated[str | None, Query(max_length=64, pattern=TEXT_PATTERN)] = None,
    operation: Annotated[str | None, Query(max_length=32, pattern=TEXT_PATTERN)] = None,
    job_state: Annotated[JobState | None, Query()] = None,
    name: Annotated[
        str | None,
        Query(max_length=200, pattern=TEXT_PATTERN, description="part of the name, in any case"),
    ] = None,
) -> Response:
    """Newest first."""
    with running.database.read() as connection:
        pages = Pages(connection, principal)
        page = solves.listed(
            connection,
            principal.consortium_id,
            before=pages.before(paging),
            limit=paging.limit,
            problem_id=problem_id,
            sweep_id=sweep_id,
            operation=operation,
            job_state=None if job_state is None else job_state.value,
            name=name,
        )
        items = [solve_view(row, solves.position(connection, row)) for row in page.rows]
        body = pages.page(items, page.next)
    return json_response(body)


@router.get(
    "/solves/{solve_id}",
    response_model=SolveView,
    summary="How a solve stands",
    responses={304: {"description": "as it was when it had this ETag"}, **refusals("not_found")},
)
def get_solve(solve_id: str, request: Request, running: Running, principal: Reader) -> Response:
    """Quick: made to be asked often. Events tell the same without asking."""
    with running.database.read() as connection:
        row = solve_row(connection, principal, solve_id)
        position = solves.position(connection, row)
    etag = _etag(row, position)
    if is_known(request, etag):
        return not_modified(etag)
    return json_response(solve_view(row, position), headers=headers(etag))


@router.patch(
    "/solves/{solve_id}",
    response_model=SolveView,
    summary="Rename a solve",
    responses=refusals("not_found", "bad_body", "media_type_unknown", "changed_meanwhile"),
)
def patch_solve(
    solve_id: str, body: Renaming, request: Request, running: Running, principal: Asker
) -> Response:
    """Changes name or note."""

    def effect(connection: Connection) -> Reply:
        before = solve_row(connection, principal, solve_id)
        check_unchanged(request, _etag(before, solves.position(connection, before)))
        row = solves.renamed(
            connection, principal.consortium_id, solve_id, name=body.name, note=body.note
        )
        assert row is not None, "it was here a moment ago, in this transaction"
        audit.record(connection, principal, "solve.rename", solve_id)
        position = solves.position(connection, row)
        return Reply(solve_view(row, position), 200, headers(_etag(row, position)))

    return changing(running, effect)


@router.post(
    "/solves/{solve_id}/stop",
    status_code=202,
    response_model=SolveView,
    summary="Stop a solve and keep its best plan",
    responses=refusals("not_found", "already_ended", "idempotency_reused", "bad_idempotency_key"),
)
def stop_solve(solve_id: str, running: Running, principal: Asker, once: Repeatable) -> Response:
    """Asks the search to end within seconds; `kept_from` then says which goal its plan is from.

    One that still waits ends at once, without a plan.
    """

    def effect(connection: Connection) -> Reply:
        row = solve_row(connection, principal, solve_id)
        if row["job_state"] not in LIVE:
            raise Refusal("already_ended", {"job_state": row["job_state"]})
        wished = solves.wish(connection, principal.consortium_id, solve_id, "stop")
        assert wished is not None, "it was here a moment ago, in this transaction"
        audit.record(connection, principal, "solve.stop", solve_id)
        return Reply(solve_view(wished, solves.position(connection, wished)), 202)

    return creating(running, principal, once, lambda: effect)


@router.delete(
    "/solves/{solve_id}",
    status_code=204,
    response_class=Response,
    summary="Cancel a live solve, or delete an ended one",
    responses={
        202: {"model": SolveView, "description": "it was live and is being cancelled"},
        **refusals("not_found", "published", "changed_meanwhile"),
    },
)
def delete_solve(solve_id: str, request: Request, running: Running, principal: Asker) -> Response:
    """A live one is cancelled, and nothing is kept (202); an ended one goes with its result (204).

    A published one stays (409).
    """

    def effect(connection: Connection) -> Reply:
        row = solve_row(connection, principal, solve_id)
        check_unchanged(request, _etag(row, solves.position(connection, row)))
        if row["job_state"] in LIVE:
            wished = solves.wish(connection, principal.consortium_id, solve_id, "cancel")
            assert wished is not None, "it was here a moment ago, in this transaction"
            if wished["stop_wish"] == "cancel":
                audit.record(connection, principal, "solve.cancel", solve_id)
                return Reply(solve_view(wished, solves.position(connection, wished)), 202)
        # It has ended, perhaps since the first look.
        kept = solves.remove(connection, principal.consortium_id, solve_id)
        check_removed(kept, "solve", solve_id)
        audit.record(connection, principal, "solve.delete", solve_id)
        return Reply(None, 204)

    return changing(running, effect)


def _etag(row: RowMapping, position: int | None) -> str:
    return etag_of(position, *(row[name] for name in CHANGES))
