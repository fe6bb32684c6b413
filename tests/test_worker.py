"""A worker in its process: what jobs come to, stop and cancel, limits, order, its own end."""

from __future__ import annotations

import signal
import time
from itertools import pairwise

import pytest

from api.jobs.states import Wish
from api.storage.database import Database
from tests.job_processes import LONG, LONG_OPTIONS, QUICK, Jobs, for_seconds, hard_text, until
from tests.worker_processes import nicer_ones, wait_until_gone, worker


def test_what_jobs_come_to(database: Database) -> None:
    jobs = Jobs(database)
    small = jobs.problem()
    right = jobs.ask(small)
    # 1120 PLN is the least cost there is.
    impossible = jobs.ask(small, asked={**QUICK, "cost_cap_pln": 1119})
    wrong = jobs.ask(small, asked={"goals": [{"goal": "cost"}], "rules_off": ["R99"]})
    unknown = jobs.ask(small, operation="divide")
    older = jobs.ask(small, contract=0)
    newer = jobs.ask(small, contract=99)
    gone = jobs.ask(small)
    withdrawn = jobs.ask(small)
    jobs.wish(gone, Wish.STOP)
    jobs.wish(withdrawn, Wish.CANCEL)
    with worker(database):
        counts = jobs.wait_for_all()
    assert counts == {
        "done": 2, "failed": 1, "set_aside": 3, "stopped": 1, "cancelled": 1
    }  # fmt: skip
    jobs.check_effects()

    row = jobs.row(right)
    assert (row["solve_result"], row["verdict"], row["proved"]) == ("optimal", "fits", True)
    assert jobs.document(right)["total_pln"] == 1120
    # On a busy machine it may take long enough to tell of progress.
    kinds = [each for each in jobs.kinds(right) if each != "progress"]
    assert kinds == ["queued", "started", "end"]
    assert (row["attempt"], row["tries"], row["worker_id"]) == (1, 0, "w")
    assert row["queued_at"] <= row["started_at"] <= row["finished_at"]

    row = jobs.row(impossible)
    assert (row["job_state"], row["solve_result"], row["proved"]) == ("done", "infeasible", True)
    assert row["verdict"] == "does_not_fit_request"

    failure = jobs.row(wrong)["failure"]
    assert failure["code"] == "bad_input"
    assert [each["value"] for each in failure["issues"]] == ["R99"]
    assert failure["text_pl"] != failure["text_en"]
    assert jobs.row(wrong)["tries"] == 0, "it would fail again"

    assert jobs.row(unknown)["failure"]["code"] == "unknown_operation"
    for each in (older, newer):
        assert jobs.row(each)["failure"]["code"] == "other_version"


def test_stop_keeps_the_best_plan_and_cancel_keeps_nothing(database: Database) -> None:
    jobs = Jobs(database)
    hard = jobs.problem(hard_text())
    with worker(database) as process:
        stopped = jobs.ask(hard, asked=LONG, options=LONG_OPTIONS)
        cancelled = jobs.ask(hard, asked=LONG, options=LONG_OPTIONS)
        for each in (stopped, cancelled):
            until(lambda each=each: "progress" in jobs.kinds(each))  # type: ignore[misc]
        # The server that forks, two jobs, each with an engine.
        until(lambda: len(nicer_ones(process)) >= 5)
        asked_at = time.monotonic()
        jobs.wish(stopped, Wish.STOP)
        row = jobs.wait(stopped)
        assert time.monotonic() - asked_at < 2.0
        assert row["job_state"] == "stopped"
        assert (row["solve_result"], row["proved"]) == ("feasible", False)
        assert row["kept_from"] == "smallest_ratio"
        document = jobs.document(stopped)
        assert document["stopped_by"] == "interrupted"
        assert document["violations"] == []

        asked_at = time.monotonic()
        jobs.wish(cancelled, Wish.CANCEL)
        row = jobs.wait(cancelled)
        assert time.monotonic() - asked_at < 1.0
        assert row["job_state"] == "cancelled"
        assert jobs.document(cancelled) is None
        until(lambda: len(nicer_ones(process)) == 1)
    assert jobs.kinds(stopped)[-1] == "end"


def test_ceilings_of_time_and_memory(postgres_database: Database) -> None:
    jobs = Jobs(postgres_database)
    hard = jobs.problem(hard_text())
    with worker(postgres_database, solve_seconds=1.0):
        row = jobs.wait(jobs.ask(hard, asked=LONG, options=LONG_OPTIONS))
        assert (row["job_state"], row["solve_result"]) == ("done", "feasible")
        assert jobs.document(row["id"])["stopped_by"] == "time_limit"
    # The process alone holds 60 MB; it is ended at the first look.
    with worker(postgres_database, memory_megabytes=20):
        row = jobs.wait(jobs.ask(hard, asked=LONG, options=LONG_OPTIONS))
        assert (row["job_state"], row["failure"]["code"]) == ("failed", "memory_limit")
        assert row["tries"] == 0
    jobs.check_effects()


def test_consortia_take_turns(sqlite_database: Database) -> None:
    """Jobs of another version are set aside as they come, which needs no process."""
    jobs = Jobs(sqlite_database)
    many, one = jobs.problem(consortium_id="A"), jobs.problem(consortium_id="B")
    crowd = [jobs.ask(many, consortium_id="A", contract=0) for _ in range(200)]
    late = jobs.ask(one, consortium_id="B", contract=0)
    with worker(sqlite_database, slots=1, poll_seconds=0.005):
        jobs.wait(late)
        before = sum(jobs.row(each)["finished_at"] is not None for each in crowd)
    assert before <= 3


def test_a_consortium_has_only_so_many_jobs_at_once(postgres_database: Database) -> None:
    jobs = Jobs(postgres_database)
    hard = jobs.problem(hard_text())
    asked = [jobs.ask(hard, asked=LONG, options=for_seconds(0.3)) for _ in range(3)]
    with worker(postgres_database, slots=3, jobs_at_once=1):
        assert jobs.wait_for_all() == {"done": 3}
    rows = sorted(map(jobs.row, asked), key=lambda each: each["started_at"])
    for before, after in pairwise(rows):
        assert before["finished_at"] <= after["started_at"]


def test_a_worker_told_to_end_hands_its_jobs_back(database: Database) -> None:
    jobs = Jobs(database)
    hard = jobs.problem(hard_text())
    with worker(database, "first", shutdown_seconds=0.5) as process:
        long = jobs.ask(hard, asked=LONG, options=LONG_OPTIONS)
        jobs.wait(long, "solving")
        children = process.children()
        process.send(signal.SIGTERM)
        until(lambda: any(each["event"] == "worker_closing" for each in process.log()))
        late = jobs.ask(hard, asked=QUICK)
        assert process.process.wait(15) == 0
        wait_until_gone(children, seconds=5.0)
    row = jobs.row(long)
    assert (row["job_state"], row["attempt"], row["tries"]) == ("queued", 2, 0)
    assert jobs.kinds(long)[-1] == "requeued"
    assert jobs.row(late)["job_state"] == "queued"
    # The lease was given back: the same id is free at once.
    with worker(database, "first", solve_seconds=1.0):
        assert jobs.wait_for_all() == {"done": 2}
    assert jobs.row(long)["worker_generation"] == 2
    jobs.check_effects()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_worker_ends_at_once(sqlite_database: Database, number: int) -> None:
    Jobs(sqlite_database)
    with worker(sqlite_database) as process:
        before = time.monotonic()
        process.send(number)
        assert process.process.wait(5) == 0
        assert time.monotonic() - before < 1.5
