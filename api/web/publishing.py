"""What may be published, who sees it, and who may answer to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from api.faults import Refusal, not_found
from api.jobs.states import LIVE
from api.people.principals import Principal, Role
from api.storage import publications, results
from api.storage.statements import all_rows
from api.storage.tables import responses
from api.web.bodies.publications import ResponseBody
from api.web.finding import check_id
from api.web.showing import moment
from api.web.validating import issues_of

WITH_SPLIT = ("solve", "check")
SOUND = ("optimal", "feasible")
ON_BEHALF = "on behalf: "
"""Begins `given_by` where a coordinator wrote an answer down."""


def check_publishable(connection: Connection, principal: Principal, solve: RowMapping) -> None:
    """Raise Refusal (409) for a solve that is not finished, or has no split that is sound."""
    told = {"job_state": solve["job_state"]}
    if solve["job_state"] in LIVE:
        raise Refusal("not_finished", told)
    found = results.one(connection, principal.consortium_id, solve["id"])
    if found is None:
        raise Refusal("no_result", told)
    sound = solve["operation"] in WITH_SPLIT and solve["solve_result"] in SOUND
    if not sound or not json.loads(found["document"]).get("assignments"):
        raise Refusal("no_split")


def publication_row(
    connection: Connection, principal: Principal, publication_id: str
) -> RowMapping:
    """A publication of the caller's consortium; drafts are not there for members."""
    check_id("publication", publication_id)
    row = publications.one(connection, principal.consortium_id, publication_id)
    if row is None or (principal.role is Role.MEMBER and row["state"] == "draft"):
        raise not_found("publication", publication_id)
    return row


def check_state(row: RowMapping, wanted: str) -> None:
    """Raise Refusal (409) for a publication in another state."""
    if row["state"] != wanted:
        raise Refusal("wrong_state", {"state": row["state"], "wanted": wanted})


def respondent(
    connection: Connection, principal: Principal, publication: RowMapping, body: ResponseBody
) -> tuple[str, str]:
    """The member whose answer it is, and who gives it.

    Raises Refusal: for a member that answers for another (403), for staff that name none (422),
    for somebody who is no member of the commission and for one who has answered already, which
    nobody may do over for them (409).
    """
    own = principal.role is Role.MEMBER
    if own and body.member_id not in (None, principal.member_id):
        raise Refusal("not_allowed", {"role": principal.role.value, "right": "respond"})
    member_id = principal.member_id if own else body.member_id
    if member_id is None:
        missing = [{"type": "missing", "loc": ("body", "member_id"), "msg": ""}]
        raise Refusal("bad_body", issues=issues_of(missing))
    if member_id not in _members(connection, principal, publication):
        raise Refusal("not_a_member", {"member_id": member_id})
    if own:
        return member_id, principal.actor
    given = responses_of(connection, principal.consortium_id, publication["id"], member_id)
    if not all(map(_is_on_behalf, given)):
        raise Refusal("answered_already", {"member_id": member_id})
    return member_id, ON_BEHALF + principal.actor


def responses_of(
    connection: Connection, consortium_id: str, publication_id: str, member_id: str | None = None
) -> tuple[RowMapping, ...]:
    """Every answer to a publication, or those of one member, in the order in which they came."""
    query = select(responses).where(
        responses.c.consortium_id == consortium_id,
        responses.c.publication_id == publication_id,
    )
    if member_id is not None:
        query = query.where(responses.c.member_id == member_id)
    return all_rows(connection, query.order_by(responses.c.number))


def shown_responses(principal: Principal, rows: Sequence[RowMapping]) -> list[dict[str, Any]]:
    """Answers as the caller may see them: members see their own alone."""
    own = principal.role is Role.MEMBER
    return [
        {
            **{name: row[name] for name in ("member_id", "answer", "note")},
            "on_behalf": _is_on_behalf(row),
            "at": moment(row["at"]),
        }
        for row in rows
        if not own or row["member_id"] == principal.member_id
    ]


def publication_view(
    connection: Connection, principal: Principal, row: RowMapping
) -> dict[str, Any]:
    """A publication with the latest answer of each member."""
    own = f"/v1/publications/{row['id']}"
    solve = f"/v1/solves/{row['solve_id']}"
    links = {"self": own, "responses": f"{own}/responses", "solve": solve}
    if principal.role is Role.MEMBER:
        links = {"self": own, "responses": f"{own}/responses"}
        links |= {"own_rows": f"{solve}/members/{principal.member_id}"}
    answers = publications.responses_to(connection, principal.consortium_id, row["id"])
    return {
        **{name: row[name] for name in ("id", "problem_id", "solve_id", "state", "note")},
        "responses": shown_responses(principal, answers),
        **{name: moment(row[name]) for name in ("created_at", "published_at", "superseded_at")},
        "links": links,
    }


def _members(connection: Connection, principal: Principal, publication: RowMapping) -> set[str]:
    found = results.one(connection, principal.consortium_id, publication["solve_id"])
    document = {} if found is None else json.loads(found["document"])
    return {each["member_id"] for each in document.get("members", ())}


def _is_on_behalf(row: RowMapping) -> bool:
    return bool(row["given_by"].startswith(ON_BEHALF))
