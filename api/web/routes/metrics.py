"""Figures in the text form of Prometheus."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.metrics import CONTENT_TYPE, Metrics
from api.web.negotiation import negotiated
from api.web.service import Running

router = APIRouter(tags=["service"], route_class=ExactRoute)

PLAIN = "text/plain"
EXAMPLE = 'allocator_jobs{state="queued"} 3.0\nallocator_workers 1.0\n'


@router.get(
    "/metrics",
    response_class=Response,
    summary="Figures for Prometheus",
    responses={
        200: {
            "description": "the figures, as text",
            "content": {PLAIN: {"schema": {"type": "string"}, "example": EXAMPLE}},
        },
        **refusals("not_acceptable"),
    },
)
def get_metrics(
    request: Request,
    running: Running,
    principal: Annotated[Principal, Depends(allowed(Right.ADMINISTER))],
) -> Response:
    """Jobs by state, age of the queue, seconds of solves, workers, and what this process served.

    Of all consortia together; nothing tells one from another. Where there are tokens, admins only:
    with two consortia, all of it less one's own is the other's.
    """
    negotiated(request.headers.get("accept"), (PLAIN,))
    metrics: Metrics = request.app.state.metrics
    found = metrics.text(running.database, streams=running.pump.streams)
    return Response(found, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})
