"""Awards of members as expressions, in the measure a goal asks for."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from allocator.formulation.choices import Choices
from allocator.model import Expression
from allocator.model.expressions import Number


def award(choices: Choices, member_id: str, measure: str) -> Expression:
    """What a member gets: value in PLN, value at reference prices, or the components' hours."""
    pairs = choices.by_member.get(member_id, ())
    if measure == "value":
        return choices.value(pairs) + choices.fixed_cost([member_id])
    problem = choices.problem
    if measure == "reference_value":
        weight = {pair: problem.reference_price_pln[pair[1]] for pair in pairs}
    else:
        weight = {pair: problem.component[pair[1]].labour_hours_per_unit for pair in pairs}
    return choices.per_unit(pairs, weight)


def common_step(amounts: Iterable[Number]) -> Fraction:
    """The largest number of which all the amounts are whole multiples; 1 where all are 0."""
    found = [Fraction(each) for each in amounts if each]
    if not found:
        return Fraction(1)
    below = lcm(*(each.denominator for each in found))
    return Fraction(gcd(*(int(each * below) for each in found)), below)
