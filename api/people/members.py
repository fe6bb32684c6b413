"""What a member may see: its own rows of what has been published, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping

from api.people.principals import Principal, Role
from api.storage import publications

PUBLISHED = ("published", "superseded")


def may_see_member(
    connection: Connection,
    principal: Principal,
    solve: Mapping[str, Any] | RowMapping,
    member_id: str,
) -> bool:
    """Whether somebody may see one member's rows of a solve of their own consortium.

    Coordinators and administrators may; a member may see its own, once the solve has been
    published (also when another one has superseded it). Whoever may not gets "not found", so that
    nobody learns what there is.
    """
    if principal.consortium_id != solve["consortium_id"]:
        return False
    if principal.role in (Role.ADMIN, Role.COORDINATOR):
        return True
    if principal.role is not Role.MEMBER or principal.member_id != member_id:
        return False
    row = publications.of_solve(connection, principal.consortium_id, solve["id"])
    return row is not None and row["state"] in PUBLISHED
