"""Consortia, their ceilings and what they use. Nothing of one is ever seen by another."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, select, update

from api import moments
from api.identifiers import new_id
from api.settings import Settings
from api.storage.statements import all_rows, any_row, insert_if_new, one_row
from api.storage.tables import LIVE, consortia, erasures, problems, results, solves

KEY_BYTES = 32
LOCAL = "local"
"""The consortium of the one user without log-in: it begins anew after an erasure."""


class Erased(LookupError):
    """The consortium has been erased, and its id is never used again."""


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What a consortium may use. Units are in the names; see the settings of the same names."""

    solve_seconds: float
    memory_megabytes: int
    storage_megabytes: int
    queued_jobs: int
    sweep_runs: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What a consortium uses: bytes of its problems and results, jobs that wait, that run."""

    bytes: int
    queued: int
    solving: int


def ensure(connection: Connection, consortium_id: str, *, name: str = "") -> RowMapping:
    """The consortium with this id, made where there is none yet. Raises Erased."""
    values = {
        "id": consortium_id,
        "name": name,
        "ceilings": {},
        "pseudonym_key": secrets.token_hex(KEY_BYTES),
        "created_at": moments.now(),
    }
    found = one(connection, consortium_id)
    if found is None:
        gone = select(erasures.c.number).where(erasures.c.consortium_id == consortium_id)
        if consortium_id != LOCAL and any_row(connection, gone):
            raise Erased(consortium_id)
        insert_if_new(connection, consortia, values)
        found = one(connection, consortium_id)
    if found is None:
        raise LookupError(consortium_id)
    return found


def add(connection: Connection, *, name: str) -> RowMapping:
    """A new consortium with a random id and a key for its pseudonyms."""
    return ensure(connection, new_id("consortium"), name=name)


def one(connection: Connection, consortium_id: str) -> RowMapping | None:
    """A consortium; of an erased one nothing is left."""
    return one_row(connection, select(consortia).where(consortia.c.id == consortium_id))


def listed(connection: Connection) -> tuple[RowMapping, ...]:
    """All consortia, in order of their ids."""
    return all_rows(connection, select(consortia).order_by(consortia.c.id))


def ceilings(connection: Connection, consortium_id: str, settings: Settings) -> Ceilings:
    """What the consortium may use: the settings, where it has no number of its own."""
    found = one(connection, consortium_id)
    own: Mapping[str, int] = {} if found is None else found["ceilings"]
    return Ceilings(
        solve_seconds=float(own.get("solve_seconds", settings.solve_seconds)),
        memory_megabytes=int(own.get("memory_megabytes", settings.memory_megabytes)),
        storage_megabytes=int(own.get("storage_megabytes", settings.storage_megabytes)),
        queued_jobs=int(own.get("queued_jobs", settings.queued_jobs)),
        sweep_runs=int(own.get("sweep_runs", settings.sweep_runs)),
    )


def set_ceilings(connection: Connection, consortium_id: str, **own: int) -> bool:
    """Numbers of its own for a consortium, whole and positive; those not given are the settings'.

    Raises ValueError for a name or number that makes no sense. False: there is no such consortium.
    """
    for name, value in own.items():
        if name not in Ceilings.__dataclass_fields__ or value < 1:
            raise ValueError(f"{name}={value}")
    statement = update(consortia).where(consortia.c.id == consortium_id).values(ceilings=own)
    return connection.execute(statement).rowcount == 1


def usage(connection: Connection, consortium_id: str) -> Usage:
    """What the consortium uses now."""
    total = 0
    for table in (problems, results):
        query = select(func.coalesce(func.sum(table.c.bytes), 0))
        total += int(
            connection.execute(query.where(table.c.consortium_id == consortium_id)).scalar_one()
        )
    counted = (
        select(solves.c.job_state, func.count())
        .where(solves.c.consortium_id == consortium_id, solves.c.job_state.in_(LIVE))
        .group_by(solves.c.job_state)
    )
    counts: dict[str, int] = {}
    for state, number in connection.execute(counted):
        counts[state] = number
    return Usage(total, counts.get("queued", 0), counts.get("solving", 0))
