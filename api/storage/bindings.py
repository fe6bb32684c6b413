"""People who log in elsewhere (OpenID Connect), and what they are here."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, delete, insert, select

from api import moments
from api.storage.statements import all_rows, one_row
from api.storage.tables import bindings


def put(
    connection: Connection,
    consortium_id: str,
    *,
    issuer: str,
    subject: str,
    role: str,
    member_id: str | None = None,
) -> None:
    """Bind a person to one role in one consortium; what was bound before is replaced."""
    remove(connection, issuer=issuer, subject=subject)
    connection.execute(
        insert(bindings).values(
            issuer=issuer,
            subject=subject,
            consortium_id=consortium_id,
            role=role,
            member_id=member_id,
            created_at=moments.now(),
        )
    )


def one(connection: Connection, *, issuer: str, subject: str) -> RowMapping | None:
    """What a person is here; none for a stranger."""
    query = select(bindings).where(bindings.c.issuer == issuer, bindings.c.subject == subject)
    return one_row(connection, query)


def listed(connection: Connection, consortium_id: str | None = None) -> tuple[RowMapping, ...]:
    """People of a consortium, or of all for the command line."""
    query = select(bindings).order_by(bindings.c.issuer, bindings.c.subject)
    if consortium_id is not None:
        query = query.where(bindings.c.consortium_id == consortium_id)
    return all_rows(connection, query)


def remove(connection: Connection, *, issuer: str, subject: str) -> bool:
    """Unbind a person; false: nobody was bound."""
    own = (bindings.c.issuer == issuer, bindings.c.subject == subject)
    return connection.execute(delete(bindings).where(*own)).rowcount == 1
