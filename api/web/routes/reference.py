"""What can be asked, in which form, and a ready request to begin with."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.faults import not_found
from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.web.bodies.reference import DemoView, OperationsView, PoliciesView, SchemasView
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.finding import problem_row
from api.web.negotiation import JSON, json_accepted
from api.web.replying import json_response
from api.web.service import Running

router = APIRouter(
    tags=["reference"], route_class=ExactRoute, dependencies=[Depends(json_accepted)]
)

Anybody = Annotated[Principal, Depends(allowed(Right.READ_SERVICE))]
Reader = Annotated[Principal, Depends(allowed(Right.READ_PROBLEMS))]


@router.get("/demo", response_model=DemoView, summary="A ready request")
def get_demo(running: Running, principal: Anybody) -> Response:
    """The reference commission as bodies for POST /v1/problems and POST /v1/solves."""
    return json_response(running.workshop.constant("reference.demo"))


@router.get("/operations", response_model=OperationsView, summary="What can be asked")
def get_operations(running: Running, principal: Anybody) -> Response:
    """Every operation: fields that it heeds, settings of its own, forms of its answer."""
    return json_response(running.workshop.constant("reference.described"))


@router.get(
    "/policies",
    response_model=PoliciesView,
    summary="Policies and scenarios of a problem",
    responses=refusals("not_found", "bad_body"),
)
def get_policies(
    running: Running,
    principal: Reader,
    problem_id: Annotated[str, Query(max_length=64, description="a stored problem")],
) -> Response:
    """The named policies with their goals in order, and the named scenarios."""
    with running.database.read() as connection:
        row = problem_row(connection, principal, problem_id)
    summary = row["summary"]
    found = {
        "problem_id": problem_id,
        "items": summary["policies"],
        "scenarios": summary["scenarios"],
    }
    return json_response(found)


@router.get("/schema", response_model=SchemasView, summary="Which schemas there are")
def list_schemas(running: Running, principal: Anybody) -> Response:
    """JSON Schemas of a problem and of what each operation answers."""
    names = list(running.workshop.constant("reference.schemas"))
    return json_response({"items": names, "links": {each: f"/v1/schema/{each}" for each in names}})


@router.get(
    "/schema/{name}",
    summary="A JSON Schema",
    response_class=Response,
    responses={
        200: {
            "description": "the schema (draft 2020-12)",
            "content": {JSON: {"schema": {"type": "object"}, "example": {"type": "object"}}},
        },
        **refusals("not_found"),
    },
)
def get_schema(name: str, running: Running, principal: Anybody) -> Response:
    """Of a problem, of a result, or of what another operation answers."""
    found = running.workshop.constant("reference.schemas").get(name)
    if found is None:
        raise not_found("schema", name[:40])
    return json_response(found)
