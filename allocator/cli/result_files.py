"""Results in files, read as the documents they are. Judges none of their claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from allocator.cli.values import issue
from allocator.texts.issues import InputError, Issue

FORMAT_VERSION = 1
OF_A_SPLIT = ("assignments", "members", "components", "rules")
LISTS = ("goals", *OF_A_SPLIT)


def read_result(path: str, *, place: str, lists: tuple[str, ...] = LISTS) -> Mapping[str, Any]:
    """The result document of a .json file; `place` names the argument in faults.

    It has the `lists`: those of a result, or only what a verdict on a split has too.

    Raises InputError for what is no result, or one of a newer format.
    """
    # Imported here: help reads nothing.
    from allocator.reading.documents import parsed
    from allocator.reading.sources import read_bytes

    if Path(path).suffix.lower() != ".json":
        raise InputError((issue("not_a_result", place, path),))
    document = parsed(read_bytes(Path(path)), Path(path).name)
    issues = tuple(_issues(document, path, place, lists))
    if issues:
        raise InputError(issues)
    found: Mapping[str, Any] = document
    return found


def _issues(document: Any, path: str, place: str, lists: tuple[str, ...]) -> Iterator[Issue]:
    if not isinstance(document, dict):
        yield issue("not_a_result", place, path)
        return
    version = document.get("format_version")
    if isinstance(version, int | Decimal) and version > FORMAT_VERSION:
        yield issue("result_too_new", place, path, version=version, known=FORMAT_VERSION)
        return
    whole = all(_objects(document.get(name)) for name in lists)
    if not (whole and isinstance(document.get("provenance"), dict)):
        yield issue("not_a_result", place, path)


def _objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)
