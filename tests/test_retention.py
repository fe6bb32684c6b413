"""Retention: old results go with what hangs on them, and what was published stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from api import moments
from api.settings import Settings
from api.storage import audit, publications, results, retention, solves, sweeps
from api.storage import tables as stored
from api.storage.database import Database
from tests.storage_cases import CONSORTIUM, Person, done, fill


def aged(database: Database, solve_id: str, days: int) -> None:
    """Make a solve older than it is."""
    moment = moments.now() - timedelta(days=days)
    statement = update(stored.solves).where(stored.solves.c.id == solve_id)
    with database.write() as connection:
        connection.execute(statement.values(finished_at=moment))


def test_old_results_go_and_published_ones_stay(database: Database) -> None:
    made = fill(database)
    aged(database, made["solve"], 40)  # this one is published
    with database.write() as connection:
        sweep = sweeps.add(
            connection, CONSORTIUM, sweeps.NewSweep(made["problem"], {}, "token:tk-1")
        )
        old = done(connection, CONSORTIUM, made["problem"], sweep_id=sweep["id"])
        young = done(connection, CONSORTIUM, made["problem"], sweep_id=made["sweep"])
        old_of_young = done(connection, CONSORTIUM, made["problem"], sweep_id=made["sweep"])
    aged(database, old["id"], 31)
    aged(database, old_of_young["id"], 31)
    aged(database, young["id"], 29)
    assert retention.apply(database, Settings(retention_days=0)) == {}
    assert retention.apply(database, Settings(retention_days=30)) == {CONSORTIUM: 2}
    assert retention.apply(database, Settings(retention_days=30)) == {}
    with database.read() as connection:
        for gone in (old, old_of_young):
            assert solves.one(connection, CONSORTIUM, gone["id"]) is None
            assert results.one(connection, CONSORTIUM, gone["id"]) is None
        for kept in (made["solve"], young["id"]):
            assert results.one(connection, CONSORTIUM, kept) is not None
        assert sweeps.one(connection, CONSORTIUM, sweep["id"]) is None
        assert sweeps.one(connection, CONSORTIUM, made["sweep"]) is not None
        by = Person("retention", CONSORTIUM)
        (row,) = audit.listed(connection, CONSORTIUM, actor=by.actor).rows
        assert row["detail"] == {"solves": 2}
        assert publications.of_solve(connection, CONSORTIUM, made["solve"]) is not None
