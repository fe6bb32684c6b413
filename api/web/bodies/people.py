"""People, their tokens, what they did, and what leaves the house for research."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field

from api.web.bodies.common import Moment, View

Word = str | None


class Me(View):
    """Who asks, and what that allows."""

    consortium_id: str = Field(examples=["hajnowka"])
    role: str = Field(
        description="admin, coordinator, member or researcher", examples=["coordinator"]
    )
    member_id: str | None = Field(description="for members only", examples=[None])
    rights: list[str] = Field(examples=[["read_problems", "solve"]])


class TokenView(View):
    """A token, without its secret: that was shown once, when it was made."""

    id: str = Field(examples=["tk-5f1c2a9be0d34c7788aa01ff"])
    name: str = Field(examples=["Anna, laptop"])
    role: str = Field(examples=["coordinator"])
    member_id: str | None = Field(examples=[None])
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None


class TokenList(View):
    """All tokens of the consortium, oldest first."""

    items: list[TokenView]


class AuditRow(View):
    """A change: who, when, what, by names that lead to nobody without the consortium's key."""

    at: Moment
    actor: str = Field(examples=["9f2c0b6e1d4a4a3f8f5d7a1b2c3d4e5f"])
    action: str = Field(examples=["solve.add"])
    object: str = Field(examples=["0b1c2d3e4f5061728394a5b6c7d8e9f0"])
    detail: dict[str, Any] = Field(examples=[{}])


class ResearchGoal(View):
    """How a goal ended."""

    goal: Word = Field(examples=["cost"])
    proved: bool
    stopped_by: Word = Field(examples=["proof"])
    gap: Decimal | None = Field(description="of value and bound, relative", examples=[0])
    confirmed_by: list[str] = Field(description="engines", examples=[["cpsat"]])


class ResearchMember(View):
    """A member under a name drawn for this result."""

    member: str = Field(examples=["3f9a0c1b2d4e"])
    engaged: bool
    ratio: Decimal | None = Field(
        description="value by target in steps of 0.05, at most 2; null below 5 engaged members",
        examples=[0.85],
    )
    level_pct: int | None = Field(description="the same from below, at most 100", examples=[85])


class ResearchComponent(View):
    """A component under a name drawn for this result; nothing links it to members."""

    component: str = Field(examples=["a71d03f95c2e"])
    covered: Decimal = Field(description="share of the quantity asked, in tenths", examples=[1])
    providers: int = Field(examples=[2])
    shares: list[Decimal] = Field(
        description="of the quantity, in tenths, the largest first", examples=[[0.7, 0.3]]
    )


class ResearchFairness(View):
    """How even the ratios are; null below 5 engaged members."""

    gini: Decimal | None = Field(examples=[0.05])
    jain: Decimal | None = Field(examples=[0.99])


class ResearchResult(View):
    """A result without prices, names, texts, ids, dates or digests."""

    result: str = Field(
        description="its name in this export; the next export has another",
        examples=["re-1b2c3d4e5f607182" + "0" * 24],
    )
    operation: Word = Field(examples=["solve"])
    job_state: Word = Field(examples=["done"])
    solve_result: Word = Field(examples=["optimal"])
    verdict: Word = Field(examples=["fits"])
    status: Word = Field(examples=["optimal"])
    stopped_by: Word = Field(examples=["proof"])
    proved: bool
    seconds: Decimal | None = Field(examples=[2.6])
    goals: list[ResearchGoal]
    counts: dict[str, int] = Field(examples=[{"members": 14, "components": 24}])
    members: list[ResearchMember]
    fairness: ResearchFairness
    components: list[ResearchComponent]
    rules: dict[str, dict[str, int]] = Field(
        description="how many there are of each strength, bind, are violated",
        examples=[{"hard": {"rules": 40, "binding": 3, "violated": 0}}],
    )
    tie_broken: bool | None


class ResearchExport(View):
    """Results, the newest ones, in no order."""

    items: list[ResearchResult]
