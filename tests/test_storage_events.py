"""Events of solves: numbers without gap or double, whatever happens at once; on both databases."""

from __future__ import annotations

import threading
from datetime import timedelta

from api import moments
from api.storage import consortia, events, problems, solves
from api.storage.database import Database
from tests.storage_cases import CONSORTIUM, OTHER, end, new_problem, new_solve


def started(database: Database) -> str:
    """A solve that waits; its event 1 is written."""
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
        problem, _ = problems.add(connection, CONSORTIUM, new_problem())
        return str(solves.add(connection, CONSORTIUM, new_solve(problem["id"]))["id"])


def numbers(database: Database, solve_id: str, after: int = 0) -> list[int]:
    """The numbers of a solve's events above one."""
    with database.read() as connection:
        return [row["number"] for row in events.after(connection, CONSORTIUM, solve_id, after)]


def test_a_late_client_gets_what_it_missed(database: Database) -> None:
    solve_id = started(database)
    with database.write() as connection:
        for best in (3, 2):
            events.add(connection, CONSORTIUM, solve_id, "progress", phase="cost", best=best)
    assert numbers(database, solve_id) == [1, 2, 3]
    assert numbers(database, solve_id, 1) == [2, 3]
    with database.read() as connection:
        assert events.after(connection, OTHER, solve_id) == ()
        told = events.after(connection, CONSORTIUM, solve_id, 2)
    assert told[0]["data"] == {"phase": "cost", "best": 2}


def test_an_event_of_no_solve_is_not_written(database: Database) -> None:
    solve_id = started(database)
    with database.write() as connection:
        assert events.add(connection, CONSORTIUM, "so-none", "progress") is None
        assert events.add(connection, OTHER, solve_id, "progress") is None
    assert numbers(database, solve_id) == [1]


def test_events_at_once_have_numbers_of_their_own(database: Database) -> None:
    solve_id = started(database)
    start = threading.Barrier(4)

    def tell() -> None:
        start.wait()
        for _ in range(5):
            with database.write() as connection:
                events.add(connection, CONSORTIUM, solve_id, "progress")

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(database, solve_id) == list(range(1, 22))


def test_an_event_of_a_transaction_that_fails_leaves_no_gap(database: Database) -> None:
    solve_id = started(database)
    try:
        with database.write() as connection:
            events.add(connection, CONSORTIUM, solve_id, "progress")
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    with database.write() as connection:
        assert events.add(connection, CONSORTIUM, solve_id, "progress") == 2


def test_what_is_new_of_many_solves_comes_at_once(database: Database) -> None:
    first, second, third = (started_again(database, index) for index in "123")
    with database.write() as connection:
        events.add(connection, CONSORTIUM, second, "progress")
    with database.read() as connection:
        known = {first: 1, second: 1, third: 0, "so-gone": 4}
        found = events.newer_than(connection, known)
        assert events.newer_than(connection, {}) == ()
    assert [(row["solve_id"], row["number"]) for row in found] == sorted([(second, 2), (third, 1)])


def started_again(database: Database, content: str) -> str:
    """A solve of a problem of its own."""
    with database.write() as connection:
        consortia.ensure(connection, CONSORTIUM)
        problem, _ = problems.add(connection, CONSORTIUM, new_problem(content))
        return str(solves.add(connection, CONSORTIUM, new_solve(problem["id"]))["id"])


def test_old_events_of_ended_solves_expire_and_numbers_go_on(database: Database) -> None:
    solve_id = started(database)
    with database.write() as connection:
        assert events.forget(connection, moments.now()) == 0  # it still waits
        end(connection, solve_id)
        assert events.forget(connection, moments.now() - timedelta(hours=1)) == 0
        assert events.forget(connection, moments.now()) == 1
        assert events.add(connection, CONSORTIUM, solve_id, "end") == 2
    assert numbers(database, solve_id) == [2]
