"""Lists in pages: a cursor says where the next page begins, and means nothing else to anybody.

Numbers of rows count up over all consortia, so that they would tell how busy the others are. They
leave the house only sealed under the consortium's own key: a synthetic initialisation vector
(Rogaway and Shrimpton, 2006), so that the same place always has the same cursor and none can be
made up.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlalchemy import Connection

from api.faults import Refusal
from api.people.principals import Principal
from api.storage import audit

LIMIT = 50
MOST = 200
HALF = 8
"""Bytes of the vector, and of the number."""

_CURSOR = re.compile(r"[0-9a-f]{32}")


class Paging:
    """Which page is asked for: `limit` items that follow a cursor."""

    def __init__(
        self,
        limit: Annotated[
            int, Query(ge=1, le=MOST, description="how many items a page has", examples=[50])
        ] = LIMIT,
        cursor: Annotated[
            str | None,
            Query(
                max_length=64,
                description="`next_cursor` of the page before; left out: the newest items",
            ),
        ] = None,
    ) -> None:
        self.limit = limit
        self.cursor = cursor


Paged = Annotated[Paging, Depends()]
"""A parameter of a route that lists."""


@dataclass(frozen=True)
class Pages:
    """Cursors of one consortium's lists."""

    connection: Connection
    principal: Principal

    def before(self, paging: Paging) -> int | None:
        """The number below which a page begins; None for the first page.

        Raises Refusal `bad_cursor` for what this consortium was never given.
        """
        if paging.cursor is None:
            return None
        try:
            return number_of(paging.cursor, self._key())
        except LookupError:
            raise Refusal("bad_cursor") from None

    def page(self, items: list[Any], following: int | None) -> dict[str, Any]:
        """The body of a page; `following`: the number below which the next one begins."""
        cursor = None if following is None else cursor_of(following, self._key())
        return {"items": items, "next_cursor": cursor}

    def _key(self) -> bytes:
        return bytes.fromhex(audit.key_of(self.connection, self.principal.consortium_id))


def cursor_of(number: int, key: bytes) -> str:
    """A number, sealed under a key."""
    data = number.to_bytes(HALF, "big")
    vector = _digest(key, b"vector", data)
    return (vector + _masked(data, key, vector)).hex()


def number_of(cursor: str, key: bytes) -> int:
    """The number in a cursor. Raises Refusal `bad_cursor` for what was not sealed by this key."""
    if not _CURSOR.fullmatch(cursor):
        raise Refusal("bad_cursor")
    sealed = bytes.fromhex(cursor)
    vector, data = sealed[:HALF], _masked(sealed[HALF:], key, sealed[:HALF])
    if not hmac.compare_digest(_digest(key, b"vector", data), vector):
        raise Refusal("bad_cursor")
    return int.from_bytes(data, "big")


def _masked(data: bytes, key: bytes, vector: bytes) -> bytes:
    mask = _digest(key, b"mask", vector)
    return bytes(one ^ other for one, other in zip(data, mask, strict=True))


def _digest(key: bytes, use: bytes, data: bytes) -> bytes:
    return hmac.digest(key, b"cursor:" + use + b":" + data, "sha256")[:HALF]
