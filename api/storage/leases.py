"""Which workers live: a row for each id, held for some seconds at a time by one process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from api import moments
from api.storage.statements import one_row
from api.storage.tables import workers


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """A process that holds a worker's id: the same id held anew is another generation."""

    worker_id: str
    generation: int


def clock(connection: Connection) -> datetime:
    """The present moment by the clock that all workers share: the database's."""
    if connection.dialect.name == "sqlite":
        return moments.now()
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment


def one(connection: Connection, worker_id: str) -> RowMapping | None:
    """A worker's row."""
    return one_row(connection, select(workers).where(workers.c.id == worker_id))


def has_lapsed(connection: Connection, row: RowMapping) -> bool:
    """Whether the lease in a worker's row has run out."""
    return bool(row["lease_until"] <= clock(connection))


def claim(
    connection: Connection,
    worker_id: str,
    *,
    after: RowMapping | None,
    seconds: float,
    facts: Mapping[str, Any],
) -> Holder | None:
    """Take an id that is free, as the next generation. None: somebody else was faster.

    `after` is the row that was found lapsed; None where there was none.
    """
    now = clock(connection)
    values = {"lease_until": now + timedelta(seconds=seconds), "started_at": now, "facts": facts}
    generation = 1 if after is None else int(after["generation"]) + 1
    if after is None:
        try:
            with connection.begin_nested():
                connection.execute(insert(workers).values(id=worker_id, generation=1, **values))
        except IntegrityError:
            return None
        return Holder(worker_id, generation)
    taken = connection.execute(
        update(workers)
        .where(
            workers.c.id == worker_id,
            workers.c.generation == after["generation"],
            workers.c.lease_until == after["lease_until"],
        )
        .values(generation=generation, **values)
    )
    return Holder(worker_id, generation) if taken.rowcount == 1 else None


def renew(connection: Connection, holder: Holder, seconds: float) -> bool:
    """Hold on for some seconds from now. False: another process holds the id."""
    until = clock(connection) + timedelta(seconds=seconds)
    return _set_until(connection, holder, until)


def release(connection: Connection, holder: Holder) -> bool:
    """Give the id back. False: another process holds it already."""
    return _set_until(connection, holder, clock(connection))


def living(connection: Connection) -> frozenset[Holder]:
    """Those whose leases have not run out."""
    query = select(workers.c.id, workers.c.generation).where(
        workers.c.lease_until > clock(connection)
    )
    return frozenset(Holder(*row) for row in connection.execute(query))


def forget(connection: Connection, before: datetime) -> int:
    """Delete the rows of workers that ended long ago; says how many."""
    return connection.execute(workers.delete().where(workers.c.lease_until < before)).rowcount


def _set_until(connection: Connection, holder: Holder, until: datetime) -> bool:
    changed = connection.execute(
        update(workers)
        .where(workers.c.id == holder.worker_id, workers.c.generation == holder.generation)
        .values(lease_until=until)
    )
    return changed.rowcount == 1
