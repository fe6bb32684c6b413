"""The way to a route as it is written: there are only so many, and none names a thing."""

from __future__ import annotations

from starlette.types import Scope

PREFIX = "/v1"
UNMATCHED = "unmatched"


def template_of(scope: Scope) -> str:
    """The template of the route that a request went to: `/v1/solves/{solve_id}`.

    The framework knows routes without the prefix under which they were included.
    """
    path = getattr(scope.get("route"), "path", None)
    return UNMATCHED if path is None else PREFIX + str(path)
