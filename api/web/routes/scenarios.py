"""A problem's document, and what-if: problems derived from it by a scenario."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import problems
from api.web.asking import source_of
from api.web.bodies.common import LONGEST_NAME
from api.web.bodies.problems import ProblemView, ScenarioBody
from api.web.describing import refusals
from api.web.downloads import attachment
from api.web.etags import etag_of, headers, is_known, not_modified, problem_etag
from api.web.exact import ExactRoute
from api.web.finding import problem_row
from api.web.negotiation import JSON, WORKBOOK, json_accepted, negotiated
from api.web.replying import Effect, Repeatable, creating, json_response
from api.web.routes.problems import adding
from api.web.service import Running, Service
from api.web.showing import problem_view

router = APIRouter(tags=["problems"], route_class=ExactRoute)

Reader = Annotated[Principal, Depends(allowed(Right.READ_PROBLEMS))]
Writer = Annotated[Principal, Depends(allowed(Right.WRITE_PROBLEMS))]

BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/problems/{problem_id}",
    response_model=ProblemView,
    summary="Show a problem",
    responses={
        200: {"content": {WORKBOOK: BINARY}, "description": "what is known of it, or its workbook"},
        304: {"description": "as it was when it had this ETag"},
        **refusals("not_found", "not_acceptable", "input_too_hard"),
    },
)
def get_problem(problem_id: str, request: Request, running: Running, principal: Reader) -> Response:
    """What is known of it as JSON; the problem itself as a workbook, by Accept."""
    liked = negotiated(request.headers.get("accept"), (JSON, WORKBOOK))
    if liked == WORKBOOK:
        return _workbook(running, principal, problem_id, request)
    with running.database.read() as connection:
        row = problem_row(connection, principal, problem_id)
    etag = problem_etag(row)
    if is_known(request, etag):
        return not_modified(etag)
    return json_response(problem_view(row), headers=headers(etag))


@router.get(
    "/problems/{problem_id}/document",
    summary="The problem itself",
    response_class=Response,
    responses={
        200: {
            "description": "the problem as a JSON document, or as a workbook",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}},
                WORKBOOK: BINARY,
            },
        },
        304: {"description": "as it was when it had this ETag"},
        **refusals("not_found", "not_acceptable", "input_too_hard"),
    },
)
def get_document(
    problem_id: str, request: Request, running: Running, principal: Reader
) -> Response:
    """All of its tables, as JSON or .xlsx by Accept; either can be posted again."""
    liked = negotiated(request.headers.get("accept"), (JSON, WORKBOOK))
    if liked == WORKBOOK:
        return _workbook(running, principal, problem_id, request)
    with running.database.read() as connection:
        row = problem_row(connection, principal, problem_id)
        etag = etag_of(row["id"], JSON)
        if is_known(request, etag):
            return not_modified(etag)
        text = problems.document_of(connection, principal.consortium_id, problem_id)
    told = attachment(row["name"] or row["id"], "json", inline=True)
    return Response(text, 200, {**headers(etag), **told}, JSON)


@router.post(
    "/problems/{problem_id}/scenarios",
    status_code=201,
    response_model=ProblemView,
    summary="Derive a problem",
    dependencies=[Depends(json_accepted)],
    responses={
        200: {"model": ProblemView, "description": "the consortium has this problem already"},
        **refusals("not_found", "bad_body", "bad_input", "storage_full", "input_too_hard"),
        **refusals("media_type_unknown", "busy"),
    },
)
def post_scenario(
    problem_id: str, body: ScenarioBody, running: Running, principal: Writer, once: Repeatable
) -> Response:
    """What-if: the problem as a scenario changes it, stored with every cell before and after.

    The scenario is one of the problem's own table, or steps given here.
    """

    def prepare() -> Effect:
        source = source_of(running, principal, problem_id)
        steps = None if body.steps is None else [each.model_dump() for each in body.steps]
        found = running.workshop.call(
            "deriving.derive",
            document=source.document,
            scenario_id=body.scenario_id,
            steps=steps,
        )
        name = body.name
        if not name:
            name = " – ".join(filter(None, (source.row["name"], found["scenario_name"])))
        return adding(
            running,
            principal,
            found,
            name=name[:LONGEST_NAME],
            note=body.note,
            asked={"name": body.name, "note": body.note},
            base_id=problem_id,
        )

    return creating(running, principal, once, prepare)


def _workbook(
    service: Service, principal: Principal, problem_id: str, request: Request
) -> Response:
    source = source_of(service, principal, problem_id)
    etag = etag_of(problem_id, source.row["name"], WORKBOOK)
    if is_known(request, etag):
        return not_modified(etag)
    data = service.workshop.call("problems.workbook", document=source.document)
    told = attachment(source.row["name"] or problem_id, "xlsx")
    return Response(data, 200, {**headers(etag), **told}, WORKBOOK)
