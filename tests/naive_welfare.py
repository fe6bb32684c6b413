"""Welfare of a split, a second time and naively: series instead of decimals, 60 digits, no bounds.

Used through `tests.naive`. Whoever is this near to half a step is told apart by an assertion.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from tests.naive_judge import Judge
from tests.naive_rules import Quantities

FINE = 10**60
MILLION = 10**6


def measure_of(judge: Judge, goal: str, detail: str, fairness: Any, used: Quantities) -> Fraction:
    """The measure of an entry of weighted Nash, alpha-fairness or the ordered sum."""
    from tests import naive_goals

    due, past = naive_goals.past_and_due(judge, fairness)
    got = {
        name: naive_goals.award(judge, fairness.measure, name, used) + past.get(name, 0)
        for name in due
    }
    ratios = {name: got[name] / due[name] for name in due}
    if goal == "largest_share":
        return Fraction(max(-floor(-100 * each / fairness.grid_pct) for each in ratios.values()))
    if goal == "owa":
        weights = fairness.owa_weights or range(len(due), 0, -1)
        return Fraction(sum(w * r for w, r in zip(weights, sorted(ratios.values()), strict=False)))
    whole = sum(due.values())
    positive = [name for name in due if got[name] > 0]
    if detail == "members":
        return Fraction(len(positive))
    if detail == "weight":
        return Fraction(sum(due[name] for name in positive)) / whole
    alpha = Fraction(1) if goal == "weighted_nash" else fairness.alpha
    counted = positive if alpha >= 1 else list(due)
    total = Fraction(sum(due[name] * worth(ratios[name], alpha) for name in counted)) / whole
    steps = total * MILLION + Fraction(1, 2)
    assert alpha != 1 or abs(steps - round(steps)) > Fraction(1, 10**30), "too near to tell"
    return Fraction(floor(steps), MILLION)


def worth(ratio: Fraction, alpha: Fraction) -> Fraction:
    """log r, or (r^(1 - alpha) - 1) / (1 - alpha) for whole and half alpha."""
    if alpha == 1:
        return logarithm(ratio)
    if alpha.denominator == 1:
        return (ratio ** int(1 - alpha) - 1) / (1 - alpha)
    assert alpha == Fraction(1, 2)
    return 2 * (square_root(ratio) - 1)


def logarithm(value: Fraction) -> Fraction:
    """By halving and doubling to near 1, then log x = 2 artanh((x - 1) / (x + 1))."""
    doubled = 0
    while value > Fraction(3, 2):
        value, doubled = value / 2, doubled + 1
    while value < Fraction(3, 4):
        value, doubled = value * 2, doubled - 1
    return artanh((value - 1) / (value + 1)) * 2 + doubled * 2 * artanh(Fraction(1, 3))


def artanh(value: Fraction) -> Fraction:
    """Its series in whole numbers of 10^-60."""
    power = floor(value * FINE)
    square, total, place = value * value, 0, 1
    while power:
        total += power // place
        power = floor(power * square) if power > 0 else -floor(-power * square)
        place += 2
    return Fraction(total, FINE)


def square_root(value: Fraction) -> Fraction:
    """By Newton's steps, or exactly."""
    if not value:
        return value
    root = Fraction(max(1, floor(value)))
    for _ in range(60):
        better = (root + value / root) / 2
        better = better if better * better == value else Fraction(floor(better * FINE), FINE)
        if abs(better - root) * FINE <= 1:
            break
        root = better
    near = better.limit_denominator(10**9)
    return near if near * near == value else better
