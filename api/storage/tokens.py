"""Tokens: stored as hashes only, they expire and can be revoked. Secrets are never seen here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, insert, select, update

from api import moments
from api.identifiers import new_id
from api.storage.statements import all_rows, one_row
from api.storage.tables import tokens


def add(
    connection: Connection,
    consortium_id: str,
    *,
    role: str,
    name: str,
    hash: str,
    expires_at: datetime,
    member_id: str | None = None,
    token_id: str | None = None,
) -> RowMapping:
    """Keep a token by the SHA-256 of its secret; `token_id` where the secret contains it."""
    values = {
        "id": token_id or new_id("token"),
        "consortium_id": consortium_id,
        "role": role,
        "member_id": member_id,
        "name": name,
        "hash": hash,
        "created_at": moments.now(),
        "expires_at": expires_at,
    }
    connection.execute(insert(tokens).values(**values))
    return connection.execute(select(tokens).where(tokens.c.id == values["id"])).mappings().one()


def by_hash(connection: Connection, hash: str) -> RowMapping | None:
    """The token with this hash, if it may be used now: neither expired nor revoked."""
    query = select(tokens).where(
        tokens.c.hash == hash,
        tokens.c.revoked_at.is_(None),
        tokens.c.expires_at > moments.now(),
    )
    return one_row(connection, query)


def listed(connection: Connection, consortium_id: str | None = None) -> tuple[RowMapping, ...]:
    """Tokens of a consortium, or of all for the command line, oldest first; with their hashes."""
    query = select(tokens).order_by(tokens.c.created_at, tokens.c.id)
    if consortium_id is not None:
        query = query.where(tokens.c.consortium_id == consortium_id)
    return all_rows(connection, query)


def revoke(connection: Connection, token_id: str, *, consortium_id: str | None = None) -> bool:
    """Make a token useless from now on; false: there is none, or it was revoked before."""
    statement = update(tokens).where(tokens.c.id == token_id, tokens.c.revoked_at.is_(None))
    if consortium_id is not None:
        statement = statement.where(tokens.c.consortium_id == consortium_id)
    return connection.execute(statement.values(revoked_at=moments.now())).rowcount == 1
