"""Backups of the whole service while it is in use, and their restore: whole or not at all."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    LargeBinary,
    Text,
    column,
    func,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.types import TypeEngine

from api import moments
from api.faults import Refusal
from api.settings import Settings
from api.storage import erasing, migrating, queue_erasing
from api.storage.backup_files import (
    FOLDER,
    FORM,
    Manifest,
    Part,
    check,
    note_place,
    opened,
    read_manifest,
    read_part,
    write_manifest,
    write_part,
    written,
)
from api.storage.database import Database
from api.storage.leases import living
from api.storage.tables import metadata

LEFT_OUT = ("workers",)
"""Leases mean nothing elsewhere; jobs that were running are queued again by the sweeper."""
KINDS: Mapping[str, TypeEngine[Any]] = {
    "text": Text(),
    "integer": Integer(),
    "boolean": Boolean(),
    "bytes": LargeBinary(),
}
ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was made: its file and the number of rows by table."""

    path: Path
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore: rows by table, and the consortia that were erased again, as they had been.

    `compacted` says whether the bytes of what is gone have left the database's files, too.
    """

    rows: Mapping[str, int]
    erased: tuple[str, ...]
    compacted: bool


def backup(settings: Settings, target: Path | None = None) -> Saved:
    """Save the database of a running service, as it is at one moment, to one file.

    Without `target`: in the folder `backups` of the service's data, named by the moment. Not
    saved: workers and the queue's entries, which a restore makes anew. Raises Refusal
    `no_schema` for a database without our tables, OSError where the file can not be written.
    """
    now = moments.text_of(moments.now())
    stamp = now.translate({ord(sign): None for sign in ":-."})
    path = target or settings.data / FOLDER / f"allocator-{stamp}.zip"
    database = Database(settings.address)
    try:
        with database.read() as connection, written(path) as archive:
            revision = migrating.revision_of(connection)
            if revision is None:
                raise Refusal("no_schema")
            parts = tuple(_saved_parts(connection, archive))
            owners = connection.execute(text("SELECT id FROM consortia ORDER BY id")).scalars()
            write_manifest(archive, Manifest(FORM, now, revision, tuple(owners), parts))
    finally:
        database.close()
    note_place(settings.data, path)
    return Saved(path, {part.table: part.rows for part in parts})


def restore(settings: Settings, source: Path, *, replace: bool = False) -> Restored:
    """Put a backup in the place of an empty database, or with `replace` of what is there.

    Brings it to the newest revision, erases again what was erased since it was made, and
    forgets the queue's entries: live jobs are queued again by the sweeper of the first worker.
    In one transaction. Raises Refusal `backup_damaged`, `backup_newer` (made by a newer
    version), `database_in_use` (a worker lives), `database_not_empty`; then all stays as it was.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.address)
    try:
        with opened(source) as archive:
            manifest = read_manifest(archive)
            if manifest.revision not in migrating.known():
                raise Refusal("backup_newer", {"revision": manifest.revision})
            check(archive, manifest)
            with database.write() as connection:
                _make_room(connection, replace=replace)
                migrating.upgrade_within(connection, manifest.revision)
                for part in manifest.parts:
                    _restore_part(connection, archive, part)
                migrating.upgrade_within(connection)
                erased = erasing.repeat_within(connection, settings.data)
        compacted = erasing.compact(database)
    finally:
        database.close()
    return Restored({part.table: part.rows for part in manifest.parts}, erased, compacted)


def _saved_parts(connection: Connection, archive: zipfile.ZipFile) -> Iterator[Part]:
    """Every table of ours that is there, with the columns that it has at its revision."""
    looked = inspect(connection)
    present = set(looked.get_table_names())
    for name in [each.name for each in metadata.sorted_tables]:
        if name in present and name not in LEFT_OUT:
            columns = {each["name"]: _kind(each["type"]) for each in looked.get_columns(name)}
            key = looked.get_pk_constraint(name)["constrained_columns"]
            source = _plain(name, columns)
            query = select(source).order_by(*(source.c[each] for each in key))
            rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query)
            yield write_part(archive, name, columns, (tuple(row) for row in rows))


def _kind(kind: Any) -> str:
    """The kind of a column as the database knows it."""
    for name in ("boolean", "integer", "bytes"):
        if isinstance(kind, type(KINDS[name])):
            return name
    return "text"


def _plain(name: str, columns: Mapping[str, str]) -> Any:
    """A table whose values are given and taken as they are stored."""
    typed: list[ColumnClause[Any]] = [column(each, KINDS[kind]) for each, kind in columns.items()]
    return table(name, *typed)


def _make_room(connection: Connection, *, replace: bool) -> None:
    """An empty place without tables of ours; what the queue holds belongs to the old state."""
    revision = migrating.revision_of(connection)
    if revision is not None:
        if living(connection):
            raise Refusal("database_in_use")
        if not replace and _holds_something(connection):
            raise Refusal("database_not_empty")
        migrating.downgrade_within(connection, migrating.BASE)
    queue_erasing.remove_all(connection)


def _holds_something(connection: Connection) -> bool:
    """Whether there is more than the consortium that a service makes for itself at its start."""
    free = {*LEFT_OUT, "consortia"}
    names = set(inspect(connection).get_table_names()) & set(metadata.tables) - free
    return any(
        connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in sorted(names)
    )


def _restore_part(connection: Connection, archive: zipfile.ZipFile, part: Part) -> None:
    target = _plain(part.table, part.columns)
    rows = read_part(archive, part)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        values = [dict(zip(part.columns, row, strict=True)) for row in some]
        connection.execute(insert(target), values)
    if connection.dialect.name == "postgresql" and part.columns.get("number") == "integer":
        _count_on(connection, part.table)


def _count_on(connection: Connection, name: str) -> None:
    """Let the numbers that the database gives go on after the highest restored."""
    sequence = func.pg_get_serial_sequence(name, "number")
    if connection.execute(select(sequence)).scalar_one() is not None:
        highest = select(func.max(column("number"))).select_from(table(name)).scalar_subquery()
        following = func.coalesce(highest, 0) + 1
        connection.execute(select(func.setval(sequence, following, False)))
