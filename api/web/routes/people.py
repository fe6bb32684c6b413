"""Who asks, and the tokens of a consortium."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Connection, RowMapping
from starlette.responses import Response

from api.faults import not_found
from api.people.principals import Principal
from api.people.rights import Right, allowed, holds
from api.storage import audit, tokens
from api.web.bodies.people import Me, TokenList
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.finding import check_id
from api.web.negotiation import json_accepted
from api.web.replying import Reply, changing, json_response
from api.web.service import Running
from api.web.showing import moment

router = APIRouter(route_class=ExactRoute, dependencies=[Depends(json_accepted)])

Anybody = Annotated[Principal, Depends(allowed(Right.READ_SERVICE))]
Administrator = Annotated[Principal, Depends(allowed(Right.ADMINISTER))]


@router.get("/me", response_model=Me, summary="Who asks", tags=["service"])
def get_me(principal: Anybody) -> Response:
    """Consortium and role of whoever asks, and the rights that go with them."""
    return json_response(
        {
            "consortium_id": principal.consortium_id,
            "role": principal.role.value,
            "member_id": principal.member_id,
            "rights": sorted(each.value for each in Right if holds(principal.role, each)),
        }
    )


@router.get("/tokens", response_model=TokenList, summary="List tokens", tags=["administration"])
def list_tokens(running: Running, principal: Administrator) -> Response:
    """All tokens of the consortium, revoked and expired ones too. Secrets are not kept."""
    with running.database.read() as connection:
        rows = tokens.listed(connection, principal.consortium_id)
    return json_response({"items": [_view(row) for row in rows]})


@router.delete(
    "/tokens/{token_id}",
    status_code=204,
    response_class=Response,
    summary="Revoke a token",
    tags=["administration"],
    responses=refusals("not_found"),
)
def revoke_token(token_id: str, running: Running, principal: Administrator) -> Response:
    """The token is of no use from the next request on, whoever holds it."""

    def effect(connection: Connection) -> Reply:
        check_id("token", token_id)
        if not tokens.revoke(connection, token_id, consortium_id=principal.consortium_id):
            raise not_found("token", token_id)
        audit.record(connection, principal, "token.revoke", token_id)
        return Reply(None, 204)

    return changing(running, effect)


def _view(row: RowMapping) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("id", "name", "role", "member_id")},
        "created_at": moment(row["created_at"]),
        "expires_at": moment(row["expires_at"]),
        "revoked_at": moment(row["revoked_at"]),
    }
