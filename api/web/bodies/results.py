"""Results, as far as they are described here; their full schema is published by GET /v1/schema."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field

from api.web.bodies.common import View


class MemberAssignment(View):
    """What the member does."""

    component_id: str = Field(examples=["C01"])
    name_pl: str = Field(examples=["Usługi opiekuńcze"])
    name_en: str = Field(examples=["Home care"])
    quantity: Decimal = Field(examples=[600])
    unit_pl: str = Field(examples=["godzina"])
    unit_en: str = Field(examples=["hour"])
    value_pln: Decimal = Field(examples=[29880])


class MemberClaim(View):
    """What the certificate of the result says to the member."""

    digest: str = Field(
        description="SHA-256 of the whole certificate, which coordinators and auditors see",
        examples=["9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab"],
    )
    complete: bool = Field(description="whether all levels are proved", examples=[True])
    measure: str = Field(examples=["value"])
    level: int = Field(description="whole steps of its target that it reaches", examples=[94])
    text_pl: str = Field(examples=["Osiąga najwyższy poziom, jaki się liczy."])
    text_en: str = Field(examples=["It reaches the highest level that counts."])


class MemberView(View):
    """One member's own rows of a result; nothing of any other member."""

    format_version: int = Field(examples=[1])
    status: str = Field(examples=["optimal"])
    stopped_by: str | None = Field(
        description="what ended the search; null for a split that was only judged",
        examples=["proof"],
    )
    verdict: str = Field(examples=["fits"])
    member_id: str = Field(examples=["M01"])
    name: str = Field(examples=["Spółdzielnia Socjalna Żubr"])
    short_name: str = Field(examples=["Żubr"])
    award: dict[str, Any] | None = Field(
        description="value, target, ratio, level, own contribution",
        examples=[{"value_pln": 29880, "target_pln": 30000, "ratio": 0.996}],
    )
    assignments: list[MemberAssignment]
    ineligible: list[dict[str, Any]] = Field(
        description="own offers that could not be used, and why", examples=[[]]
    )
    rules: list[dict[str, Any]] = Field(
        description="rows of rules that concern this member alone", examples=[[]]
    )
    certificate: MemberClaim | None = Field(
        description="its claim of the certificate; null where the result has none, or the member "
        "no share in the key"
    )


class CertificateView(View):
    """A certificate of fairness: its claims, and everything that they rest on."""

    format_version: int = Field(examples=[1])
    kind: str = Field(examples=["fairness_certificate"])
    about_pl: str = Field(examples=["Certyfikat sprawiedliwości podziału."])
    about_en: str = Field(examples=["Certificate of the fairness of a split."])
    problem_digest: str = Field(
        examples=["9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab"]
    )
    measure: str = Field(examples=["value"])
    complete: bool = Field(description="whether all rungs are proved", examples=[True])
    levels: list[int] = Field(examples=[[93, 100, 100, 100]])
    members: list[dict[str, Any]] = Field(description="where each member stands", examples=[[]])
    assignments: list[dict[str, Any]] = Field(examples=[[]])
    claims: list[dict[str, Any]] = Field(
        description="kinds of splits that do not exist: rows to add to `base`", examples=[[]]
    )
    base: dict[str, Any] = Field(description="the model that earlier goals left", examples=[{}])
    problem: dict[str, Any] = Field(description="the problem that was solved", examples=[{}])
