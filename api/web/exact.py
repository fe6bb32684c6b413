"""Routes whose JSON bodies keep numbers digit for digit and hold nothing that can not be stored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.faults import Refusal
from api.people.rights import allowed, right_of

SHORT_BYTES = 65_536
"""Longer bodies are read in a thread: others are answered meanwhile."""

DEEPEST = 64
"""Levels of a body: what is passed on is written and read again by means that call themselves."""

TOO_DEEP = "nested too deep"
_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\x00")


class ExactRequest(Request):
    """A request whose numbers with a point are `Decimal`."""

    async def json(self) -> Any:
        """The body. Raises JSONDecodeError for all that is no JSON, NaN and too deep ones too."""
        if not hasattr(self, "_exact"):
            body = await self.body()
            is_short = len(body) < SHORT_BYTES
            self._exact = parsed(body) if is_short else await run_in_threadpool(parsed, body)
        return self._exact


class ExactRoute(APIRoute):
    """The route class of every router: `APIRouter(route_class=ExactRoute)`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, given an exact request; 415 for a body that is not JSON where it must be.

        The framework reads a body before it asks who sent it. Here whoever may not call the route
        is sent away first, so that strangers have nothing of theirs read.
        """
        handler = super().get_route_handler()
        wants_json = self.body_field is not None
        rights = [right for each in self.dependant.dependencies if (right := right_of(each.call))]

        async def exactly(request: Request) -> Response:
            for right in rights:
                await allowed(right)(request)
            if wants_json and _has_body(request):
                _check_type(request.headers.get("content-type", ""))
            return await handler(ExactRequest(request.scope, request.receive))

        return exactly


def parsed(body: bytes) -> Any:
    """JSON with exact numbers. Raises JSONDecodeError."""
    try:
        # Decoded here: `json` itself lets halves of pairs through that are written as bytes.
        text = body.decode(json.detect_encoding(body))
        found = json.loads(
            text, parse_float=Decimal, parse_constant=_refused, object_pairs_hook=_once
        )
    except json.JSONDecodeError:
        raise
    except (RecursionError, InvalidOperation, ValueError) as error:
        raise json.JSONDecodeError(_reason(error), "", 0) from error
    if _is_deeper(found, DEEPEST):
        raise json.JSONDecodeError(TOO_DEEP, "", 0)
    if _SUSPICIOUS.search(body) and not all(map(is_storable, _texts(found))):
        raise json.JSONDecodeError("a character that is no text", "", 0)
    return found


def _has_body(request: Request) -> bool:
    length = request.headers.get("content-length", "0")
    return length != "0" or "transfer-encoding" in request.headers


def _check_type(content_type: str) -> None:
    name = content_type.partition(";")[0].strip().lower()
    is_json = name == "application/json" or (
        name.startswith("application/") and name.endswith("+json")
    )
    if not is_json:
        raise Refusal("media_type_unknown", {"given": name or "–", "served": "application/json"})


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _reason(error: Exception) -> str:
    return TOO_DEEP if isinstance(error, RecursionError) else str(error)[:100]


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, Mapping | list):
        return False
    inner = value.values() if isinstance(value, Mapping) else value
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in inner)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield name
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def is_storable(text: str) -> bool:
    """Whether a database takes it: no zero character, no half of a pair."""
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)
