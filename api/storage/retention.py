"""Results go when they are old, with what hangs on them; what was published stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.sql.elements import ColumnElement

from api import moments
from api.settings import Settings
from api.storage import audit
from api.storage.database import Database
from api.storage.erasing import Eraser
from api.storage.statements import chunks, lock_rows
from api.storage.tables import consortia, events, publications, results, solves, sweeps

ACTOR = "retention"


def apply(database: Database, settings: Settings) -> Mapping[str, int]:
    """Delete ended solves older than `retention_days`, a transaction for each consortium.

    With their results and events, and sweeps that have no solve left. A solve that has a
    publication, be it a draft or superseded, stays, and so do problems. Says how many solves went,
    by consortium; with 0 days nothing does.
    """
    if settings.retention_days == 0:
        return {}
    before = moments.now() - timedelta(days=settings.retention_days)
    old = (solves.c.finished_at < before, ~_published())
    query = select(solves.c.consortium_id).where(*old).distinct()
    with database.read() as connection:
        owners = sorted(connection.execute(query).scalars())
    counts = {}
    for owner in owners:
        with database.write() as connection:
            if not _is_here(connection, owner):
                continue
            lock_rows(connection, solves.c.number, solves.c.consortium_id == owner, *old)
            mine = select(solves.c.id).where(solves.c.consortium_id == owner, *old)
            found = list(connection.execute(mine).scalars())
            if not found:
                continue
            _remove(connection, owner, found)
            by = Eraser(ACTOR, owner)
            audit.record(connection, by, "retention.apply", owner, solves=len(found))
            counts[owner] = len(found)
    return counts


def _published() -> ColumnElement[bool]:
    return select(publications.c.number).where(publications.c.solve_id == solves.c.id).exists()


def _is_here(connection: Connection, consortium_id: str) -> bool:
    """Whether the consortium has not been erased since; it is not until the transaction ends."""
    query = select(consortia.c.id).where(consortia.c.id == consortium_id)
    return connection.execute(query.with_for_update(read=True)).one_or_none() is not None


def _remove(connection: Connection, consortium_id: str, solve_ids: list[str]) -> None:
    for some in chunks(solve_ids):
        connection.execute(delete(events).where(events.c.solve_id.in_(some)))
        connection.execute(delete(results).where(results.c.solve_id.in_(some)))
        emptied = select(solves.c.sweep_id).where(solves.c.id.in_(some)).distinct()
        names = [each for each in connection.execute(emptied).scalars() if each is not None]
        connection.execute(delete(solves).where(solves.c.id.in_(some)))
        left = select(solves.c.id).where(solves.c.sweep_id == sweeps.c.id).exists()
        connection.execute(delete(sweeps).where(sweeps.c.id.in_(names), ~left))
