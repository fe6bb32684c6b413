"""A transaction that does nothing for long: PostgreSQL ends it, so that its locks go."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.storage import database as place
from api.storage.database import Database
from api.storage.troubles import trouble_of


def test_connections_say_how_long_they_may_idle(postgres_database: Database) -> None:
    query = text("SELECT current_setting('idle_in_transaction_session_timeout')")
    for engine in (postgres_database.writing, postgres_database.reading):
        with engine.connect() as connection:
            assert connection.execute(query).scalar_one() == "1min"


def test_one_that_idles_longer_is_ended(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "IDLE_SECONDS", 1)
    postgres_database.close()
    with pytest.raises(DBAPIError, match="idle-in-transaction") as ended:
        _idle(postgres_database, 1.5)
    assert trouble_of(ended.value) is not None


def _idle(database: Database, seconds: float) -> None:
    with database.write() as connection:
        connection.execute(text("SELECT 1"))
        time.sleep(seconds)
        connection.execute(text("SELECT 1"))
