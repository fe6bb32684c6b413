"""Events of solves from the database to whoever listens: one query for all of them, never one each.

The database is the only store, so that any API process tells the same; knows no HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from anyio import CancelScope, CapacityLimiter, to_thread
from sqlalchemy import Connection, Integer, String, column, select, values

from api.jobs.states import LIVE
from api.storage.database import Database
from api.storage.tables import events, solves

Answer = TypeVar("Answer")

POLL_SECONDS = 0.3
LEAST_PAUSE_SECONDS = 0.05
CHECK_SECONDS = 15.0
TROUBLE_SECONDS = 2.0
GRACE_SECONDS = 1.0
ROOM = 256
MOST_ROWS = 2000

log = logging.getLogger(__name__)


class Told(NamedTuple):
    """An event as it is stored; numbers of one solve count up from 1."""

    number: int
    kind: str
    at: datetime
    data: Mapping[str, Any]


class Subscription:
    """What one listener has still to be told about one solve; made by `Pump.subscription`.

    At most `ROOM` events wait here. A listener that is slower has the others read for it when it
    has made room, so that it costs nothing in between.
    """

    def __init__(self, solve_id: str, after: int, *, made_room: Callable[[], None]) -> None:
        self.solve_id = solve_id
        self.fetched = after
        self.closed = False
        self._made_room = made_room
        self._was_full = False
        self.scope: CancelScope | None = None
        self._waiting: deque[Told] = deque()
        self._news = asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether more may be read for it."""
        return not self.closed and len(self._waiting) < ROOM

    @property
    def is_idle(self) -> bool:
        """Whether it has been handed all that was read."""
        return not self._waiting

    def offer(self, found: Iterable[Told]) -> None:
        """Take the next events, as many as there is room for; those known already are left out."""
        for each in found:
            if each.number <= self.fetched:
                continue
            if not self.has_room:
                self._was_full = True
                break
            self._waiting.append(each)
            self.fetched = each.number
        if self._waiting:
            self._news.set()

    def close(self) -> None:
        """Nothing more will come."""
        self.closed = True
        self._news.set()

    async def next(self) -> tuple[Told, ...]:
        """Wait for the next events, in order; empty when nothing more will come."""
        await self._news.wait()
        found = tuple(self._waiting)
        self._waiting.clear()
        if not self.closed:
            self._news.clear()
        if self._was_full:
            self._was_full = False
            self._made_room()
        return found


class Pump:
    """Reads what listeners wait for, a few times a second, and hands it out.

    `run` is the one task of an API process; without listeners it sleeps.
    """

    def __init__(
        self,
        database: Database,
        *,
        poll_seconds: float = POLL_SECONDS,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        self.database = database
        self.poll_seconds = poll_seconds
        self.check_seconds = check_seconds
        self.closed = False
        self._subscriptions: dict[str, list[Subscription]] = {}
        self._over: set[str] = set()
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._limiter: CapacityLimiter | None = None

    @property
    def streams(self) -> int:
        """How many listen now."""
        return sum(map(len, self._subscriptions.values()))

    @contextmanager
    def subscription(self, solve_id: str, after: int) -> Iterator[Subscription]:
        """Listen to a solve from the event after the given number on, as long as the block lasts.

        Whoever asks has already been allowed to see the solve.
        """
        subscription = Subscription(solve_id, after, made_room=self._wake.set)
        if self.closed:
            subscription.close()
        self._subscriptions.setdefault(solve_id, []).append(subscription)
        self._wake.set()
        try:
            with CancelScope() as subscription.scope:
                yield subscription
        finally:
            left = self._subscriptions[solve_id]
            left.remove(subscription)
            if not left:
                del self._subscriptions[solve_id]

    def close(self) -> None:
        """End every stream, from any thread or signal handler, so that a server can stop.

        Listeners that can not be reached are given up after a second.
        """
        self.closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end)

    async def run(self) -> None:
        """Poll until closed. An unreachable database is told in the log and tried again."""
        self._loop, self._limiter = asyncio.get_running_loop(), CapacityLimiter(1)
        checked = time.monotonic()
        while not self.closed:
            await self._pause()
            try:
                await self._poll()
                if time.monotonic() - checked >= self.check_seconds:
                    checked = time.monotonic()
                    await self._check()
            except Exception:
                log.exception("events can not be read; trying again")
                await asyncio.sleep(TROUBLE_SECONDS)
        self._end()

    async def _pause(self) -> None:
        """Until it is time, or somebody new listens; for ever while nobody does."""
        await asyncio.sleep(LEAST_PAUSE_SECONDS)
        seconds = self.poll_seconds - LEAST_PAUSE_SECONDS if self._subscriptions else None
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return
        self._wake.clear()

    async def _poll(self) -> None:
        wanted = {
            solve_id: min(each.fetched for each in listeners if each.has_room)
            for solve_id, listeners in self._subscriptions.items()
            if any(each.has_room for each in listeners)
        }
        if not wanted:
            return
        found = await self._read(lambda connection: events_after(connection, wanted))
        for solve_id, rows in found.items():
            for each in self._subscriptions.get(solve_id, ()):
                each.offer(rows)
        if sum(map(len, found.values())) >= MOST_ROWS:
            self._wake.set()

    async def _check(self) -> None:
        """Let go of solves that ended, or are gone, and have nothing more to tell.

        The event `end` ends a stream; this is for those whose events were deleted under it.
        """
        watched = sorted(self._subscriptions)
        if not watched:
            self._over = set()
            return
        live = await self._read(lambda connection: live_solves(connection, watched))
        over = set(watched) - live
        for solve_id in over & self._over:
            for each in self._subscriptions.get(solve_id, ()):
                if each.is_idle:
                    each.close()
        self._over = over

    async def _read(self, query: Callable[[Connection], Answer]) -> Answer:
        def in_thread() -> Answer:
            with self.database.read() as connection:
                return query(connection)

        return await to_thread.run_sync(in_thread, limiter=self._limiter)

    def _end(self) -> None:
        self._wake.set()
        for listeners in self._subscriptions.values():
            for each in listeners:
                each.close()
                if each.scope is not None and self._loop is not None:
                    self._loop.call_later(GRACE_SECONDS, each.scope.cancel)


def events_after(connection: Connection, wanted: Mapping[str, int]) -> dict[str, list[Told]]:
    """Events of many solves in one query: of each those with a higher number than the one given.

    At most `MOST_ROWS`, first those that are next for their listeners.
    """
    rows = values(column("solve_id", String), column("after", Integer), name="wanted").data(
        sorted(wanted.items())
    )
    asked = rows.cte("wanted")
    query = (
        select(events.c.solve_id, events.c.number, events.c.kind, events.c.at, events.c.data)
        .join(asked, (events.c.solve_id == asked.c.solve_id) & (events.c.number > asked.c.after))
        .order_by(events.c.number - asked.c.after, events.c.solve_id)
        .limit(MOST_ROWS)
    )
    found: dict[str, list[Told]] = {}
    for solve_id, *told in connection.execute(query):
        found.setdefault(solve_id, []).append(Told(*told))
    return found


def live_solves(connection: Connection, solve_ids: Iterable[str]) -> set[str]:
    """Those of the solves that are waiting or under way."""
    query = select(solves.c.id).where(
        solves.c.id.in_(list(solve_ids)), solves.c.job_state.in_(list(LIVE))
    )
    return set(connection.execute(query).scalars())
