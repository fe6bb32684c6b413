"""Who asks: the one local user, the holder of a token of ours, or of one of an OpenID issuer."""

from __future__ import annotations

from typing import Protocol, cast

from starlette.requests import Request

from api.faults import Refusal
from api.people.guard import Guard, guard_of
from api.people.openid import Subject
from api.people.principals import LOCAL, Principal, Role
from api.people.tokens import PREFIX, token_holder
from api.settings import Settings
from api.storage import bindings
from api.storage.database import Database

REALM = 'Bearer realm="allocator"'


class Service(Protocol):
    """What is needed of the running service, as it stands in `app.state.service`."""

    @property
    def settings(self) -> Settings:
        """How it was started."""
        ...

    @property
    def database(self) -> Database:
        """Where tokens and bindings are."""
        ...


def authenticated(request: Request) -> Principal:
    """Whose request this is.

    Raises Refusal: `not_authenticated` (401) without or with bad credentials, `not_bound` (403)
    for a person whom the issuer knows and nobody here, `issuer_unavailable` (503), and
    `too_many_requests` (429).
    """
    if (local := local_user(request)) is not None:
        return local
    service, guard = _service(request), guard_of(request)
    found = _holder(bearer(request), service, guard)
    guard.admit(request.scope, found.actor)
    return found


def local_user(request: Request) -> Principal | None:
    """The one user of a service without log-in, known without asking anybody; else nobody."""
    return LOCAL if _service(request).settings.authentication == "none" else None


def _service(request: Request) -> Service:
    return cast(Service, request.app.state.service)


def bearer(request: Request) -> str:
    """The secret in the Authorization header. Raises Refusal where there is none."""
    scheme, _, secret = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Refusal("not_authenticated", headers={"WWW-Authenticate": REALM})
    return secret.strip()


def _holder(secret: str, service: Service, guard: Guard) -> Principal:
    found = None
    if secret.startswith(PREFIX):
        with service.database.read() as connection:
            found = token_holder(connection, secret)
    elif guard.verifier is not None:
        found = _bound(guard.verifier.subject(secret), service.database)
    if found is None:
        invalid = f'{REALM}, error="invalid_token"'
        raise Refusal("not_authenticated", headers={"WWW-Authenticate": invalid})
    return found


def _bound(subject: Subject | None, database: Database) -> Principal | None:
    if subject is None:
        return None
    with database.read() as connection:
        row = bindings.one(connection, issuer=subject.issuer, subject=subject.name)
    if row is None:
        raise Refusal("not_bound")
    return Principal(subject.actor, row["consortium_id"], Role(row["role"]), row["member_id"])
