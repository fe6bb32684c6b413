"""JSON text in which a decimal stands digit for digit. Knows nothing of results."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from json import JSONEncoder
from typing import Any

from allocator.texts.formats import decimal_places, plain

_ENCODER = JSONEncoder(ensure_ascii=False, allow_nan=False)

INDENT = 2
FINEST = 12
"""Decimals at which a number is cut that has no finite ones."""


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


def json_ready(value: Any) -> Any:
    """Plain data: fractions as exact decimals (cut at 12 places), sets and tuples as lists.

    A float becomes the decimal that stands for it, so that reading it back changes no letter.
    """
    if isinstance(value, Mapping):
        return {str(name): json_ready(each) for name, each in value.items()}
    if isinstance(value, Fraction):
        return Decimal(plain(value, decimal_places(value, most=FINEST)))
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, frozenset | set):
        return [json_ready(each) for each in sorted(value)]
    if isinstance(value, list | tuple):
        return [json_ready(each) for each in value]
    return value


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
    return _ENCODER.encode(value)
