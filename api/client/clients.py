"""The two clients: one waits in place, one in asyncio; what can be asked is the same.

with Client("http://127.0.0.1:8000") as client:
    problem = client.post_problem("commission.xlsx")
    solve = client.wait(client.solve(problem.id).id)
    split = client.result(solve.id)["assignments"]
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from types import TracebackType
from typing import Any, TypeVar

import httpx2

from api.client import methods, solve_calls, sweep_calls
from api.client.call import Call
from api.client.following import SILENCE_SECONDS, Following, waits
from api.client.records import Event, SolveInfo, SweepInfo

Answer = TypeVar("Answer")
Info = TypeVar("Info", SolveInfo, SweepInfo)
TRIALS = 6


class Client(methods.Methods):
    """A client that waits for each answer. Safe for many threads.

    Every method raises ServiceError where the service refuses or does not answer; what is safe to
    send twice is sent again after a failure that passes. `transport` is for tests.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        timeout: float = 30.0,
        trials: int = TRIALS,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.trials = trials
        self.http = httpx2.Client(**_settings(base_url, token, timeout), transport=transport)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.http.close()

    def perform(self, call: Call[Answer]) -> Answer:
        """Send a request and read its answer."""
        trial = 0
        while True:
            outcome: httpx2.Response | httpx2.TransportError
            try:
                outcome = self.http.request(**_request(call))
            except httpx2.TransportError as error:
                outcome = error
            pause = call.pause(outcome, trial, trials=self.trials)
            if pause is None:
                assert isinstance(outcome, httpx2.Response), "an error raises or is tried again"
                return call.answer(outcome)
            time.sleep(pause)
            trial += 1

    def events(self, solve_id: str, *, after: int = 0) -> Iterator[Event]:
        """What happens to a solve, from its first event to `end`, whatever the connection does.

        Nothing comes where all has been told before (`after`) or is too old to be kept.
        """
        following = Following(solve_id, after)
        while not following.ended:
            outcome: httpx2.Response | httpx2.TransportError | None = None
            try:
                with self.http.stream("GET", **_stream(following)) as response:
                    if not response.is_success:
                        response.read()
                    if following.opened(response):
                        with closing(_parsed(response)) as found:
                            for each in found:
                                if (event := following.take(each)) is not None:
                                    yield event
                    else:
                        outcome = response
            except httpx2.TransportError as error:
                outcome = error
            if not following.ended:
                time.sleep(following.pause(outcome))

    def wait(self, solve_id: str, *, timeout: float | None = None) -> SolveInfo:
        """The solve once it has ended, however it did. Raises TimeoutError when it is late."""
        return self._ended(solve_calls.get_solve(solve_id), timeout)

    def wait_sweep(self, sweep_id: str, *, timeout: float | None = None) -> SweepInfo:
        """The sweep once all its runs have ended. Raises TimeoutError when it is late."""
        return self._ended(sweep_calls.get_sweep(sweep_id), timeout)

    def _ended(self, call: Call[Info], timeout: float | None) -> Info:
        deadline = _deadline(timeout)
        for seconds in waits():
            found = self.perform(call)
            if not found.is_live:
                return found
            time.sleep(_left(deadline, seconds, found.id))
        raise AssertionError("it waits for ever")


class AsyncClient(methods.Methods):
    """A client for asyncio: the same methods, awaited; `events` is for `async for`."""

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        timeout: float = 30.0,
        trials: int = TRIALS,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.trials = trials
        self.http = httpx2.AsyncClient(**_settings(base_url, token, timeout), transport=transport)

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self.http.aclose()

    async def perform(self, call: Call[Answer]) -> Answer:
        """Send a request and read its answer."""
        trial = 0
        while True:
            outcome: httpx2.Response | httpx2.TransportError
            try:
                outcome = await self.http.request(**_request(call))
            except httpx2.TransportError as error:
                outcome = error
            pause = call.pause(outcome, trial, trials=self.trials)
            if pause is None:
                assert isinstance(outcome, httpx2.Response), "an error raises or is tried again"
                return call.answer(outcome)
            await asyncio.sleep(pause)
            trial += 1

    async def events(self, solve_id: str, *, after: int = 0) -> AsyncIterator[Event]:
        """What happens to a solve, from its first event to `end`, whatever the connection does."""
        following = Following(solve_id, after)
        while not following.ended:
            outcome: httpx2.Response | httpx2.TransportError | None = None
            try:
                async with self.http.stream("GET", **_stream(following)) as response:
                    if not response.is_success:
                        await response.aread()
                    if following.opened(response):
                        async with aclosing(_parsed_later(response)) as found:
                            async for each in found:
                                if (event := following.take(each)) is not None:
                                    yield event
                    else:
                        outcome = response
            except httpx2.TransportError as error:
                outcome = error
            if not following.ended:
                await asyncio.sleep(following.pause(outcome))

    async def wait(self, solve_id: str, *, timeout: float | None = None) -> SolveInfo:
        """The solve once it has ended, however it did. Raises TimeoutError when it is late."""
        return await self._ended(solve_calls.get_solve(solve_id), timeout)

    async def wait_sweep(self, sweep_id: str, *, timeout: float | None = None) -> SweepInfo:
        """The sweep once all its runs have ended. Raises TimeoutError when it is late."""
        return await self._ended(sweep_calls.get_sweep(sweep_id), timeout)

    async def _ended(self, call: Call[Info], timeout: float | None) -> Info:
        deadline = _deadline(timeout)
        for seconds in waits():
            found = await self.perform(call)
            if not found.is_live:
                return found
            await asyncio.sleep(_left(deadline, seconds, found.id))
        raise AssertionError("it waits for ever")


def _settings(base_url: str, token: str | None, timeout: float) -> dict[str, Any]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return {"base_url": base_url.rstrip("/"), "headers": headers, "timeout": timeout}


def _request(call: Call[Any]) -> dict[str, Any]:
    return {
        "method": call.method,
        "url": call.path,
        "params": list(call.query) or None,
        "headers": dict(call.headers),
        "content": call.body,
    }


def _stream(following: Following) -> dict[str, Any]:
    return {
        "url": following.path,
        "headers": following.headers,
        "timeout": httpx2.Timeout(SILENCE_SECONDS),
    }


def _parsed(response: httpx2.Response) -> Generator[httpx2.ServerSentEvent, None, None]:
    yield from httpx2.EventSource(response)


async def _parsed_later(response: httpx2.Response) -> AsyncGenerator[httpx2.ServerSentEvent, None]:
    async for each in httpx2.EventSource(response):
        yield each


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout


def _left(deadline: float | None, seconds: float, name: str) -> float:
    """The pause, at most as long as there is time. Raises TimeoutError when there is none."""
    if deadline is None:
        return seconds
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"{name} has not ended in time")
    return min(seconds, left)
