"""Problems as they were received or derived: kept once for each consortium, found by digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select

from api import moments
from api.identifiers import new_id
from api.storage.listing import LIMIT, Kept, Page, page
from api.storage.statements import any_row, insert_if_new, lock_rows, one_row, rename
from api.storage.tables import LIVE, events, problems, publications, results, solves, sweeps

LIGHT = tuple(each for each in problems.c if each.name != "document")
"""All but the long text, which only `document_of` reads."""


@dataclass(frozen=True, slots=True)
class NewProblem:
    """What is kept of a problem. `document` is its JSON text; `changes` what a derived one changed.

    `content_digest` counts policies and scenarios, too: by it, and only within the consortium,
    the same problem is found again.
    """

    document: str
    digest: str
    text_digest: str
    content_digest: str
    summary: Mapping[str, Any]
    created_by: str
    notices: Sequence[Any] = ()
    name: str = ""
    note: str = ""
    base_id: str | None = None
    changes: Any = None


def find(connection: Connection, consortium_id: str, content_digest: str) -> RowMapping | None:
    """The problem with this content that the consortium has already."""
    query = select(*LIGHT).where(
        problems.c.consortium_id == consortium_id, problems.c.content_digest == content_digest
    )
    return one_row(connection, query)


def add(connection: Connection, consortium_id: str, new: NewProblem) -> tuple[RowMapping, bool]:
    """The problem with this content, and whether it is new here.

    One that is here already stays as it is, with its own name and note.
    """
    found = find(connection, consortium_id, new.content_digest)
    if found is not None:
        return found, False
    problem_id = new_id("problem")
    base = None if new.base_id is None else one(connection, consortium_id, new.base_id)
    values = {name: getattr(new, name) for name in NewProblem.__dataclass_fields__}
    values |= {"notices": list(new.notices), "bytes": len(new.document.encode())}
    values |= {"id": problem_id, "consortium_id": consortium_id, "created_at": moments.now()}
    values["root_id"] = problem_id if base is None else base["root_id"]
    made = insert_if_new(connection, problems, values)
    row = find(connection, consortium_id, new.content_digest)
    if row is None:
        raise LookupError(problem_id)
    return row, made


def one(connection: Connection, consortium_id: str, problem_id: str) -> RowMapping | None:
    """A problem of this consortium, without its document."""
    query = select(*LIGHT).where(
        problems.c.consortium_id == consortium_id, problems.c.id == problem_id
    )
    return one_row(connection, query)


def document_of(connection: Connection, consortium_id: str, problem_id: str) -> str | None:
    """The JSON text of a problem of this consortium."""
    query = select(problems.c.document).where(
        problems.c.consortium_id == consortium_id, problems.c.id == problem_id
    )
    text: str | None = connection.execute(query).scalar_one_or_none()
    return text


def listed(
    connection: Connection,
    consortium_id: str,
    *,
    before: int | None = None,
    limit: int = LIMIT,
    name: str | None = None,
    base_id: str | None = None,
) -> Page:
    """Problems of a consortium, newest first; `name` is a part of theirs, in any case."""
    query = select(*LIGHT).where(problems.c.consortium_id == consortium_id)
    if name is not None:
        query = query.where(problems.c.name.icontains(name, autoescape=True))
    if base_id is not None:
        query = query.where(problems.c.base_id == base_id)
    return page(connection, query, problems.c.number, before=before, limit=limit)


def renamed(
    connection: Connection,
    consortium_id: str,
    problem_id: str,
    *,
    name: str | None = None,
    note: str | None = None,
) -> RowMapping | None:
    """The problem with another name or note (what is not given stays); none: it is not here."""
    rename(connection, problems, consortium_id, problem_id, name=name, note=note)
    return one(connection, consortium_id, problem_id)


def locked(connection: Connection, consortium_id: str, problem_id: str) -> bool:
    """Whether the problem is here; until the transaction ends nobody deletes it."""
    query = (
        select(problems.c.id)
        .where(problems.c.consortium_id == consortium_id, problems.c.id == problem_id)
        .with_for_update(read=True)
    )
    return connection.execute(query).one_or_none() is not None


def remove(connection: Connection, consortium_id: str, problem_id: str) -> Kept | None:
    """Delete a problem with its sweeps, ended solves, results; a reason: nothing is deleted.

    Problems derived from it stay: each has the whole of its own document.
    """
    own = (problems.c.consortium_id == consortium_id, problems.c.id == problem_id)
    query = select(problems.c.id).where(*own).with_for_update()
    if connection.execute(query).one_or_none() is None:
        return Kept.ABSENT
    its_solves = (solves.c.consortium_id == consortium_id, solves.c.problem_id == problem_id)
    its_sweeps = (sweeps.c.consortium_id == consortium_id, sweeps.c.problem_id == problem_id)
    lock_rows(connection, sweeps.c.number, *its_sweeps)
    lock_rows(connection, solves.c.number, *its_solves)
    if any_row(connection, select(solves.c.id).where(*its_solves, solves.c.job_state.in_(LIVE))):
        return Kept.LIVE
    published = select(publications.c.id).where(
        publications.c.consortium_id == consortium_id, publications.c.problem_id == problem_id
    )
    if any_row(connection, published):
        return Kept.PUBLISHED
    ids = select(solves.c.id).where(*its_solves)
    connection.execute(delete(events).where(events.c.solve_id.in_(ids)))
    connection.execute(delete(results).where(results.c.solve_id.in_(ids)))
    connection.execute(delete(solves).where(*its_solves))
    connection.execute(delete(sweeps).where(*its_sweeps))
    connection.execute(delete(problems).where(*own))
    return None
