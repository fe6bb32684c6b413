"""The public keys of an OpenID issuer: found by discovery, fetched with limits, kept, rotated."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, KeySet, OKPKey, RSAKey

from api.faults import Refusal
from api.journal import note
from api.people.limits import retry_after
from api.settings import is_loopback

DISCOVERY = "/.well-known/openid-configuration"
FRESH_SECONDS = 3600.0
USABLE_SECONDS = 24 * 3600.0
PAUSE_SECONDS = 60.0
FAILURE_PAUSE_SECONDS = 5.0
TOTAL_SECONDS = 5.0
MOST_BYTES = 262_144
LEAST_RSA_BITS = 2048


class NotFetched(Exception):
    """The issuer did not answer, or not with what it must; told by a short code."""


def fetched(url: str) -> Mapping[str, Any]:
    """The JSON object at an address: no redirects, 5 s and 256 KiB at most.

    Raises NotFetched. Only https is asked, except on this machine.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(_host(parts))):
        raise NotFetched("not_https")
    until = time.monotonic() + TOTAL_SECONDS
    body = bytearray()
    try:
        with httpx.stream("GET", url, timeout=TOTAL_SECONDS, trust_env=False) as answer:
            if answer.status_code != 200:
                raise NotFetched(f"status_{answer.status_code}")
            for part in answer.iter_bytes():
                body += part
                if len(body) > MOST_BYTES or time.monotonic() > until:
                    raise NotFetched("too_large_or_slow")
        found = json.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
        raise NotFetched(type(error).__name__) from error
    if not isinstance(found, dict):
        raise NotFetched("no_object")
    return found


def _host(parts: Any) -> str:
    return parts.hostname or ""


@dataclass(frozen=True, slots=True)
class _Kept:
    keys: KeySet
    at: float


class IssuerKeys:
    """The keys of one issuer. Only one thread fetches at a time, the others wait for it."""

    def __init__(
        self,
        issuer: str,
        *,
        fetch: Callable[[str], Mapping[str, Any]] = fetched,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._kept: _Kept | None = None
        self._failed_at: float | None = None
        self._lock = Lock()

    def current(self) -> KeySet:
        """The keys as known, fetched anew each hour; for a day they outlive a silent issuer.

        Raises Refusal `issuer_unavailable`.
        """
        with self._lock:
            if self._kept is None or self._age(self._kept) > FRESH_SECONDS:
                self._renew()
            if self._kept is None or self._age(self._kept) > USABLE_SECONDS:
                raise Refusal("issuer_unavailable", headers=retry_after(FAILURE_PAUSE_SECONDS))
            return self._kept.keys

    def after_rotation(self) -> KeySet:
        """The keys for a token that names an unknown one: fetched anew, once a minute at most."""
        with self._lock:
            if self._kept is not None and self._age(self._kept) > PAUSE_SECONDS:
                self._renew()
        return self.current()

    def _age(self, kept: _Kept) -> float:
        return self._clock() - kept.at

    def _renew(self) -> None:
        pause = FAILURE_PAUSE_SECONDS if self._kept is None else PAUSE_SECONDS
        if self._failed_at is not None and self._clock() - self._failed_at < pause:
            return
        try:
            self._kept = _Kept(self._asked(), self._clock())
            self._failed_at = None
        except NotFetched as error:
            self._failed_at = self._clock()
            note("issuer_unavailable", level="warning", reason=str(error))

    def _asked(self) -> KeySet:
        found = self._fetch(self.issuer.rstrip("/") + DISCOVERY)
        if found.get("issuer") != self.issuer:
            raise NotFetched("another_issuer")
        keys = self._fetch(str(found.get("jwks_uri", ""))).get("keys")
        usable = [key for each in keys for key in _usable(each)] if isinstance(keys, list) else []
        if not usable:
            raise NotFetched("no_key")
        return KeySet(usable)


def _usable(data: Any) -> tuple[Key, ...]:
    """A key pair's public half for signatures; nothing for any other key."""
    if not isinstance(data, dict) or data.get("kty") not in ("RSA", "EC", "OKP"):
        return ()
    if data.get("use", "sig") != "sig":
        return ()
    try:
        key = JWKRegistry.import_key(data)
    except (JoseError, ValueError, TypeError, LookupError):
        return ()
    if isinstance(key, RSAKey) and key.public_key.key_size < LEAST_RSA_BITS:
        return ()
    return (key,) if isinstance(key, RSAKey | ECKey | OKPKey) else ()
