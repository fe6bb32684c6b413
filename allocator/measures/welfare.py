"""Welfare of a split as a whole: weighted Nash, alpha-fairness, ordered sums of ratios.

Exact or certified to the proof grid, without a solver, for any split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm, prod

from allocator.measures.concave import ZERO, weighted_worth

MILLIONTH = Fraction(1, 1_000_000)
ONE = Fraction(1)


def with_something(ratios: Mapping[str, Fraction]) -> tuple[str, ...]:
    """Members whose award is more than nothing, by id."""
    return tuple(sorted(each for each, ratio in ratios.items() if ratio > 0))


def weight_with_something(
    ratios: Mapping[str, Fraction], targets: Mapping[str, Fraction]
) -> Fraction:
    """The part of all targets that belongs to members with an award."""
    own = sum((targets[each] for each in with_something(ratios)), ZERO)
    return own / sum(targets.values(), ZERO)


def mean_worth(
    ratios: Mapping[str, Fraction], targets: Mapping[str, Fraction], alpha: Fraction
) -> Fraction:
    """The mean worth of ratios, weighted by target, rounded half-up to a millionth.

    For alpha = 1 it is the mean logarithm of award / target: 0 where everybody has its target, and
    for the same members the larger the weighted product of awards is (Nash 1950; weights after
    Kalai 1977). From alpha = 1 on, members without an award are left out: how many they are is
    counted before.
    """
    whole = sum(targets.values(), ZERO)
    counted = with_something(ratios) if alpha >= 1 else tuple(sorted(ratios))
    pairs = ((ratios[each], targets[each] / whole) for each in counted)
    return weighted_worth(pairs, alpha, MILLIONTH)


def nash_compared(
    one: Mapping[str, Fraction], other: Mapping[str, Fraction], targets: Mapping[str, Fraction]
) -> int:
    """1, 0 or -1 as the first of two awards is better, as good or worse: by exact big integers.

    First the number of members with an award, then their targets, then the product of awards to
    the power of targets. Unlike the mean it has no grid.
    """
    keys = [_nash_key(awards, targets) for awards in (one, other)]
    if keys[0] != keys[1]:
        return 1 if keys[0] > keys[1] else -1
    first, second = (_product(awards, targets) for awards in (one, other))
    return (first > second) - (first < second)


def ordered_sum(ratios: Sequence[Fraction], weights: Sequence[Fraction]) -> Fraction:
    """The sum of weight * ratio, the first weight for the smallest ratio (Yager 1988).

    Members beyond the last weight count nothing.
    """
    return sum(
        (weight * ratio for weight, ratio in zip(weights, sorted(ratios), strict=False)), ZERO
    )


def usual_weights(members: int) -> tuple[Fraction, ...]:
    """Weights of Gini's welfare: as many as there are members, for the smallest ratio the most."""
    return tuple(Fraction(each) for each in range(members, 0, -1))


def _nash_key(
    awards: Mapping[str, Fraction], targets: Mapping[str, Fraction]
) -> tuple[int, Fraction]:
    have = [each for each in targets if awards[each] > 0]
    return len(have), sum((targets[each] for each in have), ZERO)


def _product(awards: Mapping[str, Fraction], targets: Mapping[str, Fraction]) -> Fraction:
    """Product of (award / target) ** weight, the weights whole numbers in lowest terms."""
    common = lcm(*(each.denominator for each in targets.values()))
    whole = {each: int(target * common) for each, target in targets.items()}
    divisor = gcd(*whole.values()) or 1
    return prod(
        (
            (awards[each] / targets[each]) ** (weight // divisor)
            for each, weight in sorted(whole.items())
            if awards[each] > 0
        ),
        start=ONE,
    )
