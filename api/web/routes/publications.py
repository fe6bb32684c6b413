"""Publications: draft, published, superseded; and what each member answers to one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection
from starlette.responses import Response

from api.faults import Refusal
from api.people.principals import Principal, Role
from api.people.rights import Right, allowed
from api.storage import audit, publications
from api.storage.listing import Kept
from api.web.bodies.common import TEXT_PATTERN, Page
from api.web.bodies.publications import (
    DraftBody,
    PublicationView,
    ResponseBody,
    ResponseList,
    State,
)
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.finding import solve_row
from api.web.negotiation import json_accepted
from api.web.pages import Paged, Pages
from api.web.publishing import (
    check_publishable,
    check_state,
    publication_row,
    publication_view,
    respondent,
    responses_of,
    shown_responses,
)
from api.web.replying import Effect, Repeatable, Reply, changing, creating, json_response
from api.web.service import Running

router = APIRouter(
    tags=["publications"], route_class=ExactRoute, dependencies=[Depends(json_accepted)]
)

Publisher = Annotated[Principal, Depends(allowed(Right.PUBLISH))]
Reader = Annotated[Principal, Depends(allowed(Right.READ_PUBLICATIONS))]
Respondent = Annotated[Principal, Depends(allowed(Right.RESPOND))]
REPEATING = ("idempotency_reused", "bad_idempotency_key", "bad_body", "media_type_unknown")


@router.post(
    "/publications",
    status_code=201,
    response_model=PublicationView,
    summary="Prepare a result for the members",
    responses={
        200: {"model": PublicationView, "description": "the draft that there is already"},
        **refusals("not_found", "not_finished", "no_result", "no_split", "wrong_state", *REPEATING),
    },
)
def post_publication(
    body: DraftBody, running: Running, principal: Publisher, once: Repeatable
) -> Response:
    """Makes a draft of a finished solve that has a split; members see nothing of it yet."""

    def effect(connection: Connection) -> Reply:
        solve = solve_row(connection, principal, body.solve_id)
        check_publishable(connection, principal, solve)
        row, made = publications.draft(
            connection,
            principal.consortium_id,
            solve,
            note=body.note,
            created_by=principal.actor,
        )
        check_state(row, "draft")
        if made:
            audit.record(connection, principal, "publication.add", row["id"])
        view = publication_view(connection, principal, row)
        return Reply(view, 201 if made else 200, {"Location": view["links"]["self"]})

    return creating(running, principal, once, lambda: effect)


@router.get(
    "/publications",
    response_model=Page[PublicationView],
    summary="List publications",
    responses=refusals("bad_cursor", "bad_body"),
)
def list_publications(
    running: Running,
    principal: Reader,
    paging: Paged,
    state: Annotated[State | None, Query(description="draft, published or superseded")] = None,
    problem_id: Annotated[str | None, Query(max_length=64, pattern=TEXT_PATTERN)] = None,
) -> Response:
    """Newest first. Members see what was published."""
    with running.database.read() as connection:
        pages = Pages(connection, principal)
        page = publications.listed(
            connection,
            principal.consortium_id,
            before=pages.before(paging),
            limit=paging.limit,
            state=state,
            problem_id=problem_id,
            drafts=principal.role is not Role.MEMBER,
        )
        items = [publication_view(connection, principal, row) for row in page.rows]
        body = pages.page(items, page.next)
    return json_response(body)


@router.get(
    "/publications/{publication_id}",
    response_model=PublicationView,
    summary="A publication with the members' answers",
    responses=refusals("not_found"),
)
def get_publication(publication_id: str, running: Running, principal: Reader) -> Response:
    """The latest answer of each member stands beside it."""
    with running.database.read() as connection:
        row = publication_row(connection, principal, publication_id)
        view = publication_view(connection, principal, row)
    return json_response(view)


@router.post(
    "/publications/{publication_id}/publish",
    response_model=PublicationView,
    summary="Show a draft to the members",
    responses=refusals("not_found", "wrong_state", "idempotency_reused", "bad_idempotency_key"),
)
def publish(
    publication_id: str, running: Running, principal: Publisher, once: Repeatable
) -> Response:
    """What was published of the same problem, or of one derived from it, is superseded by it."""

    def effect(connection: Connection) -> Reply:
        check_state(publication_row(connection, principal, publication_id), "draft")
        kept = publications.publish(connection, principal.consortium_id, publication_id)
        row = publication_row(connection, principal, publication_id)
        if kept is Kept.STATE:
            check_state(row, "draft")
        audit.record(connection, principal, "publication.publish", publication_id)
        return Reply(publication_view(connection, principal, row), 200)

    return creating(running, principal, once, lambda: effect)


@router.delete(
    "/publications/{publication_id}",
    status_code=204,
    response_class=Response,
    summary="Delete a draft",
    responses=refusals("not_found", "wrong_state"),
)
def delete_publication(publication_id: str, running: Running, principal: Publisher) -> Response:
    """What was published once stays, with its answers."""

    def effect(connection: Connection) -> Reply:
        row = publication_row(connection, principal, publication_id)
        if publications.remove_draft(connection, principal.consortium_id, publication_id):
            raise Refusal("wrong_state", {"state": row["state"], "wanted": "draft"})
        audit.record(connection, principal, "publication.delete", publication_id)
        return Reply(None, 204)

    return changing(running, effect)


@router.post(
    "/publications/{publication_id}/responses",
    status_code=201,
    response_model=PublicationView,
    summary="Accept a published split, or object to it",
    responses=refusals("not_found", "wrong_state", "not_a_member", "answered_already", *REPEATING),
)
def post_response(
    publication_id: str,
    body: ResponseBody,
    running: Running,
    principal: Respondent,
    once: Repeatable,
) -> Response:
    """The latest answer of each member counts; all are kept.

    A coordinator may write down what a member said elsewhere, but never over what the member has
    answered itself.
    """

    def prepare() -> Effect:
        def effect(connection: Connection) -> Reply:
            row = publication_row(connection, principal, publication_id)
            check_state(row, "published")
            member_id, given_by = respondent(connection, principal, row, body)
            kept = publications.respond(
                connection,
                principal.consortium_id,
                publication_id,
                member_id=member_id,
                answer=body.answer,
                note=body.note,
                given_by=given_by,
            )
            if kept is not None:
                # Superseded between the two statements.
                raise Refusal("wrong_state", {"state": "superseded", "wanted": "published"})
            audit.record(
                connection, principal, "publication.respond", publication_id, answer=body.answer
            )
            view = publication_view(connection, principal, row)
            return Reply(view, 201, {"Location": view["links"]["responses"]})

        return effect

    return creating(running, principal, once, prepare)


@router.get(
    "/publications/{publication_id}/responses",
    response_model=ResponseList,
    summary="All answers that were ever given",
    responses=refusals("not_found"),
)
def list_responses(publication_id: str, running: Running, principal: Reader) -> Response:
    """In the order in which they came; members see their own alone."""
    with running.database.read() as connection:
        publication_row(connection, principal, publication_id)
        rows = responses_of(connection, principal.consortium_id, publication_id)
    return json_response({"items": shown_responses(principal, rows)})
