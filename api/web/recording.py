"""An id for each request, and a line in the journal when it has been served."""

from __future__ import annotations

import time
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.journal import note, told
from api.web.templates import PREFIX, template_of

HEADER = b"x-request-id"


class Recording:
    """ASGI middleware, the outermost: `scope["state"]["request_id"]`, header, journal."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        began, status = time.perf_counter(), 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [_placed(each, scope) for each in message["headers"]]
                message["headers"] = [*headers, (HEADER, request_id.encode())]
            await send(message)

        with told(request_id=request_id):
            try:
                await self.app(scope, receive, marked)
            finally:
                milliseconds = round(1000 * (time.perf_counter() - began), 1)
                note(
                    "request",
                    method=scope["method"],
                    route=template_of(scope),
                    status=status,
                    milliseconds=milliseconds,
                )


def _placed(header: tuple[bytes, bytes], scope: Scope) -> tuple[bytes, bytes]:
    """A Location of ours as the client sees it: below the prefix of a proxy."""
    name, value = header
    prefix = scope.get("root_path", "").encode()
    if prefix and name.lower() == b"location" and value.startswith(PREFIX.encode() + b"/"):
        return name, prefix + value
    return header
