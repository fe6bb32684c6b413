"""Clients that go away: in the middle of events, of an upload, before their answer has come."""

from __future__ import annotations

import json
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from tests.command_line import SHARED, TOWN, saved
from tests.databases import KINDS, fresh_database
from tests.service_processes import Processes, Service, processes, until, zipped

STREAMS = 5
GROWTH_MEGABYTES = 60.0
"""How much more memory the API may hold when hundreds of clients have gone away."""

ANSWER_SECONDS = 5.0
"""For an answer on a busy machine; who had to wait for the silent ones would wait for 30."""

ROOM_SECONDS = 20.0
"""A stream whose client is gone is noticed at the next thing that is told: every 15 s at least."""


@pytest.fixture(name="service", scope="module")
def a_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with a worker."""
    with processes(tmp_path_factory.mktemp("clients") / "service", streams=STREAMS) as own:
        service = own.serve()
        yield service
        service.stop()


@pytest.fixture(name="own")
def its_processes(service: Service) -> Processes:
    return service.processes


@pytest.fixture
def service_in_turn(
    request: pytest.FixtureRequest, tmp_path: Path, piece: int
) -> Iterator[Service]:
    """A service of its own, on SQLite for even pieces of a long test, on PostgreSQL for odd."""
    for database in fresh_database(request, KINDS[piece % 2], tmp_path, migrated=False):
        folder = tmp_path / "service"
        with processes(folder, database_url=database.url, streams=STREAMS) as own:
            service = own.serve()
            yield service
            service.stop()


def raw(service: Service) -> socket.socket:
    """A connection without manners."""
    parts = urlsplit(service.address)
    assert parts.hostname is not None
    return socket.create_connection((parts.hostname, parts.port), timeout=10)


def request(service: Service, method: str, path: str, *headers: str) -> bytes:
    """The head of a request."""
    host = urlsplit(service.address).netloc
    return "\r\n".join((f"{method} {path} HTTP/1.1", f"Host: {host}", *headers, "", "")).encode()


def mistakes(own: Processes) -> list[str]:
    """What the service has told as errors."""
    return [str(each) for each in own.journal() if each["level"] == "error"]


def open_sockets(service: Service) -> int:
    """Connections that the API's process holds."""
    found = psutil.Process(service.process.pid).net_connections("tcp")
    return len([each for each in found if each.status != psutil.CONN_LISTEN])


def test_clients_gone_in_the_middle_of_events(
    service: Service, own: Processes, tmp_path: Path
) -> None:
    gone_from_events(service, own, tmp_path, gone=4 * STREAMS, seed=1)


def gone_from_events(
    service: Service, own: Processes, folder: Path, *, gone: int, seed: int
) -> None:
    """Clients go after the first bytes or some time later; at the end a stream is as ever."""
    draw = random.Random(seed)
    problem_id = service.post_problem(zipped(TOWN, folder / "town.zip"))
    solve_id = service.ask(problem_id, "small_members_value", backend="cpsat")
    head = request(service, "GET", f"/v1/solves/{solve_id}/events")
    for _ in range(gone):
        # Each is noticed to be gone, or no place would be left for the next.
        def heard() -> bool:
            with raw(service) as client:
                client.sendall(head)
                is_open = b"200 OK" in client.recv(draw.choice((20, 200, 2000)))
                time.sleep(draw.choice((0, 0, 0.05)))
                return is_open

        until(heard, ROOM_SECONDS)
    until(lambda: open_sockets(service) <= STREAMS, ROOM_SECONDS)
    assert service.http.delete(f"/v1/solves/{solve_id}").status_code in {200, 202, 204}
    assert service.ended(solve_id)["job_state"] == "cancelled"
    numbers = numbers_told(service, solve_id)
    assert numbers == list(range(1, len(numbers) + 1))
    assert mistakes(own) == []


def numbers_told(service: Service, solve_id: str) -> list[int]:
    """The numbers of the events of a solve that has ended, as its stream tells them."""
    answer = service.http.get(f"/v1/solves/{solve_id}/events")
    assert answer.status_code == 200
    lines = answer.text.splitlines()
    assert [each for each in lines if each.startswith("event:")].count("event: end") == 1
    return [int(each.removeprefix("id:")) for each in lines if each.startswith("id:")]


@pytest.mark.long
@pytest.mark.parametrize("piece", range(4))
def test_many_clients_gone_in_the_middle_of_events(
    service_in_turn: Service, tmp_path: Path, piece: int
) -> None:
    gone_from_events(service_in_turn, service_in_turn.processes, tmp_path, gone=100, seed=piece)


@pytest.mark.parametrize("part", [0, 1, 2000])
def test_clients_gone_in_the_middle_of_an_upload(
    service: Service, own: Processes, tmp_path: Path, part: int
) -> None:
    body = zipped(TOWN, tmp_path / "town.zip").read_bytes()
    before = service.http.get("/v1/problems").json()["items"]
    headers = ("Content-Type: application/zip", f"Content-Length: {len(body)}")
    for _ in range(10):
        with raw(service) as client:
            client.sendall(request(service, "POST", "/v1/problems", *headers) + body[:part])
    assert service.http.get("/v1/problems").json()["items"] == before
    assert mistakes(own) == []


@pytest.mark.long
@pytest.mark.parametrize("piece", range(2))
def test_many_clients_gone_in_the_middle_of_an_upload(
    service_in_turn: Service, tmp_path: Path, piece: int
) -> None:
    """Cut off anywhere, in the head too, while others upload to the end."""
    draw, service = random.Random(piece), service_in_turn
    body = zipped(TOWN, tmp_path / "town.zip").read_bytes()
    headers = ("Content-Type: application/zip", f"Content-Length: {len(body)}")
    whole = request(service, "POST", "/v1/problems", *headers) + body
    kept = service.post_problem(tmp_path / "town.zip")
    before = resident_megabytes(service)
    for number in range(500):
        with raw(service) as client:
            client.sendall(whole[: draw.randrange(len(whole))])
        if number % 50 == 0:
            # The same again is the same problem, not another one.
            assert service.post_problem(tmp_path / "town.zip") == kept
    until(lambda: open_sockets(service) <= STREAMS, ROOM_SECONDS)
    assert [each["id"] for each in service.http.get("/v1/problems").json()["items"]] == [kept]
    assert resident_megabytes(service) - before < GROWTH_MEGABYTES
    assert mistakes(service.processes) == []


def resident_megabytes(service: Service) -> float:
    """What the API's process holds."""
    return float(psutil.Process(service.process.pid).memory_info().rss) / 2**20


def test_clients_gone_before_the_answer(service: Service, own: Processes, tmp_path: Path) -> None:
    """What they asked for is done all the same: with their key they find it later."""
    problem_id = service.post_problem(saved(tmp_path, **SHARED))
    goals = [{"goal": "cost"}]
    order = {"problem_id": problem_id, "operation": "solve", "goals": goals}
    # To the byte what the client below sends: else it would be another request.
    body = json.dumps(order, separators=(",", ":")).encode()
    for number in range(10):
        headers = (
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            f"Idempotency-Key: gone-{number}",
        )
        with raw(service) as client:
            client.sendall(request(service, "POST", "/v1/solves", *headers) + body)
    time.sleep(0.5)
    found = {service.ask(problem_id, key=f"gone-{number}") for number in range(10)}
    listed = service.http.get("/v1/solves", params={"problem_id": problem_id}).json()["items"]
    assert {each["id"] for each in listed} == found
    assert len(found) == 10
    assert {service.ended(each)["job_state"] for each in found} == {"done"}
    assert mistakes(own) == []


def test_clients_who_say_nothing(service: Service) -> None:
    """Open connections that never ask keep nobody else from being answered."""
    silent = [raw(service) for _ in range(100)]
    try:
        began = time.monotonic()
        assert service.http.get("/v1/health").status_code == 200
        assert time.monotonic() - began < ANSWER_SECONDS
    finally:
        for each in silent:
            each.close()


def test_a_service_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    """A notebook's kernel is killed: its service must not hold the folder for ever."""
    script = (
        "import sys, time\nfrom api.client.serving import served\n"
        "with served(sys.argv[1]) as address:\n    print(address, flush=True)\n    time.sleep(600)"
    )
    with processes(tmp_path / "service") as own:
        data = tmp_path / "service" / "data"
        with subprocess.Popen(
            [sys.executable, "-c", script, str(data)],
            env=own.environment(),
            stdout=subprocess.PIPE,
            text=True,
        ) as program:
            assert program.stdout is not None
            assert program.stdout.readline().startswith("http://127.0.0.1:")
            assert own.alive()
            program.kill()
        until(lambda: not own.alive(), 20)
