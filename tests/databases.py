"""Databases for tests: a file of SQLite and a database of a real PostgreSQL server, migrated.

`database` runs a test on both. The server is started by the first test that needs it, once for
each test process; a test gets a fresh database, copied from a template.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.postgres_server import Server

if TYPE_CHECKING:
    from api.storage.database import Database

KINDS = ("sqlite", "postgresql")
TEMPLATE = "template_allocator"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server; with a template that has our tables."""
    from api.storage.database import Database
    from api.storage.migrating import upgrade

    folder = Path(tempfile.mkdtemp(prefix="allocator-postgres-")) / "data"
    server = Server(folder)
    try:
        _run(server, f"CREATE DATABASE {TEMPLATE}")
        template = Database(server.url(TEMPLATE))
        upgrade(template)
        template.close()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder.parent, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite that has our tables."""
    from api.storage.database import Database
    from api.storage.migrating import upgrade

    path = tmp_path_factory.mktemp("template") / "allocator.sqlite"
    template = Database(f"sqlite:///{path}")
    upgrade(template)
    template.close()
    return path


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database at the newest revision, on SQLite and on PostgreSQL in turn."""
    yield from fresh_database(request, request.param, tmp_path, migrated=True)


@pytest.fixture(params=KINDS)
def bare_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table, on both in turn."""
    yield from fresh_database(request, request.param, tmp_path, migrated=False)


@pytest.fixture
def sqlite_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database at the newest revision, on SQLite only."""
    yield from fresh_database(request, "sqlite", tmp_path, migrated=True)


@pytest.fixture
def postgres_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database at the newest revision, on PostgreSQL only."""
    yield from fresh_database(request, "postgresql", tmp_path, migrated=True)


def fresh_database(
    request: pytest.FixtureRequest, kind: str, folder: Path, *, migrated: bool
) -> Iterator[Database]:
    """A database of one kind for one test; gone afterwards."""
    from api.storage.database import Database

    if kind == "sqlite":
        path = folder / f"allocator-{uuid4().hex[:8]}.sqlite"
        if migrated:
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
        made = Database(f"sqlite:///{path}")
        yield made
        made.close()
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"test_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE if migrated else 'template0'}")
    made = Database(server.url(name))
    yield made
    made.close()
    _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: Server, statement: str) -> None:
    """A statement that stands outside every transaction."""
    from sqlalchemy import create_engine

    engine = create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
