"""Solves: what was asked, how the job stands, what came out. Starting and ending jobs is not here.

A worker's transitions stand in `api.storage.jobs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, or_, select, update

from api import moments
from api.faults import not_found
from api.identifiers import new_id
from api.storage import events, problems, results
from api.storage.listing import LIMIT, Kept, Page, page
from api.storage.statements import all_rows, any_row, one_row, rename
from api.storage.tables import LIVE, publications, solves
from api.storage.tables import events as events_table
from api.storage.tables import results as results_table

ANSWER = ("solve_result", "verdict", "proved")
"""What a solve that is answered from the store takes over, beside the result."""


@dataclass(frozen=True, slots=True)
class NewSolve:
    """What is asked. `order` and `effective` are JSON-ready; `priority` is 1, 2 or 3: high to low.

    `request_key` says the same for the same question, so that a proof is found again.
    """

    problem_id: str
    operation: str
    order: Mapping[str, Any]
    effective: Mapping[str, Any]
    problem_digest: str
    request_key: str
    contract: int
    priority: int
    created_by: str
    name: str = ""
    note: str = ""
    sweep_id: str | None = None


def add(
    connection: Connection,
    consortium_id: str,
    new: NewSolve,
    *,
    answer: RowMapping | None = None,
) -> RowMapping:
    """Keep a new solve: queued as attempt 1, or done at once with the answer of an earlier one.

    Event 1 is written with it: `queued`, or `end` for an answered one. The queue's entry is the
    caller's, in the same transaction. Raises Refusal `not_found` where its problem is not here.
    """
    if not problems.locked(connection, consortium_id, new.problem_id):
        raise not_found("problem", new.problem_id)
    solve_id, now = new_id("solve"), moments.now()
    values = {name: getattr(new, name) for name in NewSolve.__dataclass_fields__}
    values |= {"id": solve_id, "consortium_id": consortium_id, "attempt": 1, "tries": 0}
    values |= {"job_state": "queued", "created_at": now, "queued_at": now, "last_event": 1}
    if answer is not None:
        values |= {name: answer[name] for name in ANSWER}
        values |= {"job_state": "done", "started_at": now, "finished_at": now}
        values["answered_from"] = answer["answered_from"] or answer["id"]
    row = connection.execute(insert(solves).values(**values).returning(solves)).mappings().one()
    if answer is not None:
        results.copy(connection, consortium_id, answer["id"], solve_id)
    kind, told = ("queued", {}) if answer is None else ("end", _ending("done", answer))
    events.add_first(connection, consortium_id, solve_id, kind, told)
    return row


def one(connection: Connection, consortium_id: str, solve_id: str) -> RowMapping | None:
    """A solve of this consortium."""
    query = select(solves).where(solves.c.consortium_id == consortium_id, solves.c.id == solve_id)
    return one_row(connection, query)


def find_answer(connection: Connection, consortium_id: str, request_key: str) -> RowMapping | None:
    """The newest solve that answered the same question with a proof, and whose result is here."""
    query = (
        select(solves)
        .join(results_table, results_table.c.solve_id == solves.c.id)
        .where(
            solves.c.consortium_id == consortium_id,
            solves.c.request_key == request_key,
            solves.c.job_state == "done",
            solves.c.proved.is_(True),
        )
        .order_by(solves.c.number.desc())
        .limit(1)
    )
    return one_row(connection, query)


def listed(
    connection: Connection,
    consortium_id: str,
    *,
    before: int | None = None,
    limit: int = LIMIT,
    problem_id: str | None = None,
    sweep_id: str | None = None,
    operation: str | None = None,
    job_state: str | None = None,
    name: str | None = None,
) -> Page:
    """Solves of a consortium, newest first; `name` is a part of theirs, in any case."""
    query = select(solves).where(solves.c.consortium_id == consortium_id)
    wanted = {"problem_id": problem_id, "sweep_id": sweep_id}
    wanted |= {"operation": operation, "job_state": job_state}
    for column, value in wanted.items():
        if value is not None:
            query = query.where(solves.c[column] == value)
    if name is not None:
        query = query.where(solves.c.name.icontains(name, autoescape=True))
    return page(connection, query, solves.c.number, before=before, limit=limit)


def renamed(
    connection: Connection,
    consortium_id: str,
    solve_id: str,
    *,
    name: str | None = None,
    note: str | None = None,
) -> RowMapping | None:
    """The solve with another name or note (what is not given stays); none: it is not here."""
    rename(connection, solves, consortium_id, solve_id, name=name, note=note)
    return one(connection, consortium_id, solve_id)


def remove(connection: Connection, consortium_id: str, solve_id: str) -> Kept | None:
    """Delete an ended solve with its result and events; a reason: nothing is deleted."""
    own = and_(solves.c.consortium_id == consortium_id, solves.c.id == solve_id)
    row = one_row(connection, select(solves.c.job_state).where(own).with_for_update())
    if row is None:
        return Kept.ABSENT
    if row["job_state"] in LIVE:
        return Kept.LIVE
    published = select(publications.c.id).where(
        publications.c.consortium_id == consortium_id, publications.c.solve_id == solve_id
    )
    if any_row(connection, published):
        return Kept.PUBLISHED
    connection.execute(delete(events_table).where(events_table.c.solve_id == solve_id))
    connection.execute(delete(results_table).where(results_table.c.solve_id == solve_id))
    connection.execute(delete(solves).where(own))
    return None


def wish(connection: Connection, consortium_id: str, solve_id: str, what: str) -> RowMapping | None:
    """Ask a live job to `stop` (what it knows is kept) or `cancel`; the solve as it is then.

    One that still waits ends at once, `stopped` or `cancelled`, with event `end`; for one that
    runs the wish is kept for its worker, and a `cancel` is never taken back. An ended one stays
    as it is. None: the solve is not here.
    """
    own = and_(solves.c.consortium_id == consortium_id, solves.c.id == solve_id)
    ended = "cancelled" if what == "cancel" else "stopped"
    waiting = connection.execute(
        update(solves)
        .where(own, solves.c.job_state == "queued")
        .values(job_state=ended, stop_wish=what, finished_at=moments.now())
    )
    if waiting.rowcount == 1:
        events.add(connection, consortium_id, solve_id, "end", **_ending(ended))
    else:
        running = update(solves).where(own, solves.c.job_state == "solving")
        if what != "cancel":
            running = running.where(func.coalesce(solves.c.stop_wish, "") != "cancel")
        connection.execute(running.values(stop_wish=what))
    return one(connection, consortium_id, solve_id)


def wish_sweep(connection: Connection, consortium_id: str, sweep_id: str, what: str) -> int:
    """The same wish for every live solve of a sweep; says how many there were."""
    query = select(solves.c.id).where(
        solves.c.consortium_id == consortium_id,
        solves.c.sweep_id == sweep_id,
        solves.c.job_state.in_(LIVE),
    )
    found = connection.execute(query.order_by(solves.c.number)).scalars().all()
    for solve_id in found:
        wish(connection, consortium_id, solve_id, what)
    return len(found)


def states_of_sweeps(
    connection: Connection, consortium_id: str, sweep_ids: list[str]
) -> dict[str, dict[str, int]]:
    """How many solves of each sweep are in each state, by sweep and state."""
    query = (
        select(solves.c.sweep_id, solves.c.job_state, func.count().label("count"))
        .where(solves.c.consortium_id == consortium_id, solves.c.sweep_id.in_(sweep_ids))
        .group_by(solves.c.sweep_id, solves.c.job_state)
    )
    counts: dict[str, dict[str, int]] = {sweep_id: {} for sweep_id in sweep_ids}
    for row in all_rows(connection, query):
        counts[row["sweep_id"]][row["job_state"]] = row["count"]
    return counts


def of_sweep(connection: Connection, consortium_id: str, sweep_id: str) -> tuple[RowMapping, ...]:
    """All solves of a sweep, in the order in which they were asked."""
    query = select(solves).where(
        solves.c.consortium_id == consortium_id, solves.c.sweep_id == sweep_id
    )
    return all_rows(connection, query.order_by(solves.c.number))


def position(connection: Connection, solve: RowMapping) -> int | None:
    """How many jobs of the consortium come up to a queued one, itself counted; none: not queued."""
    if solve["job_state"] != "queued":
        return None
    before = or_(
        solves.c.priority < solve["priority"],
        and_(solves.c.priority == solve["priority"], solves.c.number <= solve["number"]),
    )
    query = select(func.count()).where(
        solves.c.consortium_id == solve["consortium_id"], solves.c.job_state == "queued", before
    )
    return int(connection.execute(query).scalar_one())


def waiting_seconds(solve: Mapping[str, Any] | RowMapping) -> float:
    """How long a solve waited, or has been waiting: from its queueing to its start or end."""
    until = solve["started_at"] or solve["finished_at"] or moments.now()
    return max(0.0, float((until - solve["queued_at"]).total_seconds()))


def _ending(job_state: str, answer: RowMapping | None = None) -> dict[str, Any]:
    """What event `end` tells."""
    result = None if answer is None else answer["solve_result"]
    verdict = None if answer is None else answer["verdict"]
    return {"job_state": job_state, "solve_result": result, "verdict": verdict}
