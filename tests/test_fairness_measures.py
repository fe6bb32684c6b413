"""How fair a split is: the exact fractions of the toy commission, and what limits a member."""

from __future__ import annotations

from fractions import Fraction

import pytest

from allocator.measures.fairness import (
    MeasureFairness,
    fairness_of,
    is_wef1,
    is_wprop1,
    margins,
)
from allocator.measures.inequality import gini, jain, spread
from tests.builders import problem
from tests.toy4 import awards_of, splits, toy4

F = Fraction
WEIGHTS = (5, 3, 1, 1)


def split_with(*awards: int) -> dict[tuple[str, str], Fraction]:
    return next(each for each in splits() if awards_of(each) == awards)


def reference(*awards: int) -> MeasureFairness:
    found = fairness_of(toy4(), split_with(*awards))
    return next(each for each in found if each.measure == "reference_value")


@pytest.mark.parametrize(
    ("ratios", "weighted", "by_heads", "index"),
    [
        ((F(14, 15), F(1), F(1), F(4, 3)), F(7, 150), F(9, 128), F(512, 523)),
        ((F(1), F(5, 3), F(0), F(0)), F(3, 10), F(9, 16), F(8, 17)),
        ((F(6, 5), F(4, 3), F(0), F(0)), F(11, 50), F(39, 76), F(361, 724)),
    ],
)
def test_inequality_of_the_toy_commission(
    ratios: tuple[Fraction, ...], weighted: Fraction, by_heads: Fraction, index: Fraction
) -> None:
    """T10: weights 5, 3, 1, 1 and, beside them, heads."""
    pairs = [(ratio, F(weight)) for ratio, weight in zip(ratios, WEIGHTS, strict=True)]
    heads = [(ratio, F(1)) for ratio in ratios]
    assert (gini(pairs), gini(heads), jain(heads)) == (weighted, by_heads, index)


def test_spread_and_the_empty_split() -> None:
    assert spread((F(14, 15), F(1), F(1), F(4, 3))) == F(2, 5)
    nothing = [(F(0), F(1)), (F(0), F(2))]
    assert (gini(nothing), jain(nothing)) == (None, None)


def test_equal_ratios_are_perfectly_equal() -> None:
    pairs = [(F(2, 3), F(5)), (F(2, 3), F(1))]
    assert (gini(pairs), jain(pairs)) == (0, 1)


def test_the_fairest_split_of_the_toy_commission() -> None:
    """T03, T10, T17: targets 15, 9, 3, 3; awards 14, 9, 3, 4; at most 22, 15, 6, 4."""
    found = reference(14, 9, 3, 4)
    assert [each.target for each in found.members] == [15, 9, 3, 3]
    assert [each.award for each in found.members] == [14, 9, 3, 4]
    assert [each.level for each in found.members] == [93, 100, 100, 100]
    assert [each.reach.most for each in found.members] == [22, 15, 6, 4]
    assert {each.reach.limited_by for each in found.members} == {"staff"}
    assert (found.gini, found.spread, found.small_share) == (F(7, 150), F(2, 5), F(7, 30))
    assert not any(each.is_limited for each in found.members)


def test_own_margins_of_the_toy_commission() -> None:
    """T09: paid at reference prices, the fairest split leaves A 5, B 2, C -2, D -1."""
    which = toy4()
    offers = {
        f"{each.member_id}:{each.component_id}": {
            "unit_cost_pln": which.reference_price_pln[each.component_id],
            "own_unit_cost_pln": each.unit_cost_pln,
            "own_fixed_cost_pln": 0,
        }
        for each in which.offers
    }
    paid = problem(
        components={"H": 6, "M": 6},
        members={"A": {"fixed_cost_pln": 0}, "B": {}, "C": {}, "D": {}},
        offers=offers,
    )
    found = margins(paid, split_with(14, 9, 3, 4))
    fixed = {"A": 1, "B": 1, "C": 2, "D": 1}
    assert [each.margin_pln - fixed[each.member_id] for each in found] == [5, 2, -2, -1]


@pytest.mark.parametrize(
    ("weights", "awards", "envy_free", "proportional"),
    [
        ((7, 1, 1, 1), (1, 1, 1, 1), True, False),  # a share of 2.8 against 1 + 1
        ((7, 1, 1, 1), (3, 1, 1, 1), True, False),  # 4.2 against 3 + 1
        ((7, 1, 1, 1), (7, 1, 2, 2), True, False),  # 8.4 against 7 + 1
        ((6, 3, 1), (2, 2, 1), True, True),  # 3 against 2 + 1
        ((6, 3, 1), (6, 4, 2), True, False),  # 7.2 against 6 + 1
        ((7, 1, 1, 1), (9, 1, 1, 1), False, True),  # 1/1 is below (9 - 1)/7
        ((7, 1, 1, 1), (4, 0, 0, 0), False, True),
    ],
)
def test_up_to_one_lot(
    weights: tuple[int, ...], awards: tuple[int, ...], envy_free: bool, proportional: bool
) -> None:
    """T12: of leximin's splits of identical lots only one is proportional up to one lot."""
    which = problem(
        components={"C1": sum(awards)},
        members={
            f"M{place}": {"target_share_pct": 10 * weight} for place, weight in enumerate(weights)
        },
    )
    split = {(f"M{place}", "C1"): F(award) for place, award in enumerate(awards) if award}
    found = next(each for each in fairness_of(which, split) if each.measure == "reference_value")
    assert (found.lot, found.wef1, found.wprop1) == (10, envy_free, proportional)
    assert is_wef1(found.members, F(10)) is envy_free
    assert is_wprop1(found.members, F(10)) is proportional


def test_a_member_without_an_offer_is_limited() -> None:
    which = problem(
        members={"M1": {"target_share_pct": 50}, "M2": {"target_share_pct": 50}},
        offers={"M1:C1": {"unit_cost_pln": 10, "capacity_max": 4}},
    )
    found = fairness_of(which, {})[0]
    assert [(each.reach.most, each.reach.limited_by) for each in found.members] == [
        (40, "capacity"),
        (0, "no_offer"),
    ]
    assert [each.is_limited for each in found.members] == [True, True]
