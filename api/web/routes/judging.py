"""Any hand-made split judged, and two results compared. Nothing is stored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.faults import Refusal
from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import problems, results
from api.web.asking import source_of
from api.web.bodies.judging import ComparisonView, EvaluateBody, SplitBody, VerdictView
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.finding import solve_row
from api.web.negotiation import json_accepted
from api.web.replying import json_response
from api.web.routes.results import document_of
from api.web.service import Running

router = APIRouter(tags=["judging"], route_class=ExactRoute, dependencies=[Depends(json_accepted)])

Judge = Annotated[Principal, Depends(allowed(Right.EVALUATE))]
Reader = Annotated[Principal, Depends(allowed(Right.READ_RESULTS))]

REFUSED = refusals(
    *("not_found", "bad_body", "bad_input", "input_too_hard", "media_type_unknown", "busy")
)
CHECKED = ("scenario", "policy", "goals", "measure", "grid_pct", "cap_pct")
TERMS = ("cost_cap_pln", "rules_off", "pins", "partial", "earlier")


@router.post("/evaluate", response_model=VerdictView, summary="Judge a split", responses=REFUSED)
def post_evaluate(body: EvaluateBody, running: Running, principal: Judge) -> Response:
    """The verdict on a split by arithmetic alone: what it breaks, what it costs, what goals are
    worth. A split that breaks rules is an answer, too (200)."""
    source = source_of(running, principal, body.problem_id)
    order = _check(body.asked(), body.model_dump()["split"])
    return json_response(
        running.workshop.call("orders.evaluate", document=source.document, order=order)
    )


@router.post(
    "/solves/{solve_id}/evaluate",
    response_model=VerdictView,
    summary="Judge a split beside the recommended one",
    responses=REFUSED,
)
def post_evaluate_beside(
    solve_id: str, body: SplitBody, running: Running, principal: Judge
) -> Response:
    """The verdict on a split under the terms of a solve, and what differs from its result."""
    with running.database.read() as connection:
        row = solve_row(connection, principal, solve_id)
        document = problems.document_of(connection, principal.consortium_id, row["problem_id"])
        found = results.one(connection, principal.consortium_id, solve_id)
    asked = row["order"]["asked"]
    recommended = found["document"] if found is not None and row["operation"] == "solve" else None
    answer = running.workshop.call(
        "orders.evaluate",
        document=document,
        order=_check(asked, body.model_dump()["split"]),
        recommended=recommended,
    )
    return json_response(answer)


@router.get(
    "/compare",
    response_model=ComparisonView,
    summary="Compare two results",
    responses=refusals(
        *(
            "not_found",
            "not_finished",
            "no_result",
            "no_split",
            "bad_body",
            "input_too_hard",
            "busy",
        )
    ),
)
def get_compare(
    running: Running,
    principal: Reader,
    a: Annotated[str, Query(max_length=64, description="a solve")],
    b: Annotated[str, Query(max_length=64, description="another solve")],
) -> Response:
    """Quantities moved between members, money, goals and rules: `b` against `a`."""
    with running.database.read() as connection:
        rows = [solve_row(connection, principal, each) for each in (a, b)]
    first, second = (document_of(running, principal, row) for row in rows)
    found = running.workshop.call("orders.compare", first=first, second=second)
    if found is None:
        raise Refusal("no_split")
    return json_response(found)


def _check(asked: dict[str, Any], split: Any) -> dict[str, Any]:
    known = {name: asked[name] for name in (*CHECKED, *TERMS) if asked.get(name) is not None}
    return {"operation": "check", "asked": known, "split": split}
