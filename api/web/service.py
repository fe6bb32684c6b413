"""What a running service consists of, and how a route gets hold of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import Depends
from starlette.requests import Request

from api.jobs.queue import queue_client
from api.settings import Settings
from api.storage.database import Database
from api.web.pump import Pump
from api.workshop.workshop import Workshop


@dataclass(frozen=True)
class Service:
    """The parts of one API process; all of them safe for many threads.

    `client` puts jobs into the queue, `pump` hands events to those who listen.
    """

    settings: Settings
    database: Database
    workshop: Workshop
    client: Any
    pump: Pump


async def service(request: Request) -> Service:
    """The running service, as a dependency of routes."""
    return cast(Service, request.app.state.service)


Running = Annotated[Service, Depends(service)]
"""A parameter of a route that needs the service."""


@asynccontextmanager
async def running(
    settings: Settings, database: Database, workshop: Workshop | None = None
) -> AsyncIterator[Service]:
    """A service with its parts started; all of them are ended at the end.

    A workshop that is given stays open: it may serve others, too.
    """
    client = queue_client(database)
    pump = Pump(database)
    pumping = asyncio.create_task(pump.run(), name="pump of events")
    used = workshop or Workshop(settings)
    used.start()
    try:
        yield Service(settings, database, used, client, pump)
    finally:
        pump.close()
        pumping.cancel()
        with suppress(asyncio.CancelledError):
            await pumping
        if workshop is None:
            used.close()
        client.destroy()
