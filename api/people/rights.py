"""Who may do what: rights by role as data, and the dependency by which a route names its right.

Other consortia's things need no right: every query names the consortium, so they are not found.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.faults import Refusal
from api.people.authenticating import authenticated, local_user
from api.people.principals import Principal, Role

CALLER = "allocator.caller"


class Right(StrEnum):
    """What can be done; a route declares exactly one, unless everybody may call it."""

    READ_SERVICE = "read_service"
    READ_PROBLEMS = "read_problems"
    WRITE_PROBLEMS = "write_problems"
    SOLVE = "solve"
    EVALUATE = "evaluate"
    READ_RESULTS = "read_results"
    READ_OWN = "read_own"
    PUBLISH = "publish"
    READ_PUBLICATIONS = "read_publications"
    RESPOND = "respond"
    RESEARCH = "research"
    ADMINISTER = "administer"


_STAFF = frozenset((Role.ADMIN, Role.COORDINATOR))

HOLDERS: Mapping[Right, frozenset[Role]] = {
    Right.READ_SERVICE: frozenset(Role),
    Right.READ_PROBLEMS: _STAFF,
    Right.WRITE_PROBLEMS: _STAFF,
    Right.SOLVE: _STAFF,
    Right.EVALUATE: _STAFF,
    Right.READ_RESULTS: _STAFF,
    Right.READ_OWN: _STAFF | {Role.MEMBER},
    Right.PUBLISH: _STAFF,
    Right.READ_PUBLICATIONS: _STAFF | {Role.MEMBER},
    Right.RESPOND: _STAFF | {Role.MEMBER},
    Right.RESEARCH: _STAFF | {Role.RESEARCHER},
    Right.ADMINISTER: frozenset((Role.ADMIN,)),
}
"""The roles that hold each right. Staff see what researchers see, so that they know what leaves the
house; they may write down what a member said elsewhere, marked as such and never over its own."""


def holds(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return role in HOLDERS[right]


@cache
def allowed(right: Right) -> Callable[[Request], Coroutine[Any, Any, Principal]]:
    """The dependency of a route that needs a right: `Depends(allowed(Right.SOLVE))`.

    Refuses with `not_authenticated` (401) who does not say who asks, and with `not_allowed` (403)
    a role that does not hold the right. The same right gives the same function.
    """

    async def principal(request: Request) -> Principal:
        found = await _caller(request)
        if not holds(found.role, right):
            raise Refusal("not_allowed", {"role": found.role.value, "right": right.value})
        return found

    return principal


async def _caller(request: Request) -> Principal:
    """Whose request it is, looked up once: it is asked before the body is read, and again after."""
    found: Principal | None = request.scope.get(CALLER) or local_user(request)
    if found is None:
        # Only who has to be looked up waits for a thread.
        found = await run_in_threadpool(authenticated, request)
        request.scope[CALLER] = found
    return found


def right_of(dependency: object) -> Right | None:
    """The right that a route's dependency asks for; None for any other dependency."""
    return next((each for each in Right if allowed(each) is dependency), None)
