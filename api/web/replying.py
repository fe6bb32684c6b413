"""Answers to requests that make or change something: one effect for each Idempotency-Key.

The reply is kept in the same transaction as the effect: after a failure either both are there or
neither is (after the idea of the IETF draft on the Idempotency-Key header).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header
from sqlalchemy import Connection, RowMapping
from starlette.requests import Request
from starlette.responses import Response

from allocator.reporting.exact_json import exact_text
from api.faults import Refusal
from api.people.principals import Principal
from api.storage import replies
from api.web.negotiation import JSON
from api.web.service import Service

KEY = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True)
class Reply:
    """An answer with a JSON-ready body; None: no body."""

    body: Any
    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)


Effect = Callable[[Connection], Reply]
"""What a request does, in one transaction."""


@dataclass(frozen=True)
class Once:
    """By what a repeated request is known: its key, if it has one, and a digest of all it says."""

    key: str | None
    digest: str

    def saying(self, *parts: bytes | str) -> Once:
        """The same request, known by these parts of what it says: boundaries of forms differ."""
        return replace(self, digest=_digest(*parts))


async def once(
    request: Request,
    key: Annotated[
        str | None,
        Header(
            alias=KEY,
            description="a text of your own (at most 255 visible characters): the same request "
            "under the same key is carried out once and answered alike for 24 hours",
            examples=["3f2b6c1e-0d6c-4b6e-9a57-7d1d1c1f8f10"],
        ),
    ] = None,
) -> Once:
    """The dependency that reads the key. Raises Refusal `bad_idempotency_key`."""
    if key is not None and not _KEY.fullmatch(key):
        raise Refusal("bad_idempotency_key")
    if key is None:
        return Once(None, "")
    said = (request.method, request.url.path, request.url.query, await request.body())
    return Once(key, _digest(*said))


Repeatable = Annotated[Once, Depends(once)]
"""A parameter of every route that makes something."""


def creating(
    service: Service, principal: Principal, once: Once, prepare: Callable[[], Effect]
) -> Response:
    """Have the effect once and answer with its reply; a repeated request gets the same again.

    `prepare` does the slow work, outside of the transaction, and returns the effect. Raises
    Refusal `idempotency_reused` where the key came with another request, and all that the two
    raise: then nothing is kept, the key neither.
    """
    if once.key is not None:
        with service.database.write() as connection:
            found = _kept(connection, principal, once.key)
        if found is not None:
            return _again(found, once)
    effect = prepare()
    with service.database.write() as connection:
        if once.key is not None:
            found = _kept(connection, principal, once.key)
            if found is not None:
                return _again(found, once)
        reply = effect(connection)
        body = "" if reply.body is None else exact_text(reply.body)
        if once.key is not None:
            replies.add(
                connection,
                principal.consortium_id,
                actor=principal.actor,
                key=once.key,
                request_digest=once.digest,
                status=reply.status,
                headers=reply.headers,
                body=body,
            )
    return _response(body, reply.status, reply.headers)


def changing(service: Service, effect: Effect) -> Response:
    """Have an effect that may be repeated without harm, and answer with its reply."""
    with service.database.write() as connection:
        reply = effect(connection)
    body = "" if reply.body is None else exact_text(reply.body)
    return _response(body, reply.status, reply.headers)


def json_response(body: Any, *, headers: Mapping[str, str] | None = None) -> Response:
    """JSON-ready data with exact numbers as an answer."""
    return _response(exact_text(body, compact=True), 200, headers or {})


def _kept(connection: Connection, principal: Principal, key: str) -> RowMapping | None:
    return replies.find(connection, principal.consortium_id, actor=principal.actor, key=key)


def _again(found: RowMapping, once: Once) -> Response:
    if found["request_digest"] != once.digest:
        raise Refusal("idempotency_reused")
    return _response(found["body"], found["status"], {**found["headers"], REPLAYED: "true"})


def _response(body: str, status: int, headers: Mapping[str, str]) -> Response:
    if not body:
        return Response(status_code=status, headers=dict(headers))
    return Response(body, status, dict(headers), JSON)


def _digest(*parts: bytes | str) -> str:
    digest = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
