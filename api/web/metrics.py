"""Figures for whoever watches over the service (Prometheus); nothing in them tells of a tenant.

Jobs and workers are read from the database, so that every API process tells the same of them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import moments
from api.jobs.states import JobState
from api.storage.database import Database
from api.storage.leases import clock
from api.storage.statements import all_rows
from api.storage.tables import solves, workers
from api.web.templates import template_of

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
METHODS = frozenset(("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"))
REQUEST_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
SOLVE_BUCKETS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3600.0)
OVERLAP = timedelta(seconds=60)
"""A job's end may be committed some time after the moment that it bears."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Facts:
    """What the database says at one moment."""

    jobs: dict[str, int]
    oldest_seconds: float
    workers: int
    ended: tuple[tuple[str, str, float, datetime], ...]
    """Solves that ended lately: id, operation, seconds from start to end, when."""


class Metrics:
    """The figures of one process. Safe for many threads."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.requests = Counter(
            "allocator_requests",
            "Requests answered",
            ("method", "route", "status"),
            registry=registry,
        )
        self.request_seconds = Histogram(
            "allocator_request_seconds",
            "Seconds until an answer begins",
            ("route",),
            buckets=REQUEST_BUCKETS,
            registry=registry,
        )
        self.solve_seconds = Histogram(
            "allocator_solve_seconds",
            "Seconds from start to end of jobs that ended since this process began",
            ("operation",),
            buckets=SOLVE_BUCKETS,
            registry=registry,
        )
        self.jobs = Gauge("allocator_jobs", "Jobs in each state", ("state",), registry=registry)
        self.oldest = Gauge(
            "allocator_queue_age_seconds", "How long the oldest job waits", registry=registry
        )
        self.workers = Gauge("allocator_workers", "Workers alive", registry=registry)
        self.streams = Gauge("allocator_streams", "Event streams open here", registry=registry)
        self.database = Gauge(
            "allocator_database_up", "Whether the database answers", registry=registry
        )
        self._lock = Lock()
        self._since = moments.now()
        self._counted: dict[str, datetime] = {}

    def text(self, database: Database, *, streams: int) -> bytes:
        """All figures, read now; those of the process also where the database does not answer."""
        with self._lock:
            self.streams.set(streams)
            try:
                with database.read() as connection:
                    facts = facts_of(connection, self._since - OVERLAP)
            except SQLAlchemyError:
                log.exception("figures can not be read")
                self.database.set(0)
            else:
                self.database.set(1)
                self._take(facts)
            return generate_latest(self.registry)

    def _take(self, facts: Facts) -> None:
        for state in JobState:
            self.jobs.labels(state.value).set(facts.jobs.get(state, 0))
        self.oldest.set(facts.oldest_seconds)
        self.workers.set(facts.workers)
        for solve_id, operation, seconds, ended in facts.ended:
            if solve_id not in self._counted:
                self._counted[solve_id] = ended
                self.solve_seconds.labels(operation).observe(seconds)
                self._since = max(self._since, ended)
        horizon = self._since - OVERLAP
        self._counted = {name: at for name, at in self._counted.items() if at > horizon}


@dataclass(frozen=True)
class Answering:
    """A request that is being answered."""

    metrics: Metrics
    scope: Scope
    began: float

    def begun(self, status: int) -> None:
        """The answer begins; from here on a stream may last for hours."""
        route = template_of(self.scope)
        method = self.scope["method"]
        method = method if method in METHODS else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.request_seconds.labels(route).observe(time.perf_counter() - self.began)


class Counting:
    """ASGI middleware: counts every request by the template of its route, not by its path."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answering = Answering(self.metrics, scope, time.perf_counter())

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                answering.begun(message["status"])
            await send(message)

        await self.app(scope, receive, counted)


def facts_of(connection: Connection, since: datetime) -> Facts:
    """What is to be told of jobs and workers, of all consortia together."""
    counts = connection.execute(
        select(solves.c.job_state, func.count()).group_by(solves.c.job_state)
    )
    oldest = connection.execute(
        select(func.min(solves.c.queued_at)).where(solves.c.job_state == JobState.QUEUED)
    ).scalar_one()
    waiting = 0.0 if oldest is None else (moments.now() - oldest).total_seconds()
    return Facts(
        {row[0]: row[1] for row in counts},
        max(waiting, 0.0),
        live_workers(connection),
        tuple(_ended(connection, since)),
    )


def live_workers(connection: Connection) -> int:
    """How many workers hold a lease."""
    query = select(func.count()).where(workers.c.lease_until > clock(connection))
    return int(connection.execute(query).scalar_one())


def _ended(connection: Connection, since: datetime) -> Iterator[tuple[str, str, float, datetime]]:
    query = select(
        solves.c.id, solves.c.operation, solves.c.started_at, solves.c.finished_at
    ).where(
        solves.c.finished_at > since,
        solves.c.started_at.is_not(None),
        solves.c.answered_from.is_(None),
    )
    for row in all_rows(connection, query):
        seconds = (row["finished_at"] - row["started_at"]).total_seconds()
        yield row["id"], row["operation"], max(seconds, 0.0), row["finished_at"]
