"""From a request for a sweep to its stored solves, and from their results to its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from api.faults import Refusal, not_found
from api.jobs.orders import versions
from api.jobs.states import LIVE, JobState, Priority
from api.people.principals import Principal
from api.storage import audit, consortia, sweeps
from api.storage.statements import all_rows
from api.storage.tables import results, solves
from api.web.asking import Source, check_limits, new_solve, source_of, store
from api.web.bodies.sweeps import SweepBody
from api.web.ceilings import check_queue
from api.web.finding import check_id
from api.web.service import Service

BATCH = 20
"""Results that are read at once: together they may be large."""

HAVE_NO_ROW = (*LIVE, JobState.CANCELLED)


def planned(service: Service, principal: Principal, body: SweepBody) -> tuple[Source, Any]:
    """The problem and the runs of a sweep over it.

    Raises Refusal: `not_found`, `bad_input` with every fault, `sweep_too_large`, `above_ceiling`.
    """
    source, parts = source_of(service, principal, body.problem_id), body.parts()
    check_limits(service, principal, parts["options"].get("limits", {}))
    with service.database.read() as connection:
        most = consortia.ceilings(connection, principal.consortium_id, service.settings).sweep_runs
    plan = service.workshop.call("sweeping.plan", document=source.document, most=most, **parts)
    if plan["runs"] is None:
        raise Refusal("sweep_too_large", {"count": str(plan["count"]), "most": str(most)})
    return source, plan


def stored(
    connection: Connection,
    service: Service,
    principal: Principal,
    body: SweepBody,
    source: Source,
    plan: Mapping[str, Any],
) -> RowMapping:
    """Keep a sweep with all its solves, of low priority; those that are proved already are done."""
    request = {**body.parts()["asked"], **body.parts()["options"]}
    for name in ("scenario_id", "policy_id"):
        key = {"scenario_id": "scenarios", "policy_id": "policies"}[name]
        request[key] = sorted({each[name] for each in plan["runs"]} - {None})
    new = sweeps.NewSweep(
        problem_id=source.row["id"],
        request={**request, "provenance": plan["provenance"]},
        created_by=principal.actor,
        name=body.name,
        note=body.note,
    )
    row = sweeps.add(connection, principal.consortium_id, new)
    for each in plan["runs"]:
        effective = {**each["effective"], "versions": dict(versions())}
        solve = new_solve(
            principal,
            source,
            {**each, "effective": effective},
            priority=Priority.LOW,
            sweep_id=row["id"],
        )
        store(connection, service, principal, solve, fresh=body.fresh)
    # Counted when all are in: those answered from the store wait for nobody.
    check_queue(connection, principal, service.settings, more=0)
    audit.record(connection, principal, "sweep.add", row["id"], runs=len(plan["runs"]))
    return row


def sweep_row(connection: Connection, principal: Principal, sweep_id: str) -> RowMapping:
    """A sweep of the caller's consortium. Raises Refusal `not_found`."""
    check_id("sweep", sweep_id)
    row = sweeps.one(connection, principal.consortium_id, sweep_id)
    if row is None:
        raise not_found("sweep", sweep_id)
    return row


def runs_of(connection: Connection, consortium_id: str, sweep_id: str) -> tuple[RowMapping, ...]:
    """The solves of a sweep in the order of its rows, without what is long."""
    light = (
        *(solves.c.id, solves.c.job_state, solves.c.attempt, solves.c.failure, solves.c.order),
        *(solves.c.started_at, solves.c.finished_at),
    )
    query = select(*light).where(
        solves.c.consortium_id == consortium_id, solves.c.sweep_id == sweep_id
    )
    return all_rows(connection, query.order_by(solves.c.number))


def table_of(
    service: Service, consortium_id: str, sweep: RowMapping, runs: Sequence[RowMapping]
) -> dict[str, Any]:
    """The document of a sweep: a row for each run that has an answer or failed."""
    rows: list[Any] = []
    left_out: list[tuple[str | None, str | None]] = []
    for batch in _batches(runs):
        ended = [each for each in batch if each["job_state"] not in HAVE_NO_ROW]
        texts = _results(service, consortium_id, [each["id"] for each in ended])
        told = [_told(each, texts.get(each["id"])) for each in ended if _has_row(each, texts)]
        known = {each["id"] for each in ended if _has_row(each, texts)}
        left_out += [_place(each) for each in batch if each["id"] not in known]
        rows += service.workshop.call("sweeping.rows", runs=told) if told else []
    places = ({"scenario_id": first, "policy_id": second} for first, second in left_out)
    return {
        "format_version": 1,
        "complete": not left_out,
        "rows": rows,
        "not_run": list(places),
        "provenance": sweep["request"]["provenance"],
    }


def _batches(runs: Sequence[RowMapping]) -> Iterator[tuple[RowMapping, ...]]:
    left = iter(runs)
    while batch := tuple(islice(left, BATCH)):
        yield batch


def _results(service: Service, consortium_id: str, solve_ids: list[str]) -> dict[str, str]:
    query = select(results.c.solve_id, results.c.document).where(
        results.c.consortium_id == consortium_id, results.c.solve_id.in_(solve_ids)
    )
    with service.database.read() as connection:
        return {row["solve_id"]: row["document"] for row in all_rows(connection, query)}


def _has_row(run: RowMapping, texts: Mapping[str, str]) -> bool:
    """Whether there is something to show: a run stopped before it knew anything has nothing."""
    return run["id"] in texts or run["failure"] is not None


def _told(run: RowMapping, result: str | None) -> dict[str, Any]:
    scenario_id, policy_id = _place(run)
    return {
        "scenario_id": scenario_id,
        "policy_id": policy_id,
        "result": result,
        "failure": run["failure"],
        "seconds": _seconds(run),
    }


def _place(run: RowMapping) -> tuple[str | None, str | None]:
    asked = run["order"]["asked"]
    return asked["scenario"], asked["policy"]


def _seconds(run: RowMapping) -> Decimal | None:
    if run["started_at"] is None or run["finished_at"] is None:
        return None
    passed = (run["finished_at"] - run["started_at"]).total_seconds()
    return Decimal(f"{max(passed, 0.0):.3f}")
