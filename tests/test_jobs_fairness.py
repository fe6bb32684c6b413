"""Frontier and verify through the queue, in a worker's process: as any other operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allocator.reading.document_writing import document_text
from api.jobs.orders import CONTRACT, order_json
from api.jobs.queue import enqueue_solve
from api.storage import results, solves
from api.storage.database import Database
from api.storage.solves import NewSolve
from tests.builders import tables
from tests.job_processes import NORMAL, Jobs, hard_text, until
from tests.operation_cases import FAIR
from tests.worker_processes import worker

FAIREST = {"goals": [{"goal": "target_share"}, {"goal": "cost"}]}


def ask(jobs: Jobs, problem_id: str, operation: str, settings: Mapping[str, Any]) -> str:
    """A job with settings of its own."""
    order = order_json(operation, asked={}, options={}, settings=settings)
    new = NewSolve(
        problem_id=problem_id,
        operation=operation,
        order=order,
        effective={},
        problem_digest="0" * 64,
        request_key="0" * 64,
        contract=CONTRACT,
        priority=NORMAL,
        created_by="local",
    )
    with jobs.database.write() as connection:
        row = solves.add(connection, "A", new)
        enqueue_solve(connection, jobs.client, row)
    return str(row["id"])


def test_frontier_and_verify_as_jobs(sqlite_database: Database) -> None:
    """What FAIR comes to is argued where it stands: 50 and 60 of 100 for 110 PLN."""
    jobs = Jobs(sqlite_database)
    fair = jobs.problem(document_text(tables(**FAIR)))
    with worker(sqlite_database):
        split = jobs.ask(fair, asked=FAIREST)
        frontier = ask(jobs, fair, "frontier", {"extra_pct": ["4"]})
        jobs.wait(split)
        with sqlite_database.read() as connection:
            found = results.one(connection, "A", split)
        assert found is not None
        text = found["document"]
        right = ask(jobs, fair, "verify", {"result": text})
        forged = text.replace('"level": 50', '"level": 51')
        assert forged != text
        wrong = ask(jobs, fair, "verify", {"result": forged})
        broken = ask(jobs, fair, "verify", {"result": "{}"})
        jobs.wait_for_all()
    jobs.check_effects()

    row = jobs.row(frontier)
    assert (row["job_state"], row["solve_result"], row["verdict"], row["proved"]) == (
        "done", "optimal", "complete", True,
    )  # fmt: skip
    curve = jobs.document(frontier)
    assert curve["complete"]
    assert [each["levels"] for each in curve["whole"]] == [[0, 100], [24, 80], [50, 60]]
    assert [each["task_cost_pln"] for each in curve["whole"]] == [100, 104, 110]

    row = jobs.row(right)
    assert (row["solve_result"], row["verdict"], row["proved"]) == ("optimal", "confirmed", True)
    assert all(each["finding"] == "confirmed" for each in jobs.document(right)["claims"])
    row = jobs.row(wrong)
    assert (row["solve_result"], row["verdict"], row["proved"]) == ("infeasible", "refuted", True)
    row = jobs.row(broken)
    assert (row["job_state"], row["failure"]["code"]) == ("failed", "bad_input")
    assert [each["code"] for each in row["failure"]["issues"]] == ["not_a_result"]


def test_a_frontier_that_is_stopped_keeps_what_it_has(sqlite_database: Database) -> None:
    """The hard problem's least cost is found at once, its fairest split not within minutes."""
    jobs = Jobs(sqlite_database)
    hard = jobs.problem(hard_text())
    with worker(sqlite_database):
        job = ask(jobs, hard, "frontier", {})
        until(lambda: "progress" in jobs.kinds(job) or None, seconds=60)
        jobs.wish(job, "stop")
        row = jobs.wait(job)
    assert row["job_state"] == "stopped"
    assert row["solve_result"] in ("feasible", "unknown")
    assert not row["proved"]
    jobs.check_effects()
