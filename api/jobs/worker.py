"""A worker: takes jobs from the queue and sees them through until it is told to end."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer

from api.jobs.carrying import Carrying
from api.jobs.leases import Heartbeat, take
from api.jobs.pace import keep_pace
from api.jobs.patience import patiently
from api.jobs.queue import APPLICATION, QUEUE, QUEUE_VERSION, SCHEMA, WORKFLOW, queue_client
from api.jobs.runtime import Runtime
from api.jobs.starting import warm_up
from api.jobs.sweeper import Sweeper
from api.jobs.telling import Teller
from api.jobs.turns import take_turns
from api.journal import note, start_journal
from api.settings import Settings
from api.storage.database import Database

ENDED, DEPOSED = 0, 4
"""What `run_worker` returns: it was told to end, or its id became another process's."""

MARGIN_SECONDS = 3.0
"""How long handing jobs back and giving the lease back may take after the running ones' time."""

POOL_SIZE = 5


def run_worker(settings: Settings, worker_id: str) -> int:
    """Work until SIGTERM or SIGINT, then hand back what does not end in time; an exit code.

    Belongs into the main thread of a process of its own, which then should `leave`. The tables
    must be there. Raises WorkerTaken where another process lives under this id.
    """
    database = Database(settings.address)
    holder = take(database, worker_id, settings.lease_seconds)
    warm_up(settings.nice)
    runtime = Runtime(settings, database, queue_client(database), holder, Teller(database))
    heartbeat = Heartbeat(
        database, holder, settings.lease_seconds, lambda: runtime.closing.ask(0.0)
    )
    with _told_to_end(runtime):
        heartbeat.start()
        runtime.teller.start()
        _work(runtime, heartbeat)
    return DEPOSED if heartbeat.deposed.is_set() else ENDED


def _work(runtime: Runtime, heartbeat: Heartbeat) -> None:
    settings, holder = runtime.settings, runtime.holder
    sweeper = Sweeper(runtime, lambda: heartbeat.is_unsteady)
    # What this worker's earlier life left behind is taken up at once.
    sweeper.sweep()
    queue = _launch(runtime)
    sweeper.start()
    note(
        "worker_ready",
        worker_id=holder.worker_id,
        generation=holder.generation,
        slots=settings.slots,
        process=os.getpid(),
    )
    closing = runtime.closing
    closing.obey_signals(settings.shutdown_seconds, lambda: closing.is_asked)
    note("worker_closing", worker_id=holder.worker_id, count=runtime.running.count)
    for event in queue.background_thread_stop_events:
        event.set()
    latest = time.monotonic() + settings.shutdown_seconds + MARGIN_SECONDS
    closing.obey_signals(0.0, lambda: not runtime.running.count or time.monotonic() > latest)
    runtime.teller.stop()
    heartbeat.stop()
    note("worker_ended", worker_id=holder.worker_id, count=runtime.running.count)


def _launch(runtime: Runtime) -> Any:
    """Start dbos's threads, which bring jobs to `Carrying`."""
    settings = runtime.settings
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_url": runtime.database.url,
        "dbos_system_schema": SCHEMA,
        "sys_db_pool_size": POOL_SIZE,
        "serializer": DBOSPortableJSONSerializer(),
        "application_version": QUEUE_VERSION,
        "executor_id": runtime.executor,
        "run_migrations": False,
        "use_listen_notify": False,
        "log_level": "WARNING",
    }
    dbos = DBOS(config=config)
    carrying = Carrying(runtime)

    @DBOS.workflow(name=WORKFLOW)
    def carry_out(solve_id: str, attempt: int) -> None:
        carrying.carry_out(solve_id, attempt)

    patiently(
        lambda: runtime.client.register_queue(
            QUEUE,
            worker_concurrency=settings.slots,
            partition_concurrency=settings.jobs_at_once,
            polling_interval_sec=settings.poll_seconds,
        )
    )
    DBOS.launch()
    keep_pace(dbos._sys_db, settings, runtime.running)
    take_turns(dbos._sys_db, runtime.database, settings.jobs_at_once)
    return dbos


@contextmanager
def _told_to_end(runtime: Runtime) -> Iterator[None]:
    """SIGTERM and SIGINT ask for the end; a second one asks for it at once."""

    def ask(number: int, frame: FrameType | None) -> None:
        runtime.closing.signal()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def main() -> None:
    """`python -m api.jobs.worker ID`: settings from the environment alone."""
    settings = Settings()  # type: ignore[call-arg]
    start_journal(settings.log_format, settings.log_level)
    leave(run_worker(settings, sys.argv[1] if len(sys.argv) > 1 else "worker"))


def leave(code: int) -> NoReturn:
    """End this process now: threads of dbos may be waiting for a database that is away."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
