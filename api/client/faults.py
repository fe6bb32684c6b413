"""What goes wrong between a client and the service, and when trying again is safe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from api.client.exact import loaded

UNREACHABLE = "unreachable"
PASSING = frozenset((429, 502, 503, 504))
"""Statuses that pass by themselves."""

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0


@dataclass
class ServiceError(Exception):
    """The service refused, failed, or could not be reached (code `unreachable`, status 0).

    `code` is for programs, titles and sentences in Polish and English for people; `issues` are
    the faults of an input, each with table, row, column and sentences.
    """

    code: str
    status: int = 0
    title_pl: str = ""
    title_en: str = ""
    detail_pl: str = ""
    detail_en: str = ""
    issues: tuple[Mapping[str, Any], ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        sentences = [self.detail_en or self.title_en or self.code]
        sentences += [_told(each) for each in self.issues]
        return f"{self.code}: " + "\n  ".join(sentences)

    def __reduce__(self) -> tuple[Any, ...]:
        texts = (self.title_pl, self.title_en, self.detail_pl, self.detail_en)
        return type(self), (self.code, self.status, *texts, self.issues, self.content)


def _told(issue: Mapping[str, Any]) -> str:
    """A fault with its place: a sentence alone may not say which field it means."""
    row = issue.get("row")
    parts = (issue.get("table"), row and f"row {row}", issue.get("column"))
    place = ", ".join(str(each) for each in parts if each)
    sentence = str(issue.get("text_en") or issue.get("code", ""))
    return f"{place}: {sentence}" if place else sentence


def error_of(response: httpx2.Response) -> ServiceError:
    """The error that an answer tells, whether or not it has the shape of problem details."""
    try:
        content = loaded(response.content)
    except ValueError:
        content = None
    if not isinstance(content, Mapping):
        content = {}
    code = str(content.get("code") or f"http_{response.status_code}")
    title = str(content.get("title") or response.reason_phrase)
    detail = str(content.get("detail") or "")
    return ServiceError(
        code,
        response.status_code,
        str(content.get("title_pl") or title),
        str(content.get("title_en") or title),
        str(content.get("detail_pl") or detail),
        str(content.get("detail_en") or detail),
        tuple(content.get("issues") or ()),
        content,
    )


def unreachable(error: httpx2.TransportError) -> ServiceError:
    """The error for a service that does not answer."""
    words = str(error) or type(error).__name__
    return ServiceError(
        UNREACHABLE,
        title_pl="Usługa nie odpowiada",
        title_en="The service does not answer",
        detail_pl=words,
        detail_en=words,
    )


def pause_after(response: httpx2.Response | None, trial: int) -> float:
    """Seconds before the next trial: as long as the service asks, else longer each time."""
    if response is not None:
        asked = response.headers.get("Retry-After", "")
        if asked.isdecimal():
            return min(float(asked), LONGEST_PAUSE_SECONDS)
    return float(min(FIRST_PAUSE_SECONDS * 2**trial, LONGEST_PAUSE_SECONDS))
