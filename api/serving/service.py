"""`allocator serve`: one API process and, unless told otherwise, one worker beside it."""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

from allocator.cli.declaring import Texts, chosen
from allocator.cli.exits import Exit
from allocator.cli.speaking import say, tell
from allocator.cli.values import Faults
from api.journal import note
from api.serving.starting import (
    address_of,
    announce,
    await_database,
    bound_socket,
    prepare_folder,
    taken_folder,
    usual_worker_id,
)
from api.serving.supervising import WorkerProcess
from api.settings import Settings
from api.storage.database import Database

END_SECONDS = 14.0
"""From a signal to the end of everything, the worker's handing back of jobs included."""

READY: Texts = (
    "Usługa działa pod adresem {address} (dane: {data}). Kończy ją Ctrl-C.",
    "The service is at {address} (data: {data}). Ctrl-C ends it.",
)
ENDING: Texts = (
    "Kończę: przyjęte zadania wracają do kolejki…",
    "Ending: jobs that are accepted go back into the queue…",
)


def serve(settings: Settings, *, with_worker: bool, language: str) -> Exit:
    """Serve until SIGTERM or SIGINT. Raises InputError where it can not start."""
    faults = Faults()
    faults.attempt(partial(prepare_folder, settings.data))
    bound = faults.attempt(partial(bound_socket, settings.host, settings.port))
    if bound is None or faults.issues:
        if bound is not None:
            bound.close()
        faults.end()
    assert bound is not None
    taken = taken_folder(settings.data) if with_worker else nullcontext(None)
    with bound, taken as lock:
        settings = _with_port(settings, bound)
        database = Database(settings.address)
        try:
            await_database(settings, database)
            with _worker(settings, language) if with_worker else nullcontext() as worker:
                return _serve(settings, database, bound, worker, _ready(settings, lock, language))
        finally:
            database.close()


def _serve(
    settings: Settings,
    database: Database,
    bound: socket.socket,
    worker: WorkerProcess | None,
    ready: Callable[[], None],
) -> Exit:
    # Imported here, after the worker was started, so that both load at the same time.
    from api.serving.server import Server
    from api.web.application import create_app

    on_end = worker.ask_to_end if worker is not None else _nothing
    server = Server(create_app(settings, database), on_ready=ready, on_end=on_end)
    try:
        server.run(sockets=[bound])
    except SystemExit:
        # The library's way to say that the application could not start.
        note("not_started", level="error")
        return Exit.INTERNAL
    return Exit.RIGHT


def _nothing() -> None:
    """There is no worker to tell."""


def _ready(settings: Settings, lock: Path | None, language: str) -> Callable[[], None]:
    """Says where the service is: to programs on standard output, to people on standard error."""
    address = f"http://{_shown(settings.host)}:{settings.port}"

    def ready() -> None:
        gc.freeze()
        gc.enable()
        if lock is not None:
            announce(lock, address)
        say(json.dumps({"listening": address, "ready": True}))
        sys.stdout.flush()
        note("ready", host=settings.host, port=settings.port, process=os.getpid())
        if sys.stderr.isatty():
            tell(chosen(READY, language).format(address=address, data=settings.data))

    return ready


@contextmanager
def _worker(settings: Settings, language: str) -> Iterator[WorkerProcess]:
    """The worker of this service, running in here."""
    worker = WorkerProcess(settings, usual_worker_id(settings), language=language)
    worker.start()
    try:
        yield worker
    finally:
        began = time.monotonic()
        if sys.stderr.isatty():
            tell(chosen(ENDING, language))
        worker.end(END_SECONDS)
        note("ended", seconds=round(time.monotonic() - began, 1))


def _with_port(settings: Settings, bound: socket.socket) -> Settings:
    """The settings with the port that was really taken, where any would do."""
    port = int(address_of(bound).rpartition(":")[2])
    return settings.model_copy(update={"port": port})


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
