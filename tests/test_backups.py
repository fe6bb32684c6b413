"""Backups of a service in use and their restore: whole or not at all, from either database."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from api import moments
from api.faults import Refusal
from api.jobs.queue import enqueue_solve, prepare_queue, queue_client
from api.storage import (
    audit,
    backup_files,
    backups,
    consortia,
    erasing,
    events,
    migrating,
    problems,
    queue_erasing,
    solves,
)
from api.storage.database import Database
from api.storage.tables import workers
from api.texts import REFUSALS
from tests.databases import KINDS, fresh_database
from tests.storage_cases import (
    CONSORTIUM,
    OTHER,
    Person,
    everything,
    fill,
    new_problem,
    new_solve,
    settings_of,
)


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A database without any table to restore to, on both in turn."""
    yield from fresh_database(request, request.param, tmp_path, migrated=False)


def saved(database: Database, folder: Path) -> Path:
    """A backup of a database."""
    return backups.backup(settings_of(database, folder)).path


def kept(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows but the workers', which no backup has."""
    return {name: rows for name, rows in everything(database).items() if name != "workers"}


def test_everything_comes_back_on_either_database(
    database: Database, target: Database, tmp_path: Path
) -> None:
    fill(database)
    fill(database, OTHER, "2")
    made = backups.backup(settings_of(database, tmp_path))
    assert made.path.parent == tmp_path / "backups"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    restored = backups.restore(settings_of(target, tmp_path), made.path)
    assert kept(target) == kept(database)
    assert all(len(rows) > 0 for rows in kept(target).values())
    assert restored.rows == made.rows
    assert restored.rows["solves"] == 4
    assert restored.erased == ()
    assert migrating.is_current(target)
    with target.read() as connection:
        assert migrating.differences(connection) == []


def test_after_a_restore_numbers_go_on_and_the_audit_log_only_grows(
    database: Database, tmp_path: Path
) -> None:
    made = fill(database)
    path = saved(database, tmp_path)
    backups.restore(settings_of(database, tmp_path), path, replace=True)
    with database.write() as connection:
        problem, _ = problems.add(connection, CONSORTIUM, new_problem("new"))
        solve = solves.add(connection, CONSORTIUM, new_solve(problem["id"]))
        audit.record(connection, Person("local", CONSORTIUM), "problem.add", problem["id"])
        before = problems.one(connection, CONSORTIUM, made["derived"])
        assert before is not None
        assert problem["number"] == before["number"] + 1
        assert solve["number"] == 3
        assert events.add(connection, CONSORTIUM, made["solve"], "progress") == 2
    with pytest.raises(Exception, match="only grows"), database.write() as connection:
        connection.execute(text("DELETE FROM audit"))


def test_a_backup_under_writes_is_one_moment(database: Database, tmp_path: Path) -> None:
    """Each transaction writes a problem and a solve of it: a backup has as many of both."""
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
    stop = threading.Event()
    written = []

    def keep_writing() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with database.write() as connection:
                problem, _ = problems.add(connection, CONSORTIUM, new_problem(str(number)))
                solves.add(connection, CONSORTIUM, new_solve(problem["id"]))
            written.append(number)

    thread = threading.Thread(target=keep_writing)
    thread.start()
    try:
        settings = settings_of(database, tmp_path)
        made = [backups.backup(settings, tmp_path / f"{number}.zip") for number in range(5)]
    finally:
        stop.set()
        thread.join()
    assert written, "writers must not wait for a backup"
    for each in made:
        assert each.rows["problems"] == each.rows["solves"] == each.rows["events"]
    assert made[-1].rows["problems"] > made[0].rows["problems"]


def test_a_database_with_data_is_replaced_only_when_told(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    settings = settings_of(database, tmp_path)
    path = saved(database, tmp_path)
    stored = kept(database)
    with database.write() as connection:
        problems.add(connection, CONSORTIUM, new_problem("later"))
        release_leases(connection)
    with pytest.raises(Refusal, match="database_not_empty"):
        backups.restore(settings, path)
    assert kept(database) != stored
    backups.restore(settings, path, replace=True)
    assert kept(database) == stored


def release_leases(connection: Any) -> None:
    """No worker lives any longer."""
    connection.execute(workers.delete())


def test_a_service_that_was_just_started_counts_as_empty(
    database: Database, tmp_path: Path
) -> None:
    fill(database, consortia.LOCAL)
    path = saved(database, tmp_path)
    stored = kept(database)
    with database.write() as connection:
        release_leases(connection)
    backups.restore(settings_of(database, tmp_path), path, replace=True)
    emptied = tmp_path / "new"
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    migrating.upgrade(fresh)
    with fresh.write() as connection:
        consortia.ensure(connection, consortia.LOCAL)
    backups.restore(settings_of(fresh, emptied), path)
    assert kept(fresh) == stored
    fresh.close()


def test_no_restore_under_a_living_worker(database: Database, tmp_path: Path) -> None:
    fill(database)
    path = saved(database, tmp_path)
    with database.write() as connection:
        values = {"id": "alive", "generation": 1, "facts": {}, "started_at": moments.now()}
        connection.execute(insert(workers).values(**values, lease_until=moments.ahead(60)))
    before = everything(database)
    with pytest.raises(Refusal, match="database_in_use"):
        backups.restore(settings_of(database, tmp_path), path, replace=True)
    assert everything(database) == before


def test_the_queue_forgets_its_entries(database: Database, tmp_path: Path) -> None:
    """What they say is of another state; our sweeper queues the live jobs again."""
    prepare_queue(database)
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
        problem, _ = problems.add(connection, CONSORTIUM, new_problem())
        solve = solves.add(connection, CONSORTIUM, new_solve(problem["id"]))
    path = saved(database, tmp_path)
    client = queue_client(database)
    with database.write() as connection:
        enqueue_solve(connection, client, solve)
    client.destroy()
    backups.restore(settings_of(database, tmp_path), path, replace=True)
    with database.write() as connection:
        assert queue_erasing.remove(connection, CONSORTIUM, [solve["id"]]) == 0


def test_a_backup_of_an_older_revision_is_brought_up(database: Database, tmp_path: Path) -> None:
    fill(database)
    stored = kept(database)
    migrating.downgrade(database, "0001")
    path = saved(database, tmp_path)
    backups.restore(settings_of(database, tmp_path), path, replace=True)
    assert migrating.is_current(database)
    assert kept(database) == stored


def test_a_place_without_tables_has_nothing_to_save(
    bare_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="no_schema"):
        backups.backup(settings_of(bare_database, tmp_path))
    assert list((tmp_path / "backups").iterdir()) == []


def test_an_erasure_lists_the_backups_that_still_hold_the_consortium(
    database: Database, tmp_path: Path
) -> None:
    fill(database, OTHER, "2")
    settings = settings_of(database, tmp_path)
    without = backups.backup(settings).path
    fill(database)
    holding = backups.backup(settings).path
    unreadable = tmp_path / "backups" / "old.zip"
    unreadable.write_bytes(b"?")
    erasure = erasing.erase(database, CONSORTIUM, data=tmp_path, actor="local")
    assert erasure.backups == (holding, unreadable)
    assert without not in erasure.backups
    assert backup_files.backups_holding(tmp_path / "none", CONSORTIUM) == ()


def test_what_was_erased_is_erased_again_after_a_restore(
    database: Database, tmp_path: Path
) -> None:
    fill(database)
    fill(database, OTHER, "2")
    settings = settings_of(database, tmp_path)
    before = backups.backup(settings).path
    erasing.erase(database, CONSORTIUM, data=tmp_path, actor="local")
    after, stored = backups.backup(settings).path, kept(database)
    restored = backups.restore(settings, before, replace=True)
    assert restored.erased == (CONSORTIUM,)
    told = kept(database)
    assert CONSORTIUM in repr(told.pop("erasures"))
    assert CONSORTIUM not in repr(told)
    assert OTHER in repr(told)
    # the erasure is known to the new database, too: once is enough
    with database.write() as connection:
        assert erasing.repeat_within(connection, tmp_path) == ()
    restored = backups.restore(settings, after, replace=True)
    assert restored.erased == ()
    assert kept(database) == stored


def test_a_restore_waits_for_nobody_who_only_reads(
    sqlite_database: Database, tmp_path: Path
) -> None:
    """On SQLite a reader keeps its view, before and while everything is replaced.

    Only the bytes of what was there can not leave the file as long as it reads.
    """
    fill(sqlite_database)
    path = saved(sqlite_database, tmp_path)
    with sqlite_database.read() as connection:
        first = connection.execute(text("SELECT count(*) FROM solves")).scalar_one()
        restored = backups.restore(settings_of(sqlite_database, tmp_path), path, replace=True)
        assert not restored.compacted
        assert connection.execute(text("SELECT count(*) FROM solves")).scalar_one() == first


def test_every_refusal_has_its_words() -> None:
    codes = ("backup_damaged", "backup_newer", "database_in_use", "database_not_empty", "no_schema")
    assert set(codes) <= set(REFUSALS)


def test_a_backup_put_elsewhere_is_known_to_an_erasure(database: Database, tmp_path: Path) -> None:
    fill(database)
    target = tmp_path / "new" / "service.zip"
    settings = settings_of(database, tmp_path / "data")
    assert backups.backup(settings, target).path == target
    assert os.listdir(target.parent) == ["service.zip"]
    gone = backups.backup(settings, tmp_path / "gone.zip").path
    gone.unlink()
    erasure = erasing.erase(database, CONSORTIUM, data=settings.data, actor="local")
    assert erasure.backups == (target,)
