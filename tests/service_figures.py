"""Figures of the service, measured on real processes: start, memory, requests, jobs, idleness."""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from tests.command_line import SHARED, saved
from tests.service_books import check_books, settled
from tests.service_processes import Processes, Service, processes, until

CLIENTS = 200
SETTLING_SECONDS = 3.0
SMALL_VALUE = 108


@dataclass(frozen=True)
class Delays:
    """How long answers took, in seconds."""

    count: int
    median: float
    p95: float
    p99: float
    longest: float


def delays_of(found: list[float]) -> Delays:
    """Their summary."""
    ordered = sorted(found)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return Delays(len(ordered), at(0.5), at(0.95), at(0.99), ordered[-1])


def start_seconds(folder: Path, *, trials: int = 3) -> list[float]:
    """From the start of the process to the line that says ready, each time in a new folder."""
    found = []
    for trial in range(trials):
        place = folder / f"start-{trial}"
        with processes(place) as own:
            service = own.serve()
            found.append(service.seconds_to_ready)
            service.stop()
        shutil.rmtree(place, ignore_errors=True)
    return found


def idle_megabytes(own: Processes) -> dict[str, float]:
    """Memory of all processes, shared pages counted once (PSS): of the API's, of the worker's."""
    workers = {each.pid for each in own.workers()}
    found = {"api": 0.0, "worker": 0.0}
    for each in own.alive():
        with suppress(psutil.Error):
            line = {each.pid, *(parent.pid for parent in each.parents())}
            side = "worker" if line & workers else "api"
            found[side] += each.memory_full_info().pss / 2**20
    return found


def busy_share(own: Processes, seconds: float) -> dict[str, float]:
    """Parts of one core that the API's and the worker's processes use."""

    def used() -> dict[str, float]:
        workers = {each.pid for each in own.workers()}
        found = {"api": 0.0, "worker": 0.0}
        for each in own.alive():
            with suppress(psutil.Error):
                line = {each.pid, *(parent.pid for parent in each.parents())}
                times = each.cpu_times()
                found["worker" if line & workers else "api"] += times.user + times.system
        return found

    before, began = used(), time.monotonic()
    time.sleep(seconds)
    after, passed = used(), time.monotonic() - began
    return {side: (after[side] - before[side]) / passed for side in after}


async def _asks(host: str, port: int, path: str, first: float, rounds: int) -> list[float]:
    """One client: asks once a second on one connection; how long each answer took."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
    await asyncio.sleep(first)
    reader, writer = await asyncio.open_connection(host, port)
    found = []
    due = time.perf_counter()
    for _ in range(rounds):
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(
            int(line.partition(b":")[2])
            for line in head.lower().splitlines()
            if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
        found.append(time.perf_counter() - began)
        due += 1.0
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    writer.close()
    return found


def status_delays(
    service: Service, path: str, *, clients: int = CLIENTS, seconds: int = 10
) -> Delays:
    """Many clients, each asking once a second, their moments spread over the second."""
    parts = urlsplit(service.address)
    host, port = str(parts.hostname), int(parts.port or 0)

    async def everybody() -> list[list[float]]:
        spread = [number / clients for number in range(clients)]
        return await asyncio.gather(*(_asks(host, port, path, each, seconds) for each in spread))

    return delays_of([each for client in asyncio.run(everybody()) for each in client])


def overhead_seconds(service: Service, problem_id: str, *, count: int = 30) -> list[float]:
    """What a solve takes beyond its search: from the question to seeing that it is done.

    The search's own seconds are those that the result tells. Looked at every 10 ms.
    """
    found = []
    for number in range(count):
        began = time.perf_counter()
        solve_id = service.ask(problem_id, seed=10_000 + number)
        while service.solve(solve_id)["job_state"] in {"queued", "solving"}:
            time.sleep(0.01)
        passed = time.perf_counter() - began
        text = service.http.get(f"/v1/solves/{solve_id}/result").text
        found.append(passed - float(json.loads(text)["provenance"]["run"]["seconds"]))
    return found


def many_jobs(own: Processes, service: Service, folder: Path, *, count: int) -> float:
    """So many small solves queued at once and carried out; seconds until the last has ended.

    All of them must be there once, with the right value.
    """
    problem_id = service.post_problem(saved(folder, **SHARED))
    began = time.monotonic()
    accepted = [service.ask(problem_id, seed=number) for number in range(count)]
    address = f"sqlite:///{own.folder / 'data' / 'allocator.sqlite'}"
    settled(address, 60 + count)
    passed = time.monotonic() - began
    check_books(address, accepted, SMALL_VALUE)
    return passed


def kept_busy(own: Processes, service: Service, town: str, *, slots: int = 2) -> list[str]:
    """Jobs that go on for minutes, one for each slot; their ids, once all of them are solving."""
    found = [
        service.ask(town, "small_members_value", seed=number, backend="cpsat")
        for number in range(slots)
    ]
    until(lambda: all(service.solve(each)["job_state"] == "solving" for each in found))
    return found


def cancelled(service: Service, solves: list[str]) -> None:
    """Withdraw jobs, and wait until they have ended."""
    for each in solves:
        service.http.delete(f"/v1/solves/{each}")
    for each in solves:
        service.ended(each)


def median(found: list[float]) -> float:
    """The middle one."""
    return statistics.median(found)
