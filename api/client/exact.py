"""JSON whose numbers stay exact: `Decimal` and `Fraction` out, `Decimal` in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any


def loaded(text: str | bytes) -> Any:
    """Data from JSON text; a number with a point is a `Decimal`, never a float."""
    return json.loads(text, parse_float=Decimal)


def dumped(value: Any) -> str:
    """JSON text. Raises ValueError for a number that has no finite decimals."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(k))}:{dumped(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(dumped, value)) + "]"
    if isinstance(value, Fraction):
        return _decimal_text(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"no JSON number: {value}")
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _decimal_text(value: Fraction) -> str:
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
        if 10**places % value.denominator and places > value.denominator.bit_length():
            raise ValueError(f"no finite decimals: {value}")
    return f"{Decimal(int(value * 10**places)).scaleb(-places):f}"
