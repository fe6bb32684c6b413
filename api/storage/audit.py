"""Who changed what and when: an append-only log that names nobody once a consortium is erased.

Names are HMAC-SHA256 pseudonyms under the consortium's own key, cut to 128 bits (RFC 2104, 5).
"""

from __future__ import annotations

import hmac
import re
from typing import Protocol

from sqlalchemy import Connection, insert, select

from api import moments
from api.storage.listing import LIMIT, Page, page
from api.storage.tables import audit, consortia

PSEUDONYM_BITS = 128
WORD = re.compile(r"[a-z_]{1,40}")
Detail = int | bool | str | None


class Actor(Protocol):
    """Whoever changes something, as `api.people` knows them."""

    @property
    def actor(self) -> str: ...

    @property
    def consortium_id(self) -> str: ...


def record(
    connection: Connection, principal: Actor, action: str, object_id: str, **detail: Detail
) -> None:
    """Write down a change in its own transaction: `action` as `problem.add`, the object's id.

    `detail` is kept for ever, so it may hold numbers and plain words of ours only, such as a
    state: nothing that somebody typed, and no id. Raises ValueError otherwise, and LookupError
    for a consortium that has no key: it is erased, or never was.
    """
    for name, value in detail.items():
        if isinstance(value, str) and not WORD.fullmatch(value):
            raise ValueError(f"{name} is not a plain word")
    key = key_of(connection, principal.consortium_id)
    connection.execute(
        insert(audit).values(
            at=moments.now(),
            consortium=pseudonym(key, "consortium", principal.consortium_id),
            actor=pseudonym(key, "actor", principal.actor),
            action=action,
            object=pseudonym(key, "object", object_id),
            detail=detail,
        )
    )


def listed(
    connection: Connection,
    consortium_id: str,
    *,
    before: int | None = None,
    limit: int = LIMIT,
    object_id: str | None = None,
    actor: str | None = None,
    action: str | None = None,
) -> Page:
    """What was changed in a consortium, newest first; those who know an id can ask for it."""
    key = key_of(connection, consortium_id)
    query = select(audit).where(audit.c.consortium == pseudonym(key, "consortium", consortium_id))
    if object_id is not None:
        query = query.where(audit.c.object == pseudonym(key, "object", object_id))
    if actor is not None:
        query = query.where(audit.c.actor == pseudonym(key, "actor", actor))
    if action is not None:
        query = query.where(audit.c.action == action)
    return page(connection, query, audit.c.number, before=before, limit=limit)


def pseudonym(key: str, kind: str, name: str) -> str:
    """The name that stands for another; without the key it leads nowhere."""
    digest = hmac.digest(bytes.fromhex(key), f"{kind}:{name}".encode(), "sha256")
    return digest[: PSEUDONYM_BITS // 8].hex()


def key_of(connection: Connection, consortium_id: str) -> str:
    """The key of a consortium's pseudonyms. Raises LookupError where there is none."""
    query = select(consortia.c.pseudonym_key).where(consortia.c.id == consortium_id)
    key: str | None = connection.execute(query).scalar_one_or_none()
    if key is None:
        raise LookupError(consortium_id)
    return key
