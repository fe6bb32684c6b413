"""TOY4: four members, two components, 150 splits; its optima are known by enumeration.

Members A, B, C, D with weights 5, 3, 1, 1; components H (6 lots at a reference price of 3) and
M (6 lots at 2), value 30, so that targets are 15, 9, 3, 3. Capacities over both components in
lots: A 8, B 5, C 2, D 2, modelled as one labour pool with an hour a lot; C can do only H, D only
M. Unit costs: A H2 M1; B H2 M2; C H3; D M2; once per active member: A 1, B 1, C 2, D 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from allocator.problem.problem import Pair, Problem
from tests.builders import problem

MEMBERS = ("A", "B", "C", "D")
WEIGHTS = {"A": 5, "B": 3, "C": 1, "D": 1}
CAPACITY = {"A": 8, "B": 5, "C": 2, "D": 2}
PRICE = {"H": 3, "M": 2}
UNIT_COST = {
    ("A", "H"): 2,
    ("A", "M"): 1,
    ("B", "H"): 2,
    ("B", "M"): 2,
    ("C", "H"): 3,
    ("D", "M"): 2,
}
FIXED = {"A": 1, "B": 1, "C": 2, "D": 1}


def toy4(
    *,
    budget: int | None = None,
    capacity: Mapping[str, int] | None = None,
    weights: Mapping[str, int] | None = None,
    **more: Any,
) -> Problem:
    """The problem, perhaps with a budget, other capacities or other weights."""
    shares = weights or WEIGHTS
    whole = sum(shares.values())
    return problem(
        components={
            name: {"quantity": 6, "labour_pool": "P", "labour_hours_per_unit": 1} for name in PRICE
        },
        members={
            name: {
                "target_share_pct": Fraction(100 * shares[name], whole),
                "fixed_cost_pln": FIXED[name],
                "is_small": name in "CD",
            }
            for name in MEMBERS
        },
        offers={
            f"{who}:{what}": {"unit_cost_pln": cost} for (who, what), cost in UNIT_COST.items()
        },
        staff={f"{name}:P": hours for name, hours in (capacity or CAPACITY).items()},
        budget=budget,
        **more,
    )


def splits(capacity: Mapping[str, int] | None = None) -> Iterator[dict[Pair, Fraction]]:
    """All splits by plain enumeration: what is not A's, B's and the small one's is impossible."""
    most = capacity or CAPACITY
    for h_a, h_c, m_a, m_d in product(range(7), range(3), range(7), range(3)):
        h_b, m_b = 6 - h_a - h_c, 6 - m_a - m_d
        if min(h_b, m_b) < 0 or h_a + m_a > most["A"] or h_b + m_b > most["B"]:
            continue
        if h_c > most["C"] or m_d > most["D"]:
            continue
        lots = {
            ("A", "H"): h_a,
            ("A", "M"): m_a,
            ("B", "H"): h_b,
            ("B", "M"): m_b,
            ("C", "H"): h_c,
            ("D", "M"): m_d,
        }
        yield {pair: Fraction(number) for pair, number in lots.items() if number}


def awards_of(split: Mapping[Pair, Fraction]) -> tuple[Fraction, ...]:
    """What A, B, C and D get at reference prices."""
    return tuple(
        sum((PRICE[what] * lots for (who, what), lots in split.items() if who == name), Fraction(0))
        for name in MEMBERS
    )


def cost_of(split: Mapping[Pair, Fraction]) -> Fraction:
    """Unit costs and, once for each active member, its own fixed cost."""
    fixed = sum(FIXED[who] for who in {who for who, _ in split})
    return sum((UNIT_COST[pair] * lots for pair, lots in split.items()), Fraction(fixed))
