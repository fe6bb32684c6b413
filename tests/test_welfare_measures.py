"""Worth, products and ordered sums without a solver: enclosed, compared exactly, chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest

from allocator.measures.concave import logarithm, power, weighted_worth
from allocator.measures.welfare import mean_worth, nash_compared, ordered_sum
from tests.naive_welfare import logarithm as naive_logarithm
from tests.toy4 import MEMBERS, awards_of, splits

DUE = {"A": 15, "B": 9, "C": 3, "D": 3}


def keyed(values: tuple[int, ...]) -> Mapping[str, Fraction]:
    return {f"M{place}": Fraction(value) for place, value in enumerate(values)}


# Precision.


@pytest.mark.parametrize("value", [Fraction(2), Fraction(14, 15), Fraction(1, 10**9), Fraction(7)])
def test_logarithms_are_enclosed(value: Fraction) -> None:
    low, high = logarithm(value, 30)
    assert low <= naive_logarithm(value) <= high
    assert 0 < high - low < Fraction(1, 10**28)


def test_powers_are_enclosed_or_exact() -> None:
    assert power(Fraction(4, 9), Fraction(1, 2)) == (Fraction(2, 3), Fraction(2, 3))
    assert power(Fraction(4, 9), Fraction(-3, 2)) == (Fraction(27, 8), Fraction(27, 8))
    assert power(Fraction(3), Fraction(-4)) == (Fraction(1, 81), Fraction(1, 81))
    low, high = power(Fraction(2), Fraction(1, 3), 30)
    assert low**3 < 2 < high**3
    assert high - low < Fraction(1, 10**28)


def test_the_sum_is_rounded_half_up_however_near_to_half_a_step() -> None:
    """A quarter of log 2 in steps of which it is exactly 2.5 up to 10^-40, from either side."""
    low, high = logarithm(Fraction(2), 60)
    for end, steps in ((low, 3), (high, 2)):
        # Of a step that is slightly too small, log 2 is more than two steps and a half.
        step = end / 10 + (Fraction(-1) if end == low else Fraction(1)) / 10**42
        assert weighted_worth([(Fraction(2), Fraction(1, 4))], Fraction(1), step) == steps * step


def test_equal_products_are_told_equal_and_others_apart() -> None:
    """2 * 8 = 4 * 4; 3 * 3 > 2 * 4; with weights 1 and 3, 4 * 8^3 < 8 * 7^3."""
    equal = keyed((1, 1))
    assert nash_compared(keyed((2, 8)), keyed((4, 4)), equal) == 0
    assert nash_compared(keyed((3, 3)), keyed((2, 4)), equal) == 1
    assert nash_compared(keyed((4, 8)), keyed((8, 7)), keyed((1, 3))) == -1
    # More members first, then the heavier ones, whatever the product.
    assert nash_compared(keyed((1, 1)), keyed((0, 99)), equal) == 1
    assert nash_compared(keyed((9, 0)), keyed((0, 1)), keyed((1, 3))) == -1


def test_the_product_of_toy4() -> None:
    """T11: 14^5 * 9^3 * 3 * 4."""
    assert 14**5 * 9**3 * 3 * 4 == 4_704_884_352
    due = {each: Fraction(DUE[each]) for each in MEMBERS}
    best = None
    for split in splits():
        got = dict(zip(MEMBERS, awards_of(split), strict=True))
        if best is None or nash_compared(got, best, due) > 0:
            best = got
    assert best is not None
    assert tuple(best.values()) == (14, 9, 3, 4)


# Choices among outcomes.


def chosen(
    outcomes: Sequence[tuple[int, ...]], weights: tuple[int, ...], alpha: Fraction
) -> object:
    due = keyed(weights)
    return max(
        outcomes,
        key=lambda each: mean_worth(
            {name: got / due[name] for name, got in keyed(each).items()}, due, alpha
        ),
    )


@pytest.mark.parametrize(
    ("alpha", "expected"),
    [
        ("0", (1, 1, 12)),
        ("1/2", (1, 1, 12)),
        ("1", (1, 4, 5)),
        ("2", (1, 4, 5)),
        ("5", (2, 2, 2)),
        ("20", (2, 2, 2)),
    ],
)
def test_alpha_from_the_total_to_the_worst_off(alpha: str, expected: tuple[int, ...]) -> None:
    """T19."""
    outcomes = [(2, 2, 2), (1, 4, 5), (1, 1, 12)]
    assert chosen(outcomes, (1, 1, 1), Fraction(alpha)) == expected


def test_nash_among_two_outcomes() -> None:
    """T11: (3, 9) for equal weights, 27 > 16; for 3 and 1 the other, 4^4 = 256 > 27 * 9 = 243."""
    one = Fraction(1)
    assert chosen([(4, 4), (3, 9)], (1, 1), one) == (3, 9)
    assert chosen([(4, 4), (3, 9)], (3, 1), one) == (4, 4)


def test_ordered_sums() -> None:
    ratios = [Fraction(4, 3), Fraction(1), Fraction(14, 15), Fraction(1)]
    weights = [Fraction(each) for each in (8, 4, 2, 1)]
    assert ordered_sum(ratios, weights) == Fraction(74, 5)
    # Beyond the last weight nothing counts.
    assert ordered_sum(ratios, weights[:1]) == 8 * Fraction(14, 15)
