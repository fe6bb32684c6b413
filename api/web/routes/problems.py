"""Problems: received, listed, shown, renamed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import audit, problems
from api.web.bodies.common import TEXT_PATTERN, Page, Renaming
from api.web.bodies.problems import ProblemItem, ProblemView
from api.web.ceilings import check_storage
from api.web.describing import refusals
from api.web.etags import check_unchanged, headers, problem_etag
from api.web.exact import ExactRoute
from api.web.finding import check_removed, problem_row
from api.web.negotiation import json_accepted
from api.web.pages import Paged, Pages
from api.web.replying import Effect, Repeatable, Reply, changing, creating, json_response
from api.web.service import Running
from api.web.showing import kept_as_they_were, problem_item, problem_view
from api.web.uploads import REQUEST_BODY, Uploaded

router = APIRouter(tags=["problems"], route_class=ExactRoute, dependencies=[Depends(json_accepted)])

Reader = Annotated[Principal, Depends(allowed(Right.READ_PROBLEMS))]
Writer = Annotated[Principal, Depends(allowed(Right.WRITE_PROBLEMS))]


@router.post(
    "/problems",
    status_code=201,
    response_model=ProblemView,
    summary="Store a problem",
    responses={
        200: {"model": ProblemView, "description": "the consortium has this problem already"},
        **refusals("bad_input", "input_too_hard", "bad_body", "bad_idempotency_key"),
        **refusals("body_too_large", "media_type_unknown", "busy", "bad_request"),
    },
    openapi_extra={"requestBody": dict(REQUEST_BODY)},
)
def post_problem(
    upload: Uploaded, running: Running, principal: Writer, once: Repeatable
) -> Response:
    """Reads a JSON document, an .xlsx workbook or a zipped folder of CSV files.

    Every fault is told at once as an issue (422), and nothing is stored. A problem that the
    consortium has already, in any format or order of rows, is answered as it is (200): it keeps
    its name and note, and a notice says so where others were given.
    """

    def prepare() -> Effect:
        found = running.workshop.call("problems.receive", data=upload.data, suffix=upload.suffix)
        commission = found["summary"]["commission"]
        name = upload.name or commission["title_pl"] or commission["commission_id"]
        named = {"name": upload.name, "note": upload.note}
        return adding(running, principal, found, name=name[:200], note=upload.note, asked=named)

    said = once.saying(upload.data, upload.suffix, upload.name, upload.note)
    return creating(running, principal, said if once.key else once, prepare)


def adding(
    running: Running,
    principal: Principal,
    found: dict[str, Any],
    *,
    name: str,
    note: str,
    asked: Mapping[str, str | None],
    base_id: str | None = None,
) -> Effect:
    """The effect that stores what the workshop made of a problem.

    `asked`: name and note as they were given, before anything stood in for them.
    """

    def effect(connection: Connection) -> Reply:
        size = len(found["document"].encode())
        # What is there already takes no more room.
        if problems.find(connection, principal.consortium_id, found["content_digest"]) is None:
            check_storage(connection, principal, running.settings, size)
        new = problems.NewProblem(
            **{key: found[key] for key in ("document", "digest", "text_digest", "content_digest")},
            summary=found["summary"],
            notices=found["notices"],
            changes=found.get("changes"),
            created_by=principal.actor,
            name=name,
            note=note,
            base_id=base_id,
        )
        row, made = problems.add(connection, principal.consortium_id, new)
        if made:
            action = "problem.add" if base_id is None else "problem.derive"
            audit.record(connection, principal, action, row["id"])
        location = {"Location": f"/v1/problems/{row['id']}"}
        view = problem_view(row)
        if not made:
            # Told to who asks, and not kept.
            view["notices"] = [*view["notices"], *kept_as_they_were(row, asked)]
        return Reply(view, 201 if made else 200, location)

    return effect


@router.get(
    "/problems",
    response_model=Page[ProblemItem],
    summary="List problems",
    responses=refusals("bad_cursor", "bad_body"),
)
def list_problems(
    running: Running,
    principal: Reader,
    paging: Paged,
    name: Annotated[
        str | None,
        Query(max_length=200, pattern=TEXT_PATTERN, description="part of the name, in any case"),
    ] = None,
    base_id: Annotated[
        str | None, Query(max_length=64, pattern=TEXT_PATTERN, description="derived from this one")
    ] = None,
) -> Response:
    """Newest first."""
    with running.database.read() as connection:
        pages = Pages(connection, principal)
        page = problems.listed(
            connection,
            principal.consortium_id,
            before=pages.before(paging),
            limit=paging.limit,
            name=name,
            base_id=base_id,
        )
        body = pages.page([problem_item(row) for row in page.rows], page.next)
    return json_response(body)


@router.patch(
    "/problems/{problem_id}",
    response_model=ProblemView,
    summary="Rename a problem",
    responses=refusals("not_found", "bad_body", "media_type_unknown", "changed_meanwhile"),
)
def patch_problem(
    problem_id: str, body: Renaming, request: Request, running: Running, principal: Writer
) -> Response:
    """Changes name or note. The problem itself never changes: derive another one."""

    def effect(connection: Connection) -> Reply:
        check_unchanged(request, problem_etag(problem_row(connection, principal, problem_id)))
        row = problems.renamed(
            connection, principal.consortium_id, problem_id, name=body.name, note=body.note
        )
        assert row is not None, "it was here a moment ago, in this transaction"
        audit.record(connection, principal, "problem.rename", problem_id)
        return Reply(problem_view(row), 200, headers(problem_etag(row)))

    return changing(running, effect)


@router.delete(
    "/problems/{problem_id}",
    status_code=204,
    response_class=Response,
    summary="Delete a problem",
    responses=refusals("not_found", "still_live", "published", "changed_meanwhile"),
)
def delete_problem(
    problem_id: str, request: Request, running: Running, principal: Writer
) -> Response:
    """Deletes it with its ended solves, sweeps and results. Problems derived from it stay."""

    def effect(connection: Connection) -> Reply:
        check_unchanged(request, problem_etag(problem_row(connection, principal, problem_id)))
        kept = problems.remove(connection, principal.consortium_id, problem_id)
        check_removed(kept, "problem", problem_id)
        audit.record(connection, principal, "problem.delete", problem_id)
        return Reply(None, 204)

    return changing(running, effect)
