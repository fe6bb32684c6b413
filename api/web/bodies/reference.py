"""What can be asked, and a ready request to begin with."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from api.web.bodies.common import View
from api.web.bodies.problems import Policy, Scenario
from api.web.bodies.solves import SolveBody


class SettingView(View):
    """A value that only one operation knows."""

    name: str = Field(examples=["scenarios"])
    kind: str = Field(
        description="text, number, whole, flag, choice, or result: a stored document as JSON "
        "text, or the id of the solve that gave it",
        examples=["text"],
    )
    repeats: bool = Field(examples=[True])
    needed: bool = Field(description="whether it must be given", examples=[False])
    choices: list[str] = Field(examples=[[]])
    default: Any = Field(examples=[[]])
    about_pl: str = Field(examples=["warianty z tabeli scenarios"])
    about_en: str = Field(examples=["scenarios of table scenarios"])


class OperationView(View):
    """One thing that can be asked about a problem."""

    name: str = Field(examples=["solve"])
    about_pl: str = Field(examples=["szuka najlepszego podziału, dowodzi go i pokazuje"])
    about_en: str = Field(examples=["finds the best split, proves it and shows it"])
    fields: list[str] = Field(
        description="the fields of a request that it heeds; others are refused",
        examples=[["scenario", "policy", "goals", "limits"]],
    )
    faces: list[str] = Field(
        description="forms of its result", examples=[["json", "markdown", "workbook"]]
    )
    asked_by: str = Field(description="where to post it", examples=["/v1/solves"])
    settings: list[SettingView]


class OperationsView(View):
    """Every operation there is, and the names that requests may use."""

    items: list[OperationView]
    goals: list[str] = Field(examples=[["cost", "target_share"]])
    measures: list[str] = Field(examples=[["value", "hours"]])
    backends: list[str] = Field(examples=[["auto", "cpsat"]])
    switchable: list[str] = Field(
        description="built-in constraints that `rules_off` may name", examples=[["budget"]]
    )


class DemoView(View):
    """Bodies that can be posted as they are, but for the id of the problem."""

    problem: dict[str, Any] = Field(description="for POST /v1/problems", examples=[{}])
    solve: SolveBody = Field(description="for POST /v1/solves, with the id that came back")


class PoliciesView(View):
    """What a problem's own tables offer to be asked."""

    problem_id: str = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    items: list[Policy]
    scenarios: list[Scenario]


class SchemasView(View):
    """The schemas there are."""

    items: list[str] = Field(examples=[["problem", "result", "check", "budget"]])
    links: dict[str, str] = Field(examples=[{"result": "/v1/schema/result"}])
