"""Published splits: draft, published, superseded; and what each member answers to one."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, select, update

from api import moments
from api.faults import not_found
from api.identifiers import new_id
from api.storage.listing import LIMIT, Kept, Page, page
from api.storage.statements import all_rows, insert_if_new, one_row, queue_up
from api.storage.tables import problems, publications, responses, solves


def draft(
    connection: Connection, consortium_id: str, solve: RowMapping, *, note: str, created_by: str
) -> tuple[RowMapping, bool]:
    """The publication of a solve, and whether it is new: a solve has one at most.

    Raises Refusal `not_found` where the solve was deleted since it was read.
    """
    own = (solves.c.consortium_id == consortium_id, solves.c.id == solve["id"])
    if not connection.execute(select(solves.c.id).where(*own).with_for_update()).first():
        raise not_found("solve", solve["id"])
    values = {
        "id": new_id("publication"),
        "consortium_id": consortium_id,
        "problem_id": solve["problem_id"],
        "solve_id": solve["id"],
        "state": "draft",
        "note": note,
        "created_at": moments.now(),
        "created_by": created_by,
    }
    made = insert_if_new(connection, publications, values)
    row = of_solve(connection, consortium_id, solve["id"])
    if row is None:
        raise LookupError(solve["id"])
    return row, made


def publish(connection: Connection, consortium_id: str, publication_id: str) -> Kept | None:
    """Publish a draft; what was published of the same commission is superseded by it.

    The same commission: its problem, and all that was derived from it or that it derives from.
    `Kept.STATE`: it is no draft. None: done.
    """
    queue_up(connection, "publish", consortium_id)
    found = one(connection, consortium_id, publication_id)
    if found is None:
        return Kept.ABSENT
    own = and_(publications.c.consortium_id == consortium_id, publications.c.id == publication_id)
    now = moments.now()
    done = connection.execute(
        update(publications)
        .where(own, publications.c.state == "draft")
        .values(state="published", published_at=now)
    )
    if done.rowcount != 1:
        return Kept.STATE
    root = select(problems.c.root_id).where(problems.c.id == found["problem_id"])
    family = select(problems.c.id).where(
        problems.c.consortium_id == consortium_id,
        problems.c.root_id == root.scalar_subquery(),
    )
    connection.execute(
        update(publications)
        .where(
            publications.c.consortium_id == consortium_id,
            publications.c.state == "published",
            publications.c.id != publication_id,
            publications.c.problem_id.in_(family),
        )
        .values(state="superseded", superseded_at=now)
    )
    return None


def one(connection: Connection, consortium_id: str, publication_id: str) -> RowMapping | None:
    """A publication of this consortium."""
    query = select(publications).where(
        publications.c.consortium_id == consortium_id, publications.c.id == publication_id
    )
    return one_row(connection, query)


def of_solve(connection: Connection, consortium_id: str, solve_id: str) -> RowMapping | None:
    """The publication of a solve, in whatever state."""
    query = select(publications).where(
        publications.c.consortium_id == consortium_id, publications.c.solve_id == solve_id
    )
    return one_row(connection, query)


def listed(
    connection: Connection,
    consortium_id: str,
    *,
    before: int | None = None,
    limit: int = LIMIT,
    state: str | None = None,
    problem_id: str | None = None,
    drafts: bool = True,
) -> Page:
    """Publications of a consortium, newest first; `drafts` says whether these count."""
    query = select(publications).where(publications.c.consortium_id == consortium_id)
    if not drafts:
        query = query.where(publications.c.state != "draft")
    if state is not None:
        query = query.where(publications.c.state == state)
    if problem_id is not None:
        query = query.where(publications.c.problem_id == problem_id)
    return page(connection, query, publications.c.number, before=before, limit=limit)


def remove_draft(connection: Connection, consortium_id: str, publication_id: str) -> Kept | None:
    """Delete a draft; `Kept.STATE`: it has been published."""
    own = and_(publications.c.consortium_id == consortium_id, publications.c.id == publication_id)
    if one(connection, consortium_id, publication_id) is None:
        return Kept.ABSENT
    done = connection.execute(delete(publications).where(own, publications.c.state == "draft"))
    return None if done.rowcount == 1 else Kept.STATE


def respond(
    connection: Connection,
    consortium_id: str,
    publication_id: str,
    *,
    member_id: str,
    answer: str,
    note: str,
    given_by: str,
) -> Kept | None:
    """Record that a member `accepts` or `objects`; the last answer of each member counts.

    Only to what is published now: else `Kept.STATE`.
    """
    query = (
        select(publications.c.state)
        .where(publications.c.consortium_id == consortium_id, publications.c.id == publication_id)
        .with_for_update()
    )
    row = one_row(connection, query)
    if row is None:
        return Kept.ABSENT
    if row["state"] != "published":
        return Kept.STATE
    connection.execute(
        insert(responses).values(
            publication_id=publication_id,
            consortium_id=consortium_id,
            member_id=member_id,
            answer=answer,
            note=note,
            at=moments.now(),
            given_by=given_by,
        )
    )
    return None


def responses_to(
    connection: Connection, consortium_id: str, publication_id: str
) -> tuple[RowMapping, ...]:
    """The last answer of each member, in order of members."""
    last = (
        select(func.max(responses.c.number))
        .where(
            responses.c.consortium_id == consortium_id,
            responses.c.publication_id == publication_id,
        )
        .group_by(responses.c.member_id)
    )
    query = select(responses).where(responses.c.number.in_(last)).order_by(responses.c.member_id)
    return all_rows(connection, query)
