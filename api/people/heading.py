"""Security headers on every answer, refusals and failures included."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000"
NOT_KEPT = "no-store"
ASKED_AGAIN = "private, no-cache"
"""Kept by the reader alone, who asks each time whether it is still true (by its ETag)."""


class Heading:
    """ASGI middleware, outside of all that may answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a header that the answer has already stays as it is."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                _head(MutableHeaders(scope=message), secure=scope["scheme"] == "https")
            await send(message)

        await self.app(scope, receive, headed)


def _head(headers: MutableHeaders, *, secure: bool) -> None:
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", ASKED_AGAIN if "etag" in headers else NOT_KEPT)
    if secure:
        headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
