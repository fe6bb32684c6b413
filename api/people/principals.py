"""Who asks, in which role, for which consortium."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be. Exactly one role in exactly one consortium."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    MEMBER = "member"
    RESEARCHER = "researcher"


@dataclass(frozen=True, slots=True)
class Principal:
    """A person or program whose request this is.

    `actor` names it in `created_by` and, as a pseudonym, in the audit log: `token:tk-…`,
    `openid:…` or `local`. `member_id` only for members.
    """

    actor: str
    consortium_id: str
    role: Role
    member_id: str | None = None


LOCAL_CONSORTIUM = "local"
LOCAL = Principal("local", LOCAL_CONSORTIUM, Role.ADMIN)
"""The one user of a service that is bound to loopback and runs without log-in."""
