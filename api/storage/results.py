"""Result documents of solves: one each, never changed."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, RowMapping, insert, select

from api import moments
from api.storage.statements import one_row
from api.storage.tables import results


def add(connection: Connection, consortium_id: str, solve_id: str, document: str) -> str:
    """Keep the result document of a solve, a JSON text; returns its entity tag."""
    data = document.encode()
    etag = hashlib.sha256(data).hexdigest()
    connection.execute(
        insert(results).values(
            solve_id=solve_id,
            consortium_id=consortium_id,
            document=document,
            bytes=len(data),
            etag=etag,
            created_at=moments.now(),
        )
    )
    return etag


def one(connection: Connection, consortium_id: str, solve_id: str) -> RowMapping | None:
    """The result of a solve: `document` (JSON text), `bytes`, `etag`, `created_at`."""
    query = select(results).where(
        results.c.consortium_id == consortium_id, results.c.solve_id == solve_id
    )
    return one_row(connection, query)


def etag_of(connection: Connection, consortium_id: str, solve_id: str) -> str | None:
    """The entity tag of a solve's result, without reading the result; none: there is none."""
    query = select(results.c.etag).where(
        results.c.consortium_id == consortium_id, results.c.solve_id == solve_id
    )
    etag: str | None = connection.execute(query).scalar_one_or_none()
    return etag


def copy(connection: Connection, consortium_id: str, source_id: str, target_id: str) -> None:
    """The same result for another solve of the same consortium, which then needs no search.

    Raises LookupError where the source has none.
    """
    found = one(connection, consortium_id, source_id)
    if found is None:
        raise LookupError(source_id)
    add(connection, consortium_id, target_id, found["document"])
