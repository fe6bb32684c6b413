"""What happened to a solve, numbered 1, 2, 3 and so on, so that a late client misses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from api import moments
from api.storage.statements import all_rows, chunks
from api.storage.tables import events, solves


def add(
    connection: Connection, consortium_id: str, solve_id: str, kind: str, **data: Any
) -> int | None:
    """Keep what happened under the next number, and return it; none: the solve is not here.

    Numbers come from the solve's row, so they go on when old events have been deleted, and two
    transactions at once never take the same.
    """
    statement = (
        update(solves)
        .where(solves.c.consortium_id == consortium_id, solves.c.id == solve_id)
        .values(last_event=solves.c.last_event + 1)
        .returning(solves.c.last_event)
    )
    number: int | None = connection.execute(statement).scalar_one_or_none()
    if number is not None:
        _write(connection, consortium_id, solve_id, number, kind, data)
    return number


def add_first(
    connection: Connection, consortium_id: str, solve_id: str, kind: str, data: Mapping[str, Any]
) -> None:
    """Keep event 1 of a solve whose row has just been written with `last_event` 1."""
    _write(connection, consortium_id, solve_id, 1, kind, data)


def _write(
    connection: Connection,
    consortium_id: str,
    solve_id: str,
    number: int,
    kind: str,
    data: Mapping[str, Any],
) -> None:
    values = {"solve_id": solve_id, "number": number, "consortium_id": consortium_id}
    values |= {"at": moments.now(), "kind": kind, "data": data}
    connection.execute(insert(events).values(**values))


def after(
    connection: Connection, consortium_id: str, solve_id: str, number: int = 0
) -> tuple[RowMapping, ...]:
    """A solve's events above a number, in order: `number`, `at`, `kind`, `data`.

    Where the solve's `last_event` is above `number` and nothing comes, they have expired.
    """
    query = (
        select(events)
        .where(
            events.c.consortium_id == consortium_id,
            events.c.solve_id == solve_id,
            events.c.number > number,
        )
        .order_by(events.c.number)
    )
    return all_rows(connection, query)


def newer_than(connection: Connection, known: Mapping[str, int]) -> tuple[RowMapping, ...]:
    """New events of many solves, for the one who passes them on to those who may see them.

    `known` has the last number that was passed on, by solve. One light query finds the solves
    with something new, and only those are read. In order of solve and number.
    """
    moved: list[RowMapping] = []
    for some in chunks(known):
        query = select(solves.c.id, solves.c.consortium_id, solves.c.last_event)
        rows = all_rows(connection, query.where(solves.c.id.in_(some)))
        moved += [row for row in rows if row["last_event"] > known[row["id"]]]
    found: list[RowMapping] = []
    for row in sorted(moved, key=lambda each: str(each["id"])):
        found += after(connection, row["consortium_id"], row["id"], known[row["id"]])
    return tuple(found)


def forget(connection: Connection, before: datetime) -> int:
    """Delete the events of ended solves that are older than a moment; says how many."""
    ended = select(solves.c.id).where(solves.c.finished_at.is_not(None))
    statement = delete(events).where(events.c.at < before, events.c.solve_id.in_(ended))
    return connection.execute(statement).rowcount
