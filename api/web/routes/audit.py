"""What was changed in a consortium, by whom and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.people.principals import Principal
from api.people.rights import Right, allowed
from api.storage import audit
from api.web.bodies.common import TEXT_PATTERN, Page
from api.web.bodies.people import AuditRow
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.negotiation import json_accepted
from api.web.pages import Paged, Pages
from api.web.replying import json_response
from api.web.service import Running
from api.web.showing import moment

router = APIRouter(
    tags=["administration"], route_class=ExactRoute, dependencies=[Depends(json_accepted)]
)

Administrator = Annotated[Principal, Depends(allowed(Right.ADMINISTER))]
SHOWN = ("actor", "action", "object", "detail")


@router.get(
    "/audit",
    response_model=Page[AuditRow],
    summary="Read the audit log",
    responses=refusals("bad_cursor", "bad_body"),
)
def read_audit(
    running: Running,
    principal: Administrator,
    paging: Paged,
    object_id: Annotated[
        str | None,
        Query(max_length=64, pattern=TEXT_PATTERN, description="only changes of this thing"),
    ] = None,
    actor: Annotated[
        str | None,
        Query(
            max_length=80,
            pattern=TEXT_PATTERN,
            description="only changes by this actor, as `token:tk-…`",
            examples=["token:tk-5f1c2a9be0d34c7788aa01ff"],
        ),
    ] = None,
    action: Annotated[
        str | None, Query(max_length=64, pattern=TEXT_PATTERN, examples=["solve.add"])
    ] = None,
) -> Response:
    """Newest first. Names in it are pseudonyms; who knows an id or actor can ask for it."""
    with running.database.read() as connection:
        pages = Pages(connection, principal)
        page = audit.listed(
            connection,
            principal.consortium_id,
            before=pages.before(paging),
            limit=paging.limit,
            object_id=object_id,
            actor=actor,
            action=action,
        )
        items = [
            {"at": moment(row["at"]), **{name: row[name] for name in SHOWN}} for row in page.rows
        ]
        body = pages.page(items, page.next)
    return json_response(body)
