"""What can be asked about sweeps, each as a function that makes its request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.client.call import (
    Call,
    document,
    get,
    given,
    nothing,
    patch,
    path,
    post,
    query_of,
    text,
)
from api.client.records import Page, SweepInfo, one, page
from api.client.uploading import MEDIA_TYPES


def sweep(
    problem_id: str,
    *,
    scenarios: Sequence[str] = (),
    policies: Sequence[str] = (),
    rules_off: Sequence[str] = (),
    partial: bool = False,
    limits: Mapping[str, Any] | None = None,
    seed: int | None = None,
    name: str = "",
    note: str = "",
    fresh: bool = False,
    **others: Any,
) -> Call[SweepInfo]:
    """Solve every scenario under every policy, all of the problem's where none are named."""
    body = given(
        scenarios=list(scenarios),
        policies=list(policies),
        rules_off=list(rules_off),
        partial=partial or None,
        limits=dict(limits or {}),
        seed=seed,
        name=name,
        note=note,
        fresh=fresh or None,
        **others,
    )
    return post(path("sweeps"), one(SweepInfo), {"problem_id": problem_id, **body})


def get_sweep(sweep_id: str) -> Call[SweepInfo]:
    """How far a sweep is."""
    return get(path("sweeps", sweep_id), one(SweepInfo))


def sweeps(
    *,
    limit: int | None = None,
    cursor: str | None = None,
    problem_id: str | None = None,
    name: str | None = None,
) -> Call[Page[SweepInfo]]:
    """Sweeps, newest first; `name` is a part of theirs."""
    query = query_of(limit=limit, cursor=cursor, problem_id=problem_id, name=name)
    return get(path("sweeps"), page(SweepInfo), query=query)


def rename_sweep(
    sweep_id: str, *, name: str | None = None, note: str | None = None
) -> Call[SweepInfo]:
    """Give a sweep another name or note."""
    return patch(path("sweeps", sweep_id), one(SweepInfo), name=name, note=note)


def stop_sweep(sweep_id: str) -> Call[SweepInfo]:
    """End all runs of a sweep that wait or are under way; finished ones stay."""
    return post(path("sweeps", sweep_id, "stop"), one(SweepInfo))


def delete_sweep(sweep_id: str) -> Call[None]:
    """Cancel a sweep that is under way, delete one that has ended with all its runs."""
    return Call("DELETE", path("sweeps", sweep_id), nothing)


def sweep_table(sweep_id: str) -> Call[dict[str, Any]]:
    """A row for each run that has ended, and which have not; numbers exact."""
    return get(path("sweeps", sweep_id, "table"), document)


def sweep_csv(sweep_id: str) -> Call[str]:
    """The same as a CSV table."""
    return get(path("sweeps", sweep_id, "table"), text, accept=MEDIA_TYPES["csv"])
