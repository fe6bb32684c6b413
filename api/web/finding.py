"""What a path means: the row of an id, or a 404 that tells nothing more."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping

from api.faults import Refusal, not_found
from api.identifiers import KINDS, RANDOM_BYTES, is_id
from api.people.principals import Principal
from api.storage import problems, solves
from api.storage.listing import Kept

LONGEST = max(map(len, KINDS.values())) + 1 + 2 * RANDOM_BYTES


def problem_row(connection: Connection, principal: Principal, problem_id: str) -> RowMapping:
    """A problem of the caller's consortium. Raises Refusal `not_found`."""
    check_id("problem", problem_id)
    row = problems.one(connection, principal.consortium_id, problem_id)
    if row is None:
        raise not_found("problem", problem_id)
    return row


def solve_row(connection: Connection, principal: Principal, solve_id: str) -> RowMapping:
    """A solve of the caller's consortium. Raises Refusal `not_found`."""
    check_id("solve", solve_id)
    row = solves.one(connection, principal.consortium_id, solve_id)
    if row is None:
        raise not_found("solve", solve_id)
    return row


def check_id(kind: str, text: str) -> None:
    """Refuse as not found whatever has not the form of an id."""
    if not is_id(kind, text):
        raise not_found(kind, text if len(text) <= LONGEST else text[:LONGEST] + "…")


def check_removed(kept: Kept | None, kind: str, name: str) -> None:
    """Say why something was not deleted, if it was not."""
    if kept is Kept.ABSENT:
        raise not_found(kind, name)
    if kept is Kept.LIVE:
        raise Refusal("still_live")
    if kept is Kept.PUBLISHED:
        raise Refusal("published")
