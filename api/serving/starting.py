"""What must hold before a process of the service starts: a folder, an address, a database."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from allocator.texts.issues import InputError, Issue
from api.journal import note, shortened
from api.settings import Settings

if TYPE_CHECKING:
    from api.storage.database import Database

LOCK = "serve.lock"
PATIENCE_SECONDS = 20.0
"""How long a database may take to come up beside the service."""

PAUSE_SECONDS = 0.5
FOLDER_CODES = {
    errno.EACCES: "data_denied",
    errno.EPERM: "data_denied",
    errno.EROFS: "data_denied",
    errno.ENOTDIR: "data_not_a_folder",
    errno.EEXIST: "data_not_a_folder",
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
}


def prepare_folder(folder: Path) -> None:
    """Make the folder, for its owner only, and see that files can be written in it.

    Raises InputError.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder, prefix="write-test-") as file:
            file.write(b"test")
            file.flush()
    except OSError as error:
        raise _refused(folder, error) from None


def _refused(folder: Path, error: OSError) -> InputError:
    code = FOLDER_CODES.get(error.errno or 0, "data_folder")
    told = (("reason", str(error.strerror)),)
    return InputError((Issue(code, column="--data", value=str(folder), parameters=told),))


@contextmanager
def taken_folder(folder: Path) -> Iterator[Path]:
    """The folder as this service's own: a second one that would start is told who has it.

    The lock goes with the process that holds it, however that ends. Yields the file in which
    `announce` tells the address. Raises InputError.
    """
    path = folder / LOCK
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _refused(folder, error) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            told = (("other", _other(path)),)
            issue = Issue("data_taken", column="--data", value=str(folder), parameters=told)
            raise InputError((issue,)) from None
        path.write_text("")
        yield path
    finally:
        os.close(handle)


def announce(path: Path, address: str) -> None:
    """Write into the lock's file where this service listens."""
    path.write_text(json.dumps({"listening": address, "process": os.getpid()}))


def _other(path: Path) -> str:
    try:
        told = json.loads(path.read_text())
    except (OSError, ValueError):
        return "…"
    return f"{told['listening']}, pid {told['process']}"


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket on the address, not yet listening. Raises InputError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _not_bound(host, port, error) from None
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise _not_bound(host, port, error) from None
    return bound


def _not_bound(host: str, port: int, error: OSError) -> InputError:
    taken = error.errno == errno.EADDRINUSE
    code = "address_taken" if taken else "address_refused"
    told = (("reason", str(error.strerror or error)),)
    issue = Issue(code, column="--port" if taken else "--host", value=f"{host}:{port}")
    return InputError((Issue(code, column=issue.column, value=issue.value, parameters=told),))


def address_of(bound: socket.socket) -> str:
    """The URL of what listens on a socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class DatabaseAway(InputError):
    """The database does not answer: unlike other faults this one may pass by itself."""


def await_database(settings: Settings, database: Database) -> None:
    """`prepare_database` for processes that start on their own, perhaps before the database does.

    Waits up to `PATIENCE_SECONDS` for it. Raises InputError.
    """
    limit = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            prepare_database(settings, database)
        except DatabaseAway:
            if time.monotonic() >= limit:
                raise
        else:
            return
        note("database_awaited", level="warning")
        time.sleep(PAUSE_SECONDS)


def prepare_database(settings: Settings, database: Database) -> None:
    """See that the database answers and has the schema of this version, and that a queue is there.

    SQLite and a database without tables are brought to it; a PostgreSQL that others may be using
    is not: `allocator migrate` does that when people say so. Raises InputError.
    """
    # Imported here: starting a command needs neither before its settings are right.
    from sqlalchemy.exc import DBAPIError

    from api.jobs.queue import prepare_queue
    from api.storage import migrating

    try:
        with database.read() as connection:
            revision = migrating.revision_of(connection)
        if revision != migrating.newest():
            known = revision is None or revision in migrating.known()
            if not known or not (database.is_sqlite or revision is None):
                raise InputError((Issue("schema_behind", value=str(revision)),))
            migrating.upgrade(database)
        prepare_queue(database)
    except DBAPIError as error:
        raise unreachable(error) from None


def unreachable(error: Exception) -> InputError:
    """A database that does not answer, told without its address, which may hold a password."""
    # Imported here: as above.
    from sqlalchemy.exc import InterfaceError, OperationalError

    cause = str(getattr(error, "orig", error)).strip().partition("\n")[0]
    told = (("reason", shortened(cause)),)
    issues = (Issue("database_unreachable", parameters=told),)
    passes = isinstance(error, OperationalError | InterfaceError)
    return DatabaseAway(issues) if passes else InputError(issues)


def usual_worker_id(settings: Settings) -> str:
    """The name of the worker that belongs to a folder on this machine; the same at each start."""
    place = sha256(str(settings.data.resolve()).encode()).hexdigest()[:6]
    return f"{socket.gethostname()[:50]}-{place}"
