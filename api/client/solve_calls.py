"""What can be asked about solves and results, each as a function that makes its request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from api.client.call import (
    Call,
    content,
    document,
    get,
    given,
    nothing,
    patch,
    path,
    post,
    query_of,
)
from api.client.records import Page, SolveInfo, one, page
from api.client.uploading import MEDIA_TYPES


def solve(
    problem_id: str,
    operation: str = "solve",
    *,
    policy: str | None = None,
    goals: Sequence[Mapping[str, Any]] = (),
    scenario: str | None = None,
    rules_off: Sequence[str] = (),
    pins: Sequence[Mapping[str, Any]] = (),
    partial: bool = False,
    cost_cap_pln: int | Decimal | Fraction | None = None,
    limits: Mapping[str, Any] | None = None,
    seed: int | None = None,
    split: Sequence[Mapping[str, Any]] = (),
    name: str = "",
    note: str = "",
    fresh: bool = False,
    **others: Any,
) -> Call[SolveInfo]:
    """Ask for an operation on a problem; the answer comes at once, the work is done in the queue.

    `others` are further keys of a request, as the service documents them. `fresh` has it solved
    again although a proof is stored.
    """
    body = given(
        operation=operation,
        policy=policy,
        goals=list(goals),
        scenario=scenario,
        rules_off=list(rules_off),
        pins=list(pins),
        partial=partial or None,
        cost_cap_pln=cost_cap_pln,
        limits=dict(limits or {}),
        seed=seed,
        split=list(split),
        name=name,
        note=note,
        fresh=fresh or None,
        **others,
    )
    return post(path("solves"), one(SolveInfo), {"problem_id": problem_id, **body})


def get_solve(solve_id: str) -> Call[SolveInfo]:
    """How a solve stands."""
    return get(path("solves", solve_id), one(SolveInfo))


def solves(
    *,
    limit: int | None = None,
    cursor: str | None = None,
    problem_id: str | None = None,
    sweep_id: str | None = None,
    operation: str | None = None,
    job_state: str | None = None,
    name: str | None = None,
) -> Call[Page[SolveInfo]]:
    """Solves, newest first."""
    query = query_of(
        limit=limit,
        cursor=cursor,
        problem_id=problem_id,
        sweep_id=sweep_id,
        operation=operation,
        job_state=job_state,
        name=name,
    )
    return get(path("solves"), page(SolveInfo), query=query)


def rename_solve(
    solve_id: str, *, name: str | None = None, note: str | None = None
) -> Call[SolveInfo]:
    """Give a solve another name or note."""
    return patch(path("solves", solve_id), one(SolveInfo), name=name, note=note)


def stop(solve_id: str) -> Call[SolveInfo]:
    """End a solve and keep the best plan known by then."""
    return post(path("solves", solve_id, "stop"), one(SolveInfo))


def delete_solve(solve_id: str) -> Call[None]:
    """Cancel a solve that waits or runs, delete one that has ended."""
    return Call("DELETE", path("solves", solve_id), nothing)


def result(solve_id: str) -> Call[dict[str, Any]]:
    """The result of a solve, its numbers exact."""
    return get(path("solves", solve_id, "result"), document)


def result_file(solve_id: str, kind: str = "xlsx", *, language: str = "pl") -> Call[bytes]:
    """The result as a file: xlsx, md or json."""
    where = path("solves", solve_id, "result")
    return get(where, content, accept=MEDIA_TYPES[kind], query=query_of(language=language))


def certificate(solve_id: str) -> Call[dict[str, Any]]:
    """The certificate of a fair split: for coordinators and auditors, it holds members' offers."""
    return get(path("solves", solve_id, "certificate"), document)


def member(solve_id: str, member_id: str) -> Call[dict[str, Any]]:
    """What a result means for one member."""
    return get(path("solves", solve_id, "members", member_id), document)


def evaluate(
    split: Sequence[Mapping[str, Any]],
    *,
    solve_id: str | None = None,
    problem_id: str | None = None,
    **others: Any,
) -> Call[dict[str, Any]]:
    """Verdict and measures of a split made by hand, beside the recommended one of a solve."""
    body = given(problem_id=problem_id, **others)
    where = path("evaluate") if solve_id is None else path("solves", solve_id, "evaluate")
    return post(where, document, {"split": list(split), **body})


def compare(a: str, b: str) -> Call[dict[str, Any]]:
    """What the result of solve `b` has otherwise than that of solve `a`."""
    return get(path("compare"), document, query=query_of(a=a, b=b))
