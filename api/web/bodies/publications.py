"""Publications: a result on its way to the members, and what each of them answers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.web.bodies.common import Body, Moment, Note, View
from api.web.bodies.solves import Identifier

State = Literal["draft", "published", "superseded"]
Answer = Literal["accepts", "objects"]


class DraftBody(Body):
    """The result that is to be shown to the members."""

    solve_id: Identifier = Field(examples=["so-0c6b1fd2a94e4f13b7c8d9e0"])
    note: Note = ""


class ResponseBody(Body):
    """What a member says of a published split."""

    answer: Answer = Field(examples=["accepts"])
    note: Note = ""
    member_id: Identifier | None = Field(
        None,
        description="for coordinators, who write down what a member said elsewhere; members "
        "answer for themselves alone",
        examples=["M03"],
    )


class ResponseView(View):
    """The answer of one member."""

    member_id: str = Field(examples=["M03"])
    answer: Answer = Field(examples=["objects"])
    note: Note
    on_behalf: bool = Field(description="written down by a coordinator", examples=[False])
    at: Moment


class PublicationView(View):
    """A publication with the latest answer of each member; members see their own alone."""

    id: str = Field(examples=["pu-2f9d0a4b6c8e4d17a3b5c7e9"])
    problem_id: str = Field(examples=["pr-5f1c2a9be0d34c7788aa01ff"])
    solve_id: str = Field(examples=["so-0c6b1fd2a94e4f13b7c8d9e0"])
    state: State = Field(
        description="at most one of a problem, and of all that is derived from it, is published",
        examples=["published"],
    )
    note: Note
    responses: list[ResponseView]
    created_at: Moment
    published_at: Moment | None
    superseded_at: Moment | None
    links: dict[str, str] = Field(
        examples=[{"self": "/v1/publications/pu-2f9d0a4b6c8e4d17a3b5c7e9"}]
    )


class ResponseList(View):
    """Every answer that was ever given, in order; members see their own alone."""

    items: list[ResponseView]
