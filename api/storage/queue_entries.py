"""The queue's own table, read beside our rows: who runs what, and which jobs have no entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    cast,
    func,
    select,
)

from api.storage.statements import all_rows
from api.storage.tables import solves

NAME = "workflow_status"
SCHEMA = "dbos"
WAITING = ("ENQUEUED", "DELAYED")
RUNNING = "PENDING"


@dataclass(frozen=True, slots=True)
class Entry:
    """A queue entry that some process has taken; `executor` names that process."""

    solve_id: str
    attempt: int
    executor: str
    taken_at_milliseconds: int


def running(connection: Connection, queue: str) -> tuple[Entry, ...]:
    """The entries that are being carried out, or were when their worker died."""
    table = entries(connection)
    query = select(table).where(table.c.queue_name == queue, table.c.status == RUNNING)
    found = []
    for row in all_rows(connection, query.order_by(table.c.workflow_uuid)):
        solve_id, _, attempt = str(row["workflow_uuid"]).rpartition(".")
        if solve_id and attempt.isdecimal():
            taken_at = row["started_at_epoch_ms"] or 0
            found.append(Entry(solve_id, int(attempt), row["executor_id"] or "", taken_at))
    return tuple(found)


def running_by_partition(connection: Connection, queue: str) -> dict[str, int]:
    """How many entries of each partition are being carried out, on all workers."""
    table = entries(connection)
    query = (
        select(table.c.queue_partition_key, func.count())
        .where(table.c.queue_name == queue, table.c.status == RUNNING)
        .group_by(table.c.queue_partition_key)
    )
    return {str(key): int(count) for key, count in connection.execute(query)}


def without_entry(connection: Connection, queued_before: datetime) -> tuple[RowMapping, ...]:
    """Queued solves, since before a moment, that no entry will ever bring to a worker."""
    table = entries(connection)
    name = solves.c.id + "." + cast(solves.c.attempt, String)
    present = select(table.c.workflow_uuid).where(
        table.c.workflow_uuid == name, table.c.status.in_((*WAITING, RUNNING))
    )
    query = select(solves).where(
        solves.c.job_state == "queued", solves.c.queued_at < queued_before, ~present.exists()
    )
    return all_rows(connection, query.order_by(solves.c.number))


def over(connection: Connection, before: datetime, most: int = 500) -> list[str]:
    """Names of entries that were over before a moment, the oldest first."""
    table = entries(connection)
    query = (
        select(table.c.workflow_uuid)
        .where(
            table.c.status.not_in((*WAITING, RUNNING)),
            table.c.completed_at < int(before.timestamp() * 1000),
        )
        .order_by(table.c.completed_at)
        .limit(most)
    )
    return list(connection.execute(query).scalars())


def entries(connection: Connection) -> Table:
    """The table of queue entries where this database has it."""
    schema = None if connection.dialect.name == "sqlite" else SCHEMA
    return TABLES[schema]


def _table(schema: str | None) -> Table:
    return Table(
        NAME,
        MetaData(schema=schema),
        Column("workflow_uuid", String, primary_key=True),
        Column("status", String),
        Column("queue_name", String),
        Column("queue_partition_key", String),
        Column("executor_id", String),
        Column("priority", Integer),
        Column("started_at_epoch_ms", BigInteger),
        Column("completed_at", BigInteger),
    )


TABLES = {schema: _table(schema) for schema in (None, SCHEMA)}
