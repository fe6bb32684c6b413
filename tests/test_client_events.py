"""Events through the client: whatever the connection does, each is told once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from api.client import (
    AsyncClient,
    Client,
    ServiceError,
    faults,
    following,
)
from api.storage.database import Database
from tests.event_server import asked_solve, event_server, finish, tell

Handler = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(faults, "LONGEST_PAUSE_SECONDS", 0.01)


def client_of(handler: Handler, **settings: Any) -> Client:
    return Client("http://service", transport=httpx2.MockTransport(handler), **settings)


def answers(*outcomes: httpx2.Response | Exception) -> tuple[Handler, list[httpx2.Request]]:
    """A service that answers so, one after the other, and the requests that it got."""
    left, seen = list(outcomes), []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return handle, seen


def stream(*parts: str) -> httpx2.Response:
    headers = {"Content-Type": "text/event-stream"}
    return httpx2.Response(200, headers=headers, content="".join(parts).encode())


def told(number: int, kind: str, data: str = "{}") -> str:
    return f"id: {number}\nevent: {kind}\ndata: {data}\n\n"


STORY = (
    stream("retry: 1\n\n", told(1, "queued"), told(2, "progress", '{"best": 1.50}')),
    httpx2.ReadError("reset"),
    httpx2.Response(503),
    stream(told(2, "progress"), ": still here\n\n", told(3, "end")),
)


def test_events_whatever_the_connection_does() -> None:
    handle, seen = answers(*STORY)
    with client_of(handle) as client:
        events = list(client.events("so-1"))
    assert [(each.number, each.kind) for each in events] == [
        (1, "queued"),
        (2, "progress"),
        (3, "end"),
    ]
    assert events[1].data["best"] == Decimal("1.50")
    assert [each.headers.get("Last-Event-ID") for each in seen] == [None, "2", "2", "2"]


def test_events_of_a_service_that_never_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "RETURNS", 2)
    handle, seen = answers(stream(told(1, "queued")), *[httpx2.ConnectError("refused")] * 5)
    with client_of(handle) as client, pytest.raises(ServiceError, match="unreachable"):
        list(client.events("so-1"))
    assert len(seen) == 3
    handle, _ = answers(*[httpx2.Response(503)] * 9)
    with client_of(handle) as client, pytest.raises(ServiceError, match="http_503"):
        list(client.events("so-1"))
    handle, _ = answers(httpx2.Response(404, json={"code": "not_found"}))
    with client_of(handle) as client, pytest.raises(ServiceError, match="not_found"):
        list(client.events("so-1"))


def test_events_of_a_real_service_that_is_restarted(sqlite_database: Database) -> None:
    solve_id = asked_solve(sqlite_database)
    heard: list[int] = []
    addresses: list[str] = []

    def follow() -> None:
        # The client asks wherever the service is now.
        client = Client("http://service", transport=_Moving(addresses))
        with client:
            heard.extend(each.number for each in client.events(solve_id))

    with event_server(sqlite_database) as server:
        addresses.append(server.address)
        thread = threading.Thread(target=follow)
        thread.start()
        deadline = time.monotonic() + 5
        while server.service.pump.streams == 0:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    tell(sqlite_database, solve_id, "started")
    with event_server(sqlite_database) as server:
        addresses[:] = [server.address]
        finish(sqlite_database, solve_id)
        thread.join(10)
    assert heard == [1, 2, 3]


class _Moving(httpx2.BaseTransport):
    """Sends every request to the address that is listed now."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = addresses
        self.inner = httpx2.HTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = httpx2.URL(self.addresses[0])
        request.url = request.url.copy_with(host=url.host, port=url.port)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()


def test_events_in_asyncio(sqlite_database: Database) -> None:
    solve_id = asked_solve(sqlite_database)
    tell(sqlite_database, solve_id, "started")

    async def follow(address: str) -> list[str]:
        kinds = []
        async with AsyncClient(address) as client:
            async for each in client.events(solve_id):
                kinds.append(each.kind)
                if each.kind == "started":
                    await asyncio.to_thread(finish, sqlite_database, solve_id)
        return kinds

    with event_server(sqlite_database) as server:
        assert asyncio.run(follow(server.address)) == ["queued", "started", "end"]
