"""The disk is full under the service: told in words, nothing half-written, nothing lost."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from api.storage.database import Database
from tests.command_line import SHARED, TOWN, saved
from tests.service import Api, served
from tests.service_books import Client, asked_meanwhile, check_books, order, settled
from tests.service_processes import Processes, Service, processes, until, zipped

DEVIATION = Fraction("98398.03")
SECONDS = 180.0
DISK_MEGABYTES = 24
MARGIN_PAGES = 2


@pytest.fixture(name="town")
def the_town(tmp_path: Path) -> Path:
    """The reference commission, zipped."""
    return zipped(TOWN, tmp_path / "town.zip")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder of few megabytes; skips where mounting is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(folder)]
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
        check_all_is_well(own, service, accepted)


def check_all_is_well(own: Processes, service: Service, accepted: set[str]) -> None:
    """There is room again: the books are right, and another job is done as ever."""
    address = f"sqlite:///{own.folder / 'data' / 'allocator.sqlite'}"
    settled(address, SECONDS)
    check_books(address, accepted, DEVIATION)
    problem_id = service.solve(sorted(accepted)[0])["problem_id"]
    another = service.ask(problem_id, "target_deviation", seed=10**6)
    assert service.ended(another)["job_state"] == "done"
    check_books(address, {*accepted, another}, DEVIATION)
    service.stop()


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
def test_the_disk_is_full_again_and_again(small_disk: Path, town: Path, piece: int) -> None:
    """Filled at moments that differ, while solves are asked for, begin and end."""
    draw = random.Random(piece)
    with processes(small_disk / "service", tries=50) as own:
        service = own.serve()
        until(lambda: service.workers_alive() == 1)
        worker = [each.pid for each in own.workers()]
        client = Client(service.http)
        problem_id = service.post_problem(town)
        with asked_meanwhile(client, problem_id, "target_deviation", pause=1.0) as accepted:
            for _ in range(15):
                time.sleep(draw.uniform(0.3, 2.0))
                fill(small_disk / "ballast")
                time.sleep(draw.uniform(0.2, 4.0))
                (small_disk / "ballast").unlink()
        # Not by the journal, which is on the same disk.
        assert [each.pid for each in own.workers()] == worker
        assert set(client.refused) == {503}
        assert client.unanswered == 0
        check_all_is_well(own, service, accepted)


@pytest.mark.long
def test_the_disk_is_full_for_longer_than_anybody_waits(small_disk: Path, town: Path) -> None:
    """A worker waits for a minute; what it could not tell in that time is done anew."""
    with processes(small_disk / "service") as own:
        service = own.serve()
        problem_id = service.post_problem(town)
        accepted = {service.ask(problem_id, "target_deviation", seed=each) for each in range(3)}
        until(own.solving_children)
        fill(small_disk / "ballast")
        limit = time.monotonic() + 75
        while time.monotonic() < limit:
            assert service.http.get("/v1/solves").status_code == 200
            time.sleep(1)
        (small_disk / "ballast").unlink()
        check_all_is_well(own, service, accepted)


def fill(ballast: Path) -> None:
    """Take the last byte of a disk."""
    with suppress(OSError), ballast.open("wb", 0) as file:
        while True:
            file.write(b"x" * 4096)


def test_a_file_that_may_not_grow(sqlite_service_database: Database, tmp_path: Path) -> None:
    file_that_may_not_grow(sqlite_service_database, tmp_path, MARGIN_PAGES)


@pytest.mark.long
@pytest.mark.parametrize("margin", range(30))
def test_a_file_that_may_grow_by_some_pages(
    sqlite_service_database: Database, tmp_path: Path, margin: int
) -> None:
    """So the transaction that is too much fails in the middle, each time somewhere else."""
    file_that_may_not_grow(sqlite_service_database, tmp_path, margin)


def file_that_may_not_grow(
    sqlite_service_database: Database, tmp_path: Path, margin_pages: int
) -> None:
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
        pages["most"] = int(used or 0) + margin_pages
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
