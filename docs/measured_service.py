"""Measures the service on this machine and keeps the figures for the page on scale.

`python -m docs.measured_service` takes about six minutes and writes `benchmarks/service.csv`; it
means something only on a machine that does nothing else.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from docs.service_pages import FIGURES
from tests import service_figures as figures
from tests.command_line import SHARED, TOWN, saved
from tests.service_processes import Processes, Service, processes, until, zipped

JOBS = 1000


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    measured: str
    wanted: str


def measured(folder: Path) -> Iterator[Figure]:
    """All figures, one after another."""
    starts = figures.start_seconds(folder, trials=5)
    yield Figure("start to ready, median of 5", f"{figures.median(starts):.2f} s", "< 3 s")
    with _service(folder / "idle") as (own, service):
        yield from _idle(own)
        problem_id = service.post_problem(saved(folder, **SHARED))
        figures.overhead_seconds(service, problem_id, count=3)
        found = figures.overhead_seconds(service, problem_id, count=50)
        delays = figures.delays_of(found)
        yield Figure("overhead of a solve, median of 50", _milliseconds(delays.median), "< 100 ms")
        yield Figure("overhead of a solve, 95th percentile", _milliseconds(delays.p95), "–")
    with _service(folder / "clients") as (own, service):
        yield from _clients(own, service, folder)
    with _service(folder / "jobs") as (own, service):
        (folder / "small").mkdir()
        seconds = figures.many_jobs(own, service, folder / "small", count=JOBS)
        yield Figure(f"{JOBS} queued small solves, all right", f"{seconds:.0f} s", "complete")
        yield Figure("small solves a second", f"{JOBS / seconds:.1f}", "–")


def _idle(own: Processes) -> Iterator[Figure]:
    time.sleep(figures.SETTLING_SECONDS)
    memory = figures.idle_megabytes(own)
    yield Figure("memory idle, API with its workshop (PSS)", f"{memory['api']:.0f} MB", "–")
    yield Figure("memory idle, worker with engines loaded (PSS)", f"{memory['worker']:.0f} MB", "–")
    yield Figure("memory idle, together", f"{sum(memory.values()):.0f} MB", "< 400 MB")
    share = figures.busy_share(own, 40)
    yield Figure("idle CPU of a worker, first minute", _share(share["worker"]), "< 10 %")
    time.sleep(30)
    share = figures.busy_share(own, 30)
    yield Figure("idle CPU of a worker, later", _share(share["worker"]), "< 10 %")
    yield Figure("idle CPU of the API", _share(share["api"]), "–")


def _clients(own: Processes, service: Service, folder: Path) -> Iterator[Figure]:
    town = service.post_problem(zipped(TOWN, folder / "town.zip"))
    first = service.ask(town)
    service.ended(first)
    cases: Iterable[tuple[str, Callable[[], list[str]]]] = (
        ("idle", lambda: [first]),
        ("both cores solving", lambda: figures.kept_busy(own, service, town)),
    )
    for name, solving in cases:
        solves = solving()
        found = figures.status_delays(service, f"/v1/solves/{solves[0]}", seconds=30)
        what = f"status for {figures.CLIENTS} clients once a second, {name}"
        yield Figure(f"{what}: median", _milliseconds(found.median), "–")
        yield Figure(f"{what}: p95", _milliseconds(found.p95), "< 100 ms")
        yield Figure(f"{what}: longest", _milliseconds(found.longest), "–")


@contextmanager
def _service(folder: Path) -> Iterator[tuple[Processes, Service]]:
    with processes(folder) as own:
        service = own.serve()
        until(lambda: service.workers_alive() == 1)
        yield own, service
        service.stop()


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def _share(share: float) -> str:
    return f"{100 * share:.1f} % of a core"


def main() -> None:
    """Measure and keep."""
    with tempfile.TemporaryDirectory() as folder:
        found = list(measured(Path(folder)))
    with FIGURES.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("what", "measured", "wanted"))
        writer.writerows((each.what, each.measured, each.wanted) for each in found)


if __name__ == "__main__":
    main()
