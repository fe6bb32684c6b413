"""A job's moves: each happens once, and only for the attempt and the worker that it belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from api.jobs.returning import bring_back, try_again
from api.storage import jobs as moves
from api.storage.database import Database
from api.storage.jobs import Ending, Job, Progress
from api.storage.leases import Holder
from tests.job_processes import Jobs

US, THEM = Holder("us", 1), Holder("us", 2)
DONE = Ending("done", "{}\n", "optimal", "fits", proved=True)


@pytest.fixture
def queued(database: Database) -> tuple[Jobs, str]:
    jobs = Jobs(database)
    return jobs, jobs.ask(jobs.problem())


def do(jobs: Jobs, move: Any, *arguments: Any, **named: Any) -> Any:
    with jobs.database.write() as connection:
        return move(connection, *arguments, **named)


def test_a_job_begins_once(queued: tuple[Jobs, str]) -> None:
    jobs, solve_id = queued
    job = Job(solve_id, 1, US)
    assert do(jobs, moves.begin, Job(solve_id, 2, US)) is None
    row = do(jobs, moves.begin, job)
    assert (row["job_state"], row["worker_id"], row["worker_generation"]) == ("solving", "us", 1)
    assert do(jobs, moves.begin, Job(solve_id, 1, THEM)) is None
    # The same process may not have heard that it was kept.
    assert do(jobs, moves.begin, job)["job_state"] == "solving"


def test_only_the_worker_that_began_it_moves_a_job(queued: tuple[Jobs, str]) -> None:
    jobs, solve_id = queued
    job, other = Job(solve_id, 1, US), Job(solve_id, 1, THEM)
    told = Progress("cost", "12.5", None, "0.5")
    assert do(jobs, moves.wish, job) is None
    assert not do(jobs, moves.progress, job, told)
    do(jobs, moves.begin, job)
    assert (do(jobs, moves.wish, job), do(jobs, moves.wish, other)) == ("", None)
    assert do(jobs, moves.progress, job, told)
    assert not do(jobs, moves.progress, other, told)
    assert not do(jobs, moves.finish, other, DONE)
    jobs.wish(solve_id, "stop")
    assert do(jobs, moves.wish, job) == "stop"
    assert do(jobs, moves.finish, job, DONE)
    assert not do(jobs, moves.finish, job, DONE)
    assert not do(jobs, moves.progress, job, told)
    assert jobs.kinds(solve_id) == ["queued", "started", "progress", "end"]
    row = jobs.row(solve_id)
    assert (row["phase"], row["best"], row["bound"]) == ("cost", "12.5", None)
    jobs.check_effects()


def test_an_end_is_kept_whole_or_not_at_all(queued: tuple[Jobs, str]) -> None:
    jobs, solve_id = queued
    job = Job(solve_id, 1, US)
    do(jobs, moves.begin, job)

    def broken(connection: Any) -> None:
        moves.finish(connection, job, DONE)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        do(jobs, broken)
    assert jobs.row(solve_id)["job_state"] == "solving"
    assert jobs.document(solve_id) is None
    assert jobs.kinds(solve_id) == ["queued", "started"]


def test_handing_back_is_no_failed_try(queued: tuple[Jobs, str]) -> None:
    jobs, solve_id = queued
    do(jobs, moves.begin, Job(solve_id, 1, US))
    for _ in range(2):  # the second finds that attempt over
        do(jobs, bring_back, jobs.client, solve_id, 1, reason="worker_closing")
    row = jobs.row(solve_id)
    assert (row["job_state"], row["attempt"], row["tries"]) == ("queued", 2, 0)
    assert (row["worker_id"], row["started_at"], row["phase"]) == (None, None, None)
    assert jobs.kinds(solve_id) == ["queued", "started", "requeued"]
    assert not do(jobs, moves.finish, Job(solve_id, 1, US), DONE), "the first attempt is over"
    assert do(jobs, moves.begin, Job(solve_id, 2, THEM)) is not None


def test_after_three_failed_tries_a_job_is_set_aside(queued: tuple[Jobs, str]) -> None:
    jobs, solve_id = queued
    for attempt in (1, 2, 3):
        do(jobs, moves.begin, Job(solve_id, attempt, US))
        for _ in range(2):
            do(jobs, try_again, jobs.client, solve_id, attempt, reason="signal 9", tries=3)
    row = jobs.row(solve_id)
    assert (row["job_state"], row["attempt"], row["tries"]) == ("set_aside", 3, 3)
    assert row["failure"]["code"] == "poisoned"
    assert "signal 9" in row["failure"]["text_pl"]
    assert jobs.kinds(solve_id)[-3:] == ["requeued", "started", "end"]
    jobs.check_effects()


@pytest.mark.parametrize(("wish", "ended"), [("stop", "stopped"), ("cancel", "cancelled")])
def test_a_job_that_was_to_end_is_not_queued_again(
    queued: tuple[Jobs, str], wish: str, ended: str
) -> None:
    jobs, solve_id = queued
    do(jobs, moves.begin, Job(solve_id, 1, US))
    jobs.wish(solve_id, wish)
    do(jobs, try_again, jobs.client, solve_id, 1, reason="worker_died", tries=1)
    assert jobs.row(solve_id)["job_state"] == ended
    jobs.check_effects()


def test_a_problem_that_is_gone(queued: tuple[Jobs, str]) -> None:
    jobs, solve_id = queued
    row = jobs.row(solve_id)
    assert do(jobs, moves.problem_text, "A", row["problem_id"]).startswith("{")
    with pytest.raises(LookupError):
        do(jobs, moves.problem_text, "B", row["problem_id"])


def test_what_runs(queued: tuple[Jobs, str]) -> None:
    jobs, solve_id = queued
    assert do(jobs, moves.solving) == ()
    do(jobs, moves.begin, Job(solve_id, 1, US))
    assert [each["id"] for each in do(jobs, moves.solving)] == [solve_id]
