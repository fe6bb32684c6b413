"""Migrations on both databases: the schema they make, up and down with data in place."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import inspect, text

from api.jobs.queue import enqueue_solve, prepare_queue, queue_client
from api.storage import migrating, problems, queue_erasing, solves
from api.storage.database import Database
from api.storage.tables import metadata
from tests.storage_cases import CONSORTIUM, OTHER, everything, fill, new_solve


def tables(database: Database) -> set[str]:
    """The tables of ours that are there."""
    with database.read() as connection:
        return set(inspect(connection).get_table_names()) & set(metadata.tables)


def revision(database: Database) -> str | None:
    """The revision at which a database is."""
    with database.read() as connection:
        return migrating.revision_of(connection)


def test_the_migrated_schema_is_that_of_the_tables(database: Database) -> None:
    with database.read() as connection:
        assert migrating.differences(connection) == []
    assert migrating.is_current(database)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE tokens",
        "DROP INDEX ix_solves_listed",
        "ALTER TABLE solves DROP COLUMN kept_from",
        "ALTER TABLE solves ADD COLUMN unknown INTEGER",
        "CREATE INDEX ix_solves_unknown ON solves (phase)",
    ],
)
def test_a_difference_from_the_tables_is_seen(database: Database, statement: str) -> None:
    with database.write() as connection:
        connection.execute(text(statement))
    with database.read() as connection:
        assert migrating.differences(connection) != []


def test_a_bare_place_is_not_current_until_it_is_brought_up(bare_database: Database) -> None:
    assert not migrating.is_current(bare_database)
    migrating.upgrade(bare_database)
    assert migrating.is_current(bare_database)
    migrating.upgrade(bare_database)
    assert tables(bare_database) == set(metadata.tables)


def test_each_revision_goes_up_and_down_with_data_in_place(database: Database) -> None:
    """What a revision adds follows from the rest here, so every row comes back as it was."""
    fill(database)
    fill(database, OTHER, "2")
    before = everything(database)
    assert all(before.values()), "every table has rows"
    older = migrating.known()[-2::-1]
    for name in older:
        migrating.downgrade(database, name)
        assert revision(database) == name
        assert not migrating.is_current(database)
        with database.read() as connection:
            counts = {
                table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in sorted(tables(database))
            }
        assert counts == {table: len(rows) for table, rows in before.items()}
    migrating.upgrade(database)
    assert everything(database) == before
    with database.read() as connection:
        assert migrating.differences(connection) == []


def test_the_way_down_to_nothing_and_up_again(database: Database) -> None:
    fill(database)
    migrating.downgrade(database, migrating.BASE)
    assert tables(database) == set()
    assert revision(database) is None
    migrating.upgrade(database)
    with database.read() as connection:
        assert migrating.differences(connection) == []
    fill(database)  # triggers and functions are made again without a clash
    with pytest.raises(Exception, match="only grows"), database.write() as connection:
        connection.execute(text("DELETE FROM audit"))


def test_a_family_is_found_whatever_the_order_of_its_members(database: Database) -> None:
    """A base may be gone: then the oldest that is left begins the family."""
    made = fill(database)
    with database.write() as connection:
        connection.execute(
            text("UPDATE problems SET base_id = 'pr-gone' WHERE id = :id"), {"id": made["problem"]}
        )
    migrating.downgrade(database, "0001")
    migrating.upgrade(database)
    with database.read() as connection:
        derived = problems.one(connection, CONSORTIUM, made["derived"])
        solve = solves.one(connection, CONSORTIUM, made["solve"])
    assert derived is not None
    assert derived["root_id"] == made["problem"]
    assert solve is not None
    assert solve["last_event"] == 1


def test_the_queues_tables_are_never_touched(database: Database) -> None:
    prepare_queue(database)
    made = fill(database)
    client = queue_client(database)
    with database.write() as connection:
        solve = solves.add(connection, CONSORTIUM, new_solve(made["problem"]))
        enqueue_solve(connection, client, solve)
    client.destroy()
    with database.read() as connection:
        assert migrating.differences(connection) == []
    migrating.downgrade(database, migrating.BASE)
    migrating.upgrade(database)
    with database.write() as connection:
        assert queue_erasing.remove(connection, CONSORTIUM, [solve["id"]]) == 1


def test_several_processes_may_bring_it_up_at_once(bare_database: Database) -> None:
    start = threading.Barrier(3)
    failed: list[BaseException] = []

    def bring_up() -> None:
        mine = Database(bare_database.url)
        start.wait()
        try:
            migrating.upgrade(mine)
        except BaseException as error:
            failed.append(error)
        finally:
            mine.close()

    threads = [threading.Thread(target=bring_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert migrating.is_current(bare_database)


def test_a_migration_that_fails_changes_nothing(database: Database) -> None:
    fill(database)
    migrating.downgrade(database, "0001")
    with database.write() as connection:
        # in the way of what revision 0002 makes at its end
        connection.execute(text("ALTER TABLE solves ADD COLUMN last_event INTEGER"))
    with pytest.raises(Exception, match="last_event"):
        migrating.upgrade(database)
    assert revision(database) == "0001"
    with database.read() as connection:
        columns = {each["name"] for each in inspect(connection).get_columns("problems")}
    assert "root_id" not in columns


def test_revisions_are_numbered_in_order() -> None:
    known = migrating.known()
    assert list(known) == [f"{number:04}" for number in range(1, len(known) + 1)]
    assert known[-1] == migrating.newest()
