"""The door to the database: one engine for reading, one for writing, both on the same place.

SQLite gets what it needs for several processes: a write-ahead log, a patience of some seconds and
write transactions that take their lock at the beginning, so that none fails half-way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

BUSY_SECONDS = 10.0
IDLE_SECONDS = 60
"""How long a transaction on PostgreSQL may do nothing before the server ends it."""
POOL_SIZE = 10
OWNER_ONLY = 0o600


class Database:
    """Connections to the place named by a URL: `sqlite:///path` or `postgresql+psycopg://...`.

    Safe for many threads. Writers on SQLite wait for each other for `busy_seconds`. `close` when
    done. What can go wrong with it, and what to tell, is known to `api.storage.troubles`.
    """

    def __init__(
        self, url: str, *, pool_size: int = POOL_SIZE, busy_seconds: float = BUSY_SECONDS
    ) -> None:
        self.url = url
        self.pool_size = pool_size
        self.busy_seconds = busy_seconds

    @property
    def is_sqlite(self) -> bool:
        """Whether the place is a file of SQLite."""
        return make_url(self.url).get_backend_name() == "sqlite"

    @cached_property
    def writing(self) -> Engine:
        """The engine whose transactions may write; dbos works on it too."""
        return self._engine("IMMEDIATE")

    @cached_property
    def reading(self) -> Engine:
        """The engine whose transactions only read, and see one moment each."""
        if self.is_sqlite:
            engine = self._engine("DEFERRED")
            event.listen(engine, "connect", _forbid_writing)
            return engine
        return self.writing.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or nothing."""
        with self.writing.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view of what is stored; whoever writes here is refused."""
        with self.reading.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        for name in ("writing", "reading"):
            if name in self.__dict__:
                self.__dict__.pop(name).dispose()

    def _engine(self, begin: str) -> Engine:
        if not self.is_sqlite:
            engine = create_engine(self.url, pool_size=self.pool_size, pool_pre_ping=True)
            event.listen(engine, "connect", _limit_idling)
            return engine
        _make_private(Path(make_url(self.url).database or ""))
        engine = create_engine(
            self.url,
            pool_size=self.pool_size,
            connect_args={"timeout": self.busy_seconds, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare)
        event.listen(
            engine, "begin", lambda connection: connection.exec_driver_sql(f"BEGIN {begin}")
        )
        return engine


def _prepare(connection: Any, record: Any) -> None:
    """SQLite's connection as we want it; transactions are begun by us, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _limit_idling(connection: Any, record: Any) -> None:
    """A client frozen or cut off within a transaction must not hold its locks for ever."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'")
    connection.commit()


def _forbid_writing(connection: Any, record: Any) -> None:
    """As PostgreSQL does in a transaction that only reads."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only=ON")
    cursor.close()


def _make_private(path: Path) -> None:
    """A new file is its owner's only, as names and prices stand in it; its log inherits that."""
    if path.parent.is_dir() and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
