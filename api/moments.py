"""Moments in UTC, as everywhere in the service: ISO 8601 with microseconds and a Z."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

FORM = "%Y-%m-%dT%H:%M:%S.%fZ"


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def ahead(seconds: float) -> datetime:
    """The moment that is so many seconds from now."""
    return now() + timedelta(seconds=seconds)


def text_of(moment: datetime) -> str:
    """A moment as text; texts sort as moments do."""
    return moment.astimezone(UTC).strftime(FORM)


def moment_of(text: str) -> datetime:
    """The moment that a text of ours means."""
    return datetime.strptime(text, FORM).replace(tzinfo=UTC)
