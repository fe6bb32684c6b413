"""What the client would like to have: media type and language, from its headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request

from api.faults import Refusal

JSON = "application/json"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKDOWN = "text/markdown"
CSV = "text/csv"
EVENTS = "text/event-stream"
LANGUAGES = ("pl", "en")
MOST_RANGES = 50
"""Ranges of a header that are looked at: no honest client sends more."""


def negotiated(accept: str | None, served: Sequence[str]) -> str:
    """The media type to answer with: of those served the one liked best, the first on a tie.

    Raises Refusal `not_acceptable` (406) where the client takes none of them.
    """
    if not accept or not accept.strip():
        return served[0]
    ranges = list(_ranges(accept))
    liked = [(_quality(each, ranges), -place, each) for place, each in enumerate(served)]
    quality, _, best = max(liked)
    if quality <= 0:
        raise Refusal("not_acceptable", {"served": ", ".join(served)})
    return best


def language_of(accept_language: str | None) -> str:
    """`pl` or `en`, whichever a header likes better; `pl` where it does not say."""
    ranges = list(_ranges(accept_language or ""))
    liked = {
        language: max(
            (quality for name, quality in ranges if name.split("-")[0] == language), default=0.0
        )
        for language in LANGUAGES
    }
    return "en" if liked["en"] > liked["pl"] else "pl"


async def json_accepted(request: Request) -> None:
    """Dependency of routes that answer with JSON only: 406 for who does not take it."""
    negotiated(request.headers.get("accept"), (JSON,))


async def chosen_language(
    request: Request,
    language: Annotated[
        str | None,
        Query(
            pattern="^(pl|en)$",
            description="language of what is written for people; else that of Accept-Language",
            examples=["pl"],
        ),
    ] = None,
) -> str:
    """The language that a document for people is to be in."""
    return language or language_of(request.headers.get("accept-language"))


Language = Annotated[str, Depends(chosen_language)]
"""A parameter of a route that writes for people."""


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much a type is liked: by the most specific range that it falls in (RFC 9110, 12.5.1)."""
    kind = media_type.split("/")[0]
    for pattern in (media_type, f"{kind}/*", "*/*"):
        found = [quality for name, quality in ranges if name == pattern]
        if found:
            return max(found)
    return 0.0


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(",")[:MOST_RANGES]:
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        if name:
            yield name, _weight(parameters)


def _weight(parameters: Sequence[str]) -> float:
    for each in parameters:
        name, _, value = each.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0 <= weight <= 1 else 0.0
    return 1.0
