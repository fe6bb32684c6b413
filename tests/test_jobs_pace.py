"""How often a worker looks for jobs, and that dbos asks it: its own slots, its own pace."""

from __future__ import annotations

import time
from typing import Any

import pytest

from api.jobs import pace
from api.jobs.pace import keep_pace
from api.jobs.queue import QUEUE
from api.jobs.runtime import Running
from api.jobs.turns import take_turns
from api.settings import Settings
from api.storage.database import Database
from tests.job_processes import Jobs

SETTINGS = Settings.model_validate({"slots": 3, "poll_seconds": 0.05, "slow_poll_seconds": 0.5})


def paced(database: Database, running: Running) -> Any:
    jobs = Jobs(database)
    jobs.client.register_queue(QUEUE, worker_concurrency=1, partition_concurrency=4)
    system = jobs.client._sys_db
    keep_pace(system, SETTINGS, running)
    return system


def test_seldom_after_a_quiet_minute_and_often_again(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Running()
    system = paced(sqlite_database, running)
    assert system.get_queue(QUEUE)._polling_interval_sec == 0.05
    monkeypatch.setattr(pace, "QUIET_SECONDS", 0.02)
    time.sleep(0.03)
    assert system.get_queue(QUEUE)._polling_interval_sec == 0.5
    with running.one("so-1", 1):
        time.sleep(0.03)
        assert system.get_queue(QUEUE)._polling_interval_sec == 0.05
    assert system.get_queue(QUEUE)._polling_interval_sec == 0.05


def test_slots_are_the_workers_own(sqlite_database: Database) -> None:
    system = paced(sqlite_database, Running())
    assert system.get_queue(QUEUE)._worker_concurrency == 3
    assert system.get_queue(QUEUE)._partition_concurrency == 4
    assert system.get_queue("another") is None


def test_dbos_is_told_whose_turn_it_is(database: Database) -> None:
    jobs = Jobs(database)
    for consortium_id in ("A", "B"):
        jobs.ask(jobs.problem(consortium_id=consortium_id), consortium_id=consortium_id)
    system: Any = jobs.client._sys_db
    assert sorted(system.get_queue_partitions(QUEUE)) == ["A", "B"]
    take_turns(system, database, 4)
    assert [system.get_queue_partitions(QUEUE) for _ in range(4)] == [["A"], ["B"], ["A"], ["B"]]
    assert system.get_queue_partitions("another") == []
