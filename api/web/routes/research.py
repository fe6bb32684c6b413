"""Results for research: under names that change with each export, without prices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection, RowMapping, select
from starlette.responses import Response

from api.faults import not_found
from api.people.principals import Principal
from api.people.pseudonyms import NAME, Pseudonyms, named
from api.people.research import exported
from api.people.rights import Right, allowed
from api.storage import audit
from api.storage.results import one as one_result
from api.storage.solves import one as one_solve
from api.storage.tables import results, solves
from api.web.bodies.people import ResearchExport, ResearchResult
from api.web.describing import refusals
from api.web.exact import ExactRoute
from api.web.negotiation import json_accepted
from api.web.replying import json_response
from api.web.service import Running

router = APIRouter(tags=["research"], route_class=ExactRoute, dependencies=[Depends(json_accepted)])

Researcher = Annotated[Principal, Depends(allowed(Right.RESEARCH))]
USUAL = 50
MOST = 200
AT_ONCE = 200
TOLD = (
    *("number", "id", "consortium_id", "operation", "job_state", "solve_result", "proved"),
    *("started_at", "finished_at"),
)
"""The columns that an export needs: orders and what they mean are long, and stay in the store."""


@router.get(
    "/research/results",
    response_model=ResearchExport,
    summary="Export results for research",
    responses=refusals("bad_body"),
)
def export_results(
    running: Running,
    principal: Researcher,
    limit: Annotated[
        int, Query(ge=1, le=MOST, description="how many of the newest results", examples=[50])
    ] = USUAL,
) -> Response:
    """Quantities as shares, ratios in steps, levels, statuses, gaps, counts and seconds.

    No money, names, texts, ids, dates or digests; ratios and quantities are not linked, because
    together they would give prices away. All names are new in each export.
    """
    items = []
    with running.database.read() as connection:
        names = Pseudonyms(audit.key_of(connection, principal.consortium_id))
        for row in _solves(connection, principal):
            found = _exported(connection, names, row)
            items += found
            if len(items) == limit:
                break
    _record(running, principal, len(items))
    return json_response({"items": sorted(items, key=lambda each: str(each["result"]))})


@router.get(
    "/research/results/{name}",
    response_model=ResearchResult,
    summary="Export one result for research",
    responses=refusals("not_found"),
)
def export_result(name: str, running: Running, principal: Researcher) -> Response:
    """The result that an export called so, under a new name: names are good for one export."""
    if not NAME.fullmatch(name):
        raise not_found("result", name[:64])
    with running.database.read() as connection:
        key = audit.key_of(connection, principal.consortium_id)
        solve_id = _with_id(connection, principal, key, name)
        row = solve_id and one_solve(connection, principal.consortium_id, solve_id)
        found = _exported(connection, Pseudonyms(key), row) if row else []
    if not found:
        raise not_found("result", name)
    _record(running, principal, 1)
    return json_response(found[0])


def _solves(connection: Connection, principal: Principal) -> Iterator[RowMapping]:
    """Ended solves of the consortium that have a result, newest first; only what is told."""
    own = (
        select(*(solves.c[name] for name in TOLD))
        .join(results, results.c.solve_id == solves.c.id)
        .where(solves.c.consortium_id == principal.consortium_id, solves.c.finished_at.is_not(None))
        .order_by(solves.c.number.desc())
    )
    before = None
    while True:
        query = own if before is None else own.where(solves.c.number < before)
        rows = connection.execute(query.limit(AT_ONCE)).mappings().all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        before = rows[-1]["number"]


def _with_id(connection: Connection, principal: Principal, key: str, name: str) -> str | None:
    """The id of the solve that an export called so. No row is read for it: ids only."""
    own = select(solves.c.id).where(
        solves.c.consortium_id == principal.consortium_id, solves.c.finished_at.is_not(None)
    )
    return named(key, name, connection.execute(own).scalars())


def _exported(connection: Connection, names: Pseudonyms, row: RowMapping) -> list[dict[str, Any]]:
    """The result of a solve as it leaves the house; none where it has none."""
    stored = one_result(connection, row["consortium_id"], row["id"])
    if stored is None:
        return []
    document = json.loads(stored["document"], parse_float=Decimal)
    return [exported(names.name(row["id"]), dict(row), document)]


def _record(running: Running, principal: Principal, count: int) -> None:
    """Write down that something has left the house."""
    with running.database.write() as connection:
        audit.record(connection, principal, "research.export", "results", count=count)
