"""JSON text in which a decimal stands digit for digit. Knows nothing of results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

INDENT = 2


def exact_text(value: Any, *, depth: int = 0, compact: bool = False) -> str:
    """JSON for mappings, lists and scalars; `Decimal` is written exactly, never as a float.

    Lists of scalars stay on one line. `compact` puts everything on one.
    """
    if isinstance(value, Mapping):
        parts = [
            f"{_scalar(str(name))}: {exact_text(each, depth=depth + 1, compact=compact)}"
            for name, each in value.items()
        ]
        return _wrapped("{", parts, "}", depth=depth, compact=compact or not parts)
    if isinstance(value, list | tuple):
        parts = [exact_text(each, depth=depth + 1, compact=compact) for each in value]
        flat = not any(isinstance(each, Mapping | list | tuple) for each in value)
        return _wrapped("[", parts, "]", depth=depth, compact=compact or flat)
    return _scalar(value)


def _wrapped(opening: str, parts: list[str], closing: str, *, depth: int, compact: bool) -> str:
    if compact:
        return opening + ", ".join(parts) + closing
    inner = "\n" + " " * (INDENT * (depth + 1))
    outer = "\n" + " " * (INDENT * depth)
    return opening + inner + ("," + inner).join(parts) + outer + closing


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"no JSON number: {value}")
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
