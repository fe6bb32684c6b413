"""Solves, sweeps and results, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from api import moments
from api.faults import Refusal
from api.jobs.states import JobState, Wish
from api.storage import consortia, events, problems, publications, results, solves, sweeps
from api.storage import tables as stored
from api.storage.database import Database
from api.storage.listing import Kept
from tests.storage_cases import CONSORTIUM, OTHER, RESULT, done, end, new_problem, new_solve


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


def test_a_new_solve_waits_and_says_so(connection: Connection, problem_id: str) -> None:
    row = solves.add(connection, CONSORTIUM, new_solve(problem_id, name="Pierwszy"))
    assert (row["job_state"], row["attempt"], row["tries"]) == ("queued", 1, 0)
    assert row["order"]["asked"] == {"policy": "coordinator"}
    told = events.after(connection, CONSORTIUM, row["id"])
    assert [(each["number"], each["kind"], each["data"]) for each in told] == [(1, "queued", {})]
    assert solves.one(connection, OTHER, row["id"]) is None


def test_a_solve_of_somebody_elses_problem_is_refused(
    connection: Connection, problem_id: str
) -> None:
    with pytest.raises(Refusal, match="not_found"):
        solves.add(connection, OTHER, new_solve(problem_id))
    with pytest.raises(Refusal, match="not_found"):
        sweeps.add(connection, OTHER, sweeps.NewSweep(problem_id, {}, "x"))


def test_only_proofs_answer_the_same_question(connection: Connection, problem_id: str) -> None:
    assert solves.find_answer(connection, CONSORTIUM, "key-1") is None
    unproved = done(connection, CONSORTIUM, problem_id)
    end(connection, unproved["id"], proved=False)
    stopped = done(connection, CONSORTIUM, problem_id)
    end(connection, stopped["id"], job_state="stopped")
    assert solves.find_answer(connection, CONSORTIUM, "key-1") is None
    proved = done(connection, CONSORTIUM, problem_id)
    found = solves.find_answer(connection, CONSORTIUM, "key-1")
    assert found is not None
    assert found["id"] == proved["id"]
    assert solves.find_answer(connection, OTHER, "key-1") is None
    assert solves.find_answer(connection, CONSORTIUM, "key-2") is None


def test_an_answered_solve_is_done_at_once_and_outlives_its_source(
    connection: Connection, problem_id: str
) -> None:
    source = done(connection, CONSORTIUM, problem_id)
    second = solves.add(connection, CONSORTIUM, new_solve(problem_id), answer=source)
    third = solves.add(connection, CONSORTIUM, new_solve(problem_id), answer=second)
    assert second["job_state"] == third["job_state"] == "done"
    assert second["answered_from"] == third["answered_from"] == source["id"]
    assert (second["solve_result"], second["proved"]) == ("optimal", True)
    assert solves.remove(connection, CONSORTIUM, source["id"]) is None
    kept = results.one(connection, CONSORTIUM, second["id"])
    assert kept is not None
    assert kept["document"] == RESULT
    (told,) = events.after(connection, CONSORTIUM, second["id"])
    assert (told["kind"], told["data"]["job_state"]) == ("end", "done")


def test_solves_are_listed_by_what_is_asked(connection: Connection, problem_id: str) -> None:
    first = done(connection, CONSORTIUM, problem_id, operation="budget", name="Budżet gminy")
    second = solves.add(connection, CONSORTIUM, new_solve(problem_id, sweep_id="sw-1"))

    def ids(**filters: Any) -> list[str]:
        return [row["id"] for row in solves.listed(connection, CONSORTIUM, **filters).rows]

    assert ids() == [second["id"], first["id"]]
    assert ids(operation="budget") == [first["id"]]
    assert ids(job_state="queued") == [second["id"]]
    assert ids(sweep_id="sw-1") == [second["id"]]
    assert ids(problem_id="pr-none") == []
    assert ids(name="GMINY") == [first["id"]]
    assert solves.listed(connection, OTHER).rows == ()


@pytest.mark.parametrize(
    ("wish", "state"), [(Wish.STOP, JobState.STOPPED), (Wish.CANCEL, JobState.CANCELLED)]
)
def test_a_wish_ends_a_waiting_job_at_once(
    connection: Connection, problem_id: str, wish: Wish, state: JobState
) -> None:
    solve = solves.add(connection, CONSORTIUM, new_solve(problem_id))
    assert solves.wish(connection, OTHER, solve["id"], wish) is None
    row = solves.wish(connection, CONSORTIUM, solve["id"], wish)
    assert row is not None
    assert row["job_state"] == state
    assert row["finished_at"] is not None
    last = events.after(connection, CONSORTIUM, solve["id"])[-1]
    assert (last["kind"], last["data"]["job_state"]) == ("end", state)
    again = solves.wish(connection, CONSORTIUM, solve["id"], Wish.CANCEL)
    assert again == row


def test_a_wish_for_a_running_job_is_kept_for_its_worker(
    connection: Connection, problem_id: str
) -> None:
    solve = solves.add(connection, CONSORTIUM, new_solve(problem_id))
    own = stored.solves.c.id == solve["id"]
    connection.execute(update(stored.solves).where(own).values(job_state="solving"))
    wishes = []
    for wish in (Wish.STOP, Wish.CANCEL, Wish.STOP):
        row = solves.wish(connection, CONSORTIUM, solve["id"], wish)
        assert row is not None
        wishes.append((row["job_state"], row["stop_wish"]))
    assert wishes == [("solving", "stop"), ("solving", "cancel"), ("solving", "cancel")]


def test_a_sweep_is_told_by_its_solves(connection: Connection, problem_id: str) -> None:
    sweep = sweeps.add(connection, CONSORTIUM, sweeps.NewSweep(problem_id, {"runs": 3}, "x"))
    done(connection, CONSORTIUM, problem_id, sweep_id=sweep["id"])
    for _ in range(2):
        solves.add(connection, CONSORTIUM, new_solve(problem_id, sweep_id=sweep["id"]))
    counts = solves.states_of_sweeps(connection, CONSORTIUM, [sweep["id"], "sw-none"])
    assert counts == {sweep["id"]: {"done": 1, "queued": 2}, "sw-none": {}}
    assert sweeps.remove(connection, CONSORTIUM, sweep["id"]) is Kept.LIVE
    assert solves.wish_sweep(connection, CONSORTIUM, sweep["id"], Wish.CANCEL) == 2
    runs = solves.of_sweep(connection, CONSORTIUM, sweep["id"])
    assert [run["job_state"] for run in runs] == ["done", "cancelled", "cancelled"]
    renamed = sweeps.renamed(connection, CONSORTIUM, sweep["id"], name="Wszystkie")
    assert renamed is not None
    assert renamed["name"] == "Wszystkie"
    assert [row["id"] for row in sweeps.listed(connection, CONSORTIUM, name="wsz").rows] == [
        sweep["id"]
    ]
    assert sweeps.remove(connection, OTHER, sweep["id"]) is Kept.ABSENT
    assert sweeps.remove(connection, CONSORTIUM, sweep["id"]) is None
    assert solves.of_sweep(connection, CONSORTIUM, sweep["id"]) == ()


def test_a_sweep_that_is_needed_is_not_deleted(connection: Connection, problem_id: str) -> None:
    sweep = sweeps.add(connection, CONSORTIUM, sweeps.NewSweep(problem_id, {}, "x"))
    solve = done(connection, CONSORTIUM, problem_id, sweep_id=sweep["id"])
    publications.draft(connection, CONSORTIUM, solve, note="", created_by="x")
    assert sweeps.remove(connection, CONSORTIUM, sweep["id"]) is Kept.PUBLISHED
    assert sweeps.renamed(connection, CONSORTIUM, sweep["id"]) == sweep
    assert sweeps.listed(connection, CONSORTIUM, problem_id=problem_id).rows == (sweep,)
    assert sweeps.listed(connection, CONSORTIUM, problem_id="pr-none").rows == ()


def test_position_counts_priority_before_arrival(connection: Connection, problem_id: str) -> None:
    low = solves.add(connection, CONSORTIUM, new_solve(problem_id, priority=3))
    normal = solves.add(connection, CONSORTIUM, new_solve(problem_id))
    later = solves.add(connection, CONSORTIUM, new_solve(problem_id))
    high = solves.add(connection, CONSORTIUM, new_solve(problem_id, priority=1))
    ended = done(connection, CONSORTIUM, problem_id)
    theirs, _ = problems.add(connection, OTHER, new_problem())
    solves.add(connection, OTHER, new_solve(theirs["id"], priority=1))
    # order of turn: high, normal, later, low; another consortium has a queue of its own
    expected = [4, 2, 3, 1, None]
    rows = (low, normal, later, high, ended)
    assert [solves.position(connection, row) for row in rows] == expected


def test_waiting_ends_with_the_start(connection: Connection, problem_id: str) -> None:
    row = dict(solves.add(connection, CONSORTIUM, new_solve(problem_id)))
    row["queued_at"] = moments.now() - timedelta(seconds=7)
    row["started_at"] = row["queued_at"] + timedelta(seconds=2)
    assert solves.waiting_seconds(row) == 2.0
    row["started_at"] = None
    assert 7.0 <= solves.waiting_seconds(row) < 60.0


def test_a_solve_that_is_needed_is_not_deleted(connection: Connection, problem_id: str) -> None:
    live = solves.add(connection, CONSORTIUM, new_solve(problem_id))
    assert solves.remove(connection, CONSORTIUM, live["id"]) is Kept.LIVE
    ended = done(connection, CONSORTIUM, problem_id)
    assert solves.remove(connection, OTHER, ended["id"]) is Kept.ABSENT
    publications.draft(connection, CONSORTIUM, ended, note="", created_by="x")
    assert solves.remove(connection, CONSORTIUM, ended["id"]) is Kept.PUBLISHED
    renamed = solves.renamed(connection, CONSORTIUM, ended["id"], note="do rady")
    assert renamed is not None
    assert (renamed["name"], renamed["note"]) == ("", "do rady")


def test_results_are_kept_as_they_are(connection: Connection, problem_id: str) -> None:
    solve = done(connection, CONSORTIUM, problem_id)
    row = results.one(connection, CONSORTIUM, solve["id"])
    assert row is not None
    assert row["document"] == RESULT
    assert row["bytes"] == len(RESULT.encode())
    assert results.etag_of(connection, CONSORTIUM, solve["id"]) == row["etag"]
    assert results.etag_of(connection, OTHER, solve["id"]) is None
    with pytest.raises(LookupError):
        results.copy(connection, OTHER, solve["id"], "so-x")
