"""The database fails under the service: locked, restarted. Nothing lost, nothing doubled."""

from __future__ import annotations

import random
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from fractions import Fraction
from pathlib import Path

import pytest

from tests.command_line import TOWN
from tests.postgres_server import Server
from tests.service_books import Client, asked_meanwhile, check_books, order, settled
from tests.service_processes import Processes, processes, until, zipped

DEVIATION = Fraction("98398.03")
SECONDS = 120.0
READ_SECONDS = 5.0
"""A reader never waits for the lock, which would take it the database's ten seconds."""


@pytest.fixture(name="town")
def the_town(tmp_path: Path) -> Path:
    """The reference commission, zipped."""
    return zipped(TOWN, tmp_path / "town.zip")


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A PostgreSQL that no other test uses."""
    folder = Path(tempfile.mkdtemp(prefix="allocator-postgres-")) / "data"
    server = Server(folder)
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder.parent, ignore_errors=True)


def restarted(server: Server, folder: Path, town: Path, *, restarts: int, pause: float) -> None:
    """PostgreSQL goes away and comes back, in good order and not, while solves are asked for."""
    address = server.url()
    with processes(folder / "service", database_url=address, tries=50) as own:
        service = own.serve("--no-worker")
        own.worker("north", slots=1)
        own.worker("south", slots=1)
        until(lambda: service.workers_alive() == 2)
        problem_id = service.post_problem(town)
        client = Client(service.http)
        with asked_meanwhile(client, problem_id, "target_deviation") as accepted:
            for number in range(restarts):
                time.sleep(pause)
                server.restart(crash=number % 2 == 1)
        settled(address, SECONDS + 10 * restarts)
        check_books(address, accepted, DEVIATION)
        # A client is told to come again, never that we made a mistake.
        assert set(client.refused) <= {503}
        assert client.unanswered == 0
        assert len(own.workers()) == 2
        service.stop()


def test_postgresql_is_restarted_under_load(own_server: Server, tmp_path: Path, town: Path) -> None:
    restarted(own_server, tmp_path, town, restarts=2, pause=1.0)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(3))
def test_postgresql_is_restarted_often_under_load(
    own_server: Server, tmp_path: Path, town: Path, piece: int
) -> None:
    restarted(own_server, tmp_path, town, restarts=8, pause=2.0 + piece)


@contextmanager
def locked(own: Processes) -> Iterator[None]:
    """Another process holds SQLite's only lock for writing."""
    path = own.folder / "data" / "allocator.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def locked_for(folder: Path, town: Path, *, seconds: float, refused: bool) -> None:
    """While it is locked jobs go on, readers are answered, writers wait or shall come again."""
    with processes(folder / "service") as own:
        service = own.serve()
        problem_id = service.post_problem(town)
        accepted = {service.ask(problem_id, "target_deviation", seed=each) for each in range(2)}
        until(lambda: own.solving_children())
        client = Client(service.http)
        asked = threading.Thread(
            target=lambda: accepted.add(
                client.ask(
                    "locked", order(problem_id, "target_deviation", 99), seconds=2 * seconds + 60
                )
            )
        )
        with locked(own):
            asked.start()
            limit = time.monotonic() + seconds
            while time.monotonic() < limit:
                began = time.monotonic()
                assert service.http.get("/v1/solves").status_code == 200
                assert time.monotonic() - began < READ_SECONDS
                time.sleep(0.2)
        asked.join()
        address = f"sqlite:///{own.folder / 'data' / 'allocator.sqlite'}"
        settled(address, SECONDS)
        check_books(address, accepted, DEVIATION)
        assert set(client.refused) == ({503} if refused else set())
        assert deaths(own) == 0
        service.stop()


def deaths(own: Processes) -> int:
    """How many workers have died."""
    return len([each for each in own.journal() if each["event"] == "worker_died"])


def test_sqlite_is_locked_for_a_moment(tmp_path: Path, town: Path) -> None:
    locked_for(tmp_path, town, seconds=2, refused=False)


@pytest.mark.long
@pytest.mark.parametrize("seconds", [25, 75])
def test_sqlite_is_locked_for_longer_than_anybody_waits(
    tmp_path: Path, town: Path, seconds: int
) -> None:
    """Than an API, or even than a worker, which then tries the job anew."""
    locked_for(tmp_path, town, seconds=seconds, refused=True)


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
def test_sqlite_is_locked_again_and_again(tmp_path: Path, town: Path, piece: int) -> None:
    draw = random.Random(piece)
    with processes(tmp_path / "service") as own:
        service = own.serve()
        client = Client(service.http)
        problem_id = service.post_problem(town)
        with asked_meanwhile(client, problem_id, "target_deviation", pause=1.0) as accepted:
            for _ in range(15):
                time.sleep(draw.uniform(0.1, 1.5))
                with locked(own):
                    time.sleep(draw.uniform(0.1, 4.0))
        address = f"sqlite:///{own.folder / 'data' / 'allocator.sqlite'}"
        settled(address, SECONDS)
        check_books(address, accepted, DEVIATION)
        assert set(client.refused) <= {503}
        assert client.unanswered == 0
        assert deaths(own) == 0
        service.stop()
