"""Processes of the service killed at bad moments, by script: nothing lost, nothing doubled.

What befalls a worker alone is in `test_worker_faults`. A handful of each here, many under `--long`.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import httpx2
import psutil
import pytest

from tests.command_line import SHARED, TOWN, saved
from tests.databases import KINDS, fresh_database
from tests.service_books import Client, check_books, check_ends, order, settled
from tests.service_processes import Processes, free_port, processes, until, zipped

TRIES = 50
"""Failed attempts allowed here: one job may meet several of our kills."""

SECONDS = 240.0
DEVIATION = Fraction("98398.03")
"""The least target deviation of the reference commission; to prove it takes about a second."""

MakeProcesses = Callable[..., Processes]


@pytest.fixture(params=KINDS)
def own(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Processes]:
    """The processes of one test, on SQLite and on PostgreSQL in turn."""
    yield from _on(request, request.param, tmp_path)


@pytest.fixture
def own_in_turn(request: pytest.FixtureRequest, tmp_path: Path, piece: int) -> Iterator[Processes]:
    """The same, on SQLite for even pieces of a long test and on PostgreSQL for odd ones."""
    yield from _on(request, KINDS[piece % 2], tmp_path)


@pytest.fixture
def own_sqlite(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Processes]:
    """The same on SQLite only."""
    yield from _on(request, "sqlite", tmp_path)


def _on(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[Processes]:
    for database in fresh_database(request, kind, folder, migrated=False):
        with processes(folder / "service", database_url=database.url, tries=TRIES) as made:
            yield made


@pytest.fixture(name="town")
def the_town(tmp_path: Path) -> Path:
    """The reference commission, zipped."""
    return zipped(TOWN, tmp_path / "town.zip")


@pytest.fixture(name="small")
def a_small_problem(tmp_path: Path) -> Path:
    """A commission whose least cost is 108."""
    return saved(tmp_path, **SHARED)


def address_of(own: Processes) -> str:
    """Where the database of a test is."""
    return str(own.settings["database_url"])


def told(own: Processes, event: str) -> int:
    """How often the processes have told of an event."""
    return len([each for each in own.journal() if each["event"] == event])


def kill_all(found: list[psutil.Process]) -> None:
    """kill -9, all before the first is looked at; one may have ended by itself meanwhile."""
    for each in found:
        with suppress(psutil.NoSuchProcess):
            each.kill()


def workers_killed(own: Processes, town: Path, *, kills: int, seed: int) -> None:
    """Two jobs at a time are solved while the worker is killed again and again."""
    draw = random.Random(seed)
    service = own.serve()
    problem_id = service.post_problem(town)
    accepted = [service.ask(problem_id, "target_deviation", seed=each) for each in range(2 * kills)]
    for number in range(kills):
        # A job may still be called solving while its worker is dead, and its child be about to be.
        until(lambda: told(own, "worker_ready") > number and own.solving_children(), 60)  # noqa: B023
        time.sleep(draw.uniform(0, 0.7))
        kill_all(own.workers())
    settled(address_of(own), SECONDS)
    check_books(address_of(own), accepted, DEVIATION)
    assert told(own, "worker_died") == kills
    service.stop()


def test_the_worker_beside_the_api_is_killed(own: Processes, town: Path) -> None:
    workers_killed(own, town, kills=2, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(5))
def test_the_worker_beside_the_api_is_killed_often(
    own_in_turn: Processes, town: Path, piece: int
) -> None:
    workers_killed(own_in_turn, town, kills=10, seed=piece)


def api_killed(own: Processes, small: Path, *, kills: int, seed: int) -> None:
    """The API is killed while it accepts; the client asks again with the same key."""
    draw = random.Random(seed)
    port = str(free_port())
    service = own.serve("--no-worker", "--port", port)
    own.worker()
    problem_id = service.post_problem(small)
    client = Client(service.http)
    moment, accepted = client.seconds_to_accept(problem_id, "cost")
    for number in range(kills):
        # Most of these moments fall into the acceptance or just after.
        killer = threading.Timer(draw.uniform(0, 1.2 * moment), service.process.kill)
        killer.start()
        asked = threading.Thread(
            target=lambda: accepted.add(
                client.ask(f"{seed}-{number}", order(problem_id, "cost", number))  # noqa: B023
            )
        )
        asked.start()
        killer.join()
        service.process.wait()
        service = own.serve("--no-worker", "--port", port)
        asked.join()
        # The next request shall find an open connection.
        assert client.http.get("/v1/health").status_code == 200
    settled(address_of(own), SECONDS)
    check_books(address_of(own), accepted, 108)
    assert client.cut > 0
    assert not client.refused
    service.stop()


def test_the_api_is_killed_while_it_accepts(own: Processes, small: Path) -> None:
    api_killed(own, small, kills=3, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(5))
def test_the_api_is_killed_often_while_it_accepts(
    own_in_turn: Processes, small: Path, piece: int
) -> None:
    api_killed(own_in_turn, small, kills=10, seed=piece)


def everything_killed(own: Processes, town: Path, *, kills: int, seed: int) -> None:
    """API, worker and all that is solving are killed in one moment, and started again."""
    draw = random.Random(seed)
    port = str(free_port())
    service = own.serve("--port", port)
    problem_id = service.post_problem(town)
    client = Client(service.http)
    moment, accepted = client.seconds_to_accept(problem_id, "target_deviation")
    before = len(accepted)
    for number in range(kills):
        accepted.add(client.ask(f"{number}-a", order(problem_id, "target_deviation", number)))
        asked = threading.Thread(
            target=lambda: accepted.add(
                client.ask(f"{number}-b", order(problem_id, "target_deviation", 1000 + number))  # noqa: B023
            )
        )
        time.sleep(draw.uniform(0, 1.0))
        # To look for them takes longer than to accept; what is forked meanwhile ends by itself.
        found = own.alive()
        asked.start()
        time.sleep(draw.uniform(0, 1.2 * moment))
        kill_all(found)
        service.process.wait()
        service = own.serve("--port", port)
        asked.join()
    assert len(accepted) == before + 2 * kills
    settled(address_of(own), SECONDS)
    check_books(address_of(own), accepted, DEVIATION)
    service.stop()


def test_everything_is_killed_at_once(own_sqlite: Processes, town: Path) -> None:
    everything_killed(own_sqlite, town, kills=2, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(5))
def test_everything_is_killed_at_once_often(own_in_turn: Processes, town: Path, piece: int) -> None:
    everything_killed(own_in_turn, town, kills=10, seed=piece)


def sweep_killed(own: Processes, town: Path, *, kills: int, seed: int) -> None:
    """Everything is killed in the middle of a sweep: what is finished stays, the rest goes on."""
    draw = random.Random(seed)
    service = own.serve()
    body = {"problem_id": service.post_problem(town), "policies": ["cheapest", "balanced"]}
    answer = service.http.post("/v1/sweeps", json=body)
    assert answer.status_code == 202, answer.text
    sweep_id = answer.json()["id"]
    finished: dict[str, str] = {}
    for _ in range(kills):
        before = len(finished)
        until(lambda: len(done_runs(service.http, sweep_id)) > before, 120)  # noqa: B023
        time.sleep(draw.uniform(0, 1.0))
        finished |= done_runs(service.http, sweep_id)
        kill_all(own.alive())
        service.process.wait()
        service = own.serve()
        after = done_runs(service.http, sweep_id)
        assert finished.items() <= after.items()
    settled(address_of(own), SECONDS)
    found = service.http.get(f"/v1/sweeps/{sweep_id}").json()
    everything = done_runs(service.http, sweep_id)
    assert finished.items() <= everything.items()
    table = service.http.get(f"/v1/sweeps/{sweep_id}/table").json()
    assert len(table["rows"]) == len(everything) == sum(found["counts"].values())
    check_ends(address_of(own), everything)
    service.stop()


def done_runs(http: httpx2.Client, sweep_id: str) -> dict[str, str]:
    """The finished runs of a sweep: id and the moment of their end."""
    answer = http.get("/v1/solves", params={"sweep_id": sweep_id, "limit": 200})
    assert answer.status_code == 200, answer.text
    return {
        each["id"]: each["finished_at"]
        for each in answer.json()["items"]
        if each["job_state"] == "done"
    }


def test_a_sweep_is_killed_halfway(own_sqlite: Processes, town: Path) -> None:
    sweep_killed(own_sqlite, town, kills=1, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(4))
def test_a_sweep_is_killed_often(own_in_turn: Processes, town: Path, piece: int) -> None:
    sweep_killed(own_in_turn, town, kills=4, seed=piece)
