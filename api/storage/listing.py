"""Lists in pages, newest first, and the reasons why something stays where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, Select
from sqlalchemy.sql.elements import ColumnElement

LIMIT = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first; `next` is the number to give as `before` for those that follow."""

    rows: tuple[RowMapping, ...]
    next: int | None


class Kept(StrEnum):
    """Why something was not deleted or changed."""

    ABSENT = "absent"  # there is none here
    LIVE = "live"  # a job that needs it waits or runs
    PUBLISHED = "published"  # a publication, a draft too, rests on it
    STATE = "state"  # its state does not allow it


def page(
    connection: Connection,
    query: Select[Any],
    number: ColumnElement[int],
    *,
    before: int | None = None,
    limit: int = LIMIT,
) -> Page:
    """The newest rows of a query whose `number` is below `before`."""
    if before is not None:
        query = query.where(number < before)
    rows = connection.execute(query.order_by(number.desc()).limit(limit + 1)).mappings().all()
    more = len(rows) > limit
    kept = tuple(rows[:limit])
    return Page(kept, kept[-1]["number"] if more else None)
