"""Awards of members as expressions, in the measure a goal asks for."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from allocator.formulation.choices import Choices
from allocator.measures.awards import had_before
from allocator.model import Expression
from allocator.model.expressions import Number
from allocator.problem.request import Fairness


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


def counted_awards(
    choices: Choices, members: Iterable[str], fairness: Fairness
) -> dict[str, Expression]:
    """Awards as they are held against targets: with what the ledger counts of past years."""
    before = had_before(choices.problem, fairness)
    return {
        each: award(choices, each, fairness.measure) + before.get(each, Fraction(0))
        for each in members
    }


def common_step(amounts: Iterable[Number]) -> Fraction:
    """The largest number of which all the amounts are whole multiples; 1 where all are 0."""
    found = [Fraction(each) for each in amounts if each]
    if not found:
        return Fraction(1)
    below = lcm(*(each.denominator for each in found))
    return Fraction(gcd(*(int(each * below) for each in found)), below)
