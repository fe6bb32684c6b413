"""Events as a stream of text (server-sent events, WHATWG HTML 9.2); knows nothing of databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from allocator.reporting.exact_json import exact_text
from api import moments
from api.web.negotiation import EVENTS
from api.web.phases import phase_in_words
from api.web.pump import Subscription, Told
from api.web.showing import number

END = "end"
NUMBERS = ("best", "bound", "seconds")
"""What workers write as exact texts."""

HEARTBEAT_SECONDS = 15.0
RETRY = b"retry: 1000\n\n"
HEARTBEAT = b": still here\n\n"
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}
"""Nobody on the way may keep events or hold them back."""


class EventStream(StreamingResponse):
    """The events of one solve as an answer. `listening` is entered when it begins, and `left` is
    called when it is over, however it ends."""

    def __init__(
        self,
        listening: Callable[[], AbstractContextManager[Subscription]],
        *,
        left: Callable[[], None],
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        super().__init__((), headers=HEADERS, media_type=EVENTS)
        self.listening = listening
        self.left = left
        self.heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one listener until `end`, until it is gone, or until the service stops."""
        try:
            with self.listening() as subscription:
                self.body_iterator = chunks(subscription, self.heartbeat_seconds)
                await super().__call__(scope, receive, send)
        finally:
            self.left()


async def chunks(subscription: Subscription, heartbeat_seconds: float) -> AsyncIterator[bytes]:
    """What is sent: first how soon to come back, then events, or a sign of life now and then."""
    yield RETRY
    while True:
        try:
            found = await asyncio.wait_for(subscription.next(), heartbeat_seconds)
        except TimeoutError:
            yield HEARTBEAT
            continue
        if found:
            yield b"".join(map(encoded, found))
        if found and found[-1].kind == END:
            return
        if not found and subscription.closed:
            # The service stops: whoever wants more comes back to another process, or later.
            yield RETRY
            return


def encoded(told: Told) -> bytes:
    """An event as text; its data stand on one line."""
    numbers = {name: number(told.data[name]) for name in NUMBERS if name in told.data}
    words = phase_in_words(told.data["phase"]) if "phase" in told.data else {}
    content = {**told.data, **words, **numbers, "at": moments.text_of(told.at)}
    data = exact_text(content, compact=True)
    return f"id: {told.number}\nevent: {told.kind}\ndata: {data}\n\n".encode()
