"""Erasure of all that is kept of a consortium, and the record by which a restore repeats it.

The bytes are gone from the database's files too, as far as the database goes: what the file system,
replicas or copies elsewhere still hold is the operator's to erase.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import DBAPIError

from api import moments
from api.storage import audit, queue_erasing
from api.storage.backup_files import backups_holding
from api.storage.database import Database
from api.storage.tables import (
    bindings,
    consortia,
    erasures,
    events,
    problems,
    publications,
    replies,
    responses,
    results,
    solves,
    sweeps,
    tokens,
)
from api.storage.troubles import Trouble, trouble_of

FILE = "erasures.jsonl"
LOCK_SECONDS = 10
CHECKPOINT_MILLISECONDS = 1000
OWNED = (
    *(responses, publications, results, events, solves, sweeps, problems),
    *(replies, bindings, tokens),
)
"""Every table that holds what belongs to a consortium, its own row apart."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """Who erases, for the audit log."""

    actor: str
    consortium_id: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: rows by table, and the backups that still hold the consortium.

    `compacted` says whether the bytes are gone from the database's files, too: `compact` can be
    called again when nobody else is at work.
    """

    consortium_id: str
    at: datetime
    counts: dict[str, int]
    compacted: bool
    backups: tuple[Path, ...]


def erase(database: Database, consortium_id: str, *, data: Path, actor: str) -> Erasure:
    """Erase a consortium: its data, people, tokens, queued jobs, and the key of its pseudonyms.

    `data` is the service's folder: the erasure is written to a file there, so that a restore of
    an older backup does it again, and backups in it that still hold the consortium are listed for
    the operator to delete. Running jobs lose their row, so nothing of theirs is kept.
    Raises LookupError for a consortium that is not here.
    """
    at = moments.now()
    line = {"consortium_id": consortium_id, "at": moments.text_of(at)}
    written = False
    try:
        with database.write() as connection:
            by = Eraser(actor, consortium_id)
            audit.record(connection, by, "consortium.erase", consortium_id)
            counts = erase_within(connection, consortium_id, at)
            # before the database keeps it: a crash in between must not bring the data back
            _append(data, line)
            written = True
    except BaseException:
        if written:
            _append(data, line | {"withdrawn": True})
        raise
    compacted = compact(database)
    backups = backups_holding(data, consortium_id)
    return Erasure(consortium_id, at, counts, compacted, backups)


def erase_within(connection: Connection, consortium_id: str, at: datetime) -> dict[str, int]:
    """Delete every row of a consortium in the caller's transaction; says how many by table.

    Its own row is locked first: whoever is writing for it ends before, and whoever comes later
    is refused by the foreign keys.
    """
    own = consortia.c.id == consortium_id
    connection.execute(select(consortia.c.id).where(own).with_for_update())
    ids = list(
        connection.execute(
            select(solves.c.id).where(solves.c.consortium_id == consortium_id)
        ).scalars()
    )
    counts = {"queue": queue_erasing.remove(connection, consortium_id, ids)}
    for table in OWNED:
        statement = delete(table).where(table.c.consortium_id == consortium_id)
        counts[table.name] = connection.execute(statement).rowcount
    counts["consortia"] = connection.execute(delete(consortia).where(own)).rowcount
    values = {"consortium_id": consortium_id, "at": at, "counts": counts}
    connection.execute(insert(erasures).values(**values))
    return counts


def repeat_within(connection: Connection, data: Path) -> tuple[str, ...]:
    """Do again, in the caller's transaction, what was erased after the database's state was saved.

    Returns the consortia erased. One that was begun anew after its erasure stays, as the
    erasure is then known to the database itself.
    """
    done = {
        (row.consortium_id, moments.text_of(row.at))
        for row in connection.execute(select(erasures.c.consortium_id, erasures.c.at))
    }
    missing = [each for each in recorded(data) if each not in done]
    for consortium_id, at in missing:
        erase_within(connection, consortium_id, moments.moment_of(at))
    return tuple(sorted({consortium_id for consortium_id, _ in missing}))


def recorded(data: Path) -> tuple[tuple[str, str], ...]:
    """The erasures in the file beside the database: consortium and moment, in order."""
    path = data / FILE
    if not path.exists():
        return ()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    withdrawn = {(each["consortium_id"], each["at"]) for each in lines if each.get("withdrawn")}
    names = [(each["consortium_id"], each["at"]) for each in lines]
    return tuple(name for name in dict.fromkeys(names) if name not in withdrawn)


def compact(database: Database) -> bool:
    """Rewrite the database's files without what was deleted.

    False: others read or write for so long that it has to be tried again later.
    """
    try:
        return _compact_sqlite(database) if database.is_sqlite else _compact_postgres(database)
    except DBAPIError as error:
        if trouble_of(error) is Trouble.BUSY:
            return False
        raise
    except sqlite3.OperationalError:
        return False


def _compact_sqlite(database: Database) -> bool:
    plain = database.writing.raw_connection()  # one that begins no transaction by itself
    try:
        cursor = plain.cursor()
        cursor.execute("VACUUM")
        # a reader is waited for only so long: the rest can be done later
        cursor.execute(f"PRAGMA busy_timeout = {CHECKPOINT_MILLISECONDS}")
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() or (1,)
        return not busy
    finally:
        plain.invalidate()  # as its patience is not that of the others
        plain.close()


def _compact_postgres(database: Database) -> bool:
    with database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        try:
            for table in (*OWNED, consortia):
                connection.exec_driver_sql(f"VACUUM FULL {table.name}")
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True


def _append(data: Path, line: Mapping[str, object]) -> None:
    data.mkdir(parents=True, exist_ok=True)
    with (data / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
