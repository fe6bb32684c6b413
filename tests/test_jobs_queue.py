"""Entries of the queue: with the row or not at all, once, in order of priority and arrival."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from api.jobs.orders import ORDER_KEYS, order_json, request_key, versions
from api.jobs.queue import (
    QUEUE,
    QUEUE_VERSION,
    enqueue,
    entry_id,
    place_in_line,
    prepare_queue,
)
from api.storage import queue_entries, solves
from api.storage.database import Database
from tests.job_processes import HIGH, LOW, NORMAL, Jobs


def entries(database: Database) -> list[Any]:
    with database.read() as connection:
        table = queue_entries.entries(connection)
        query = select(table.c.workflow_uuid, table.c.status, table.c.queue_partition_key)
        return [tuple(each) for each in connection.execute(query.order_by(table.c.workflow_uuid))]


def test_row_and_entry_are_kept_together_or_not_at_all(database: Database) -> None:
    jobs = Jobs(database)
    small = jobs.problem()
    kept = jobs.ask(small)
    assert entries(database) == [(f"{kept}.1", "ENQUEUED", "A")]

    def broken() -> None:
        with database.write() as connection:
            enqueue_one(jobs, connection, "so-lost")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert len(entries(database)) == 1


def test_an_attempt_is_queued_once(database: Database) -> None:
    jobs = Jobs(database)
    for _ in range(2):
        with database.write() as connection:
            enqueue_one(jobs, connection, "so-1")
            enqueue_one(jobs, connection, "so-1")
    assert entries(database) == [(entry_id("so-1", 1), "ENQUEUED", "A")]


def test_the_queue_can_be_prepared_again(database: Database) -> None:
    jobs = Jobs(database)
    jobs.ask(jobs.problem())
    prepare_queue(database)
    assert len(entries(database)) == 1


def test_priority_then_arrival(database: Database) -> None:
    """All within a second: SQLite's own clock of the queue could not tell them apart."""
    jobs = Jobs(database)
    small = jobs.problem()
    classes = (NORMAL, LOW, NORMAL, HIGH)
    asked = [jobs.ask(small, priority=classes[number % 4]) for number in range(40)]
    expected = sorted(range(40), key=lambda number: (classes[number % 4], number))
    with database.read() as connection:
        places = {each: solves.position(connection, jobs.row(each)) for each in asked}
    assert [places[asked[number]] for number in expected] == list(range(1, 41))
    assert taken_one_by_one(jobs, 40) == [f"{asked[number]}.1" for number in expected]


def taken_one_by_one(jobs: Jobs, count: int) -> list[str]:
    """What dbos takes from the queue, one entry at a time."""
    queue: Any = jobs.client.register_queue(
        QUEUE, worker_concurrency=1, partition_concurrency=count
    )
    taken: list[str] = []
    for _ in range(count):
        found, _reason = jobs.client._sys_db.start_queued_workflows(
            queue, "w/1", QUEUE_VERSION, "A", owner_xid="x"
        )
        taken += found
    return taken


def test_places_in_line() -> None:
    ordered = [place_in_line(7, HIGH), place_in_line(8, HIGH), place_in_line(1, NORMAL)]
    ordered += [place_in_line(10**6, NORMAL), place_in_line(1, LOW)]
    assert ordered == sorted(ordered)
    # What the column holds: a signed number of 32 bits.
    assert place_in_line(499_999_999, LOW) < 2**31


def enqueue_one(jobs: Jobs, connection: Any, solve_id: str) -> None:
    enqueue(
        connection,
        jobs.client,
        number=1,
        solve_id=solve_id,
        consortium_id="A",
        attempt=1,
        priority=NORMAL,
    )


def test_the_form_of_an_order() -> None:
    order = order_json("solve", asked={"policy": "balanced"}, options={"seed": 1})
    assert tuple(order) == ORDER_KEYS
    assert (order["split"], order["settings"]) == (None, {})
    row = {"member_id": "M1", "component_id": "C1", "quantity": Decimal("1.5")}
    assert order_json("check", asked={}, options={}, split=[row])["split"] == [row]


EFFECTIVE = {"operation": "solve", "problem_digest": "d", "options": {"seed": 0}, "cap": None}


@pytest.mark.parametrize(
    "other",
    [
        {"consortium_id": "B"},
        {"content_digest": "e"},
        {"effective": {**EFFECTIVE, "options": {"seed": 1}}},
        {"effective": {**EFFECTIVE, "cap": 1}},
        {"effective": {**EFFECTIVE, "cap": "1"}},
        {"limits": {"solve_seconds": 1}},
    ],
)
def test_another_question_has_another_key(other: dict[str, Any]) -> None:
    same: dict[str, Any] = {"consortium_id": "A", "content_digest": "d", "effective": EFFECTIVE}
    assert key(**same) == key(**same)
    assert key(**{**same, **other}) != key(**same)


def test_equal_numbers_and_other_orders_of_keys_are_the_same_question() -> None:
    first = {"a": Decimal("1.50"), "b": 2}
    second = {"b": Decimal("2.0"), "a": Decimal("1.5")}
    assert key(consortium_id="A", content_digest="d", effective=first) == key(
        consortium_id="A", content_digest="d", effective=second
    )


def test_versions_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(versions()) == {"contract", "allocator", "ortools", "pulp"}
    before = key(consortium_id="A", content_digest="d", effective=EFFECTIVE)
    monkeypatch.setattr("api.jobs.orders.versions", lambda: {"ortools": "10"})
    assert key(consortium_id="A", content_digest="d", effective=EFFECTIVE) != before


def key(consortium_id: str, **question: Any) -> str:
    return request_key(consortium_id, **question)
