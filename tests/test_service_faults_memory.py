"""Jobs that run out of memory: told so, or tried again where that helps; others are not touched."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest

from allocator.reading.document_writing import document_text
from api.storage.database import Database
from tests import builders
from tests.databases import KINDS, fresh_database
from tests.job_processes import LONG, Jobs, for_seconds, hard_text, until
from tests.worker_processes import NICE, Worker, nicer_ones, worker

TRIES = 3
SECONDS = 150.0
CEILING_MEGABYTES = 125
"""A job that solves the small problem holds 98 MB with its engines, one with the huge one more
than twice as much, for many seconds.
"""

TOLD = {"failed": {"memory_limit"}, "set_aside": {"poisoned"}}
"""How a job may end for which there was no memory. Never as a mistake of ours."""


@pytest.fixture
def database_in_turn(
    request: pytest.FixtureRequest, tmp_path: Path, piece: int
) -> Iterator[Database]:
    """SQLite for even pieces of a long test, PostgreSQL for odd ones."""
    yield from fresh_database(request, KINDS[piece % 2], tmp_path, migrated=True)


@cache
def crowd_text(members_count: int, components_count: int) -> str:
    """A commission of many members with offers for all of many components, as JSON text."""
    draw = random.Random(1)
    components = {f"C{number}": 40 for number in range(components_count)}
    members: dict[str, Any] = {f"M{number}": {} for number in range(members_count)}
    offers = {
        f"{member}:{each}": draw.randint(10, 1000) for member in members for each in components
    }
    made = builders.problem(components=components, members=members, offers=offers, budget=10**9)
    return document_text(made.tables)


def ceiling_met(database: Database, *, times: int) -> None:
    """Huge and small jobs side by side: those are ended at the ceiling, these do not notice."""
    jobs = Jobs(database)
    huge, small = jobs.problem(crowd_text(150, 40)), jobs.problem()
    with worker(
        database, memory_megabytes=CEILING_MEGABYTES, threads_per_solve=1, tries=TRIES
    ) as process:
        asked = [(jobs.ask(huge), jobs.ask(small)) for _ in range(times)]
        jobs.wait_for_all(seconds=SECONDS)
        assert process.process.poll() is None
        # Of those that were ended nothing is left but the server that forks.
        until(lambda: len(nicer_ones(process)) == 1)
    for too_large, fitting in asked:
        row = jobs.row(too_large)
        assert (row["job_state"], row["failure"]["code"]) == ("failed", "memory_limit")
        # Where it failed once for want of memory it would again.
        assert (row["attempt"], row["tries"]) == (1, 0)
        row = jobs.row(fitting)
        assert (row["job_state"], row["solve_result"]) == ("done", "optimal")
    jobs.check_effects()


def test_jobs_above_the_ceiling_are_ended(sqlite_database: Database) -> None:
    ceiling_met(sqlite_database, times=1)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
def test_many_jobs_above_the_ceiling_are_ended(database_in_turn: Database, piece: int) -> None:
    ceiling_met(database_in_turn, times=8)


def allocations_failed(database: Database, *, times: int, seed: int) -> None:
    """The system gives a job no more memory than it had at its start and a little, differing."""
    draw = random.Random(seed)
    jobs = Jobs(database)
    problems = (jobs.problem(), jobs.problem(crowd_text(60, 30)), jobs.problem(hard_text()))
    with worker(database, threads_per_solve=1, tries=TRIES) as process:
        for _ in range(times):
            limit_address_space(process, extra_megabytes=draw.randint(1, 60))
            asked = [
                jobs.ask(each, asked=LONG if each == problems[2] else None, options=for_seconds(2))
                for each in problems
            ]
            jobs.wait_for_all(seconds=SECONDS)
            for each in asked:
                check_end(jobs, each)
        assert process.process.poll() is None
        # Once there is memory again all is as ever.
        limit_address_space(process, extra_megabytes=None)
        last = jobs.ask(problems[0])
        assert (jobs.wait(last)["job_state"], jobs.row(last)["solve_result"]) == ("done", "optimal")
    jobs.check_effects()


def limit_address_space(process: Worker, *, extra_megabytes: int | None) -> None:
    """Set what the fork server and all that it forks may take; a server that dies is replaced."""
    for each in nicer_ones(process):
        with suppress(psutil.Error):
            now = each.memory_info().vms
            most = -1 if extra_megabytes is None else now + extra_megabytes * 2**20
            each.rlimit(psutil.RLIMIT_AS, (most, -1))


def check_end(jobs: Jobs, solve_id: str) -> None:
    """It ended by itself, or it is said that there was no memory, or that it was tried in vain.

    An engine that was lost is nobody's interruption: unless a plan is all that is left at last.
    """
    row = jobs.row(solve_id)
    if row["job_state"] == "done":
        stopped_by = jobs.document(solve_id)["stopped_by"]
        assert stopped_by in {"proof", "time_limit"} or (
            (stopped_by, row["solve_result"], row["tries"])
            == ("interrupted", "feasible", TRIES - 1)
        ), dict(row)
    else:
        assert row["failure"]["code"] in TOLD[row["job_state"]]
        assert (row["tries"] == TRIES) == (row["job_state"] == "set_aside")


def test_allocations_fail(postgres_database: Database) -> None:
    allocations_failed(postgres_database, times=2, seed=5)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
def test_allocations_fail_again_and_again(database_in_turn: Database, piece: int) -> None:
    allocations_failed(database_in_turn, times=8, seed=piece)


def engines_killed(database: Database, *, times: int) -> None:
    """The system takes the largest process, which is an engine; the job itself lives on."""
    jobs = Jobs(database)
    hard = jobs.problem(hard_text())
    with worker(database, slots=1, threads_per_solve=1, tries=TRIES) as process:
        for _ in range(times):
            job = jobs.ask(hard, asked=LONG, options=for_seconds(1.0))
            kill_engine(process, jobs, job)
            row = jobs.wait(job, seconds=SECONDS)
            # Nobody had asked it to stop: it is tried again, and ends by its own limit.
            assert (row["job_state"], row["tries"], row["attempt"]) == ("done", 1, 2)
            assert jobs.document(job)["stopped_by"] == "time_limit"
            [told] = [each["data"] for each in jobs.events(job) if each["kind"] == "requeued"]
            assert told["reason"] == "engine_lost"
    jobs.check_effects()


def kill_engine(process: Worker, jobs: Jobs, job: str) -> None:
    """Kill the engine of the only job once it has a plan."""
    until(lambda: "progress" in jobs.kinds(job), seconds=SECONDS)
    [engine] = engines(process)
    engine.kill()


def engines(process: Worker) -> list[psutil.Process]:
    """The engines of a worker's jobs: what the fork server has forked beside the jobs, later."""
    nicer = nicer_ones(process)
    numbers = {each.pid for each in nicer}
    forked = []
    for each in nicer:
        with suppress(psutil.NoSuchProcess):
            if each.ppid() in numbers:
                forked.append((each.create_time(), each))
    return [each for _, each in sorted(forked, key=lambda pair: pair[0])][1:]


def test_a_killed_engine_is_tried_again(sqlite_database: Database) -> None:
    engines_killed(sqlite_database, times=1)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
def test_many_killed_engines_are_tried_again(database_in_turn: Database, piece: int) -> None:
    engines_killed(database_in_turn, times=12)


def test_a_plan_outlives_engines_that_are_always_killed(sqlite_database: Database) -> None:
    """After the last try the best that is known is kept, which is more than nothing."""
    jobs = Jobs(sqlite_database)
    hard = jobs.problem(hard_text())
    with worker(sqlite_database, slots=1, threads_per_solve=1, tries=2, nice=NICE) as process:
        job = jobs.ask(hard, asked=LONG, options=for_seconds(30.0))
        kill_engine(process, jobs, job)
        until(lambda: jobs.row(job)["attempt"] == 2 and jobs.row(job)["phase"], seconds=SECONDS)
        [engine] = engines(process)
        engine.kill()
        row = jobs.wait(job)
    counted = Counter(jobs.kinds(job))
    assert (row["job_state"], row["solve_result"], row["proved"]) == ("done", "feasible", False)
    assert (counted["requeued"], counted["end"]) == (1, 1)
    assert jobs.document(job)["stopped_by"] == "interrupted"
    jobs.check_effects()
