"""The queue: how a job gets into it, durably, and in which place.

Only ids are queued. Whatever a job needs stands in our own rows, and the two are written together.
"""

from __future__ import annotations

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from sqlalchemy import Connection, RowMapping

from api.storage.database import Database

QUEUE = "jobs"
WORKFLOW = "carry_out"
APPLICATION = "allocator"
SCHEMA = "dbos"
"""Where dbos's tables are on PostgreSQL; SQLite has no schemas."""

QUEUE_VERSION = "1"
"""The form of a queue entry (solve id, attempt), for all releases the same.

Not the release's version: a job of another version would wait for ever. Whether a worker knows
how to carry out an order is told by the row's `contract` and `operation`.
"""

CLASS_SIZE = 500_000_000
"""So many jobs may come in one class before their order in it begins anew."""


def prepare_queue(database: Database) -> None:
    """Create the queue's tables, or bring them to the present form. Safe to repeat."""
    DBOS.migrate(database.url, schema=SCHEMA)


def queue_client(database: Database) -> DBOSClient:
    """A client for `enqueue`. Connects when it is used first; `destroy()` when done."""
    return DBOSClient(
        system_database_engine=database.writing,
        dbos_system_schema=SCHEMA,
        serializer=DBOSPortableJSONSerializer(),
        application_name=APPLICATION,
        lazy=True,
    )


def enqueue(
    connection: Connection,
    client: DBOSClient,
    *,
    number: int,
    solve_id: str,
    consortium_id: str,
    attempt: int,
    priority: int,
) -> None:
    """Put one attempt at a job into the queue, in the caller's transaction. The only way in.

    `number` and `priority` (1 high, 2 normal, 3 low) are those of the solve's row. The same
    attempt put twice is there once.
    """
    client.enqueue_in_transaction(
        connection,
        {
            "queue_name": QUEUE,
            "workflow_name": WORKFLOW,
            "workflow_id": entry_id(solve_id, attempt),
            "app_version": QUEUE_VERSION,
            "queue_partition_key": consortium_id,
            "priority": place_in_line(number, priority),
        },
        solve_id,
        attempt,
    )


def enqueue_solve(connection: Connection, client: DBOSClient, solve: RowMapping) -> None:
    """`enqueue` for the row of a solve that is queued."""
    enqueue(
        connection,
        client,
        number=solve["number"],
        solve_id=solve["id"],
        consortium_id=solve["consortium_id"],
        attempt=solve["attempt"],
        priority=solve["priority"],
    )


def entry_id(solve_id: str, attempt: int) -> str:
    """How the queue names an attempt; at most one runs of each."""
    return f"{solve_id}.{attempt}"


def place_in_line(number: int, priority: int) -> int:
    """The queue's own priority, lower first: the class, and within it the order of arrival.

    Times would not do: some SQLite know them in whole seconds only.
    """
    return priority * CLASS_SIZE + number % CLASS_SIZE
