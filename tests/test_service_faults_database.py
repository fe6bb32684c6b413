"""The database fails under the service: locked, full, restarted. Nothing lost, nothing doubled."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from api.storage.database import Database
from tests.command_line import SHARED, TOWN, saved
from tests.postgres_server import Server
from tests.service import Api, served
from tests.service_books import Client, check_books, order, settled
from tests.service_processes import Processes, processes, until, zipped

DEVIATION = Fraction("98398.03")
SECONDS = 120.0
TMPFS_MEGABYTES = 12


@pytest.fixture(name="town")
def the_town(tmp_path: Path) -> Path:
    """The reference commission, zipped."""
    return zipped(TOWN, tmp_path / "town.zip")


@pytest.fixture(name="small")
def a_small_problem(tmp_path: Path) -> Path:
    """A commission whose least cost is 108."""
    return saved(tmp_path, **SHARED)


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
        client, accepted = Client(service.address), set()
        ending = threading.Event()

        def ask() -> None:
            number = 0
            while not ending.is_set():
                body = order(problem_id, "target_deviation", number)
                accepted.add(client.ask(f"restart-{number}", body))
                number += 1
                ending.wait(0.5)

        asking = threading.Thread(target=ask)
        asking.start()
        for number in range(restarts):
            time.sleep(pause)
            server.restart(crash=number % 2 == 1)
        ending.set()
        asking.join()
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
        client = Client(service.address)
        asked = threading.Thread(
            target=lambda: accepted.add(
                client.ask("locked", order(problem_id, "target_deviation", 99))
            )
        )
        with locked(own):
            asked.start()
            limit = time.monotonic() + seconds
            while time.monotonic() < limit:
                began = time.monotonic()
                assert service.http.get("/v1/solves").status_code == 200
                assert time.monotonic() - began < 2
                time.sleep(0.2)
        asked.join()
        address = f"sqlite:///{own.folder / 'data' / 'allocator.sqlite'}"
        settled(address, SECONDS)
        check_books(address, accepted, DEVIATION)
        assert set(client.refused) == ({503} if refused else set())
        assert len([each for each in own.journal() if each["event"] == "worker_died"]) == 0
        service.stop()


def test_sqlite_is_locked_for_a_moment(tmp_path: Path, town: Path) -> None:
    locked_for(tmp_path, town, seconds=2, refused=False)


@pytest.mark.long
def test_sqlite_is_locked_for_longer_than_anybody_waits(tmp_path: Path, town: Path) -> None:
    locked_for(tmp_path, town, seconds=25, refused=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder of few megabytes; skips where mounting is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={TMPFS_MEGABYTES}m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here; the test with max_page_count stands for this")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_the_disk_is_full_while_a_job_ends(small_disk: Path, town: Path) -> None:
    with processes(small_disk / "service") as own:
        service = own.serve()
        problem_id = service.post_problem(town)
        accepted = {service.ask(problem_id, "target_deviation")}
        until(own.solving_children)
        ballast = small_disk / "ballast"
        fill(ballast)
        body = order(problem_id, "cost", 1)
        statuses = set()
        for _ in range(10):
            answer = service.http.post("/v1/solves", json=body)
            statuses.add(answer.status_code)
            time.sleep(0.2)
        assert statuses == {503}
        assert answer.json()["code"] == "database_full"
        assert service.http.get("/v1/solves").status_code == 200
        ballast.unlink()
        address = f"sqlite:///{own.folder / 'data' / 'allocator.sqlite'}"
        settled(address, SECONDS)
        check_books(address, accepted, DEVIATION)
        # And it takes new jobs as before.
        assert service.ended(service.ask(problem_id, "cost"))["job_state"] == "done"
        service.stop()


def fill(ballast: Path) -> None:
    """Take the last byte of a disk."""
    with suppress(OSError), ballast.open("wb", 0) as file:
        while True:
            file.write(b"x" * 4096)


def test_a_file_that_may_not_grow(sqlite_service_database: Database, tmp_path: Path) -> None:
    """The same by SQLite's own limit, which needs no mounting: refused in words, nothing half."""
    pages: dict[str, int] = {}

    def limit(connection: Any, record: Any) -> None:
        if pages:
            connection.execute(f"PRAGMA max_page_count={pages['most']}")

    engine = sqlite_service_database.writing
    event.listen(engine, "connect", limit)
    with served(sqlite_service_database, tmp_path) as api:
        (tmp_path / "first").mkdir()
        first = saved(tmp_path / "first", **SHARED).read_bytes()
        assert post(api, first) == 201
        with sqlite_service_database.read() as connection:
            used = connection.exec_driver_sql("PRAGMA page_count").scalar()
        pages["most"] = int(used or 0) + 2
        engine.dispose()
        statuses = [post(api, other_problem(tmp_path, number)) for number in range(12)]
        assert statuses[-1] == 503
        assert set(statuses) <= {201, 503}
        listed = api.client.get("/v1/problems").json()["items"]
        assert len(listed) == 1 + statuses.count(201)
        pages["most"] = 1_000_000
        engine.dispose()
        assert post(api, other_problem(tmp_path, 99)) == 201


def post(api: Api, body: bytes) -> int:
    """The status of storing a problem."""
    headers = {"Content-Type": "application/json"}
    answer = api.client.post("/v1/problems", content=body, headers=headers)
    if answer.status_code == 503:
        assert answer.json()["code"] == "database_full"
    return int(answer.status_code)


def other_problem(folder: Path, number: int) -> bytes:
    """A problem unlike the others; large enough to need pages of its own."""
    place = folder / str(number)
    place.mkdir()
    draw = random.Random(number)
    members: dict[str, Any] = {f"M{each}": {} for each in range(200)}
    offers = {f"{each}:C1": draw.randint(10, 10**7) for each in members}
    return saved(place, members=members, offers=offers, budget=10**9).read_bytes()
