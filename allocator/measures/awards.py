"""Values, hours and targets: what an allocation gives to members and takes from the budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import floor

from allocator.allocation import Quantities
from allocator.measures.ledger import Carried, accounts, carried
from allocator.problem.groups import base_value, own_hours, reference_value
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness

ZERO = Fraction(0)


def priced(problem: Problem, quantities: Quantities) -> dict[Pair, Fraction]:
    """The pairs with a quantity that have an offer, sorted; the others have no price."""
    return {
        pair: quantity
        for pair, quantity in sorted(quantities.items())
        if quantity and pair in problem.offer
    }


def pair_value(problem: Problem, pair: Pair, quantity: Fraction) -> Fraction:
    """What the consortium pays for a pair, in PLN: unit cost and, once, its fixed cost."""
    if not quantity:
        return ZERO
    offer = problem.offer[pair]
    return offer.unit_cost_pln * quantity + offer.fixed_cost_pln


def pair_hours(problem: Problem, pair: Pair, quantity: Fraction) -> Fraction:
    """Labour hours of a pair, at the offer's own hours a unit where it states them."""
    return quantity * problem.hours_per_unit(pair)


def member_values(problem: Problem, quantities: Quantities) -> Mapping[str, Fraction]:
    """Every member's pairs and, once if it has any, its own fixed cost, in PLN."""
    result = dict.fromkeys(problem.member, ZERO)
    used = priced(problem, quantities)
    for member_id in {member_id for member_id, _ in used}:
        result[member_id] = problem.member[member_id].fixed_cost_pln
    for pair, quantity in used.items():
        result[pair[0]] += pair_value(problem, pair, quantity)
    return result


def component_values(problem: Problem, quantities: Quantities) -> Mapping[str, Fraction]:
    """Every component's pairs, in PLN; members' own fixed costs belong to no component."""
    result = dict.fromkeys(problem.component, ZERO)
    for pair, quantity in priced(problem, quantities).items():
        result[pair[1]] += pair_value(problem, pair, quantity)
    return result


def covered(problem: Problem, quantities: Quantities) -> Mapping[str, Fraction]:
    """How much of every component is given out, to whomever, with an offer or without."""
    result = dict.fromkeys(problem.component, ZERO)
    for (_, component_id), quantity in quantities.items():
        if component_id in result:
            result[component_id] += quantity
    return result


def task_cost(problem: Problem, quantities: Quantities) -> Fraction:
    """What all members are paid for their tasks, in PLN."""
    return sum(member_values(problem, quantities).values(), ZERO)


def total(problem: Problem, quantities: Quantities) -> Fraction:
    """The task cost with the coordination fee and the reserve fund, in PLN."""
    return task_cost(problem, quantities) * problem.fee_factor


def total_hours(problem: Problem, quantities: Quantities) -> Fraction:
    """Labour hours of the whole allocation."""
    used = priced(problem, quantities)
    return sum((pair_hours(problem, pair, each) for pair, each in used.items()), ZERO)


def engaged(problem: Problem, quantities: Quantities) -> frozenset[str]:
    """The members that have a used pair."""
    return frozenset(member_id for member_id, _ in priced(problem, quantities))


def awards(problem: Problem, quantities: Quantities, measure: str) -> Mapping[str, Fraction]:
    """Every member's award: value and reference_value in PLN, or hours.

    `hours` are counted at the components' own hours, so that no offer can raise its award by
    stating more of them.
    """
    if measure == "value":
        return member_values(problem, quantities)
    weight = {
        each.component_id: problem.reference_price_pln[each.component_id]
        if measure == "reference_value"
        else each.labour_hours_per_unit
        for each in problem.components
    }
    result: dict[str, Fraction] = defaultdict(Fraction, dict.fromkeys(problem.member, ZERO))
    for (member_id, component_id), quantity in priced(problem, quantities).items():
        result[member_id] += quantity * weight[component_id]
    return result


def counted_awards(
    problem: Problem, quantities: Quantities, fairness: Fairness
) -> Mapping[str, Fraction]:
    """Every member's award as it is held against its target.

    With a cumulative ledger what it had in past years counts in it.
    """
    before = had_before(problem, fairness)
    found = awards(problem, quantities, fairness.measure)
    return {each: award + before.get(each, ZERO) for each, award in found.items()}


def had_before(problem: Problem, fairness: Fairness) -> Mapping[str, Fraction]:
    """What counts as awarded in past years, of members with a share in the key."""
    return {each: found.had for each, found in carried_over(problem, fairness).items()}


def targets(problem: Problem, fairness: Fairness) -> Mapping[str, Fraction]:
    """What awards are held against, in the measure's unit: the key's share, and the ledger's part.

    Without what the ledger leaves no claim: a target that it would push to 0 or below. Empty where
    the measure has no targets, see `key_targets`.
    """
    due = key_targets(problem, fairness.measure)
    past = carried_over(problem, fairness)
    whole = {
        each: target + past[each].counted + past[each].had if past else target
        for each, target in due.items()
    }
    return {each: target for each, target in whole.items() if target > 0}


def carried_over(problem: Problem, fairness: Fairness) -> Mapping[str, Carried]:
    """What past years do to the target of each member with a share; empty without a ledger.

    Hours are worth what the whole commission costs an hour at reference prices.
    """
    if fairness.ledger is None:
        return {}
    unit = Fraction(1)
    if fairness.measure == "hours":
        everything = tuple(problem.component)
        worth = reference_value(problem, everything)
        unit = own_hours(problem, everything) / worth if worth else ZERO
    books = accounts(problem, fairness.ledger)
    return {
        each: carried(books[each], fairness.ledger, target, unit)
        for each, target in key_targets(problem, fairness.measure).items()
    }


def key_targets(problem: Problem, measure: str) -> Mapping[str, Fraction]:
    """What the distribution key gives each member with a share in it, in the measure's unit.

    The base never moves with the allocation. Empty where there is none: `value` without a budget,
    or a base of 0.
    """
    base = _base(problem, measure)
    return {
        each.member_id: each.target_share_pct / 100 * base
        for each in problem.members
        if each.target_share_pct > 0 and base
    }


def ratios(problem: Problem, quantities: Quantities, fairness: Fairness) -> Mapping[str, Fraction]:
    """Award / target of every member that has a target, past years counted as the ledger says."""
    found = counted_awards(problem, quantities, fairness)
    return {
        member_id: found[member_id] / target
        for member_id, target in targets(problem, fairness).items()
    }


def level(fairness: Fairness, ratio: Fraction) -> int:
    """Whole steps of the grid that a ratio reaches, up to the cap."""
    reached = floor(100 * ratio / fairness.grid_pct)
    highest = fairness.highest_level
    return reached if highest is None else min(highest, reached)


def _base(problem: Problem, measure: str) -> Fraction:
    everything = tuple(problem.component)
    if measure == "value":
        return ZERO if problem.commission.budget_total_pln is None else base_value(problem)
    if measure == "reference_value":
        return reference_value(problem, everything)
    return own_hours(problem, everything)
