"""Sweeps: many scenarios and policies in one go; each run is an ordinary solve of low priority."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from api.faults import Refusal
from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import audit, problems, solves, sweeps
from api.web.bodies.common import TEXT_PATTERN, Page, Renaming
from api.web.bodies.sweeps import SweepBody, SweepTable, SweepView
from api.web.describing import refusals
from api.web.etags import check_unchanged, etag_of, headers, is_known, not_modified
from api.web.exact import ExactRoute
from api.web.finding import check_removed
from api.web.negotiation import CSV, JSON, json_accepted, negotiated
from api.web.pages import Paged, Pages
from api.web.replying import Effect, Repeatable, Reply, changing, creating, json_response
from api.web.service import Running
from api.web.sweep_standing import standings, sweep_view
from api.web.sweeping import planned, runs_of, stored, sweep_row, table_of

router = APIRouter(tags=["sweeps"], route_class=ExactRoute)

Reader = Annotated[Principal, Depends(allowed(Right.READ_RESULTS))]
Asker = Annotated[Principal, Depends(allowed(Right.SOLVE))]
JSON_ONLY = [Depends(json_accepted)]


@router.post(
    "/sweeps",
    status_code=202,
    response_model=SweepView,
    summary="Ask for a sweep",
    dependencies=JSON_ONLY,
    responses=refusals(
        *("bad_body", "bad_input", "above_ceiling", "storage_full", "sweep_too_large"),
        *("idempotency_reused", "bad_idempotency_key", "input_too_hard"),
        *("not_found", "media_type_unknown", "queue_full", "busy"),
    ),
)
def post_sweep(body: SweepBody, running: Running, principal: Asker, once: Repeatable) -> Response:
    """Queues a solve for every scenario under every policy, each with one engine and one thread.

    They wait behind other jobs of the consortium. A run that was answered with a proof before is
    done at once, unless `fresh`. Unknown names are refused, all of them at once; a scenario that
    does not fit the problem makes a run that fails, and says why in its row of the table.
    """

    def prepare() -> Effect:
        source, plan = planned(running, principal, body)

        def effect(connection: Connection) -> Reply:
            row = stored(connection, running, principal, body, source, plan)
            view = _view(connection, principal, row["id"])
            return Reply(view, 202, {"Location": f"/v1/sweeps/{row['id']}"})

        return effect

    return creating(running, principal, once, prepare)


@router.get(
    "/sweeps",
    response_model=Page[SweepView],
    summary="List sweeps",
    dependencies=JSON_ONLY,
    responses=refusals("bad_cursor", "bad_body"),
)
def list_sweeps(
    running: Running,
    principal: Reader,
    paging: Paged,
    problem_id: Annotated[str | None, Query(max_length=64, pattern=TEXT_PATTERN)] = None,
    name: Annotated[
        str | None,
        Query(max_length=200, pattern=TEXT_PATTERN, description="part of the name, in any case"),
    ] = None,
) -> Response:
    """Newest first."""
    with running.database.read() as connection:
        pages = Pages(connection, principal)
        page = sweeps.listed(
            connection,
            principal.consortium_id,
            before=pages.before(paging),
            limit=paging.limit,
            problem_id=problem_id,
            name=name,
        )
        found = standings(connection, principal.consortium_id, [row["id"] for row in page.rows])
        items = [sweep_view(row, found[row["id"]]) for row in page.rows]
        body = pages.page(items, page.next)
    return json_response(body)


@router.get(
    "/sweeps/{sweep_id}",
    response_model=SweepView,
    summary="How far a sweep is",
    dependencies=JSON_ONLY,
    responses={304: {"description": "as it was when it had this ETag"}, **refusals("not_found")},
)
def get_sweep(sweep_id: str, request: Request, running: Running, principal: Reader) -> Response:
    """Quick: made to be asked often. Its runs are listed by GET /v1/solves?sweep_id=."""
    with running.database.read() as connection:
        view = _view(connection, principal, sweep_id)
    etag = _etag(view)
    if is_known(request, etag):
        return not_modified(etag)
    return json_response(view, headers=headers(etag))


@router.patch(
    "/sweeps/{sweep_id}",
    response_model=SweepView,
    summary="Rename a sweep",
    dependencies=JSON_ONLY,
    responses=refusals("not_found", "bad_body", "media_type_unknown", "changed_meanwhile"),
)
def patch_sweep(
    sweep_id: str, body: Renaming, request: Request, running: Running, principal: Asker
) -> Response:
    """Changes name or note."""

    def effect(connection: Connection) -> Reply:
        check_unchanged(request, _etag(_view(connection, principal, sweep_id)))
        texts = {"name": body.name, "note": body.note}
        sweeps.renamed(connection, principal.consortium_id, sweep_id, **texts)
        audit.record(connection, principal, "sweep.rename", sweep_id)
        view = _view(connection, principal, sweep_id)
        return Reply(view, 200, headers(_etag(view)))

    return changing(running, effect)


@router.post(
    "/sweeps/{sweep_id}/stop",
    status_code=202,
    response_model=SweepView,
    summary="Stop a sweep and keep what is finished",
    dependencies=JSON_ONLY,
    responses=refusals("not_found", "already_ended", "idempotency_reused", "bad_idempotency_key"),
)
def stop_sweep(sweep_id: str, running: Running, principal: Asker, once: Repeatable) -> Response:
    """Runs that wait are left out; those under way end within seconds with the best plan known."""

    def effect(connection: Connection) -> Reply:
        row = sweep_row(connection, principal, sweep_id)
        live = solves.wish_sweep(connection, principal.consortium_id, row["id"], "stop")
        if not live:
            state = standings(connection, principal.consortium_id, [row["id"]])[row["id"]].state
            raise Refusal("already_ended", {"job_state": state})
        audit.record(connection, principal, "sweep.stop", row["id"], runs=live)
        return Reply(_view(connection, principal, row["id"]), 202)

    return creating(running, principal, once, lambda: effect)


@router.delete(
    "/sweeps/{sweep_id}",
    status_code=204,
    response_class=Response,
    summary="Cancel a live sweep, or delete an ended one",
    dependencies=JSON_ONLY,
    responses={
        202: {"model": SweepView, "description": "runs were live and are being cancelled"},
        **refusals("not_found", "published", "changed_meanwhile"),
    },
)
def delete_sweep(sweep_id: str, request: Request, running: Running, principal: Asker) -> Response:
    """Live runs are cancelled, finished ones stay (202); an ended sweep goes with all its runs."""

    def effect(connection: Connection) -> Reply:
        check_unchanged(request, _etag(_view(connection, principal, sweep_id)))
        live = solves.wish_sweep(connection, principal.consortium_id, sweep_id, "cancel")
        if live:
            audit.record(connection, principal, "sweep.cancel", sweep_id, runs=live)
            return Reply(_view(connection, principal, sweep_id), 202)
        kept = sweeps.remove(connection, principal.consortium_id, sweep_id)
        check_removed(kept, "sweep", sweep_id)
        audit.record(connection, principal, "sweep.delete", sweep_id)
        return Reply(None, 204)

    return changing(running, effect)


@router.get(
    "/sweeps/{sweep_id}/table",
    response_model=SweepTable,
    summary="The table of a sweep",
    responses={
        200: {
            "model": SweepTable,
            "description": "the table",
            "content": {CSV: {"schema": {"type": "string"}}},
        },
        304: {"description": "as it was when it had this ETag"},
        **refusals("not_found", "not_acceptable", "input_too_hard", "busy"),
    },
)
def get_sweep_table(
    sweep_id: str, request: Request, running: Running, principal: Reader
) -> Response:
    """A row for each run that has ended, as JSON or CSV by Accept: the same columns as the
    command `allocator sweep` has. Texts that a spreadsheet would take for formulas are quoted."""
    media_type = negotiated(request.headers.get("accept"), (JSON, CSV))
    with running.database.read() as connection:
        sweep = sweep_row(connection, principal, sweep_id)
        runs = runs_of(connection, principal.consortium_id, sweep_id)
    etag = etag_of(media_type, *((each["id"], each["job_state"]) for each in runs))
    if is_known(request, etag):
        return not_modified(etag)
    table = table_of(running, principal.consortium_id, sweep, runs)
    if media_type == JSON:
        return json_response(table, headers=headers(etag))
    with running.database.read() as connection:
        document = problems.document_of(connection, principal.consortium_id, sweep["problem_id"])
    content = running.workshop.call("sweeping.table", document=document, sweep=table)
    names = {"Content-Disposition": f'attachment; filename="{sweep_id}.csv"'}
    return Response(content, headers={**headers(etag), **names}, media_type=CSV)


def _view(connection: Connection, principal: Principal, sweep_id: str) -> dict[str, object]:
    row = sweep_row(connection, principal, sweep_id)
    found = standings(connection, principal.consortium_id, [sweep_id])
    return sweep_view(row, found[sweep_id])


def _etag(view: dict[str, object]) -> str:
    """The estimate changes with every look; it alone makes no new version."""
    return etag_of(*(str(each) for name, each in view.items() if name != "seconds_left"))
