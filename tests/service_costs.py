"""What one solve and one idle worker cost the database: the constants of the page on scale."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.command_line import SHARED, TOWN, saved
from tests.service_books import Client, order, settled
from tests.service_processes import Service, processes, until, zipped

ASKERS = 4


@dataclass(frozen=True)
class Costs:
    """Of PostgreSQL: commits, and bytes kept; of the API: solves accepted each second."""

    commits_of_an_idle_worker_a_second: float
    commits_of_a_slow_idle_worker_a_second: float
    commits_of_a_solve: float
    bytes_of_a_small_solve: float
    bytes_of_a_town_solve: float
    accepted_a_second: float
    commits_a_second: float


def costs_of(address: str, folder: Path, *, count: int = 100) -> Costs:
    """Measured on a database of PostgreSQL that nobody else uses."""
    with processes(folder / "service", database_url=address) as own:
        service = own.serve("--no-worker")
        problem_id = service.post_problem(saved(folder, **SHARED))
        town = service.post_problem(zipped(TOWN, folder / "town.zip"))
        rate, asked = accepted_a_second(service, problem_id)
        own.worker("north")
        until(lambda: service.workers_alive() == 1)
        settled(address, 300)
        time.sleep(2)
        idle = commits(address, 10)
        size, before = stored(address), total_commits(address)
        began = time.monotonic()
        solves = [service.ask(problem_id, seed=5_000 + number) for number in range(count)]
        settled(address, 300)
        passed = time.monotonic() - began
        spent = total_commits(address) - before
        small = (stored(address) - size) / count
        size = stored(address)
        solves = [service.ask(town, seed=number) for number in range(20)]
        settled(address, 300)
        of_town = (stored(address) - size) / len(solves)
        time.sleep(61)
        slow = commits(address, 20)
        service.stop()
    assert asked > 0
    return Costs(
        idle, slow, (spent - idle * passed) / count, small, of_town, rate, commit_rate(address)
    )


def accepted_a_second(
    service: Service, problem_id: str, *, seconds: float = 8
) -> tuple[float, int]:
    """Solves accepted each second when several clients ask without a pause; and how many."""
    ending = threading.Event()
    counts = [0] * ASKERS

    def ask(place: int) -> None:
        client = Client(service.processes.client(service.address))
        while not ending.is_set():
            number = 100_000 * (place + 1) + counts[place]
            client.ask(f"rate-{number}", order(problem_id, "cost", number))
            counts[place] += 1

    askers = [threading.Thread(target=ask, args=(place,)) for place in range(ASKERS)]
    for each in askers:
        each.start()
    began = time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - began
    found = sum(counts)
    ending.set()
    for each in askers:
        each.join()
    return found / passed, found


def total_commits(address: str) -> int:
    """Transactions committed in this database so far."""
    query = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    return int(_one(address, query))


def commits(address: str, seconds: float) -> float:
    """Transactions committed each second."""
    before, began = total_commits(address), time.monotonic()
    time.sleep(seconds)
    return (total_commits(address) - before) / (time.monotonic() - began)


def stored(address: str) -> int:
    """Bytes of all tables and indexes, the queue's too."""
    return int(_one(address, "SELECT pg_database_size(current_database())"))


def commit_rate(address: str, *, seconds: float = 5) -> float:
    """Small writing transactions that one connection can commit each second here."""
    engine = create_engine(address)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE commit_rate (number integer)"))
        connection.commit()
        count, limit = 0, time.monotonic() + seconds
        while time.monotonic() < limit:
            connection.execute(text("INSERT INTO commit_rate VALUES (1)"))
            connection.commit()
            count += 1
        connection.execute(text("DROP TABLE commit_rate"))
        connection.commit()
    engine.dispose()
    return count / seconds


def _one(address: str, query: str) -> int:
    engine = create_engine(address)
    with engine.connect() as connection:
        found: int = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return found
