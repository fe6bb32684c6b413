"""Problems, and the door to the database, on both databases."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from api.jobs.states import LIVE
from api.storage import consortia, events, problems, publications, results, solves
from api.storage import tables as stored
from api.storage.database import Database
from api.storage.listing import Kept
from tests.storage_cases import (
    CONSORTIUM,
    DOCUMENT,
    OTHER,
    RESULT,
    done,
    end,
    new_problem,
    new_solve,
)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """A transaction that writes, with two consortia."""
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
        consortia.ensure(connection, OTHER)
        yield connection


@pytest.fixture
def problem_id(connection: Connection) -> str:
    """A problem of the first consortium."""
    row, _ = problems.add(connection, CONSORTIUM, new_problem())
    return str(row["id"])


def test_states_are_those_of_the_jobs() -> None:
    assert set(stored.LIVE) == {each.value for each in LIVE}


def test_the_same_content_is_found_again_and_only_within_a_consortium(
    connection: Connection,
) -> None:
    first, made = problems.add(connection, CONSORTIUM, new_problem(name="first"))
    again, made_again = problems.add(connection, CONSORTIUM, new_problem(name="again"))
    other, made_there = problems.add(connection, OTHER, new_problem())
    assert (made, made_again, made_there) == (True, False, True)
    assert again == first
    assert other["id"] != first["id"]
    assert problems.one(connection, OTHER, first["id"]) is None
    assert problems.document_of(connection, OTHER, first["id"]) is None
    assert problems.document_of(connection, CONSORTIUM, first["id"]) == DOCUMENT
    assert "document" not in first
    assert first["bytes"] == len(DOCUMENT.encode())


def test_a_derived_problem_is_of_the_family_of_its_base(connection: Connection) -> None:
    base, _ = problems.add(connection, CONSORTIUM, new_problem("base"))
    child, _ = problems.add(connection, CONSORTIUM, new_problem("child", base_id=base["id"]))
    grandchild, _ = problems.add(connection, CONSORTIUM, new_problem("3", base_id=child["id"]))
    assert base["root_id"] == child["root_id"] == grandchild["root_id"] == base["id"]
    page = problems.listed(connection, CONSORTIUM, base_id=base["id"])
    assert [row["id"] for row in page.rows] == [child["id"]]


def test_lists_come_in_pages_newest_first(connection: Connection) -> None:
    names = ["Kuchnia", "Opieka", "kuchnia 2", "100%", "Transport"]
    for name in names:
        problems.add(connection, CONSORTIUM, new_problem(name, name=name))
    problems.add(connection, OTHER, new_problem(name="Kuchnia"))
    seen: list[str] = []
    before = None
    while True:
        page = problems.listed(connection, CONSORTIUM, before=before, limit=2)
        seen += [row["name"] for row in page.rows]
        if page.next is None:
            break
        before = page.next
    assert seen == names[::-1]
    found = problems.listed(connection, CONSORTIUM, name="KUCH")
    assert [row["name"] for row in found.rows] == ["kuchnia 2", "Kuchnia"]
    assert [row["name"] for row in problems.listed(connection, CONSORTIUM, name="%").rows] == [
        "100%"
    ]


def test_a_page_that_is_just_full_has_no_next(connection: Connection, problem_id: str) -> None:
    assert problems.listed(connection, CONSORTIUM, limit=1).next is None


def test_names_and_notes_change_one_by_one(connection: Connection, problem_id: str) -> None:
    assert problems.renamed(connection, OTHER, problem_id, name="theirs") is None
    problems.renamed(connection, CONSORTIUM, problem_id, name="Hajnówka")
    row = problems.renamed(connection, CONSORTIUM, problem_id, note="")
    assert row is not None
    assert (row["name"], row["note"]) == ("Hajnówka", "")


def test_a_problem_that_is_needed_is_not_deleted(connection: Connection, problem_id: str) -> None:
    assert problems.remove(connection, OTHER, problem_id) is Kept.ABSENT
    solve = solves.add(connection, CONSORTIUM, new_solve(problem_id))
    assert problems.remove(connection, CONSORTIUM, problem_id) is Kept.LIVE
    end(connection, solve["id"])
    results.add(connection, CONSORTIUM, solve["id"], RESULT)
    publications.draft(connection, CONSORTIUM, solve, note="", created_by="x")
    assert problems.remove(connection, CONSORTIUM, problem_id) is Kept.PUBLISHED
    assert problems.one(connection, CONSORTIUM, problem_id) is not None


def test_with_a_problem_go_its_solves_and_results_and_no_others(connection: Connection) -> None:
    gone, _ = problems.add(connection, CONSORTIUM, new_problem("gone"))
    kept, _ = problems.add(connection, CONSORTIUM, new_problem("kept", base_id=gone["id"]))
    solve = done(connection, CONSORTIUM, gone["id"])
    other = done(connection, CONSORTIUM, kept["id"])
    assert problems.remove(connection, CONSORTIUM, gone["id"]) is None
    assert solves.one(connection, CONSORTIUM, solve["id"]) is None
    assert results.one(connection, CONSORTIUM, solve["id"]) is None
    assert events.after(connection, CONSORTIUM, solve["id"]) == ()
    assert results.one(connection, CONSORTIUM, other["id"]) is not None
    assert problems.document_of(connection, CONSORTIUM, kept["id"]) == DOCUMENT


def test_two_posts_of_the_same_problem_at_once_make_one(database: Database) -> None:
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
    start = threading.Barrier(4)
    ids: list[tuple[str, bool]] = []

    def post() -> None:
        start.wait()
        with database.write() as connection:
            row, made = problems.add(connection, CONSORTIUM, new_problem())
            ids.append((row["id"], made))

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({problem_id for problem_id, _ in ids}) == 1
    assert sorted(made for _, made in ids) == [False, False, False, True]


def test_whoever_only_reads_is_kept_from_writing(database: Database) -> None:
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.read() as connection:
        problems.add(connection, CONSORTIUM, new_problem())


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
    with database.read() as reading:
        assert problems.listed(reading, CONSORTIUM).rows == ()
        with database.write() as connection:
            problems.add(connection, CONSORTIUM, new_problem())
        assert problems.listed(reading, CONSORTIUM).rows == ()
    with database.read() as reading:
        assert len(problems.listed(reading, CONSORTIUM).rows) == 1


def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite'}")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE some (number INTEGER)")
        modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    database.close()
    assert modes == {0o600}
