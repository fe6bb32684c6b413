"""Replies to requests with an Idempotency-Key, so that the same request has one effect."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, and_, delete, insert, select

from api import moments
from api.storage.statements import one_row, queue_up
from api.storage.tables import replies

HOURS = 24.0
"""How long a reply is kept."""


def find(connection: Connection, consortium_id: str, *, actor: str, key: str) -> RowMapping | None:
    """The reply that an actor got under a key; call it first in the transaction of the effect.

    Requests with the same key wait here for each other, so that the second sees the reply of the
    first. One that is too old, or that a person got in another consortium to which it belonged
    before, is none any more: it makes room.
    """
    queue_up(connection, "reply", actor, key)
    own = and_(replies.c.actor == actor, replies.c.key == key)
    row = one_row(connection, select(replies).where(own))
    if row is None:
        return None
    oldest = moments.now() - timedelta(hours=HOURS)
    if row["consortium_id"] == consortium_id and row["at"] >= oldest:
        return row
    connection.execute(delete(replies).where(own))
    return None


def add(
    connection: Connection,
    consortium_id: str,
    *,
    actor: str,
    key: str,
    request_digest: str,
    status: int,
    headers: Mapping[str, str],
    body: str,
) -> None:
    """Keep the reply, in the transaction of the effect that it tells of."""
    connection.execute(
        insert(replies).values(
            actor=actor,
            key=key,
            consortium_id=consortium_id,
            request_digest=request_digest,
            status=status,
            headers=dict(headers),
            body=body,
            at=moments.now(),
        )
    )


def forget(connection: Connection, before: datetime) -> int:
    """Delete the replies that are older than a moment; says how many."""
    return connection.execute(delete(replies).where(replies.c.at < before)).rowcount
