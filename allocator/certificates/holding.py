"""A certificate held against what it must say: by arithmetic alone, nothing is searched.

A certificate follows from problem and result, so it is made anew from them and compared part by
part. What differs is named; whoever changed a number, a claim or a row is found out by that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

PARTS = (
    "format_version",
    "kind",
    "about_pl",
    "about_en",
    "problem_digest",
    "measure",
    "grid_pct",
    "cap_pct",
    "ledger",
    "complete",
    "levels",
    "members",
    "assignments",
    "base",
    "problem",
)


def differences(given: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[str]:
    """The parts in which a certificate is not what it must be, each by its place."""
    for part in PARTS:
        if part not in given or _plain(given[part]) != _plain(expected[part]):
            yield from _where(part, given.get(part), expected[part])
    yield from _claims(given.get("claims"), expected["claims"])
    yield from (f"{name}" for name in given if name not in expected)


def _claims(given: Any, expected: list[Mapping[str, Any]]) -> Iterator[str]:
    if not isinstance(given, list) or len(given) != len(expected):
        yield "claims"
        return
    for stated, due in zip(given, expected, strict=True):
        claim = stated if isinstance(stated, Mapping) else {}
        for part in due:
            if _plain(claim.get(part)) != _plain(due[part]):
                yield f"claims {due['claim']} {part}"
        yield from (f"claims {due['claim']} {name}" for name in claim if name not in due)


def _where(part: str, given: Any, expected: Any) -> Iterator[str]:
    """The rows of a list that differ, else the part itself."""
    if isinstance(given, list) and isinstance(expected, list) and len(given) == len(expected):
        for place, (stated, due) in enumerate(zip(given, expected, strict=True), start=1):
            if _plain(stated) != _plain(due):
                name = due.get("member_id") if isinstance(due, Mapping) else None
                yield f"{part} {name or place}"
        return
    yield part


def _plain(value: Any) -> Any:
    """Numbers by their value, whatever their form and however long; yes and no are none."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return ("flag", value) if isinstance(value, bool) else value
