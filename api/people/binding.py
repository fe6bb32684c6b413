"""People of an OpenID issuer and what they are here: bound by the operator's command line."""

from __future__ import annotations

from sqlalchemy import RowMapping

from api.people.principals import Principal, Role
from api.people.tokens import COMMAND_LINE, WrongToken, checked_consortium, checked_role
from api.settings import Settings
from api.storage import audit, bindings, consortia
from api.storage.database import Database

LONGEST = 255


def bind_person(
    settings: Settings,
    subject: str,
    consortium: str,
    role: Role | str,
    member_id: str | None = None,
) -> None:
    """Bind a subject of the issuer in the settings to a role; what it was before is replaced.

    Raises WrongToken without an issuer, for an unknown role, a member without member_id or the
    other way round, a subject that is empty or too long, and a consortium that has no good id or
    was erased.
    """
    kept = checked_role(role, member_id)
    checked_consortium(consortium)
    if not settings.openid_issuer:
        raise WrongToken("openid_issuer is not set")
    if not 0 < len(subject) <= LONGEST:
        raise WrongToken(f"subject: 1 to {LONGEST} characters")
    database = Database(settings.address)
    try:
        with database.write() as connection:
            consortia.ensure(connection, consortium)
            bindings.put(
                connection,
                consortium,
                issuer=settings.openid_issuer,
                subject=subject,
                role=kept.value,
                member_id=member_id,
            )
            by = Principal(COMMAND_LINE, consortium, Role.ADMIN)
            audit.record(connection, by, "person.bind", subject, role=kept.value)
    except consortia.Erased:
        raise WrongToken(f"{consortium} was erased") from None
    finally:
        database.close()


def unbind_person(settings: Settings, subject: str) -> bool:
    """Take a person's role away, from the next request on; false: it had none."""
    issuer = settings.openid_issuer
    database = Database(settings.address)
    try:
        with database.write() as connection:
            row = bindings.one(connection, issuer=issuer, subject=subject)
            if row is None:
                return False
            by = Principal(COMMAND_LINE, row["consortium_id"], Role.ADMIN)
            audit.record(connection, by, "person.unbind", subject)
            return bindings.remove(connection, issuer=issuer, subject=subject)
    finally:
        database.close()


def listed_people(settings: Settings, consortium: str | None = None) -> tuple[RowMapping, ...]:
    """People who are bound in a consortium, or in all."""
    database = Database(settings.address)
    try:
        with database.read() as connection:
            return bindings.listed(connection, consortium)
    finally:
        database.close()
