"""Whether the process is up, and whether everything it needs is."""

from __future__ import annotations

import logging
from typing import Any

from anyio import CapacityLimiter, move_on_after, to_thread
from fastapi import APIRouter, Depends
from starlette.responses import Response

from allocator.reporting.exact_json import exact_text
from api.storage.database import Database
from api.storage.migrating import is_current
from api.web.bodies.health import HealthView, ReadyView
from api.web.exact import ExactRoute
from api.web.metrics import live_workers
from api.web.negotiation import JSON, json_accepted
from api.web.service import Running

router = APIRouter(tags=["service"], route_class=ExactRoute, dependencies=[Depends(json_accepted)])

PATIENCE_SECONDS = 3.0
FRESH = {"Cache-Control": "no-store"}
NOTHING = {"database": False, "tables": False, "workers": 0}

log = logging.getLogger(__name__)


@router.get("/health", response_model=HealthView, summary="Whether the process is up")
async def get_health() -> Response:
    """Looks at nothing else; needs no token."""
    return _answer({"status": "up"}, 200)


@router.get(
    "/ready",
    response_model=ReadyView,
    summary="Whether requests can be served",
    responses={
        503: {"model": ReadyView, "description": "the database or its tables are not there"}
    },
)
async def get_ready(running: Running) -> Response:
    """Each part by itself; needs no token. Without a worker jobs are accepted, and wait."""
    found: dict[str, Any] = NOTHING
    # In threads of its own, and not for long: a database that hangs must not hold up the others.
    with move_on_after(PATIENCE_SECONDS):
        found = await to_thread.run_sync(
            state_of, running.database, abandon_on_cancel=True, limiter=CapacityLimiter(1)
        )
    parts = {
        "database": {"ok": found["database"]},
        "tables": {"ok": found["tables"]},
        "workshop": {"ok": running.workshop.is_open},
        "workers": {"ok": found["workers"] > 0, "alive": found["workers"]},
    }
    ready = bool(found["database"] and found["tables"])
    return _answer({"ready": ready, "parts": parts}, 200 if ready else 503)


def state_of(database: Database) -> dict[str, Any]:
    """Whether the database answers, whether its tables are right, how many workers live."""
    found = dict(NOTHING)
    try:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        found["database"] = True
        found["tables"] = is_current(database)
        with database.read() as connection:
            found["workers"] = live_workers(connection)
    except Exception as error:
        # Whatever is wrong with it: it is told as a state, and who may know more reads the log.
        log.warning("not ready: %s", type(error).__name__)
    return found


def _answer(body: dict[str, Any], status: int) -> Response:
    return Response(exact_text(body), status, FRESH, JSON)
