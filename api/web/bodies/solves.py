"""Solves: what can be asked, and how a job stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from api.jobs.states import JobState
from api.web.bodies.common import Body, Moment, Name, Note, View

Exact = Decimal | Annotated[str, Field(max_length=60)]
"""A number; as text where no decimal is exact (`1/3`)."""
Identifier = Annotated[str, Field(max_length=200)]
MOST_ROWS = 20_000


class GoalBody(Body):
    """A goal, in the order of the list."""

    goal: Identifier = Field(description="name of a goal", examples=["cost"])
    tolerance_pct: Exact = Field(
        Decimal(0), description="percent by which later goals may worsen it", examples=[0.5]
    )


class QuantityBody(Body):
    """A quantity of a component given to a member."""

    member_id: Identifier = Field(examples=["M01"])
    component_id: Identifier = Field(examples=["C01"])
    quantity: Exact = Field(examples=[600])


class LimitsBody(Body):
    """Where the search may end."""

    time_seconds: Exact | None = Field(None, description="for everything", examples=[60])
    work: Exact | None = Field(
        None, description="the engine's own repeatable units", examples=[None]
    )
    gap_pct: Exact | None = Field(
        None, description="gap at which it may end; 0: until proved", examples=[0]
    )
    workers: int | None = Field(None, description="threads at once", examples=[2])
    memory_megabytes: int | None = Field(None, description="of the engine", examples=[None])


class AskedBody(Body):
    """What is asked of a problem: the same words as the options of the command line.

    An operation that does not heed a field refuses it.
    """

    scenario: Identifier | None = Field(None, description="of the table `scenarios`")
    policy: Identifier | None = Field(
        None,
        description="of the table `policies`; without policy and goals: `balanced`, or least cost",
        examples=["balanced"],
    )
    goals: list[GoalBody] | None = Field(None, max_length=50, description="instead of a policy")
    measure: Identifier | None = Field(
        None, description="how awards are measured: value, reference_value or hours"
    )
    grid_pct: Exact | None = Field(None, description="step of the levels, percent of the target")
    cap_pct: Exact | None = Field(
        None, description="level above which more makes no difference; `none`: no cap"
    )
    cost_cap_pln: Exact | None = Field(None, description="highest task cost, before fees")
    rules_off: list[Identifier] | None = Field(
        None, max_length=1000, description="rules and constraints that do not bind"
    )
    pins: list[QuantityBody] | None = Field(
        None, max_length=MOST_ROWS, description="quantities fixed by people"
    )
    partial: bool | None = Field(
        None, description="whether part of the commission may stay without a provider"
    )
    earlier: list[QuantityBody] | None = Field(
        None, max_length=MOST_ROWS, description="the split that goal `changes` is measured against"
    )

    def asked(self) -> dict[str, Any]:
        """What was asked, by the keys of `allocator.operations`."""
        return self.model_dump(include=set(AskedBody.model_fields), exclude_none=True)


class SolveBody(AskedBody):
    """A job: an operation on a stored problem."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "problem_id": "pr-5f1c2a9be0d34c7788aa01ff",
                    "operation": "solve",
                    "policy": "balanced",
                    "seed": 0,
                    "limits": {"time_seconds": 60},
                    "name": "Podział zrównoważony",
                }
            ]
        }
    )

    problem_id: Identifier = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    operation: Identifier = Field("solve", description="see GET /v1/operations", examples=["solve"])
    name: Name = ""
    note: Note = ""
    priority: Literal["high", "normal", "low"] = Field(
        "normal", description="among the jobs of the consortium"
    )
    fresh: bool = Field(
        False, description="search again even if the same question was answered with a proof"
    )
    backend: Literal["auto", "cpsat", "highs", "scip", "cbc"] | None = Field(
        None, description="who searches and proves; auto: whoever usually proves soonest"
    )
    confirm: bool | None = Field(None, description="every goal proved once more, by another engine")
    seed: int | None = Field(None, description="the draw between equally good splits", examples=[0])
    repeatable: bool | None = Field(None, description="no decision depends on the clock")
    limits: LimitsBody | None = None
    split: list[QuantityBody] | None = Field(
        None, max_length=MOST_ROWS, description="the split to judge, for operation check"
    )
    settings: dict[str, Any] | None = Field(
        None, description="what only this operation knows; see GET /v1/operations"
    )

    def order(self) -> dict[str, Any]:
        """The order that this asks for, in parts as `api.jobs.orders` names them."""
        options = ("backend", "confirm", "seed", "repeatable", "limits")
        content = self.model_dump(include={*options, "split", "settings"}, exclude_none=True)
        return {
            "operation": self.operation,
            "asked": self.asked(),
            "options": {name: content[name] for name in options if name in content},
            "split": content.get("split"),
            "settings": content.get("settings") or {},
        }


class Failure(View):
    """Why a job could not be carried out."""

    code: str = Field(examples=["memory_limit"])
    text_pl: str = Field(examples=["Zabrakło pamięci."])
    text_en: str = Field(examples=["Memory ran out."])
    issues: list[dict[str, Any]] | None = None


class SolveView(View):
    """How a job stands, what its search found, and what that means: three separate things."""

    id: str = Field(examples=["so-0c6b1fd2a94e4f13b7c8d9e0"])
    name: Name
    note: Note
    problem_id: str = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    sweep_id: str | None = Field(examples=[None])
    operation: str = Field(examples=["solve"])
    job_state: JobState = Field(
        description="how the job stands: queued, solving; done, stopped, cancelled, failed, "
        "set_aside",
        examples=["done"],
    )
    solve_result: str | None = Field(
        description="what the search found: optimal, feasible, infeasible, unknown",
        examples=["optimal"],
    )
    verdict: str | None = Field(
        description="what it means for the commission: fits, over_budget, fits_partly, "
        "does_not_fit, …",
        examples=["fits"],
    )
    proved: bool | None = Field(description="whether everything is proved", examples=[True])
    failure: Failure | None = Field(examples=[None])
    stop_wish: Literal["stop", "cancel"] | None = Field(
        description="asked for, and not yet carried out", examples=[None]
    )
    position: int | None = Field(
        description="place in the queue of the consortium, 1: next; null: does not wait",
        examples=[None],
    )
    waiting_seconds: Decimal = Field(description="from queueing to start", examples=[0.2])
    phase: str | None = Field(description="what is being searched for", examples=["cost"])
    phase_pl: str | None = Field(description="the same in Polish", examples=["koszt zadań"])
    phase_en: str | None = Field(description="the same in English", examples=["task cost"])
    best: Decimal | str | None = Field(description="best value known", examples=[3159451.464])
    bound: Decimal | str | None = Field(description="what is proved of it", examples=[3159451.464])
    seconds: Decimal | None = Field(description="in the search so far", examples=[1.4])
    attempt: int = Field(description="how often it has been given to a worker", examples=[1])
    tries: int = Field(description="attempts that failed", examples=[0])
    kept_from: str | None = Field(
        description="the goal that the plan kept at a stop is from", examples=[None]
    )
    answered_from: str | None = Field(
        description="the earlier solve with the same question whose proof is answered",
        examples=[None],
    )
    effective: dict[str, Any] = Field(
        description="what is really asked: goals with tolerances and fairness, terms, scenario "
        "with changed cells, options",
        examples=[{"operation": "solve", "policy": {"policy_id": "balanced"}}],
    )
    seed: int = Field(examples=[0])
    limits: dict[str, Any] = Field(examples=[{"time_seconds": 60, "workers": 2}])
    versions: dict[str, Any] = Field(
        description="of order form, code and engines", examples=[{"contract": 1}]
    )
    problem_digest: str = Field(description="with the scenario applied")
    created_at: Moment
    queued_at: Moment
    started_at: Moment | None
    finished_at: Moment | None
    links: dict[str, str] = Field(examples=[{"self": "/v1/solves/so-0c6b1fd2a94e4f13b7c8d9e0"}])
