"""What the queue keeps of jobs, inputs and outputs included, taken out of all of its tables.

The queue's library deletes by transactions of its own; an erasure or a restore is one of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    delete,
    func,
    inspect,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from api.storage.queue_entries import NAME, SCHEMA
from api.storage.statements import chunks

JOB_COLUMNS = ("workflow_uuid", "destination_uuid")
"""How the queue's tables name the job that a row belongs to."""
PARTITION = "queue_partition_key"
ID_LENGTH = 27
"""Of a solve's id; an entry is named by it, a point, and the attempt."""


def remove(connection: Connection, consortium_id: str, solve_ids: Iterable[str]) -> int:
    """Take out every entry of a consortium and of these solves; says how many there were."""
    tables = dict(_tables(connection))
    if NAME not in tables:
        return 0
    status = tables[NAME]
    wanted: list[ColumnElement[bool]] = [status.c[PARTITION] == consortium_id]
    for some in chunks(solve_ids):
        wanted.append(func.substr(status.c.workflow_uuid, 1, ID_LENGTH).in_(some))
    found = {
        name
        for condition in wanted
        for name in connection.execute(select(status.c.workflow_uuid).where(condition)).scalars()
    }
    for table in _payload_first(tables):
        for some in chunks(found):
            connection.execute(delete(table).where(or_(*_of_jobs(table, some))))
    return len(found)


def remove_all(connection: Connection) -> None:
    """Take out all entries, as they belong to another state of the database."""
    for table in _payload_first(dict(_tables(connection))):
        connection.execute(delete(table))


def _of_jobs(table: Table, names: list[str]) -> list[ColumnElement[bool]]:
    return [table.c[name].in_(names) for name in JOB_COLUMNS if name in table.c]


def _payload_first(tables: dict[str, Table]) -> list[Table]:
    """Entries last, as other tables refer to them."""
    return [tables[name] for name in sorted(tables, key=lambda each: (each == NAME, each))]


def _tables(connection: Connection) -> Iterator[tuple[str, Table]]:
    """The queue's tables that hold something of jobs, with the columns that say of which."""
    schema = None if connection.dialect.name == "sqlite" else SCHEMA
    looked = inspect(connection)
    for name in looked.get_table_names(schema=schema):
        columns = {each["name"] for each in looked.get_columns(name, schema=schema)}
        kept = [each for each in (*JOB_COLUMNS, PARTITION) if each in columns]
        if set(kept) & set(JOB_COLUMNS):
            yield (
                name,
                Table(name, MetaData(schema=schema), *(Column(each, String) for each in kept)),
            )
