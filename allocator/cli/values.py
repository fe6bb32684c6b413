"""Texts of options -> exact values; what is wrong with them is gathered, not raised."""

from __future__ import annotations

from fractions import Fraction

from allocator.cli.declaring import Invocation
from allocator.operations.faults import (
    ANY,
    COUNT,
    NOT_NEGATIVE,
    PERCENT,
    POSITIVE,
    POSITIVE_PERCENT,
    SEEDS,
    Faults,
    Range,
    in_range,
    issue,
    told,
)

__all__ = [
    "ANY",
    "COUNT",
    "NOT_NEGATIVE",
    "PERCENT",
    "POSITIVE",
    "POSITIVE_PERCENT",
    "SEEDS",
    "Faults",
    "Range",
    "issue",
    "number",
    "number_option",
    "told",
    "whole_option",
]


def number_option(
    invocation: Invocation, name: str, allowed: Range, faults: Faults
) -> Fraction | None:
    """The number given for an option; None where none was, or none that can be used."""
    text = invocation.text(name)
    return None if text is None else number(text, name, allowed, faults)


def whole_option(invocation: Invocation, name: str, allowed: Range, faults: Faults) -> int | None:
    """The whole number given for an option."""
    found = number_option(invocation, name, allowed, faults)
    return None if found is None else int(found)


def number(text: str, name: str, allowed: Range, faults: Faults) -> Fraction | None:
    """The exact number of a text in Polish or English notation; a fault where it is none.

    1.234 could be a thousand or a decimal: it is refused, as in files.
    """
    # Imported here: most runs give no number.
    from allocator.reading.numbers import NumberFault, Point, Signs, read_number

    found = read_number(text, Point.EITHER, signs=Signs(currency=True, percent=True))
    if isinstance(found, NumberFault):
        faults.add(found.code, name, text)
        return None
    return in_range(found, allowed, faults, column=name, text=text)
