"""The pump of events: one query for all, slow listeners cost nothing, nothing is left open."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from api import moments
from api.storage import events, solves
from api.storage.database import Database
from api.web import pump as pump_module
from api.web.pump import ROOM, Pump, Subscription, Told, events_after
from api.web.streaming import HEARTBEAT, RETRY, EventStream, chunks
from tests.event_server import (
    asked_solve,
)


def test_a_client_that_never_reads_is_given_up_at_a_stop(sqlite_database: Database) -> None:
    solve_id = asked_solve(sqlite_database)
    left: list[bool] = []

    async def never(message: Any = None) -> Any:
        await asyncio.Event().wait()

    async def serve() -> float:
        pump = Pump(sqlite_database, poll_seconds=0.06)
        pumping = asyncio.create_task(pump.run())
        stream = EventStream(
            partial(pump.subscription, solve_id, 0), left=lambda: left.append(True)
        )
        serving = asyncio.create_task(stream({"type": "http"}, never, never))
        while pump.streams == 0:
            await asyncio.sleep(0.01)
        began = time.monotonic()
        pump.close()
        await asyncio.wait_for(serving, 5)
        await pumping
        assert pump.streams == 0
        return time.monotonic() - began

    assert asyncio.run(serve()) < 2
    assert left == [True]


def told(number: int) -> Told:
    return Told(number, "progress", moments.now(), {})


def test_a_slow_listener_keeps_little_and_still_gets_all() -> None:
    woken: list[bool] = []
    subscription = Subscription("so-1", 0, made_room=lambda: woken.append(True))
    stored = [told(number) for number in range(1, 3 * ROOM)]
    got: list[int] = []

    async def read() -> None:
        while len(got) < len(stored):
            subscription.offer(stored[subscription.fetched :])
            assert not subscription.has_room or subscription.fetched == len(stored)
            found = await subscription.next()
            assert len(found) <= ROOM
            got.extend(each.number for each in found)

    asyncio.run(read())
    assert got == [each.number for each in stored]
    # Each time that something had been left out, the rest is asked for at once.
    assert len(woken) == 2


def test_each_listener_is_first_told_what_comes_next(database: Database) -> None:
    first, second = asked_solve(database), asked_solve(database)
    with database.write() as connection:
        for _ in range(3):
            events.add(connection, "local", first, "progress")
    with database.read() as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pump_module, "MOST_ROWS", 2)
        found = events_after(connection, {first: 1, second: 0})
    # Of two rows one belongs to each, though the first solve alone has three.
    assert {key: [each.number for each in rows] for key, rows in found.items()} == {
        first: [2],
        second: [1],
    }


def test_signs_of_life_and_the_end_of_the_service() -> None:
    subscription = Subscription("so-1", 0, made_room=lambda: None)

    async def read() -> list[bytes]:
        found = []
        async for each in chunks(subscription, 0.05):
            found.append(each)
            if len(found) == 3:
                subscription.close()
        return found

    assert asyncio.run(read()) == [RETRY, HEARTBEAT, HEARTBEAT, RETRY]


def test_events_deleted_under_a_stream_end_it(sqlite_database: Database) -> None:
    solve_id = asked_solve(sqlite_database)

    async def follow() -> bool:
        pump = Pump(sqlite_database, poll_seconds=0.06, check_seconds=0.1)
        pumping = asyncio.create_task(pump.run())
        with pump.subscription(solve_id, 0) as subscription:
            assert [each.kind for each in await subscription.next()] == ["queued"]
            with sqlite_database.write() as connection:
                solves.wish(connection, "local", solve_id, "cancel")
                events.forget(connection, moments.now() + timedelta(seconds=1))
            assert await asyncio.wait_for(subscription.next(), 5) == ()
            closed = subscription.closed
        pump.close()
        await pumping
        return closed

    assert asyncio.run(follow())


def test_a_database_that_is_away_for_a_moment(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pump_module, "TROUBLE_SECONDS", 0.05)
    solve_id = asked_solve(sqlite_database)
    real, failures = pump_module.events_after, [OSError("away"), OSError("away")]

    def sometimes(*arguments: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*arguments)

    monkeypatch.setattr(pump_module, "events_after", sometimes)

    async def follow() -> str:
        pump = Pump(sqlite_database, poll_seconds=0.06)
        pumping = asyncio.create_task(pump.run())
        with pump.subscription(solve_id, 0) as subscription:
            found = await asyncio.wait_for(subscription.next(), 5)
        pump.close()
        await pumping
        return found[0].kind

    assert asyncio.run(follow()) == "queued"
    assert len(caplog.records) == 2
