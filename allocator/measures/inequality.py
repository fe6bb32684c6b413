"""How unequal ratios are: spread, Gini, Jain; exact, for any weights. For reports, never a goal.

Everybody at zero is perfectly equal, so none of these numbers says that a split is good.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Weighted = Sequence[tuple[Fraction, Fraction]]
"""Pairs of a ratio and its weight (a member's target, or 1 for each member)."""


def spread(ratios: Sequence[Fraction]) -> Fraction:
    """The largest ratio less the smallest."""
    return max(ratios) - min(ratios)


def gini(pairs: Weighted) -> Fraction | None:
    """Gini's coefficient of weighted ratios: sum of w w' |r - r'| / (2 W * sum of w r).

    0 where all are equal; None where everybody has nothing.
    """
    total = sum((weight for _, weight in pairs), Fraction(0))
    whole = sum((ratio * weight for ratio, weight in pairs), Fraction(0))
    if not whole:
        return None
    apart = Fraction(0)
    for ratio, weight in pairs:
        for other, its in pairs:
            apart += weight * its * abs(ratio - other)
    return apart / (2 * total * whole)


def jain(pairs: Weighted) -> Fraction | None:
    """Jain's index of weighted ratios: (sum of w r)^2 / (W * sum of w r^2); 1 where all are equal.

    None where everybody has nothing (Jain, Chiu and Hawe 1984).
    """
    total = sum((weight for _, weight in pairs), Fraction(0))
    whole = sum((ratio * weight for ratio, weight in pairs), Fraction(0))
    squares = sum((ratio * ratio * weight for ratio, weight in pairs), Fraction(0))
    return whole * whole / (total * squares) if squares else None
