"""Concave worth of a ratio, with certified precision: logarithms and powers between two fractions.

The worth of ratio r at degree alpha is log r for alpha = 1, else (r^(1 - alpha) - 1) / (1 - alpha)
(Atkinson 1970): 0 at r = 1 for every alpha, with r^-alpha as its slope. Knows no problem.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import floor, isqrt

Between = tuple[Fraction, Fraction]
"""A number that is not below the first and not above the second."""

ZERO, ONE = Fraction(0), Fraction(1)
FIRST_DIGITS = 30
GUARD_DIGITS = 12
"""Digits beyond those that are promised: they swallow every rounding on the way."""


def logarithm(value: Fraction, digits: int = FIRST_DIGITS) -> Between:
    """The natural logarithm of a positive number, to so many decimals.

    Decimal arithmetic rounds each logarithm and the difference correctly, so that the error is far
    below the margin taken here.
    """
    if value == 1:
        return ZERO, ZERO
    context = _context(digits)
    above, below = (Decimal(each).ln(context) for each in value.as_integer_ratio())
    return _around(context.subtract(above, below), Fraction(1, 10**digits))


def power(value: Fraction, exponent: Fraction, digits: int = FIRST_DIGITS) -> Between:
    """A positive number to a rational exponent; exact where the result is a fraction by halves."""
    if exponent.denominator == 1:
        exact = value ** int(exponent)
        return exact, exact
    root = _square_root(value) if exponent.denominator == 2 else None
    if root is not None:
        exact = root ** int(2 * exponent)
        return exact, exact
    low, high = logarithm(value, digits + GUARD_DIGITS + len(str(value.numerator)))
    context = _context(digits + GUARD_DIGITS)
    middle = (low + high) / 2 * exponent
    grown = context.exp(context.divide(Decimal(middle.numerator), Decimal(middle.denominator)))
    return _around(grown, Fraction(grown) / 10**digits)


def worth(ratio: Fraction, alpha: Fraction, digits: int = FIRST_DIGITS) -> Between:
    """The worth of a ratio; of 0 only for alpha below 1, where it is finite."""
    if alpha == 1:
        return logarithm(ratio, digits)
    if not ratio:
        return -1 / (1 - alpha), -1 / (1 - alpha)
    ends = [(each - 1) / (1 - alpha) for each in power(ratio, 1 - alpha, digits)]
    return min(ends), max(ends)


def slope(ratio: Fraction, alpha: Fraction, digits: int = FIRST_DIGITS) -> Between:
    """What a little more of a positive ratio adds to its worth, per unit of ratio."""
    return power(ratio, -alpha, digits)


def weighted_worth(
    pairs: Iterable[tuple[Fraction, Fraction]], alpha: Fraction, step: Fraction
) -> Fraction:
    """The sum of weight * worth over pairs (ratio, weight), rounded half-up to the step: certified.

    The digits are doubled until both ends round alike. They do in the end: a sum that is no
    fraction is nowhere exactly between two steps, and one that is a fraction has equal ends.
    """
    rows = [pair for pair in pairs if pair[1]]
    digits = FIRST_DIGITS
    while True:
        parts = [(worth(ratio, alpha, digits), weight) for ratio, weight in rows]
        low = sum((ends[0] * weight for ends, weight in parts), ZERO)
        high = sum((ends[1] * weight for ends, weight in parts), ZERO)
        steps = [floor(each / step + Fraction(1, 2)) for each in (low, high)]
        if steps[0] == steps[1]:
            return steps[0] * step
        digits *= 2


def _context(digits: int) -> Context:
    return Context(prec=digits + GUARD_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)


def _around(value: Decimal, margin: Fraction) -> Between:
    middle = Fraction(value)
    return middle - margin, middle + margin


def _square_root(value: Fraction) -> Fraction | None:
    """The root, where it is a fraction."""
    above, below = isqrt(value.numerator), isqrt(value.denominator)
    root = Fraction(above, below)
    return root if root * root == value else None
