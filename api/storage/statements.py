"""Small helps for statements that are the same on SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Executable,
    RowMapping,
    Select,
    Table,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.sql.elements import ColumnElement


def one_row(connection: Connection, query: Executable) -> RowMapping | None:
    """The only row of a query, or none."""
    return connection.execute(query).mappings().one_or_none()


def all_rows(connection: Connection, query: Executable) -> tuple[RowMapping, ...]:
    """All rows of a query."""
    return tuple(connection.execute(query).mappings().all())


def any_row(connection: Connection, query: Select[Any]) -> bool:
    """Whether a query has a row."""
    return bool(connection.execute(select(exists(query))).scalar_one())


def insert_if_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken, by a transaction at the same moment too."""
    insert = insert_sqlite if connection.dialect.name == "sqlite" else insert_postgresql
    statement = insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(statement.returning(*table.primary_key)).first() is not None


def rename(
    connection: Connection,
    table: Table,
    consortium_id: str,
    row_id: str,
    *,
    name: str | None = None,
    note: str | None = None,
) -> None:
    """Give a consortium's row another name or note; what is not given stays."""
    values = {key: text for key, text in (("name", name), ("note", note)) if text is not None}
    if values:
        own = (table.c.consortium_id == consortium_id, table.c.id == row_id)
        connection.execute(update(table).where(*own).values(**values))


def lock_rows(connection: Connection, key: Column[Any], *which: ColumnElement[bool]) -> None:
    """Keep rows as they are until the transaction ends, in order, so that no two wait in a ring.

    Whoever makes something that rests on one of them locks it, too, and looks whether it is there.
    """
    connection.execute(select(key).where(*which).order_by(key).with_for_update()).all()


def queue_up(connection: Connection, *names: str) -> None:
    """Transactions that name the same go one after the other until they end.

    On SQLite every transaction that writes has the file to itself already.
    """
    if connection.dialect.name == "postgresql":
        digest = hashlib.sha256("\0".join(names).encode()).digest()
        number = int.from_bytes(digest[:8], "big", signed=True)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def chunks(names: Iterable[str], size: int = 500) -> list[list[str]]:
    """Names in order, in lists that a database takes as parameters of one statement."""
    ordered = sorted(names)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]
