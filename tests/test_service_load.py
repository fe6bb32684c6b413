"""What the service carries on this machine, the load's generator on the same cores.

A small measure of each in the ordinary run, with room for whatever else the machine does; the
figures of the contract under `--long`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import SHARED, TOWN, saved
from tests.service_figures import (
    SETTLING_SECONDS,
    busy_share,
    cancelled,
    idle_megabytes,
    kept_busy,
    many_jobs,
    median,
    overhead_seconds,
    start_seconds,
    status_delays,
)
from tests.service_processes import Processes, Service, processes, until, zipped

READY_SECONDS = 3.0
IDLE_MEGABYTES = 400
P95_SECONDS = 0.1
OVERHEAD_SECONDS = 0.1
IDLE_SHARE = 0.1
ROOM = 5
"""How much slower a machine may be that does something else at the same time."""


@pytest.fixture(name="own")
def own_processes(tmp_path: Path) -> Iterator[Processes]:
    """The processes of one test."""
    with processes(tmp_path / "service") as made:
        yield made


@pytest.fixture(name="service")
def a_service(own: Processes) -> Iterator[Service]:
    """A service whose worker is ready."""
    service = own.serve()
    until(lambda: service.workers_alive() == 1)
    yield service
    service.stop()


def test_a_little_of_everything(own: Processes, service: Service, tmp_path: Path) -> None:
    assert service.seconds_to_ready < READY_SECONDS * ROOM
    time.sleep(SETTLING_SECONDS)
    assert sum(idle_megabytes(own).values()) < IDLE_MEGABYTES
    (tmp_path / "small").mkdir()
    problem_id = service.post_problem(saved(tmp_path / "small", **SHARED))
    assert median(overhead_seconds(service, problem_id, count=5)) < OVERHEAD_SECONDS * ROOM
    busy = kept_busy(own, service, service.post_problem(zipped(TOWN, tmp_path / "town.zip")))
    found = status_delays(service, f"/v1/solves/{busy[0]}", clients=50, seconds=3)
    assert found.count == 150
    assert found.p95 < P95_SECONDS * ROOM
    cancelled(service, busy)


def test_queued_jobs_are_all_carried_out(own: Processes, service: Service, tmp_path: Path) -> None:
    many_jobs(own, service, tmp_path, count=30)


@pytest.mark.long
def test_start_to_ready(tmp_path: Path) -> None:
    assert median(start_seconds(tmp_path, trials=5)) < READY_SECONDS


@pytest.mark.long
def test_memory_when_idle(own: Processes, service: Service, tmp_path: Path) -> None:
    time.sleep(SETTLING_SECONDS)
    assert sum(idle_megabytes(own).values()) < IDLE_MEGABYTES
    # And after work, when everything has been loaded once.
    service.ended(service.ask(service.post_problem(saved(tmp_path, **SHARED))))
    time.sleep(SETTLING_SECONDS)
    assert sum(idle_megabytes(own).values()) < IDLE_MEGABYTES


@pytest.mark.long
def test_an_idle_worker_rests(own: Processes, service: Service) -> None:
    time.sleep(SETTLING_SECONDS)
    assert busy_share(own, 30)["worker"] < IDLE_SHARE


@pytest.mark.long
@pytest.mark.parametrize("busy", [False, True])
def test_two_hundred_clients(own: Processes, service: Service, tmp_path: Path, busy: bool) -> None:
    town = service.post_problem(zipped(TOWN, tmp_path / "town.zip"))
    solving = kept_busy(own, service, town) if busy else [service.ask(town)]
    if not busy:
        service.ended(solving[0])
    found = status_delays(service, f"/v1/solves/{solving[0]}", seconds=30)
    assert found.count == 200 * 30
    assert found.p95 < P95_SECONDS
    if busy:
        cancelled(service, solving)


@pytest.mark.long
def test_a_solve_costs_little_more_than_its_search(service: Service, tmp_path: Path) -> None:
    problem_id = service.post_problem(saved(tmp_path, **SHARED))
    overhead_seconds(service, problem_id, count=3)
    assert median(overhead_seconds(service, problem_id, count=50)) < OVERHEAD_SECONDS


@pytest.mark.long
def test_a_thousand_queued_jobs(own: Processes, service: Service, tmp_path: Path) -> None:
    many_jobs(own, service, tmp_path, count=1000)
