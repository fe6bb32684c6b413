"""Sweeps: stored questions whose runs are ordinary solves; their state is that of their solves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, insert, select

from api import moments
from api.faults import not_found
from api.identifiers import new_id
from api.storage import problems
from api.storage.listing import LIMIT, Kept, Page, page
from api.storage.statements import any_row, lock_rows, one_row, rename
from api.storage.tables import LIVE, events, publications, results, solves, sweeps


@dataclass(frozen=True, slots=True)
class NewSweep:
    """What is asked: `request` is JSON-ready."""

    problem_id: str
    request: Mapping[str, Any]
    created_by: str
    name: str = ""
    note: str = ""


def add(connection: Connection, consortium_id: str, new: NewSweep) -> RowMapping:
    """Keep a new sweep; its solves are the caller's, in the same transaction.

    Raises Refusal `not_found` where its problem is not here.
    """
    if not problems.locked(connection, consortium_id, new.problem_id):
        raise not_found("problem", new.problem_id)
    values = {name: getattr(new, name) for name in NewSweep.__dataclass_fields__}
    values |= {"consortium_id": consortium_id, "created_at": moments.now()}
    sweep_id = new_id("sweep")
    connection.execute(insert(sweeps).values(id=sweep_id, **values))
    row = one(connection, consortium_id, sweep_id)
    if row is None:
        raise LookupError(sweep_id)
    return row


def one(connection: Connection, consortium_id: str, sweep_id: str) -> RowMapping | None:
    """A sweep of this consortium."""
    query = select(sweeps).where(sweeps.c.consortium_id == consortium_id, sweeps.c.id == sweep_id)
    return one_row(connection, query)


def listed(
    connection: Connection,
    consortium_id: str,
    *,
    before: int | None = None,
    limit: int = LIMIT,
    problem_id: str | None = None,
    name: str | None = None,
) -> Page:
    """Sweeps of a consortium, newest first; `name` is a part of theirs, in any case."""
    query = select(sweeps).where(sweeps.c.consortium_id == consortium_id)
    if problem_id is not None:
        query = query.where(sweeps.c.problem_id == problem_id)
    if name is not None:
        query = query.where(sweeps.c.name.icontains(name, autoescape=True))
    return page(connection, query, sweeps.c.number, before=before, limit=limit)


def renamed(
    connection: Connection,
    consortium_id: str,
    sweep_id: str,
    *,
    name: str | None = None,
    note: str | None = None,
) -> RowMapping | None:
    """The sweep with another name or note (what is not given stays); none: it is not here."""
    rename(connection, sweeps, consortium_id, sweep_id, name=name, note=note)
    return one(connection, consortium_id, sweep_id)


def remove(connection: Connection, consortium_id: str, sweep_id: str) -> Kept | None:
    """Delete a sweep with its ended solves and results; a reason: nothing is deleted."""
    own = and_(sweeps.c.consortium_id == consortium_id, sweeps.c.id == sweep_id)
    if one_row(connection, select(sweeps.c.id).where(own).with_for_update()) is None:
        return Kept.ABSENT
    its_solves = and_(solves.c.consortium_id == consortium_id, solves.c.sweep_id == sweep_id)
    lock_rows(connection, solves.c.number, its_solves)
    ids = select(solves.c.id).where(its_solves)
    if any_row(connection, ids.where(solves.c.job_state.in_(LIVE))):
        return Kept.LIVE
    published = select(publications.c.id).where(publications.c.solve_id.in_(ids))
    if any_row(connection, published):
        return Kept.PUBLISHED
    connection.execute(delete(events).where(events.c.solve_id.in_(ids)))
    connection.execute(delete(results).where(results.c.solve_id.in_(ids)))
    connection.execute(delete(solves).where(its_solves))
    connection.execute(delete(sweeps).where(own))
    return None
