"""ETags: what was seen already is not sent again (RFC 9110, 13.1.2)."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import RowMapping
from starlette.requests import Request
from starlette.responses import Response

from api.faults import Refusal

CACHING = "private, no-cache"
"""Kept by the client alone, and asked about each time."""


def etag_of(*parts: object) -> str:
    """A weak tag of what decides an answer: compression may change its bytes on the way."""
    digest = sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def problem_etag(row: RowMapping) -> str:
    """The tag of what is known of a problem: the rest of it never changes."""
    return etag_of(row["id"], row["name"], row["note"])


def is_known(request: Request, etag: str) -> bool:
    """Whether the client has this version; tags are compared weakly."""
    header = request.headers.get("if-none-match", "")
    if header.strip() == "*":
        return True
    return _bare(etag) in {_bare(each.strip()) for each in header.split(",")}


def check_unchanged(request: Request, etag: str) -> None:
    """Raise Refusal `changed_meanwhile` (412) where the client means another version.

    Only who sends If-Match asks for it. Tags are compared weakly here, too: ours say what a
    thing is, not by which bytes it was told.
    """
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return
    if _bare(etag) not in {_bare(each.strip()) for each in header.split(",")}:
        raise Refusal("changed_meanwhile", headers={"ETag": etag})


def not_modified(etag: str) -> Response:
    """304, with the tag again."""
    return Response(status_code=304, headers=headers(etag))


def headers(etag: str) -> dict[str, str]:
    """The headers of an answer that has a tag."""
    return {"ETag": etag, "Cache-Control": CACHING, "Vary": "Accept, Accept-Language"}


def _bare(tag: str) -> str:
    return tag.removeprefix("W/")
