"""Problems, and what a scenario does to one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from api.web.bodies.common import Body, Moment, Name, Note, View
from api.web.bodies.errors import Issue


class Step(Body):
    """One change of a scenario, with the columns of the table `scenarios`."""

    target: str = Field(description="a table", examples=["offers"], max_length=200)
    key: str = Field(
        "",
        description="an id, `all`, or `column=value;…`",
        examples=["member_id=M03"],
        max_length=2000,
    )
    field: str = Field("", description="the column", examples=["unit_cost_pln"], max_length=200)
    operation: str = Field(
        "", description="multiply, add or set", examples=["multiply"], max_length=20
    )
    value: Decimal | str | None = Field(
        None, description="a number, or the new value", examples=[1.1]
    )


class ScenarioBody(Body):
    """What-if: a scenario of the problem's own table, or steps of one's own; one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "steps": [
                        {
                            "target": "offers",
                            "key": "member_id=M02",
                            "field": "unit_cost_pln",
                            "operation": "multiply",
                            "value": 1.1,
                        }
                    ],
                    "name": "M02 droższy o 10 %",
                }
            ]
        }
    )

    scenario_id: str | None = Field(
        None, description="of the table `scenarios`", examples=["S01"], max_length=200
    )
    steps: list[Step] | None = Field(None, min_length=1, max_length=500)
    name: Name | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> ScenarioBody:
        if (self.scenario_id is None) == (self.steps is None):
            raise ValueError("either scenario_id or steps is needed")
        return self


class CellChange(View):
    """A cell that a scenario changed."""

    table: str = Field(examples=["offers"])
    key: str = Field(description="parts joined by `;`", examples=["C01;M03"])
    column: str = Field(examples=["unit_cost_pln"])
    before: Any = Field(examples=["49.80"])
    after: Any = Field(examples=["54.78"])


class PolicyGoal(View):
    """A goal of a policy."""

    goal: str = Field(examples=["cost"])
    tolerance_pct: Decimal = Field(examples=[1])
    measure: str = Field(examples=["value"])
    grid_pct: Decimal = Field(examples=[1])
    cap_pct: Decimal | None = Field(examples=[100])


class Policy(View):
    """A named policy: its goals in order."""

    policy_id: str = Field(examples=["balanced"])
    goals: list[PolicyGoal]


class Scenario(View):
    """A named scenario of the problem."""

    scenario_id: str = Field(examples=["S01"])
    name_pl: str = Field(examples=["Ceny o 10 % wyższe"])
    name_en: str = Field(examples=["Prices up by 10 %"])
    steps: int = Field(examples=[1])


class ProblemSummary(View):
    """What a problem holds, in short."""

    commission: dict[str, Any] = Field(
        description="id, titles, period, budget, mode",
        examples=[{"commission_id": "HAJ-2026", "budget_total_pln": 3300000}],
    )
    counts: dict[str, int] = Field(examples=[{"components": 14, "members": 9, "offers": 60}])
    policies: list[Policy]
    scenarios: list[Scenario]


class ProblemItem(View):
    """A problem in a list."""

    id: str = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    name: Name
    note: Note
    digest: str = Field(description="SHA-256 of all that can change a solution")
    text_digest: str = Field(description="SHA-256 of names and texts")
    base_id: str | None = Field(description="the problem it was derived from", examples=[None])
    bytes: int = Field(description="of the JSON document", examples=[61234])
    summary: ProblemSummary
    created_at: Moment
    links: dict[str, str] = Field(examples=[{"self": "/v1/problems/pr-5f1c2a9be0d34c7788aa01ff"}])


class ProblemView(ProblemItem):
    """A stored problem."""

    notices: list[Issue] = Field(description="warnings and notices of the reading")
    changes: list[CellChange] | None = Field(description="what a derived problem changed")
