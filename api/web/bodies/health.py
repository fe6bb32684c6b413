"""How the service itself is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.web.bodies.common import View


class HealthView(View):
    """The process answers."""

    status: Literal["up"] = Field(examples=["up"])


class PartView(View):
    """Whether a part does its work."""

    ok: bool = Field(examples=[True])


class WorkersView(PartView):
    """Workers that are alive; without one, jobs wait."""

    alive: int = Field(examples=[1])


class PartsView(View):
    """Each part of the service."""

    database: PartView
    tables: PartView = Field(description="they are those that this release needs")
    workshop: PartView = Field(description="the process that reads problems")
    workers: WorkersView


class ReadyView(View):
    """Whether requests can be served, and jobs accepted."""

    ready: bool = Field(examples=[True])
    parts: PartsView
