"""The consortium's own contribution: the least that is needed, and who brings how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from allocator.allocation import Quantities
from allocator.measures.awards import ZERO, engaged, member_values, total
from allocator.problem.problem import Problem
from allocator.problem.request import Terms

GROSZ = Fraction(1, 100)
CO_FUNDING = "wsparcie"


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a member can bring, in PLN."""

    volunteer_pln: Fraction
    cash_pln: Fraction

    @property
    def total_pln(self) -> Fraction:
        """Work and money together."""
        return self.volunteer_pln + self.cash_pln


@dataclass(frozen=True, slots=True)
class Part:
    """What one member brings, to the grosz: volunteer work first, then cash."""

    amount_pln: Fraction = ZERO
    volunteer_pln: Fraction = ZERO
    volunteer_hours: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is needed and what engaged members can bring, in PLN, exact; `parts` by member."""

    needed_pln: Fraction
    available_pln: Fraction
    parts: Mapping[str, Part]

    @property
    def brought_pln(self) -> Fraction:
        """What is brought: all that is needed, or all there is where that is less."""
        return min(self.needed_pln, self.available_pln)

    @property
    def short_pln(self) -> Fraction:
        """What is missing."""
        return self.needed_pln - self.brought_pln


def is_co_funded(problem: Problem) -> bool:
    """Whether the consortium adds something of its own."""
    return problem.commission.commissioning_mode == CO_FUNDING


def required_pln(problem: Problem, terms: Terms, quantities: Quantities) -> Fraction:
    """The share of the total that the commissioner demands; 0 where that is switched off."""
    if not is_co_funded(problem) or not terms.is_on("own_contribution"):
        return ZERO
    share = problem.commission.own_contribution_required_pct / 100
    return total(problem, quantities) * share


def needed_pln(problem: Problem, terms: Terms, quantities: Quantities) -> Fraction:
    """The least that satisfies both the demanded share and the budget.

    A budget that does not bind is still the money there is: members bring what is missing.
    """
    if not is_co_funded(problem):
        return ZERO
    needed = required_pln(problem, terms, quantities)
    budget = problem.commission.budget_total_pln
    if budget is None:
        return needed
    return max(needed, total(problem, quantities) - budget)


def limits(problem: Problem, quantities: Quantities) -> Mapping[str, Limit]:
    """The most that each engaged member can bring; empty where nobody has to."""
    if not is_co_funded(problem):
        return {}
    hour_pln = problem.commission.volunteer_hour_value_pln
    found = (problem.member[each] for each in sorted(engaged(problem, quantities)))
    return {
        each.member_id: Limit(each.volunteer_hours_year * hour_pln, each.own_cash_pln)
        for each in found
    }


def own_contribution(problem: Problem, terms: Terms, quantities: Quantities) -> Contribution:
    """What is needed, and its split among engaged members in proportion to their value.

    Where members can not bring what is needed, each brings all it can and `short_pln` says what
    is missing.
    """
    most = limits(problem, quantities)
    needed = needed_pln(problem, terms, quantities)
    available = sum((each.total_pln for each in most.values()), ZERO)
    amount = min(needed, available)
    values = member_values(problem, quantities)
    exact = spread(
        amount,
        {each: values[each] for each in most},
        {each: limit.total_pln for each, limit in most.items()},
    )
    whole = to_the_grosz(exact, {each: limit.total_pln for each, limit in most.items()})
    hour_pln = problem.commission.volunteer_hour_value_pln
    parts = {each: _part(whole[each], limit, hour_pln) for each, limit in most.items()}
    return Contribution(needed, available, parts)


def spread(
    amount: Fraction, weights: Mapping[str, Fraction], most: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """The amount in proportion to weights, each at most its limit, the excess spread again.

    Limits must leave room for the amount. Where only weights of 0 have room left, the rest goes
    in proportion to that room.
    """
    result: dict[str, Fraction] = {}
    while len(result) < len(weights):
        rest = amount - sum(result.values(), ZERO)
        open_ones = [each for each in sorted(weights) if each not in result]
        weight = {each: weights[each] for each in open_ones}
        if not sum(weight.values(), ZERO):
            weight = {each: most[each] for each in open_ones}
        together = sum(weight.values(), ZERO) or Fraction(1)
        share = {each: rest * weight[each] / together for each in open_ones}
        full = [each for each in open_ones if share[each] > most[each]]
        result |= {each: most[each] for each in full} if full else share
    return result


def to_the_grosz(
    exact: Mapping[str, Fraction], most: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Parts in whole grosze that sum to the amount rounded half-up.

    Largest remainder, ties by member_id (Hamilton, 1792); a part is rounded above its limit only
    where no other is left.
    """
    grosze = {each: floor(part / GROSZ) for each, part in exact.items()}
    amount = floor(sum(exact.values(), ZERO) / GROSZ + Fraction(1, 2))

    def first(member_id: str) -> tuple[bool, Fraction, str]:
        beyond = (grosze[member_id] + 1) * GROSZ > most[member_id]
        return beyond, grosze[member_id] - exact[member_id] / GROSZ, member_id

    for each in sorted(grosze, key=first)[: amount - sum(grosze.values())]:
        grosze[each] += 1
    return {each: count * GROSZ for each, count in grosze.items()}


def _part(amount_pln: Fraction, limit: Limit, hour_pln: Fraction) -> Part:
    work = min(amount_pln, floor(limit.volunteer_pln / GROSZ) * GROSZ)
    return Part(amount_pln, work, work / hour_pln if hour_pln else ZERO)
