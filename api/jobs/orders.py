"""What a job is asked to do, as it is stored: one form for API, queue and workers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

CONTRACT = 1
"""Version of this form. A worker carries out orders of its own version and of those before."""

ORDER_KEYS = ("operation", "asked", "options", "split", "settings")
PACKAGES = ("allocator", "ortools", "pulp")


def order_json(
    operation: str,
    *,
    asked: Mapping[str, Any],
    options: Mapping[str, Any],
    split: Sequence[Mapping[str, Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """An order as it stands in the solve's row.

    The parts are as `asked_json`, `options_json` and `quantities_json` of `allocator.operations`
    write them; `settings` are what only this operation knows.
    """
    return {
        "operation": operation,
        "asked": dict(asked),
        "options": dict(options),
        "split": None if split is None else [dict(row) for row in split],
        "settings": dict(settings or {}),
    }


def request_key(
    consortium_id: str,
    *,
    content_digest: str,
    effective: Mapping[str, Any],
    limits: Mapping[str, Any] | None = None,
) -> str:
    """A digest that is the same for the same question, and for no other.

    `effective` as `allocator.operations.effective` gives it: operation, digests of the problem as
    solved, goals, terms, options with seed and limits, split, settings. `content_digest` is that
    of the stored problem, `limits` what the service itself sets. Versions of code and engines
    count too: a newer engine is asked again.
    """
    question = {
        "consortium_id": consortium_id,
        "content_digest": content_digest,
        "effective": effective,
        "limits": dict(limits or {}),
        "versions": dict(versions()),
    }
    text = json.dumps(question, sort_keys=True, ensure_ascii=False, default=_written)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def versions() -> Mapping[str, Any]:
    """Versions of the order's form, of the code and of the engines."""
    return {"contract": CONTRACT} | {name: _version(name) for name in PACKAGES}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _written(value: object) -> Any:
    """A number that JSON of the standard library can not write exactly, in one form for equals."""
    if not isinstance(value, Decimal):
        raise TypeError(f"not JSON-ready: {value!r}")
    whole = value == value.to_integral_value()
    return int(value) if whole else f"number {value.normalize():f}"
