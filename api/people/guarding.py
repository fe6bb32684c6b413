"""Puts all that stands between the network and the routes around an application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.types import ASGIApp

from api.people.blanking import blank_secrets
from api.people.callers import Callers
from api.people.forwarding import Forwarding
from api.people.guard import guard_for
from api.people.heading import Heading
from api.settings import Settings


def install(app: Starlette, settings: Settings) -> None:
    """Guard an application: proxy's headers, security headers, callers, limits, clean logs.

    To be called before the middleware is added that turns a Refusal into an answer, because
    `Callers` raises them. Forwarding and security headers go outside of everything, the
    framework's own answer to a failure included. Raises ValueError for a `trusted_proxy` that is
    no address or network.
    """
    guard = guard_for(settings)
    app.state.guard = guard
    app.add_middleware(Callers, settings=settings, guard=guard)
    Forwarding(app, settings)
    within = app.build_middleware_stack

    def around() -> ASGIApp:
        return Forwarding(Heading(within()), settings)

    app.build_middleware_stack = around  # type: ignore[method-assign]
    blank_secrets()
