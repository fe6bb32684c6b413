"""Sweeps: many scenarios under many policies, and how far they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from api.web.bodies.common import Body, Moment, Name, Note, View
from api.web.bodies.solves import Identifier

MOST_NAMES = 1000


class RunLimitsBody(Body):
    """Where the search of each run may end. Each has one engine and one thread."""

    time_seconds: Decimal | None = Field(None, description="for everything", examples=[60])
    work: Decimal | None = Field(
        None, description="the engine's own repeatable units", examples=[None]
    )
    gap_pct: Decimal | None = Field(
        None, description="gap at which it may end; 0: until proved", examples=[0]
    )
    memory_megabytes: int | None = Field(None, description="of the engine", examples=[None])


class SweepBody(Body):
    """A sweep over a stored problem: every scenario under every policy."""

    problem_id: Identifier = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    scenarios: list[Identifier] | None = Field(
        None,
        max_length=MOST_NAMES,
        description="of the table `scenarios`; left out: all, or the problem as it is",
        examples=[["SC0", "SC1"]],
    )
    policies: list[Identifier] | None = Field(
        None,
        max_length=MOST_NAMES,
        description="of the table `policies`; left out: all, or least cost",
        examples=[["balanced", "cheapest"]],
    )
    rules_off: list[Identifier] | None = Field(
        None, max_length=MOST_NAMES, description="rules and constraints that do not bind"
    )
    partial: bool | None = Field(
        None, description="whether part of the commission may stay without a provider"
    )
    name: Name = ""
    note: Note = ""
    fresh: bool = Field(
        False, description="search again even where the same question was answered with a proof"
    )
    backend: Literal["auto", "cpsat", "highs", "scip", "cbc"] | None = Field(
        None, description="who searches and proves; auto: one engine by the published rule"
    )
    confirm: bool | None = Field(None, description="every goal proved once more, by another engine")
    seed: int | None = Field(None, description="the draw between equally good splits", examples=[0])
    repeatable: bool | None = Field(None, description="no decision depends on the clock")
    limits: RunLimitsBody | None = None

    def parts(self) -> dict[str, dict[str, Any]]:
        """What is asked of every run, how it searches, and the names of scenarios and policies."""
        content = self.model_dump(exclude_none=True)

        def some(*names: str) -> dict[str, Any]:
            return {name: content[name] for name in names if name in content}

        return {
            "asked": some("rules_off", "partial"),
            "options": some("backend", "confirm", "seed", "repeatable", "limits"),
            "names": some("scenarios", "policies"),
        }


class SweepView(View):
    """A sweep: how it stands is derived from its runs, which are ordinary solves."""

    id: str = Field(examples=["sw-71b3d09f5ae248c6b1f0e2d4"])
    name: Name
    note: Note
    problem_id: str = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    state: Literal["queued", "solving", "done", "stopped", "cancelled", "failed"] = Field(
        description="queued: none has begun; done: all have an answer, or ended in an error "
        "(`counts` says which); failed: none has an answer",
        examples=["solving"],
    )
    runs: int = Field(description="how many solves it consists of", examples=[50])
    done: int = Field(
        description="how many have ended; those answered from the store count", examples=[12]
    )
    counts: dict[str, int] = Field(
        description="how many runs are in each job state", examples=[{"done": 12, "queued": 38}]
    )
    seconds_left: Decimal | None = Field(
        description="by the pace so far; null: there is none yet, or it has ended", examples=[41.5]
    )
    request: dict[str, Any] = Field(
        description="what was asked of every run",
        examples=[{"scenarios": ["SC0"], "policies": ["balanced"], "rules_off": []}],
    )
    created_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    links: dict[str, str] = Field(examples=[{"self": "/v1/sweeps/sw-71b3d09f5ae248c6b1f0e2d4"}])


class Place(View):
    """A scenario under a policy; null: the problem as it is, or least cost."""

    scenario_id: str | None = Field(examples=["SC1"])
    policy_id: str | None = Field(examples=["balanced"])


class SweepTable(View):
    """The table of a sweep, as the command `sweep` writes it; see GET /v1/schema/sweep."""

    format_version: int = Field(examples=[1])
    complete: bool = Field(description="whether every run has a row", examples=[True])
    rows: list[dict[str, Any]] = Field(
        description="a row for each run that has ended, by scenario and policy",
        examples=[[{"scenario_id": "SC1", "policy_id": "balanced", "status": "optimal"}]],
    )
    not_run: list[Place]
    provenance: dict[str, Any] = Field(examples=[{"seed": 0}])
