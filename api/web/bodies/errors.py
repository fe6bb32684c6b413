"""What an error looks like."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Issue(BaseModel):
    """One fault, warning or notice: where it is and what it is, in both languages."""

    code: str = Field(description="stable name of what is wrong", examples=["bad_number"])
    severity: Literal["fault", "warning", "notice"] = Field(examples=["fault"])
    table: str = Field(description="of the input, or part of the request", examples=["offers"])
    row: int | None = Field(description="as the spreadsheet counts; headings are 1", examples=[7])
    column: str = Field(description="column, or path of the field", examples=["unit_cost_pln"])
    value: str = Field(description="the value as it was given", examples=["12,3,4"])
    parameters: dict[str, str] = Field(description="what fills the sentence", examples=[{}])
    text_pl: str = Field(examples=["To nie jest liczba."])
    text_en: str = Field(examples=["This is no number."])


class ProblemDetails(BaseModel):
    """Why a request was not carried out (RFC 9457)."""

    type: str = Field(description="a name for the kind of error, as a URI")
    title: str = Field(description="the kind in words, in the language of Accept-Language")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="what to do, in the language of Accept-Language")
    instance: str = Field(description="the path that was asked for")
    code: str = Field(description="stable name of the kind")
    title_pl: str
    title_en: str
    detail_pl: str
    detail_en: str
    issues: list[Issue] = Field(description="every fault found, all at once; may be empty")
    request_id: str = Field(description="to be quoted when asking the operator")
