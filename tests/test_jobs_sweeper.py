"""The sweeper: what nobody works on any more comes back, what somebody works on is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from api import moments
from api.jobs.queue import QUEUE, QUEUE_VERSION
from api.jobs.runtime import Runtime, executor_of, holder_of
from api.jobs.sweeper import Sweeper
from api.jobs.telling import Teller
from api.settings import Settings
from api.storage import jobs, leases, queue_entries
from api.storage.database import Database
from api.storage.jobs import Ending, Job
from api.storage.leases import Holder
from api.storage.tables import events as events_table
from api.storage.tables import solves
from api.storage.tables import workers as workers_table
from tests.job_processes import Jobs, until

LEASE_SECONDS = 0.2


class Place:
    """A database with jobs, and a worker's sweeper without the worker."""

    def __init__(self, database: Database) -> None:
        self.jobs = Jobs(database)
        self.settings = Settings.model_validate({"lease_seconds": LEASE_SECONDS, "slots": 2})
        self.us = self.worker("us", 60.0)
        self.runtime = Runtime(self.settings, database, self.jobs.client, self.us, Teller(database))
        self.sweeper = Sweeper(self.runtime, lambda: self.unsteady)
        self.unsteady = False
        self.problem_id = self.jobs.problem()

    def worker(self, worker_id: str, seconds: float) -> Holder:
        """A worker whose lease lasts so long."""
        with self.jobs.database.write() as connection:
            row = leases.one(connection, worker_id)
            holder = leases.claim(connection, worker_id, after=row, seconds=seconds, facts={})
        assert holder is not None
        return holder

    def taken(self, holder: Holder, *, begun: bool) -> str:
        """A job that a worker has taken from the queue, and perhaps begun."""
        solve_id = self.jobs.ask(self.problem_id)
        queue: Any = self.jobs.client.register_queue(QUEUE, partition_concurrency=99)
        found, _ = self.jobs.client._sys_db.start_queued_workflows(
            queue, executor_of(holder), QUEUE_VERSION, "A", owner_xid="x"
        )
        assert found == [f"{solve_id}.1"]
        if begun:
            with self.jobs.database.write() as connection:
                assert jobs.begin(connection, Job(solve_id, 1, holder)) is not None
        return solve_id

    def entry(self, solve_id: str, attempt: int) -> str | None:
        """The state of an attempt's queue entry."""
        with self.jobs.database.read() as connection:
            table = queue_entries.entries(connection)
            query = select(table.c.status).where(table.c.workflow_uuid == f"{solve_id}.{attempt}")
            state: str | None = connection.execute(query).scalar_one_or_none()
        return state


@pytest.fixture
def place(database: Database) -> Iterator[Place]:
    made = Place(database)
    yield made
    made.jobs.client.destroy()


@pytest.mark.parametrize("begun", [False, True])
def test_jobs_of_a_dead_worker_come_back(place: Place, begun: bool) -> None:
    solve_id = place.taken(place.worker("them", -1.0), begun=begun)
    for _ in range(2):
        place.sweeper.sweep()
    row = place.jobs.row(solve_id)
    # Only a job that had begun may be what its worker died of.
    assert (row["job_state"], row["attempt"], row["tries"]) == ("queued", 2, int(begun))
    assert (place.entry(solve_id, 1), place.entry(solve_id, 2)) == ("CANCELLED", "ENQUEUED")


def test_jobs_of_an_earlier_life_come_back_at_once(place: Place) -> None:
    before = place.worker("them", 60.0)
    solve_id = place.taken(before, begun=True)
    with place.jobs.database.write() as connection:
        leases.release(connection, before)
    assert place.worker("them", 60.0).generation == 2
    place.sweeper.sweep()
    assert place.jobs.row(solve_id)["attempt"] == 2


def test_jobs_of_the_living_stay(place: Place) -> None:
    theirs = place.taken(place.worker("them", 60.0), begun=True)
    waiting = place.jobs.ask(place.problem_id)
    for _ in range(2):
        place.sweeper.sweep()
    assert place.jobs.row(theirs)["attempt"] == 1
    assert place.jobs.row(waiting)["attempt"] == 1


def test_while_the_database_was_away_nobody_is_declared_dead(place: Place) -> None:
    solve_id = place.taken(place.worker("them", -1.0), begun=True)
    place.unsteady = True
    place.sweeper.sweep()
    assert place.jobs.row(solve_id)["attempt"] == 1
    place.unsteady = False
    place.sweeper.sweep()
    assert place.jobs.row(solve_id)["attempt"] == 2


@pytest.mark.parametrize("begun", [False, True])
def test_a_job_that_this_process_dropped_comes_back(place: Place, begun: bool) -> None:
    solve_id = place.taken(place.us, begun=begun)
    with place.runtime.running.one(solve_id, 1):
        for _ in range(2):
            place.sweeper.sweep()
    assert place.jobs.row(solve_id)["attempt"] == 1

    def swept() -> bool:
        place.sweeper.sweep()
        return bool(place.jobs.row(solve_id)["attempt"] == 2)

    until(swept)
    assert place.jobs.row(solve_id)["tries"] == int(begun)


def test_a_queued_job_without_an_entry_gets_one(place: Place) -> None:
    """So it is after a restore of our tables alone, or of a moment that the queue has forgotten."""
    lost = place.jobs.ask(place.problem_id, queued=False)
    young = place.jobs.ask(place.problem_id, queued=False)
    with place.jobs.database.write() as connection:
        long_ago = moments.ahead(-60.0)
        connection.execute(update(solves).where(solves.c.id == lost).values(queued_at=long_ago))
        connection.execute(
            update(solves).where(solves.c.id == young).values(queued_at=moments.ahead(60.0))
        )
    place.sweeper.sweep()
    row = place.jobs.row(lost)
    assert (row["attempt"], row["tries"], place.entry(lost, 2)) == (2, 0, "ENQUEUED")
    assert place.jobs.row(young)["attempt"] == 1


def test_what_nobody_needs_is_cleared_away(place: Place) -> None:
    solve_id = place.taken(place.us, begun=True)
    with place.jobs.database.write() as connection:
        jobs.finish(connection, Job(solve_id, 1, place.us), Ending("done"))
        table = queue_entries.entries(connection)
        over = {"status": "SUCCESS", "completed_at": 1}
        connection.execute(update(table).values(over))
        long_ago = moments.ahead(-30 * 86400.0)
        connection.execute(update(events_table).values(at=long_ago))
        dead = {"lease_until": long_ago}
        connection.execute(update(workers_table).values(dead))
    waiting = place.jobs.ask(place.problem_id)
    place.sweeper.clear()
    assert place.entry(solve_id, 1) is None
    assert place.entry(waiting, 1) == "ENQUEUED"
    assert place.jobs.kinds(solve_id) == []
    with place.jobs.database.read() as connection:
        assert leases.one(connection, "us") is None
    with place.jobs.database.write() as connection:
        connection.execute(delete(solves))


def test_results_past_their_time_are_cleared_away(place: Place) -> None:
    old, young = (place.taken(place.us, begun=True) for _ in range(2))
    with place.jobs.database.write() as connection:
        for each in (old, young):
            jobs.finish(connection, Job(each, 1, place.us), Ending("done"))
        aged = update(solves).where(solves.c.id == old)
        connection.execute(aged.values(finished_at=moments.ahead(-31 * 86400.0)))

    def left() -> set[str]:
        with place.jobs.database.read() as connection:
            return set(connection.execute(select(solves.c.id)).scalars())

    place.sweeper.clear()
    assert left() == {old, young}  # by default results stay
    kept = place.settings.model_copy(update={"retention_days": 30})
    runtime = Runtime(kept, place.jobs.database, place.jobs.client, place.us, place.runtime.teller)
    Sweeper(runtime, lambda: False).clear()
    assert left() == {young}


def test_names_of_executors() -> None:
    assert holder_of(executor_of(Holder("a/b", 7))) == Holder("a/b", 7)
    for foreign in ("", "local", "w/", "/3", "w/x"):
        assert holder_of(foreign) is None
