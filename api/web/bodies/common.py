"""Parts that several bodies share."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

LONGEST_NAME = 200
LONGEST_NOTE = 4000
TEXT_PATTERN = r"^[^\x00]*$"
"""Any text that a database takes."""

Item = TypeVar("Item")

Name = Annotated[
    str,
    Field(
        max_length=LONGEST_NAME,
        pattern=TEXT_PATTERN,
        description="what it is called, for people",
        examples=["Usługi opiekuńcze 2026"],
    ),
]
Note = Annotated[
    str,
    Field(
        max_length=LONGEST_NOTE,
        pattern=TEXT_PATTERN,
        description="a remark, for people",
        examples=["Wersja po zebraniu 12 stycznia."],
    ),
]
Moment = Annotated[
    str,
    Field(description="UTC, ISO 8601", examples=["2026-01-12T09:30:00.000000Z"]),
]


class Body(BaseModel):
    """A request's body: a field that is not listed is a fault."""

    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    """An answer's body, as documentation: answers are written by hand and never validated."""


class Renaming(Body):
    """Another name or note; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Usługi opiekuńcze 2026"}]})

    name: Name | None = None
    note: Note | None = None


class Page(View, Generic[Item]):
    """A part of a list, newest first."""

    items: list[Item]
    next_cursor: str | None = Field(
        description="to be sent as `cursor` for the next page; null on the last",
        examples=["9f86d081884c7d659a2feaa0c55ad015"],
    )
