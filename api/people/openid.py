"""Bearer tokens of an OpenID Connect issuer: whose they are, or that they are nobody's.

Checked as RFC 7519 and RFC 8725 ask: signature by a key of the issuer with an algorithm of our
list, issuer, audience, times. What the person may do here is not in the token: table `bindings`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from joserfc.errors import InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry, decode

from api.people.issuer_keys import IssuerKeys

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
"""Signatures by a key pair only: never `none`, and nothing with a shared secret."""

LEEWAY_SECONDS = 60
MOST_CHARACTERS = 16_384
TYPES = ("", "jwt", "at+jwt", "application/at+jwt")


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as the issuer names it."""

    issuer: str
    name: str

    @property
    def actor(self) -> str:
        """Its name in our books: the same person, the same actor; not the issuer's own name."""
        return f"openid:{sha256(f'{self.issuer} {self.name}'.encode()).hexdigest()[:32]}"


class _Signatures(JWSRegistry):
    """Takes the algorithms of our list and no other."""

    def get_alg(self, name: str) -> Any:
        """The algorithm of this name. Raises UnsupportedAlgorithmError for all others."""
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(f"{name} is not taken")
        return self.algorithms[name]


class Verifier:
    """Verifies tokens of one issuer for one audience. Safe for many threads."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        *,
        keys: IssuerKeys | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.issuer = issuer
        self.audience = audience
        self.keys = keys or IssuerKeys(issuer)
        self._clock = clock
        self._signatures = _Signatures(strict_check_header=False)

    def subject(self, token: str) -> Subject | None:
        """Whose token this is; None for one that is not good, whatever is wrong with it.

        Raises Refusal `issuer_unavailable` (503) while the issuer's keys can not be had.
        """
        if not 0 < len(token) <= MOST_CHARACTERS or token.count(".") != 2 or not token.isascii():
            return None
        try:
            claims = self._claims(token)
        except (JoseError, ValueError, TypeError, LookupError, RecursionError):
            return None
        name = claims["sub"]
        return Subject(self.issuer, name) if 0 < len(name) <= 255 else None

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            found = decode(token, self.keys.current(), ALGORITHMS, self._signatures)
        except InvalidKeyIdError:
            found = decode(token, self.keys.after_rotation(), ALGORITHMS, self._signatures)
        if str(found.header.get("typ", "")).lower() not in TYPES:
            raise ValueError("another type of token")
        self._rules().validate(found.claims)
        return found.claims

    def _rules(self) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            int(self._clock()),
            LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
