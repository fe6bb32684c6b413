"""Erasure and retention: nothing is left that must go, and nothing goes that must stay."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from api.jobs.queue import enqueue_solve, prepare_queue, queue_client
from api.storage import (
    audit,
    consortia,
    erasing,
    problems,
    queue_erasing,
    solves,
)
from api.storage import tables as stored
from api.storage.database import Database
from tests.storage_cases import (
    CONSORTIUM,
    NAMES,
    OTHER,
    PRICE,
    fill,
    new_problem,
    new_solve,
)


def enqueued(database: Database, consortium_id: str, problem_id: str) -> str:
    """A solve with its entry in the queue."""
    client = queue_client(database)
    try:
        with database.write() as connection:
            solve = solves.add(connection, consortium_id, new_solve(problem_id))
            enqueue_solve(connection, client, solve)
    finally:
        client.destroy()
    return str(solve["id"])


def all_bytes(database: Database) -> bytes:
    """Whatever the database keeps: its files on SQLite, all rows of all tables on PostgreSQL."""
    if database.is_sqlite:
        path = Path(database.url.removeprefix("sqlite:///"))
        files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))]
        return b"".join(file.read_bytes() for file in files if file.exists())
    with database.read() as connection:
        looked = inspect(connection)
        names = [
            f'"{schema}"."{name}"'
            for schema in ("public", "dbos")
            for name in looked.get_table_names(schema=schema)
        ]
        rows = [connection.execute(text(f"SELECT * FROM {name}")).all() for name in names]
        return repr(rows).encode()


def rows_of(database: Database, consortium_id: str) -> dict[str, int]:
    """How many rows each table has of a consortium."""
    with database.read() as connection:
        return {
            table.name: connection.execute(
                select(func.count())
                .select_from(table)
                .where(table.c.consortium_id == consortium_id)
            ).scalar_one()
            for table in erasing.OWNED
        }


def test_every_table_with_an_owner_is_erased() -> None:
    owned = {name for name, table in stored.metadata.tables.items() if "consortium_id" in table.c}
    assert {table.name for table in erasing.OWNED} == owned - {"erasures"}


def test_after_an_erasure_nothing_is_left(database: Database, tmp_path: Path) -> None:
    prepare_queue(database)
    made = fill(database)
    other = fill(database, OTHER, "2")
    made["queued"] = enqueued(database, CONSORTIUM, made["problem"])
    kept = enqueued(database, OTHER, other["problem"])
    with database.read() as connection:
        key = audit.key_of(connection, CONSORTIUM)
    words = [*made.values(), key, "hash-1", "token:tk-1"]
    before = all_bytes(database)
    assert all(word.encode() in before for word in words)

    erasure = erasing.erase(database, CONSORTIUM, data=tmp_path / "data", actor="local")

    after = all_bytes(database)
    assert [word for word in words if word.encode() in after] == []
    assert set(rows_of(database, CONSORTIUM).values()) == {0}
    assert erasure.counts["problems"] == 2
    assert erasure.counts["queue"] == 1
    assert erasure.counts["consortia"] == 1
    assert erasure.compacted
    # the other's are all there, its queued job too
    assert rows_of(database, OTHER) == rows_of(database, OTHER) | {"problems": 2, "solves": 3}
    assert kept.encode() in after


def test_no_name_and_no_price_is_left_in_the_files(database: Database, tmp_path: Path) -> None:
    fill(database)
    words = [*NAMES, PRICE]
    assert all(word in searched(database) for word in words)
    erasing.erase(database, CONSORTIUM, data=tmp_path, actor="local")
    assert [word for word in words if word in searched(database)] == []


def searched(database: Database) -> str:
    """All rows as the code reads them, and the files as they are: packed texts are seen too."""
    with database.read() as connection:
        rows = [connection.execute(table.select()).all() for table in stored.metadata.sorted_tables]
    return repr(rows) + all_bytes(database).decode(errors="replace")


def test_the_audit_log_stays_and_names_nobody(database: Database, tmp_path: Path) -> None:
    fill(database)
    with database.read() as connection:
        before = [row.number for row in connection.execute(stored.audit.select())]
    erasing.erase(database, CONSORTIUM, data=tmp_path, actor="token:tk-boss")
    with database.read() as connection:
        rows = connection.execute(stored.audit.select().order_by(stored.audit.c.number)).all()
        with pytest.raises(LookupError):
            audit.listed(connection, CONSORTIUM)
    assert [row.number for row in rows[:-1]] == before
    assert rows[-1].action == "consortium.erase"
    assert "boss" not in repr(rows)


def test_an_erased_id_is_never_used_again(database: Database, tmp_path: Path) -> None:
    fill(database)
    erasing.erase(database, CONSORTIUM, data=tmp_path, actor="local")
    with database.write() as connection, pytest.raises(consortia.Erased):
        consortia.ensure(connection, CONSORTIUM)
    with pytest.raises(LookupError):
        erasing.erase(database, CONSORTIUM, data=tmp_path, actor="local")
    assert len(erasing.recorded(tmp_path)) == 1


def test_the_only_user_of_a_laptop_begins_anew(database: Database, tmp_path: Path) -> None:
    fill(database, consortia.LOCAL)
    erasing.erase(database, consortia.LOCAL, data=tmp_path, actor="local")
    fill(database, consortia.LOCAL, "2")
    with database.write() as connection:
        # the database knows of its erasure, so what was begun since stays
        assert erasing.repeat_within(connection, tmp_path) == ()
    assert rows_of(database, consortia.LOCAL)["problems"] == 2


def test_an_erasure_that_fails_leaves_all_and_is_taken_back(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    before = rows_of(database, CONSORTIUM)
    append = erasing._append

    def fails(data: Path, line: dict[str, Any]) -> None:
        append(data, line)
        if "withdrawn" not in line:
            raise OSError("disk")

    monkeypatch.setattr(erasing, "_append", fails)
    with pytest.raises(OSError, match="disk"):
        erasing.erase(database, CONSORTIUM, data=tmp_path, actor="local")
    assert rows_of(database, CONSORTIUM) == before


def test_a_commit_that_fails_withdraws_the_record(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_database)
    monkeypatch.setattr(
        Database, "write", lambda self: failing_write(sqlite_database.writing.begin())
    )
    with pytest.raises(RuntimeError, match="commit"):
        erasing.erase(sqlite_database, CONSORTIUM, data=tmp_path, actor="local")
    lines = (tmp_path / erasing.FILE).read_text().splitlines()
    assert [json.loads(line).get("withdrawn") for line in lines] == [None, True]
    assert erasing.recorded(tmp_path) == ()


class failing_write:
    """A transaction whose commit fails."""

    def __init__(self, transaction: Any) -> None:
        self.transaction = transaction

    def __enter__(self) -> Connection:
        connection: Connection = self.transaction.__enter__()
        return connection

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.transaction.__exit__(RuntimeError, RuntimeError("commit"), None)
        if error is None:
            raise RuntimeError("commit")


def test_whoever_writes_meanwhile_leaves_nothing_behind(
    postgres_database: Database, tmp_path: Path
) -> None:
    database = postgres_database
    made = fill(database)
    began, erased = threading.Event(), threading.Event()
    late: list[BaseException] = []

    def first() -> None:
        # this one began before the erasure: the erasure waits for it, and sees what it wrote
        with database.write() as connection:
            solves.add(connection, CONSORTIUM, new_solve(made["problem"]))
            began.set()
            erased.wait(0.3)

    def second() -> None:
        began.wait()
        erasing.erase(database, CONSORTIUM, data=tmp_path, actor="local")
        erased.set()

    def third() -> None:
        # and this one comes too late
        erased.wait()
        try:
            with database.write() as connection:
                problems.add(connection, CONSORTIUM, new_problem("late"))
        except DBAPIError as error:
            late.append(error)

    threads = [threading.Thread(target=each) for each in (first, second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(late) == 1
    assert set(rows_of(database, CONSORTIUM).values()) == {0}


def test_the_queue_can_be_emptied(database: Database) -> None:
    prepare_queue(database)
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
        problem, _ = problems.add(connection, CONSORTIUM, new_problem())
    solve_id = enqueued(database, CONSORTIUM, problem["id"])
    with database.write() as connection:
        assert queue_erasing.remove(connection, OTHER, ["so-none"]) == 0
        queue_erasing.remove_all(connection)
        assert queue_erasing.remove(connection, CONSORTIUM, [solve_id]) == 0
    with database.write() as connection:
        # the queue still knows its own migrations, and works
        assert solves.one(connection, CONSORTIUM, solve_id) is not None
    prepare_queue(database)
    enqueued(database, CONSORTIUM, problem["id"])


def test_what_others_hold_is_compacted_later(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    monkeypatch.setattr(erasing, "LOCK_SECONDS", 0.1)
    impatient = Database(database.url, busy_seconds=0.1)
    with database.write() as connection:
        connection.execute(update(stored.problems).values(note="x"))
        assert not erasing.compact(impatient)
    assert erasing.compact(impatient)
    with impatient.write() as connection:  # and it is as patient as before
        if impatient.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 100
        else:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "0"
    impatient.close()
