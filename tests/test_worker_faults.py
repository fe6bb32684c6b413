"""What can befall workers: killed, frozen, doubled, without a database.

Nothing is lost, nothing takes effect twice. A handful of each here; many of each under `--long`.
"""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import psutil
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url

from api.storage.database import Database
from tests.job_processes import LONG, LONG_OPTIONS, Jobs, for_seconds, hard_text, until
from tests.worker_processes import Worker, nicer_ones, wait_until_gone, worker

if TYPE_CHECKING:
    from tests.postgres_server import Server

ORPHAN_SECONDS = 5.0
"""How long a job's processes may outlive their worker on a busy machine (50 ms on an idle one)."""


def test_a_killed_worker_loses_nothing(database: Database) -> None:
    """The same worker, started again, takes up at once what it left; the others too."""
    jobs = Jobs(database)
    hard = jobs.problem(hard_text())
    asked = [jobs.ask(hard, asked=LONG, options=for_seconds(0.5)) for _ in range(4)]
    with worker(database) as process:
        until(lambda: len(jobs_and_engines(process)) >= 2)
        orphans = jobs_and_engines(process)
        assert "solving" in jobs.counts()
        process.process.kill()
        wait_until_gone(orphans, seconds=ORPHAN_SECONDS)
    assert "solving" in jobs.counts()
    with worker(database):
        assert jobs.wait_for_all() == {"done": 4}
    jobs.check_effects()
    rows = [jobs.row(each) for each in asked]
    assert {each["tries"] for each in rows} == {0, 1}
    for each in rows:
        assert each["attempt"] == 1 + each["tries"]
        assert ("requeued" in jobs.kinds(each["id"])) == bool(each["tries"])


def test_a_job_that_kills_its_worker_is_set_aside(sqlite_database: Database) -> None:
    jobs = Jobs(sqlite_database)
    hard = jobs.problem(hard_text())
    poisoned = jobs.ask(hard, asked=LONG, options=LONG_OPTIONS)
    for attempt in (1, 2):
        with worker(sqlite_database, tries=2) as process:
            jobs.wait(poisoned, "solving")
            assert jobs.row(poisoned)["attempt"] == attempt
            process.kill()
    with worker(sqlite_database, tries=2):
        row = jobs.wait(poisoned)
    assert (row["job_state"], row["failure"]["code"]) == ("set_aside", "poisoned")
    assert row["tries"] == 2
    jobs.check_effects()


def test_a_killed_child_is_tried_again(postgres_database: Database) -> None:
    jobs = Jobs(postgres_database)
    hard = jobs.problem(hard_text())
    with worker(postgres_database) as process:
        job = jobs.ask(hard, asked=LONG, options=for_seconds(1.0))
        jobs.wait(job, "solving")
        kill_jobs(process)
        row = jobs.wait(job)
    assert (row["job_state"], row["tries"], row["attempt"]) == ("done", 1, 2)
    [told] = [each["data"] for each in jobs.events(job) if each["kind"] == "requeued"]
    assert told["reason"] == "signal 9"


def test_another_worker_takes_over_from_a_frozen_one_that_comes_back(database: Database) -> None:
    """A live worker is declared dead; both carry the job out, and it takes effect once."""
    jobs = Jobs(database)
    hard = jobs.problem(hard_text())
    with (
        worker(database, "frozen", lease_seconds=1.0, slots=1) as frozen,
        worker(database, "other", lease_seconds=1.0, slots=1) as other,
    ):
        freeze(other, database)
        job = jobs.ask(hard, asked=LONG, options=for_seconds(1.5))
        jobs.wait(job, "solving", seconds=60)
        assert jobs.row(job)["worker_id"] == "frozen"
        freeze(frozen, database)
        other.send(signal.SIGCONT)
        until(lambda: jobs.row(job)["attempt"] == 2)
        frozen.send(signal.SIGCONT)
        row = jobs.wait(job)
        assert (row["job_state"], row["attempt"], row["tries"]) == ("done", 2, 1)
        # The one that came back goes on working under its lease.
        rest = [jobs.ask(hard, asked=LONG, options=for_seconds(0.3)) for _ in range(4)]
        assert jobs.wait_for_all() == {"done": 5}
        assert {jobs.row(each)["worker_id"] for each in rest} == {"frozen", "other"}
    jobs.check_effects()


def freeze(process: Worker, database: Database) -> None:
    """Freeze a worker at a moment when it holds no lock."""
    holds_lock = _is_locked if database.is_sqlite else _holds_lock
    while True:
        process.send(signal.SIGSTOP)
        if not holds_lock(database):
            return
        process.send(signal.SIGCONT)
        time.sleep(0.01)


def _holds_lock(database: Database) -> bool:
    busy = select(func.count()).select_from(text("pg_stat_activity"))
    busy = busy.where(
        text(
            "datname = current_database() AND state LIKE 'idle in transaction%' "
            "AND backend_xid IS NOT NULL"
        )
    )
    with database.read() as connection:
        return bool(connection.execute(busy).scalar_one())


def _is_locked(database: Database) -> bool:
    with closing(sqlite3.connect(path_of(database), isolation_level=None, timeout=0)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        other.execute("ROLLBACK")
    return False


def path_of(database: Database) -> str:
    """Where the file of SQLite is."""
    path = make_url(database.url).database
    assert path is not None
    return path


def test_two_workers_share_the_work(postgres_database: Database) -> None:
    jobs = Jobs(postgres_database)
    small = jobs.problem()
    with worker(postgres_database, "first", slots=1), worker(postgres_database, "second", slots=1):
        asked = [jobs.ask(small) for _ in range(8)]
        assert jobs.wait_for_all() == {"done": 8}
    jobs.check_effects()
    rows = [jobs.row(each) for each in asked]
    assert {each["worker_id"] for each in rows} == {"first", "second"}
    assert {each["attempt"] for each in rows} == {1}


def test_a_second_worker_under_the_same_id_is_refused(sqlite_database: Database) -> None:
    Jobs(sqlite_database)
    with worker(sqlite_database, "one"):
        second = Worker(sqlite_database, "one")
        try:
            assert second.process.wait(20) != 0
        finally:
            second.process.kill()
            second.process.wait()
        assert "WorkerTaken" in second.text()
        second.output.close()


def test_postgresql_crashes_in_mid_solve(
    postgres_database: Database, postgres_server: Server
) -> None:
    restart_in_mid_solve(postgres_database, postgres_server, crash=True)


def restart_in_mid_solve(
    postgres_database: Database, postgres_server: Server, *, crash: bool
) -> None:
    jobs = Jobs(postgres_database)
    hard = jobs.problem(hard_text())
    with worker(postgres_database) as process:
        running = [jobs.ask(hard, asked=LONG, options=for_seconds(1.0)) for _ in range(2)]
        waiting = [jobs.ask(hard, asked=LONG, options=for_seconds(0.3)) for _ in range(2)]
        jobs.wait(running[0], "solving")
        postgres_server.restart(crash=crash)
        postgres_database.close()
        assert jobs.wait_for_all() == {"done": 4}
        assert process.process.poll() is None
    jobs.check_effects()
    assert {jobs.row(each)["tries"] for each in (*running, *waiting)} == {0}


def test_sqlite_locked_for_seconds_by_another_process(sqlite_database: Database) -> None:
    jobs = Jobs(sqlite_database)
    hard = jobs.problem(hard_text())
    with worker(sqlite_database, lease_seconds=1.0) as process:
        asked = [jobs.ask(hard, asked=LONG, options=for_seconds(0.5)) for _ in range(3)]
        jobs.wait(asked[0], "solving")
        other = sqlite3.connect(path_of(sqlite_database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        # Longer than a lease, and than a whole job takes.
        time.sleep(3.0)
        other.execute("ROLLBACK")
        other.close()
        assert jobs.wait_for_all() == {"done": 3}
        assert process.process.poll() is None
    jobs.check_effects()
    assert {jobs.row(each)["tries"] for each in asked} == {0}


@pytest.mark.long
@pytest.mark.parametrize("number", range(10))
def test_postgresql_restarts_ten_times(
    postgres_database: Database, postgres_server: Server, number: int
) -> None:
    restart_in_mid_solve(postgres_database, postgres_server, crash=bool(number % 2))


@pytest.mark.long
@pytest.mark.parametrize("number", range(10))
def test_frozen_workers_come_back_ten_times(database: Database, number: int) -> None:
    """Two workers, one frozen for longer than its lease at moments that differ, then the other."""
    jobs = Jobs(database)
    hard = jobs.problem(hard_text())
    with (
        worker(database, "first", lease_seconds=1.0, tries=20) as first,
        worker(database, "second", lease_seconds=1.0, tries=20) as second,
    ):
        asked = [jobs.ask(hard, asked=LONG, options=for_seconds(0.5)) for _ in range(12)]
        for frozen in (first, second):
            until(lambda: "solving" in jobs.counts())
            time.sleep(0.1 * number)
            frozen.send(signal.SIGSTOP)
            time.sleep(1.5)
            frozen.send(signal.SIGCONT)
        assert jobs.wait_for_all(seconds=120) == {"done": len(asked)}
    jobs.check_effects()


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
def test_a_worker_killed_fifty_times(database: Database, piece: int) -> None:
    """Killed in mid-solve again and again, at moments that differ; more tries are allowed here."""
    jobs = Jobs(database)
    hard = jobs.problem(hard_text())
    for number in range(25 * piece, 25 * piece + 25):
        for _ in range(2):
            jobs.ask(hard, asked=LONG, options=for_seconds(0.4))
        with worker(database, tries=60) as process:
            until(lambda: "solving" in jobs.counts())
            time.sleep(0.02 * (number % 20))
            process.kill()
    with worker(database, tries=60):
        assert jobs.wait_for_all(seconds=300) == {"done": 50}
    jobs.check_effects()


def kill_jobs(process: Worker) -> None:
    """Kill a worker's jobs with their engines, as the system does when it is out of memory."""
    for each in until(lambda: jobs_and_engines(process)):
        with suppress(psutil.NoSuchProcess):
            each.kill()


def jobs_and_engines(process: Worker) -> list[psutil.Process]:
    """What a worker's fork server has forked: all have its priority, it alone another parent."""
    nicer = nicer_ones(process)
    numbers = {each.pid for each in nicer}
    found = []
    for each in nicer:
        with suppress(psutil.NoSuchProcess):
            if each.ppid() in numbers:
                found.append(each)
    return found
