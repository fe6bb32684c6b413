"""Events of solves: told to whoever comes, comes late or comes back; nobody costs the others."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from sqlalchemy import event

from api import moments
from api.storage import events
from api.storage.database import Database
from api.web.pump import MOST_ROWS
from tests.event_server import (
    EventServer,
    asked_solve,
    event_server,
    eventually,
    finish,
    tell,
)

Event = tuple[int, str, dict[str, Any]]


@pytest.fixture(name="server")
def a_server(database: Database) -> Iterator[EventServer]:
    with event_server(database) as server:
        yield server


@pytest.fixture(name="light")
def a_light_server(sqlite_database: Database) -> Iterator[EventServer]:
    with event_server(sqlite_database) as server:
        yield server


def heard(response: httpx2.Response) -> Iterator[Event]:
    for each in httpx2.EventSource(response):
        if each.data:
            yield int(each.id), each.event, json.loads(each.data, parse_float=Decimal)


def all_of(server: EventServer, solve_id: str, **headers: str) -> list[Event]:
    with httpx2.stream("GET", server.path(solve_id), headers=headers, timeout=10) as response:
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in response.headers
        return list(heard(response))


def refused(server: EventServer, solve_id: str, **headers: str) -> tuple[int, str]:
    response = httpx2.get(server.path(solve_id), headers=headers, timeout=10)
    return response.status_code, response.json()["code"]


def test_all_that_was_told_then_the_end(server: EventServer) -> None:
    database = server.service.database
    solve_id = asked_solve(database)
    tell(database, solve_id, "started")
    # A worker writes numbers as exact texts.
    tell(database, solve_id, "progress", phase="cost", best="3159451.464", bound=None, seconds="1")
    finish(database, solve_id)
    told = all_of(server, solve_id)
    assert [(number, kind) for number, kind, _ in told] == [
        (1, "queued"),
        (2, "started"),
        (3, "progress"),
        (4, "end"),
    ]
    assert told[2][2]["best"] == Decimal("3159451.464")
    assert told[2][2]["bound"] is None
    assert told[2][2]["phase_pl"] == "koszt zadań"
    assert told[2][2]["phase_en"] == "task cost"
    assert "phase_pl" not in told[1][2]
    assert told[2][2]["seconds"] == 1
    end = told[3][2]
    assert moments.moment_of(end.pop("at")) <= moments.now()
    assert end == {"job_state": "done", "solve_result": "optimal", "verdict": "fits"}


def test_what_happens_is_told_as_it_happens(server: EventServer) -> None:
    database = server.service.database
    solve_id = asked_solve(database)
    with httpx2.stream("GET", server.path(solve_id), timeout=10) as response:
        story = heard(response)
        assert next(story)[:2] == (1, "queued")
        for number, kind in ((2, "started"), (3, "progress")):
            written = time.monotonic()
            tell(database, solve_id, kind)
            assert next(story)[:2] == (number, kind)
            assert time.monotonic() - written < 1
        finish(database, solve_id)
        assert next(story)[:2] == (4, "end")
        assert list(story) == []


def test_who_comes_back_misses_nothing(light: EventServer) -> None:
    database = light.service.database
    solve_id = asked_solve(database)
    tell(database, solve_id, "started")
    finish(database, solve_id)
    assert [each[0] for each in all_of(light, solve_id, **{"Last-Event-ID": "1"})] == [2, 3]
    with httpx2.stream("GET", light.path(solve_id) + "?after=2", timeout=10) as response:
        assert [each[0] for each in heard(response)] == [3]


def test_gone_only_after_the_end_was_told(light: EventServer) -> None:
    database = light.service.database
    solve_id = asked_solve(database)
    finish(database, solve_id)
    assert [each[1] for each in all_of(light, solve_id, **{"Last-Event-ID": "1"})] == ["end"]
    assert refused(light, solve_id, **{"Last-Event-ID": "2"}) == (410, "events_over")
    # Numbers that were never given: the database is of an earlier day than the client.
    assert [each[0] for each in all_of(light, solve_id, **{"Last-Event-ID": "40"})] == [1, 2]
    with database.write() as connection:
        assert events.forget(connection, moments.now() + timedelta(seconds=1)) == 2
    assert refused(light, solve_id) == (410, "events_expired")


def test_what_is_refused(light: EventServer) -> None:
    database = light.service.database
    foreign = asked_solve(database, "co-222222222222222222222222")
    assert refused(light, foreign) == (404, "not_found")
    assert refused(light, "so-nothing") == (404, "not_found")
    own = asked_solve(database)
    assert refused(light, own, **{"Last-Event-ID": "two"}) == (422, "bad_body")
    assert refused(light, own, **{"Last-Event-ID": "-1"}) == (422, "bad_body")
    assert refused(light, own, Accept="application/json") == (406, "not_acceptable")
    assert light.service.pump.streams == 0


def test_a_token_has_only_so_many_streams(sqlite_database: Database) -> None:
    solve_id = asked_solve(sqlite_database)
    with event_server(sqlite_database, streams=2) as server:
        with (
            httpx2.stream("GET", server.path(solve_id), timeout=10),
            httpx2.stream("GET", server.path(solve_id), timeout=10),
        ):
            assert refused(server, solve_id) == (429, "too_many_streams")
        eventually(lambda: server.guard.streams.count("local") == 0)
        finish(sqlite_database, solve_id)
        assert len(all_of(server, solve_id)) == 2


def test_two_hundred_streams_with_one_query_for_all(database: Database) -> None:
    ids = [asked_solve(database) for _ in range(20)]
    statements: Counter[str] = Counter()

    def count(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        statements["pump" if "wanted" in statement else "other"] += 1

    async def listen(client: httpx2.AsyncClient, address: str) -> list[int]:
        async with client.stream("GET", address) as response:
            assert response.status_code == 200
            return [int(each.id) async for each in httpx2.EventSource(response) if each.data]

    async def all_listen(server: EventServer) -> list[list[int]]:
        limits = httpx2.Limits(max_connections=None)
        async with httpx2.AsyncClient(timeout=30, limits=limits) as client:
            tasks = [
                asyncio.create_task(listen(client, server.path(ids[each % len(ids)])))
                for each in range(200)
            ]
            await asyncio.to_thread(eventually, lambda: server.service.pump.streams == 200, 30.0)
            for solve_id in ids:
                await asyncio.to_thread(tell, database, solve_id, "started")
            before, began = statements["pump"], time.monotonic()
            await asyncio.sleep(1)
            asked = statements["pump"] - before
            # Ten looks a second at most, however many listen.
            assert 0 < asked <= 12 * (time.monotonic() - began)
            for solve_id in ids:
                await asyncio.to_thread(finish, database, solve_id)
            return await asyncio.gather(*tasks)

    with event_server(database, streams=200) as server:
        event.listen(database.reading, "before_cursor_execute", count)
        told = asyncio.run(all_listen(server))
        assert told == [[1, 2, 3]] * 200
        eventually(lambda: server.service.pump.streams == 0)
        assert server.guard.streams.count("local") == 0


def test_a_client_that_is_gone_is_noticed(light: EventServer) -> None:
    solve_id = asked_solve(light.service.database)
    address = urlsplit(light.address)
    with socket.create_connection((address.hostname, address.port)) as connection:
        request = f"GET /v1/solves/{solve_id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(request.encode())
        eventually(lambda: light.service.pump.streams == 1)
    eventually(lambda: light.service.pump.streams == 0, 3)
    assert light.guard.streams.count("local") == 0


def test_a_server_that_stops_ends_its_streams(light: EventServer) -> None:
    solve_id = asked_solve(light.service.database)
    with httpx2.stream("GET", light.path(solve_id), timeout=10) as response:
        found = iter(httpx2.EventSource(response))
        assert next(found).retry == 1000
        assert next(found).event == "queued"
        assert light.stop() < 3
        # It is told when to come back, and the stream ends as a stream should.
        assert [each.retry for each in found] == [1000]


def test_a_long_story_is_told_quickly(light: EventServer) -> None:
    database = light.service.database
    solve_id = asked_solve(database)
    with database.write() as connection:
        for _ in range(MOST_ROWS + 500):
            events.add(connection, "local", solve_id, "progress")
    finish(database, solve_id)
    began = time.monotonic()
    numbers = [each[0] for each in all_of(light, solve_id)]
    assert numbers == list(range(1, MOST_ROWS + 503))
    assert time.monotonic() - began < 5
