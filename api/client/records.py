"""Light things of the service as records; whatever else it tells of them is in their `content`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

import httpx2

from api.client.exact import loaded

Record = TypeVar("Record")
LIVE = ("queued", "solving")


@dataclass(frozen=True)
class ProblemInfo:
    """A stored problem. `base_id` and `changes` only where it was derived from another."""

    id: str
    name: str = ""
    note: str = ""
    digest: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict, repr=False)
    notices: list[Mapping[str, Any]] = field(default_factory=list, repr=False)
    base_id: str | None = None
    changes: list[Mapping[str, Any]] | None = field(default=None, repr=False)
    created_at: datetime | None = None
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class SolveInfo:
    """How a job stands (`job_state`), what its search found (`solve_result`), what that means
    for the commission (`verdict`); `failure` says why it could not be carried out."""

    id: str
    job_state: str = ""
    solve_result: str | None = None
    verdict: str | None = None
    proved: bool | None = None
    operation: str = ""
    problem_id: str = ""
    sweep_id: str | None = None
    name: str = ""
    note: str = ""
    phase: str | None = None
    best: Any = None
    bound: Any = None
    seconds: Decimal | int | None = None
    position: int | None = None
    failure: Mapping[str, Any] | None = None
    kept_from: str | None = None
    answered_from: str | None = None
    seed: int | None = None
    limits: Mapping[str, Any] = field(default_factory=dict, repr=False)
    versions: Mapping[str, Any] = field(default_factory=dict, repr=False)
    problem_digest: str = field(default="", repr=False)
    effective: Mapping[str, Any] = field(default_factory=dict, repr=False)
    created_at: datetime | None = field(default=None, repr=False)
    started_at: datetime | None = field(default=None, repr=False)
    finished_at: datetime | None = field(default=None, repr=False)
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_live(self) -> bool:
        """Whether it waits or is under way."""
        return self.job_state in LIVE


@dataclass(frozen=True)
class SweepInfo:
    """How far a sweep is: `done` of `runs`; `counts` by job state, `seconds_left` an estimate."""

    id: str
    state: str = ""
    runs: int = 0
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    seconds_left: Decimal | int | None = None
    problem_id: str = ""
    name: str = ""
    note: str = ""
    created_at: datetime | None = field(default=None, repr=False)
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_live(self) -> bool:
        """Whether a run of it waits or is under way."""
        return self.state in LIVE


@dataclass(frozen=True)
class PublicationInfo:
    """A result on its way to the members: draft, published or superseded; `responses` are the
    latest of each member."""

    id: str
    state: str = ""
    solve_id: str = ""
    problem_id: str = ""
    note: str = ""
    responses: list[Mapping[str, Any]] = field(default_factory=list)
    created_at: datetime | None = field(default=None, repr=False)
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Event:
    """Something that happened to a solve: queued, started, progress, requeued or end."""

    number: int
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Page(Generic[Record]):
    """A part of a list; `next_cursor` asks for the next part, None: this is the last."""

    items: tuple[Record, ...]
    next_cursor: str | None = None

    def __iter__(self) -> Iterator[Record]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def record_of(kind: type[Record], found: Mapping[str, Any]) -> Record:
    """A record from what the service says of it."""
    known = {each.name: found[each.name] for each in fields(kind) if each.name in found}  # type: ignore[arg-type]
    moments = {
        name: datetime.fromisoformat(value)
        for name, value in known.items()
        if name.endswith("_at") and isinstance(value, str)
    }
    return kind(**{**known, **moments, "content": found})


def one(kind: type[Record]) -> Callable[[httpx2.Response], Record]:
    """Reads an answer that holds one."""
    return lambda response: record_of(kind, loaded(response.content))


def page(kind: type[Record]) -> Callable[[httpx2.Response], Page[Record]]:
    """Reads an answer that holds some of a list."""

    def read(response: httpx2.Response) -> Page[Record]:
        found = loaded(response.content)
        items = tuple(record_of(kind, each) for each in found["items"])
        return Page(items, found.get("next_cursor"))

    return read
