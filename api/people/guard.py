"""What a process remembers of its callers: requests, failed log-ins, streams, an issuer's keys."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import Any, cast

from starlette.requests import Request

from api.faults import Refusal
from api.people.limits import MOST_KEYS, Buckets, retry_after
from api.people.openid import Verifier
from api.people.streams import Streams
from api.settings import Settings

VISIT = "allocator.visit"
FAILURES_PER_MINUTE = 20


@dataclass
class Visit:
    """One request, from its beginning: from where, with which credentials, of whom."""

    address: str
    credentials: str = ""  # digest of what was shown; empty: nothing
    actor: str = ""  # once it is known


class Known:
    """Digests of credentials that were good a moment ago, so that others' failures at the same
    address do not lock their holders out. Grants nothing."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self._most = most
        self._kept: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()

    def add(self, digest: str) -> None:
        """Remember; what was remembered longest ago is forgotten."""
        with self._lock:
            self._kept[digest] = None
            self._kept.move_to_end(digest)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def drop(self, digest: str) -> None:
        """Forget."""
        with self._lock:
            self._kept.pop(digest, None)

    def __contains__(self, digest: str) -> bool:
        with self._lock:
            return digest in self._kept


@dataclass(frozen=True)
class Guard:
    """The memory of one process, in `app.state.guard`; nothing of it is stored."""

    requests: Buckets
    failures: Buckets
    streams: Streams
    verifier: Verifier | None = None
    known: Known = field(default_factory=Known)

    def admit(self, scope: MutableMapping[str, Any], actor: str) -> None:
        """Count a request of somebody who proved who it is. Raises Refusal (429)."""
        visit = scope.get(VISIT)
        if isinstance(visit, Visit):
            visit.actor = actor
            self.known.add(visit.credentials)
        wait = self.requests.take(actor)
        if wait:
            raise Refusal("too_many_requests", headers=retry_after(wait))


def guard_for(settings: Settings) -> Guard:
    """What a process with these settings begins with."""
    verifier = None
    if settings.openid_issuer:
        verifier = Verifier(settings.openid_issuer, settings.openid_audience)
    return Guard(
        Buckets(settings.requests_per_minute),
        Buckets(FAILURES_PER_MINUTE),
        Streams(settings.streams),
        verifier,
    )


def guard_of(request: Request) -> Guard:
    """The guard of the running service."""
    return cast(Guard, request.app.state.guard)


def digest_of(credentials: str) -> str:
    """What is remembered in place of credentials."""
    return sha256(credentials.encode()).hexdigest() if credentials else ""
