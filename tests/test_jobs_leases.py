"""A worker's id is one process's at a time; who holds it is seen by all."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import Any

import psutil
import pytest

from api.jobs import leases as holding
from api.jobs.leases import Heartbeat, WorkerTaken, facts_here, is_gone, take
from api.storage import leases
from api.storage.database import Database
from api.storage.leases import Holder

ELSEWHERE: dict[str, Any] = {"place": "another machine", "process": 1, "process_started": "1.0"}


def do(database: Database, move: Any, *arguments: Any, **named: Any) -> Any:
    with database.write() as connection:
        return move(connection, *arguments, **named)


def held(database: Database, seconds: float, facts: dict[str, Any] | None = None) -> Holder:
    row = do(database, leases.one, "w")
    holder: Holder = do(
        database, leases.claim, "w", after=row, seconds=seconds, facts=facts or ELSEWHERE
    )
    return holder


def test_generations_count_up(database: Database) -> None:
    assert held(database, -1.0) == Holder("w", 1)
    assert held(database, -1.0) == Holder("w", 2)
    assert take(database, "w", 5.0) == Holder("w", 3)
    assert do(database, leases.living) == {Holder("w", 3)}
    assert not do(database, leases.renew, Holder("w", 2), 5.0)
    assert not do(database, leases.release, Holder("w", 2))
    assert do(database, leases.release, Holder("w", 3))
    assert do(database, leases.living) == frozenset()


@pytest.mark.parametrize("there_before", [False, True])
def test_of_two_claims_one_wins(database: Database, there_before: bool) -> None:
    if there_before:
        held(database, -1.0)
    row = do(database, leases.one, "w")
    both = threading.Barrier(2)
    won: list[Holder | None] = []

    def claim() -> None:
        both.wait()
        won.append(do(database, leases.claim, "w", after=row, seconds=5.0, facts={}))

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(bool, won)) == [False, True]


def test_a_holder_that_beats_is_alive(database: Database) -> None:
    heartbeat = Heartbeat(database, held(database, 0.8), 0.8, lambda: None)
    heartbeat.start()
    with pytest.raises(WorkerTaken):
        take(database, "w", 0.8)
    heartbeat.stop()
    # It has given its lease back: nobody needs to wait.
    before = time.monotonic()
    assert take(database, "w", 0.8).generation == 2
    assert time.monotonic() - before < 0.3


def test_a_silent_holder_elsewhere_is_waited_for(database: Database) -> None:
    held(database, 0.6)
    before = time.monotonic()
    assert take(database, "w", 5.0).generation == 2
    assert time.monotonic() - before >= 0.5


def test_a_holder_here_that_is_gone_is_not_waited_for(database: Database) -> None:
    gone = {**facts_here(), "process": ended_process()}
    held(database, 60.0, gone)
    assert take(database, "w", 5.0).generation == 2


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_who_is_gone() -> None:
    here = facts_here()
    assert not is_gone(here)
    assert is_gone({**here, "process_started": "1.0"}), "another process has its number now"
    assert is_gone({**here, "process": ended_process()})
    assert not is_gone(ELSEWHERE), "nobody here can know"
    assert not is_gone({})


def test_where_processes_can_not_be_seen_nobody_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "place", lambda: "")
    assert not is_gone({**facts_here(), "process": ended_process()})


def test_a_zombie_is_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    seen = psutil.Process(process.pid)
    facts = {**facts_here(), "process": seen.pid, "process_started": repr(seen.create_time())}
    while seen.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    assert is_gone(facts)
    process.wait()


def test_a_deposed_holder_hears_of_it(database: Database) -> None:
    told = threading.Event()
    heartbeat = Heartbeat(database, held(database, 0.4), 0.4, told.set)
    row = do(database, leases.one, "w")
    assert do(database, leases.claim, "w", after=row, seconds=9.0, facts={}) == Holder("w", 2)
    heartbeat.start()
    assert told.wait(5.0)
    assert heartbeat.deposed.is_set()
    heartbeat.stop()
    assert do(database, leases.living) == {Holder("w", 2)}, "its lease was not given back by us"
