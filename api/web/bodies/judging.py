"""Hand-made splits, and two results side by side."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from api.web.bodies.common import Body, View
from api.web.bodies.errors import Issue
from api.web.bodies.solves import MOST_ROWS, AskedBody, Identifier, QuantityBody

SPLIT: Any = Field(
    max_length=MOST_ROWS,
    description="quantities by member and component; pairs left out have none",
    examples=[[{"member_id": "M01", "component_id": "C01", "quantity": 600}]],
)


class SplitBody(Body):
    """A split to be judged beside the one that a solve recommends."""

    split: list[QuantityBody] = SPLIT


class EvaluateBody(AskedBody):
    """A split to be judged under the rules of a problem."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "problem_id": "pr-5f1c2a9be0d34c7788aa01ff",
                    "split": [{"member_id": "M01", "component_id": "C01", "quantity": 400}],
                    "partial": True,
                }
            ]
        }
    )

    problem_id: Identifier = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    split: list[QuantityBody] = SPLIT


class VerdictView(View):
    """What a split breaks, what is left of every bound, what the goals are worth.

    The other keys are those of a result that follow from its split (GET /v1/schema/check).
    """

    format_version: int = Field(examples=[1])
    status: str = Field(description="feasible or infeasible", examples=["feasible"])
    verdict: str = Field(description="right or wrong", examples=["right"])
    beside: dict[str, Any] | None = Field(
        description="differences from the recommended split: money, members, pairs, margins of "
        "rules, measures; null where there is none",
        examples=[{"total_pln": {"here": 3160000, "recommended": 3159451.46, "change": 548.54}}],
    )


class ComparisonView(View):
    """Everything in which result `b` differs from result `a`."""

    format_version: int = Field(examples=[1])
    same: bool = Field(examples=[False])
    headline: list[dict[str, Any]] = Field(examples=[[]])
    money: list[dict[str, Any]] = Field(
        examples=[[{"subject": "total_pln", "before": 3159451.46, "after": 3161000}]]
    )
    moves: list[dict[str, Any]] = Field(
        description="who gives up how much of what to whom",
        examples=[
            [{"component_id": "C01", "from_member": "M01", "to_member": "M03", "quantity": 40}]
        ],
    )
    members: list[dict[str, Any]] = Field(examples=[[]])
    goals: list[dict[str, Any]] = Field(examples=[[]])
    rules: list[dict[str, Any]] = Field(examples=[[]])
    notices: list[Issue] = Field(
        description="what a reader should know first: other data, scenario or terms", examples=[[]]
    )
