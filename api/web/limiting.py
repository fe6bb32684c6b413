"""How large a request may be: counted as it comes in, so that none fills the memory."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.faults import Refusal


class BodyLimit:
    """ASGI middleware: 413 for a longer body, whether it says its length or comes in pieces."""

    def __init__(self, app: ASGIApp, *, megabytes: int) -> None:
        self.app = app
        self.megabytes = megabytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most, received = self.megabytes * 2**20, 0
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > most:
            raise Refusal("body_too_large", {"most": str(self.megabytes)})

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > most:
                    # The one kind of exception that the framework lets through while it reads.
                    raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
