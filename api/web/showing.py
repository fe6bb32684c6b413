"""Rows as the JSON that is answered: which fields, in which order, with which links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import RowMapping

from api.moments import text_of
from api.storage.solves import waiting_seconds
from api.web.phases import phase_in_words

SOLVE = (
    *("id", "name", "note", "problem_id", "sweep_id", "operation", "job_state", "solve_result"),
    *("verdict", "proved", "failure", "stop_wish"),
)
KEPT_PL = "To zlecenie już tu jest i zachowuje swoją nazwę i notatkę; można je zmienić (PATCH)."
KEPT_EN = "This problem is here already and keeps its name and note; they can be changed (PATCH)."
MOMENTS = ("created_at", "queued_at", "started_at", "finished_at")
PROBLEM = ("id", "name", "note", "digest", "text_digest", "base_id", "bytes", "summary")


def problem_item(row: RowMapping) -> dict[str, Any]:
    """A problem as a list shows it."""
    own = f"/v1/problems/{row['id']}"
    return {
        **{name: row[name] for name in PROBLEM},
        "created_at": text_of(row["created_at"]),
        "links": {
            "self": own,
            "document": f"{own}/document",
            "scenarios": f"{own}/scenarios",
            **({"base": f"/v1/problems/{row['base_id']}"} if row["base_id"] else {}),
        },
    }


def problem_view(row: RowMapping) -> dict[str, Any]:
    """A problem with all that is known of it but its document."""
    return {**problem_item(row), "notices": row["notices"], "changes": row["changes"]}


def kept_as_they_were(row: RowMapping, asked: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """A notice for each of name and note that was given for a problem which has another one."""
    return [
        {
            "code": "kept_as_it_was",
            "severity": "notice",
            "table": "request",
            "row": None,
            "column": column,
            "value": value,
            "parameters": {"kept": row[column]},
            "text_pl": KEPT_PL,
            "text_en": KEPT_EN,
        }
        for column, value in sorted(asked.items())
        if value and value != row[column]
    ]


def moment(value: datetime | None) -> str | None:
    """A moment as text, or nothing."""
    return None if value is None else text_of(value)


def solve_view(row: RowMapping, position: int | None) -> dict[str, Any]:
    """A solve as it stands; `position` in the queue where it waits."""
    effective = row["effective"]
    options = effective.get("options") or {}
    own = f"/v1/solves/{row['id']}"
    return {
        **{name: row[name] for name in SOLVE},
        "position": position,
        "waiting_seconds": Decimal(f"{waiting_seconds(row):.3f}"),
        "phase": row["phase"],
        **phase_in_words(row["phase"]),
        **{name: number(row[name]) for name in ("best", "bound", "seconds")},
        **{name: row[name] for name in ("attempt", "tries", "kept_from", "answered_from")},
        "effective": {name: each for name, each in effective.items() if name != "versions"},
        "seed": options.get("seed", 0),
        "limits": options.get("limits") or {},
        "versions": effective.get("versions") or {},
        "problem_digest": row["problem_digest"],
        **{name: moment(row[name]) for name in MOMENTS},
        "links": {
            "self": own,
            "problem": f"/v1/problems/{row['problem_id']}",
            "events": f"{own}/events",
            "result": f"{own}/result",
            **({"sweep": f"/v1/sweeps/{row['sweep_id']}"} if row["sweep_id"] else {}),
        },
    }


def number(text: str | None) -> Decimal | str | None:
    """A number as a worker wrote it; a text that is none as it is."""
    if text is None:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return text
    return found if found.is_finite() else text
