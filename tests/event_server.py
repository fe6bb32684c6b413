"""A real server with the route of events alone, on a free port, in a thread of the test."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from api.people.guard import Guard, guard_for
from api.people.principals import LOCAL_CONSORTIUM
from api.settings import Settings
from api.storage import consortia, events, problems, solves
from api.storage.database import Database
from api.web.errors import add_handlers
from api.web.pump import Pump
from api.web.routes.events import router
from tests.storage_cases import end, new_problem, new_solve


@dataclass(frozen=True)
class EventService:
    """What the route needs of a service."""

    settings: Settings
    database: Database
    pump: Pump


@dataclass(frozen=True)
class EventServer:
    """The server, its address and what is inside."""

    address: str
    service: EventService
    guard: Guard
    stop: Callable[[], float]

    def path(self, solve_id: str) -> str:
        """Where the events of a solve are."""
        return f"{self.address}/v1/solves/{solve_id}/events"


@contextmanager
def event_server(database: Database, **settings: Any) -> Iterator[EventServer]:
    """A server that is stopped at the end, or by `stop`, which tells how long that took."""
    service = EventService(
        Settings(data=Path("unused"), **settings), database, Pump(database, poll_seconds=0.1)
    )
    app, guard = _app(service)
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()

    def stop() -> float:
        began = time.monotonic()
        service.pump.close()
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
        return time.monotonic() - began

    try:
        eventually(lambda: server.started)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield EventServer(address, service, guard, stop)
    finally:
        stop()
        listener.close()


def asked_solve(database: Database, consortium_id: str = LOCAL_CONSORTIUM) -> str:
    """A queued solve; its first event is written with it."""
    with database.write() as connection:
        consortia.ensure(connection, consortium_id)
        problem, _ = problems.add(connection, consortium_id, new_problem())
        return str(solves.add(connection, consortium_id, new_solve(problem["id"]))["id"])


def tell(database: Database, solve_id: str, kind: str, **data: Any) -> None:
    """Write the next event of a solve."""
    with database.write() as connection:
        assert events.add(connection, LOCAL_CONSORTIUM, solve_id, kind, **data) is not None


def finish(database: Database, solve_id: str) -> None:
    """End a solve as its worker does: its row and its last event in one transaction."""
    with database.write() as connection:
        end(connection, solve_id)
        told = {"job_state": "done", "solve_result": "optimal", "verdict": "fits"}
        events.add(connection, LOCAL_CONSORTIUM, solve_id, "end", **told)


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.02)


def _app(service: EventService) -> tuple[FastAPI, Guard]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        pumping = asyncio.create_task(service.pump.run())
        yield
        service.pump.close()
        await pumping

    app = FastAPI(lifespan=lifespan)
    app.include_router(router, prefix="/v1")
    app.state.service = service
    app.state.guard = guard = guard_for(service.settings)
    add_handlers(app)
    return app, guard
