"""A database that is locked, full or gone: a clear answer, nothing half-written, and on it goes."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, TimeoutError

from api.storage import backups, consortia, migrating, problems, results, solves
from api.storage.database import Database
from api.storage.troubles import Trouble, refusal_of, trouble_of
from api.texts import REFUSALS
from tests.postgres_server import Server
from tests.storage_cases import CONSORTIUM, everything, fill, new_problem, new_solve, settings_of

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""
BUSY_SECONDS = 0.3


@contextmanager
def held_by_another(database: Database) -> Iterator[None]:
    """Another process holds the file of SQLite."""
    path = database.url.removeprefix("sqlite:///")
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
        process.communicate("\n", timeout=10)


@pytest.fixture
def impatient(sqlite_database: Database) -> Iterator[Database]:
    """The same file by connections that wait for a short time only."""
    database = Database(sqlite_database.url, busy_seconds=BUSY_SECONDS)
    yield database
    database.close()


def test_a_file_held_by_another_process_is_told_and_nothing_is_written(
    sqlite_database: Database, impatient: Database
) -> None:
    made = fill(sqlite_database)
    before = everything(sqlite_database)
    with held_by_another(impatient):
        began = time.monotonic()
        with pytest.raises(DBAPIError) as failed, impatient.write() as connection:
            solves.add(connection, CONSORTIUM, new_solve(made["problem"]))
        assert BUSY_SECONDS / 2 < time.monotonic() - began < 5
        assert trouble_of(failed.value) is Trouble.BUSY
        # who only reads is not kept from it
        assert everything(impatient) == before
    with impatient.write() as connection:
        solves.add(connection, CONSORTIUM, new_solve(made["problem"]))
    assert len(everything(impatient)["solves"]) == len(before["solves"]) + 1


def test_whoever_is_patient_waits_until_the_file_is_free(
    sqlite_database: Database,
) -> None:
    made = fill(sqlite_database)
    patient = Database(sqlite_database.url, busy_seconds=10)
    path = sqlite_database.url.removeprefix("sqlite:///")
    script = HOLD.replace("sys.stdin.readline()", "import time; time.sleep(0.5)")
    with subprocess.Popen(
        [sys.executable, "-c", script, path], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with patient.write() as connection:
            solves.add(connection, CONSORTIUM, new_solve(made["problem"]))
    patient.close()
    assert len(everything(sqlite_database)["solves"]) == 3


@contextmanager
def no_space(database: Database, pages: int) -> Iterator[None]:
    """The file may grow by so many pages and no more, as on a disk that is nearly full."""

    def limit(connection: Any, record: Any, *rest: Any) -> None:
        cursor = connection.cursor()
        used = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {used + pages}")
        cursor.close()

    def lift(connection: Any, record: Any, *rest: Any) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 1073741823").close()

    event.listen(database.writing, "checkout", limit)
    yield
    event.remove(database.writing, "checkout", limit)
    event.listen(database.writing, "checkout", lift)


def big(number: int) -> str:
    """A text that does not pack well."""
    made = random.Random(number)
    return f'"{made.randbytes(60_000).hex()}"'


def write_big(database: Database, problem_id: str, number: int) -> str:
    """A solve and its big result in one transaction."""
    with database.write() as connection:
        solve = solves.add(connection, CONSORTIUM, new_solve(problem_id))
        results.add(connection, CONSORTIUM, solve["id"], big(number))
    return str(solve["id"])


def test_a_full_disk_leaves_nothing_half_written_and_it_goes_on_after(
    sqlite_database: Database,
) -> None:
    made = fill(sqlite_database)
    before = everything(sqlite_database)
    with no_space(sqlite_database, pages=3):
        for number in range(3):
            with pytest.raises(DBAPIError) as failed:
                write_big(sqlite_database, made["problem"], number)
            assert trouble_of(failed.value) is Trouble.FULL
            assert everything(sqlite_database) == before
    solve_id = write_big(sqlite_database, made["problem"], 1)
    with sqlite_database.read() as connection:
        row = results.one(connection, CONSORTIUM, solve_id)
        assert row is not None
        assert row["document"] == big(1)
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def test_a_restore_on_a_full_disk_changes_nothing(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_database)
    with sqlite_database.write() as connection:
        for number in range(4):
            content = {"content": f"big{number}", "document": big(number)}
            problems.add(connection, CONSORTIUM, new_problem(**content))
    settings = settings_of(sqlite_database, tmp_path)
    path = backups.backup(settings).path
    small = Database(f"sqlite:///{tmp_path / 'small.sqlite'}")
    migrating.upgrade(small)
    with small.write() as connection:
        consortia.ensure(connection, consortia.LOCAL)
    before = everything(small)
    monkeypatch.setattr(backups, "Database", lambda address: small)
    monkeypatch.setattr(small, "close", lambda: None)
    with no_space(small, pages=10):
        with pytest.raises(DBAPIError) as failed:
            backups.restore(settings, path)
        assert trouble_of(failed.value) is Trouble.FULL
    assert everything(small) == before
    backups.restore(settings, path)
    assert len(everything(small)["problems"]) == 6
    monkeypatch.undo()
    small.close()


def write_over_a_crash(database: Database, server: Server, problem_id: str) -> None:
    """Two solves in one transaction; between them the server dies and comes back."""
    with database.write() as connection:
        solves.add(connection, CONSORTIUM, new_solve(problem_id))
        server.restart(crash=True)
        solves.add(connection, CONSORTIUM, new_solve(problem_id))


def test_a_server_that_went_down_is_told_and_found_again(
    postgres_database: Database, postgres_server: Server
) -> None:
    made = fill(postgres_database)
    before = everything(postgres_database)
    with pytest.raises(DBAPIError) as failed:
        write_over_a_crash(postgres_database, postgres_server, made["problem"])
    assert trouble_of(failed.value) is Trouble.LOST
    assert everything(postgres_database) == before
    with postgres_database.write() as connection:
        solves.add(connection, CONSORTIUM, new_solve(made["problem"]))


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://postgres:@/none?host={tmp_path}")
    with pytest.raises(DBAPIError) as failed, database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    database.close()
    assert trouble_of(failed.value) is Trouble.LOST


class ServerError(Exception):
    """What a driver raises, with the server's own code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "trouble"),
    [
        ("53100", Trouble.FULL),  # disk full
        ("40P01", Trouble.BUSY),  # deadlock
        ("55P03", Trouble.BUSY),  # a lock was not to be had
        ("57P01", Trouble.LOST),  # shut down by the operator
        ("08006", Trouble.LOST),  # connection failure
        ("42703", None),  # unknown column: a bug
    ],
)
def test_the_servers_codes_are_understood(sqlstate: str, trouble: Trouble | None) -> None:
    assert trouble_of(OperationalError("SELECT", None, ServerError(sqlstate))) is trouble


def test_a_pool_without_a_free_connection_is_busy() -> None:
    assert trouble_of(TimeoutError("QueuePool limit")) is Trouble.BUSY


def test_troubles_are_answered_with_503_and_bugs_are_not() -> None:
    for trouble in Trouble:
        assert REFUSALS[trouble.value].status == 503
    full = DBAPIError("INSERT", None, Exception("database or disk is full"))
    refusal = refusal_of(full)
    assert refusal is not None
    assert (refusal.code, refusal.headers["Retry-After"]) == ("database_full", "2")
    assert refusal_of(IntegrityError("INSERT", None, Exception("UNIQUE failed"))) is None
    assert refusal_of(ValueError("x")) is None


def test_the_pragmas_are_those_of_a_shared_file(sqlite_database: Database) -> None:
    for engine in (sqlite_database.writing, sqlite_database.reading):
        with engine.connect() as connection:

            def told(name: str, connection: Any = connection) -> Any:
                return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()

            assert told("journal_mode") == "wal"
            assert told("foreign_keys") == 1
            assert told("busy_timeout") == 10_000
            assert told("synchronous") == 2


def test_writers_take_turns_and_none_fails(sqlite_database: Database) -> None:
    """The lock is taken at the beginning, so no transaction finds half-way that it is late."""
    made = fill(sqlite_database)
    failed: list[BaseException] = []

    def write() -> None:
        own = Database(sqlite_database.url)
        try:
            for _ in range(5):
                with own.write() as connection:
                    solves.one(connection, CONSORTIUM, made["solve"])
                    solves.add(connection, CONSORTIUM, new_solve(made["problem"]))
        except BaseException as error:
            failed.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(everything(sqlite_database)["solves"]) == 2 + 4 * 5
