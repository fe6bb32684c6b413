"""What happens to a solve, as it happens: to whoever comes late or comes back, too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query
from sqlalchemy import RowMapping, select
from starlette.requests import Request
from starlette.responses import Response

from api.faults import Refusal, not_found
from api.jobs.states import LIVE
from api.people.guard import guard_of
from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import solves
from api.storage.statements import any_row
from api.storage.tables import events
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.negotiation import EVENTS, negotiated
from api.web.service import Running, Service
from api.web.streaming import EventStream

router = APIRouter(route_class=ExactRoute, tags=["solves"])

HIGHEST = 2**31 - 1
ABOUT = """\
Server-sent events, each with a number as its `id`: `queued`, `started`, `progress` (phase with
phase_pl and phase_en in words, best, bound, seconds; what is not known is null),
`requeued`, `end` (job_state, solve_result, verdict).

Whoever comes late gets all that was told before. Whoever comes back says the last number seen in
`Last-Event-ID` (browsers do so by themselves) or `after`, and misses nothing. After `end` the
stream closes; asked again after `end` the answer is 410.
"""
EXAMPLE = (
    'id: 3\nevent: progress\ndata: {"phase": "cost", "phase_pl": "koszt zadań", '
    '"phase_en": "task cost", "best": 3159451.464, "bound": 3158000, "seconds": 0.4, '
    '"at": "2026-03-01T09:30:00.000000Z"}\n\n'
)
EVENT: Mapping[str, Any] = {
    "type": "object",
    "required": ["id", "event", "data"],
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9]+$"},
        "event": {"enum": ["queued", "started", "progress", "requeued", "end"]},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"type": "object", "required": ["at"]},
        },
        "retry": {"type": "integer"},
    },
}
"""One event, as OpenAPI 3.2 describes the items of a stream; readers of 3.1 pass over it."""


@router.get(
    "/solves/{solve_id}/events",
    summary="Follow what happens to a solve",
    description=ABOUT,
    response_class=Response,
    responses={
        200: {
            "description": "the events, as they happen",
            "content": {EVENTS: {"itemSchema": dict(EVENT), "example": EXAMPLE}},
        },
        **refusals(
            "not_found",
            "not_acceptable",
            "bad_body",
            "too_many_streams",
            "events_over",
            "events_expired",
        ),
    },
)
def follow_events(
    request: Request,
    solve_id: str,
    running: Running,
    principal: Annotated[Principal, Depends(allowed(Right.READ_RESULTS))],
    last_event_id: Annotated[
        int | None,
        Header(ge=0, le=HIGHEST, description="number of the last event seen", examples=[3]),
    ] = None,
    after: Annotated[
        int, Query(ge=0, le=HIGHEST, description="the same, where no header can be sent")
    ] = 0,
) -> Any:
    """Whatever can be refused is refused before the stream begins."""
    negotiated(request.headers.get("accept"), (EVENTS,))
    solve = found_solve(running, principal, solve_id)
    seen = position(running, solve, after if last_event_id is None else last_event_id)
    streams = guard_of(request).streams
    streams.enter(principal.actor)
    return EventStream(
        partial(running.pump.subscription, solve_id, seen),
        left=partial(streams.leave, principal.actor),
    )


def found_solve(running: Service, principal: Principal, solve_id: str) -> RowMapping:
    """The solve as it stands. Raises Refusal `not_found`."""
    with running.database.read() as connection:
        solve = solves.one(connection, principal.consortium_id, solve_id)
    if solve is None:
        raise not_found("solve", solve_id)
    return solve


def position(running: Service, solve: RowMapping, seen: int) -> int:
    """The number after which events are told. Raises Refusal where none will come any more.

    A number that was never given (after a restore from a backup) means that nothing is known.
    """
    if seen > solve["last_event"]:
        seen = 0
    if solve["job_state"] in LIVE:
        return seen
    if seen == solve["last_event"]:
        raise Refusal("events_over")
    later = select(events.c.number).where(
        events.c.solve_id == solve["id"],
        events.c.consortium_id == solve["consortium_id"],
        events.c.number > seen,
    )
    with running.database.read() as connection:
        if not any_row(connection, later):
            raise Refusal("events_expired")
    return seen
