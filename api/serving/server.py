"""The web server of one API process; its start and end are ours, not the library's."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn

from api.journal import note

if TYPE_CHECKING:
    from fastapi import FastAPI

REQUESTS_END_SECONDS = 5
"""How long requests that are being served may go on after the end was asked for."""

KEEP_ALIVE_SECONDS = 30
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Server(uvicorn.Server):
    """Serves an application until SIGTERM or SIGINT.

    `on_ready` is called once it answers, `on_end` at the first sign of the end.
    """

    def __init__(
        self, app: FastAPI, *, on_ready: Callable[[], None], on_end: Callable[[], None]
    ) -> None:
        super().__init__(_configuration(app))
        self.app = app
        self.on_ready = on_ready
        self.on_end = on_end

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Heed both signals in here, and end by returning: the signal is not raised again."""
        before = {each: signal.signal(each, self.handle_exit) for each in SIGNALS}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal ends in good order, a second Ctrl-C at once."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell when requests are answered."""
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new requests, end the streams, let the others finish for some seconds."""
        note("ending")
        self.on_end()
        end_streams(self.app)
        await super().shutdown(sockets)


def end_streams(app: FastAPI) -> None:
    """Streams wait for news and would never end by themselves."""
    service: Any = getattr(app.state, "service", None)
    if service is not None:
        service.pump.close()


def _configuration(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="on",
        # The application tells of each request; our journal has the library's warnings.
        log_config=None,
        access_log=False,
        server_header=False,
        # The application knows which proxy may speak for others.
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=REQUESTS_END_SECONDS,
    )
