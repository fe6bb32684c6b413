"""Results: the whole document in the form that is liked best; one member's own rows of it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import RowMapping
from starlette.requests import Request
from starlette.responses import Response

from allocator.operations import operations
from api.faults import Refusal, not_found
from api.jobs.states import LIVE
from api.people.members import may_see_member
from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import problems, results
from api.web.bodies.results import CertificateView, MemberView
from api.web.describing import refusals
from api.web.downloads import attachment
from api.web.etags import etag_of, headers, is_known, not_modified
from api.web.exact import ExactRoute
from api.web.finding import solve_row
from api.web.negotiation import (
    CSV,
    JSON,
    MARKDOWN,
    WORKBOOK,
    Language,
    json_accepted,
    negotiated,
)
from api.web.replying import json_response
from api.web.service import Running, Service

router = APIRouter(tags=["results"], route_class=ExactRoute)

FACES: Mapping[str, str] = {WORKBOOK: "workbook", MARKDOWN: "markdown", CSV: "csv"}
SUFFIXES: Mapping[str, str] = {JSON: "json", WORKBOOK: "xlsx", MARKDOWN: "md", CSV: "csv"}
WITH_SPLIT = ("solve", "check")
CERTIFIED = ("solve",)
COME_BACK = {"Retry-After": "1"}

Reader = Annotated[Principal, Depends(allowed(Right.READ_RESULTS))]
Own = Annotated[Principal, Depends(allowed(Right.READ_OWN))]


@router.get(
    "/solves/{solve_id}/result",
    summary="The result of a solve",
    response_class=Response,
    responses={
        200: {
            "description": "the result document (GET /v1/schema), a workbook, Markdown, or CSV",
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/ResultDocument"}},
                WORKBOOK: {"schema": {"type": "string", "format": "binary"}},
                MARKDOWN: {"schema": {"type": "string"}},
                CSV: {"schema": {"type": "string"}},
            },
        },
        304: {"description": "as it was when it had this ETag"},
        **refusals("not_found", "not_acceptable", "not_finished", "no_result", "input_too_hard"),
    },
)
def get_result(
    solve_id: str, request: Request, running: Running, principal: Reader, language: Language
) -> Response:
    """JSON, .xlsx, Markdown or CSV by Accept, as far as the operation has them.

    That nothing fits is a result, too: see `verdict`.
    """
    with running.database.read() as connection:
        row = solve_row(connection, principal, solve_id)
        stored = results.etag_of(connection, principal.consortium_id, solve_id)
    liked = negotiated(request.headers.get("accept"), served(row["operation"]))
    if stored is None:
        raise without_result(row)
    etag = etag_of(stored, liked, language if liked != JSON else "")
    if is_known(request, etag):
        return not_modified(etag)
    file_name = f"{row['name'] or row['operation']} {row['id']}"
    told = {**headers(etag), **attachment(file_name, SUFFIXES[liked], inline=liked == JSON)}
    document = document_of(running, principal, row)
    if liked == JSON:
        return Response(document, 200, told, JSON)
    data = running.workshop.call(
        "orders.render",
        document=problem_of(running, principal, row),
        order=row["order"],
        result=document,
        face=FACES[liked],
        language=language,
    )
    return Response(data, 200, {**told, "Content-Language": language}, liked)


@router.get(
    "/solves/{solve_id}/certificate",
    response_model=CertificateView,
    summary="The certificate of a fair split",
    responses={
        304: {"description": "as it was when it had this ETag"},
        **refusals("not_found", "no_certificate", "not_finished", "no_result", "input_too_hard"),
    },
    dependencies=[Depends(json_accepted)],
)
def get_certificate(
    solve_id: str, request: Request, running: Running, principal: Reader
) -> Response:
    """For coordinators and auditors: what `allocator verify` proves again, byte for byte the file
    that `allocator solve --out` writes beside a result. Only results with goal `target_share` have
    one.
    """
    with running.database.read() as connection:
        row = solve_row(connection, principal, solve_id)
        stored = results.etag_of(connection, principal.consortium_id, solve_id)
    if stored is None:
        raise without_result(row)
    text = None
    if row["operation"] in CERTIFIED:
        text = running.workshop.call(
            "orders.certificate",
            document=problem_of(running, principal, row),
            order=row["order"],
            result=document_of(running, principal, row),
        )
    if text is None:
        raise Refusal("no_certificate")
    etag = etag_of("certificate", sha256(text.encode()).hexdigest())
    if is_known(request, etag):
        return not_modified(etag)
    file_name = f"{row['name'] or row['operation']} {row['id']} certificate"
    told = {**headers(etag), **attachment(file_name, SUFFIXES[JSON], inline=True)}
    return Response(text, 200, told, JSON)


@router.get(
    "/solves/{solve_id}/members/{member_id}",
    response_model=MemberView,
    summary="One member's own rows of a result",
    responses=refusals("not_found", "not_finished", "no_result", "no_split", "input_too_hard"),
    dependencies=[Depends(json_accepted)],
)
def get_member(solve_id: str, member_id: str, running: Running, principal: Own) -> Response:
    """What a result says of one member, without a price or quantity of any other.

    A member sees its own rows only, and only of what was published.
    """
    with running.database.read() as connection:
        row = solve_row(connection, principal, solve_id)
        if not may_see_member(connection, principal, row, member_id):
            raise not_found("solve", solve_id)
    result = document_of(running, principal, row)
    if row["operation"] not in WITH_SPLIT:
        raise Refusal("no_split")
    found = running.workshop.call(
        "orders.member",
        document=problem_of(running, principal, row),
        order=row["order"],
        result=result,
        member_id=member_id,
    )
    if found is None:
        raise not_found("member", member_id[:40])
    return json_response(found)


def served(operation: str) -> tuple[str, ...]:
    """The media types that an operation's document can be had in; JSON always."""
    known = operations().get(operation)
    faces = () if known is None else known.faces
    return (JSON, *(each for each, face in FACES.items() if face in faces))


def document_of(service: Service, principal: Principal, row: RowMapping) -> str:
    """The result of a solve as its JSON text. Raises Refusal where there is none."""
    with service.database.read() as connection:
        found = results.one(connection, principal.consortium_id, row["id"])
    if found is None:
        raise without_result(row)
    text: str = found["document"]
    return text


def problem_of(service: Service, principal: Principal, row: RowMapping) -> str:
    """The document of the problem that a solve is about."""
    with service.database.read() as connection:
        text = problems.document_of(connection, principal.consortium_id, row["problem_id"])
    if text is None:
        raise not_found("problem", row["problem_id"])
    return text


def without_result(row: RowMapping) -> Refusal:
    """Why a solve has no result."""
    state: Any = row["job_state"]
    if state in LIVE:
        return Refusal("not_finished", {"job_state": state}, headers=COME_BACK)
    return Refusal("no_result", {"job_state": state})
