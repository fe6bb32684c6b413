"""Tokens of ours: random secrets of which only a digest is kept.

A secret has 256 random bits, so that a plain SHA-256 is enough to keep and the look-up by index
tells nothing to who measures time: a digest near to a kept one can not be aimed at.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection, RowMapping

from api.moments import now
from api.people.principals import LOCAL_CONSORTIUM, Principal, Role
from api.settings import Settings
from api.storage import audit, consortia
from api.storage import tokens as stored
from api.storage.database import Database

PREFIX = "alc_"
RANDOM_BYTES = 32
SECRET_CHARACTERS = len(PREFIX) + 43
MOST_DAYS = 3660
CONSORTIUM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
COMMAND_LINE = "command-line"


class WrongToken(ValueError):
    """What was asked of a token makes no sense; the text says why."""


def new_secret() -> str:
    """A fresh secret: `alc_` and 43 characters, shown once and never again."""
    return PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def secret_hash(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def token_holder(connection: Connection, secret: str) -> Principal | None:
    """Whose secret this is, by one query; None for one that is unknown, expired or revoked."""
    if len(secret) != SECRET_CHARACTERS or not secret.isascii():
        return None
    row = stored.by_hash(connection, secret_hash(secret))
    if row is None:
        return None
    return Principal(
        f"token:{row['id']}", row["consortium_id"], Role(row["role"]), row["member_id"]
    )


def new_token(
    connection: Connection,
    *,
    consortium_id: str,
    role: Role | str,
    member_id: str | None = None,
    name: str = "",
    valid_for: timedelta = timedelta(days=365),
    made_by: str = COMMAND_LINE,
) -> str:
    """Make a token in the caller's transaction and return its secret; the consortium is there.

    Raises WrongToken for an unknown role, and for a member without member_id or the other way
    round.
    """
    kept = checked_role(role, member_id)
    secret = new_secret()
    row = stored.add(
        connection,
        consortium_id,
        role=kept.value,
        name=name,
        hash=secret_hash(secret),
        expires_at=now() + valid_for,
        member_id=member_id,
    )
    by = Principal(made_by, consortium_id, Role.ADMIN)
    audit.record(connection, by, "token.add", row["id"], role=kept.value, days=valid_for.days)
    return secret


def create_token(
    settings: Settings,
    consortium: str = LOCAL_CONSORTIUM,
    role: Role | str = Role.COORDINATOR,
    member_id: str | None = None,
    days: int = 365,
    name: str = "",
) -> str:
    """Make a token and return its secret, for the command line; the consortium is made if new.

    Raises WrongToken for what `new_token` does, and for days outside 1 to 3660, an id of a
    consortium that is none, or an erased consortium.
    """
    if not 1 <= days <= MOST_DAYS:
        raise WrongToken(f"days: 1 to {MOST_DAYS}")
    checked_consortium(consortium)
    checked_role(role, member_id)
    database = Database(settings.address)
    try:
        with database.write() as connection:
            consortia.ensure(connection, consortium)
            return new_token(
                connection,
                consortium_id=consortium,
                role=role,
                member_id=member_id,
                name=name,
                valid_for=timedelta(days=days),
            )
    except consortia.Erased:
        raise WrongToken(f"{consortium} was erased") from None
    finally:
        database.close()


def listed_tokens(settings: Settings, consortium: str | None = None) -> tuple[RowMapping, ...]:
    """Tokens of a consortium, or of all, oldest first; never their secrets."""
    database = Database(settings.address)
    try:
        with database.read() as connection:
            return stored.listed(connection, consortium)
    finally:
        database.close()


def revoke_token(settings: Settings, token_id: str) -> bool:
    """Make a token useless from the next request on; false: there is none that was of use."""
    database = Database(settings.address)
    try:
        with database.write() as connection:
            found = [each for each in stored.listed(connection) if each["id"] == token_id]
            if not found or not stored.revoke(connection, token_id):
                return False
            by = Principal(COMMAND_LINE, found[0]["consortium_id"], Role.ADMIN)
            audit.record(connection, by, "token.revoke", token_id)
            return True
    finally:
        database.close()


def checked_role(role: Role | str, member_id: str | None) -> Role:
    """The role of this name. Raises WrongToken for one that is none, or does not fit."""
    try:
        kept = Role(role)
    except ValueError:
        raise WrongToken("role: " + ", ".join(each.value for each in Role)) from None
    if (kept is Role.MEMBER) != bool(member_id):
        raise WrongToken("member_id: for the role member, and only for it")
    return kept


def checked_consortium(consortium: str) -> str:
    """A consortium's id. Raises WrongToken for what can be none."""
    if not CONSORTIUM.fullmatch(consortium):
        raise WrongToken("consortium: up to 32 plain letters, digits, ., - and _")
    return consortium
