"""One request as data: what is sent, how the answer is read, whether it may be sent twice."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx2

from api.client.exact import dumped, loaded
from api.client.faults import PASSING, error_of, pause_after, unreachable

Answer = TypeVar("Answer")
KEY = "Idempotency-Key"


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """A request, and how its answer is read. `expected` are statuses that are answers."""

    method: str
    path: str
    read: Callable[[httpx2.Response], Answer]
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    expected: frozenset[int] = frozenset()

    @property
    def may_repeat(self) -> bool:
        """Whether sending it twice does what sending it once does."""
        return self.method == "GET" or KEY in self.headers

    def answer(self, response: httpx2.Response) -> Answer:
        """What the answer says. Raises ServiceError where it refuses."""
        if response.is_success or response.status_code in self.expected:
            return self.read(response)
        raise error_of(response)

    def pause(
        self, outcome: httpx2.Response | httpx2.TransportError, trial: int, *, trials: int
    ) -> float | None:
        """Seconds after which it is to be sent again; None: the outcome counts.

        Raises ServiceError where there was no answer and no further trial is safe.
        """
        last = trial + 1 >= trials
        if isinstance(outcome, httpx2.TransportError):
            # A connection that never stood has carried nothing.
            safe = self.may_repeat or isinstance(outcome, httpx2.ConnectError)
            if last or not safe:
                raise unreachable(outcome) from outcome
            return pause_after(None, trial)
        passing = outcome.status_code in PASSING and outcome.status_code not in self.expected
        if last or not passing or not self.may_repeat:
            return None
        return pause_after(outcome, trial)


def path(*parts: str) -> str:
    """A path below /v1 whose parts are quoted."""
    return "/v1/" + "/".join(quote(each, safe="") for each in parts)


def query_of(**values: str | int | bool | Sequence[str] | None) -> Sequence[tuple[str, str]]:
    """The parameters that are given; a list is given several times."""
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        if value is None:
            continue
        if isinstance(value, str | int):
            value = (str(value).lower() if isinstance(value, bool) else str(value),)
        found += [(name, each) for each in value]
    return found


def get(
    where: str,
    read: Callable[[httpx2.Response], Answer],
    *,
    accept: str = "application/json",
    query: Sequence[tuple[str, str]] = (),
    expected: frozenset[int] = frozenset(),
) -> Call[Answer]:
    """A GET; safe to repeat."""
    return Call("GET", where, read, query, {"Accept": accept}, expected=expected)


def post(
    where: str,
    read: Callable[[httpx2.Response], Answer],
    body: Any = None,
    *,
    media_type: str = "application/json",
    query: Sequence[tuple[str, str]] = (),
) -> Call[Answer]:
    """A POST with a key of its own, so that it takes effect once however often it is sent."""
    content = body if isinstance(body, bytes) else dumped({} if body is None else body).encode()
    headers = {"Content-Type": media_type, KEY: secrets.token_hex(16)}
    return Call("POST", where, read, query, headers, content)


def patch(
    where: str, read: Callable[[httpx2.Response], Answer], *, name: str | None, note: str | None
) -> Call[Answer]:
    """A PATCH of name and note; what is None stays as it is."""
    changes = {key: each for key, each in (("name", name), ("note", note)) if each is not None}
    headers = {"Content-Type": "application/json"}
    return Call("PATCH", where, read, headers=headers, body=dumped(changes).encode())


def given(**values: Any) -> dict[str, Any]:
    """A body of what is given: None and empty values are left out."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [], {})}


def document(response: httpx2.Response) -> dict[str, Any]:
    """A JSON object with exact numbers."""
    found: dict[str, Any] = loaded(response.content)
    return found


def content(response: httpx2.Response) -> bytes:
    """A file."""
    return response.content


def text(response: httpx2.Response) -> str:
    """A text."""
    return response.content.decode()


def nothing(response: httpx2.Response) -> None:
    """An answer without content."""
