"""Rows of what always holds: eligibility, pins, coverage, lots, capacities, ceilings, money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from allocator.allocation import Quantities, RuleRow
from allocator.checks.bounds import ZERO, row, strength_of
from allocator.measures.awards import component_values, covered, pair_hours, task_cost, total
from allocator.measures.contribution import is_co_funded, own_contribution, required_pln
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Terms, all_pins


def eligibility(
    problem: Problem, quantities: Quantities, eligible: frozenset[Pair]
) -> Iterator[RuleRow]:
    """A row for each pair that has a quantity and must not have one."""
    for pair, quantity in sorted(quantities.items()):
        if pair not in eligible:
            name = _name(pair)
            yield row("eligibility", name, quantity, at_least=ZERO, at_most=ZERO, unit="quantity")


def pins(problem: Problem, terms: Terms, quantities: Quantities) -> Iterator[RuleRow]:
    """A row for each pair whose quantity people have fixed."""
    for pair, fixed in sorted(all_pins(problem, terms).items()):
        found = quantities.get(pair, ZERO)
        yield row("pins", _name(pair), found, at_least=fixed, at_most=fixed, unit="quantity")


def coverage(problem: Problem, terms: Terms, quantities: Quantities) -> Iterator[RuleRow]:
    """A row for each component: what is given out of it is its quantity, or at most that."""
    given_out = covered(problem, quantities)
    for each in problem.components:
        yield row(
            "coverage",
            each.component_id,
            given_out[each.component_id],
            at_least=None if terms.partial else each.quantity,
            at_most=each.quantity,
            unit="quantity",
        )


def offer_capacity(
    problem: Problem, terms: Terms, quantities: Quantities, pairs: tuple[Pair, ...]
) -> Iterator[RuleRow]:
    """A row for each pair that may have a quantity or has one."""
    strength = strength_of(terms, "offer_capacity")
    for pair in pairs:
        yield row(
            "offer_capacity",
            _name(pair),
            quantities.get(pair, ZERO),
            at_most=problem.offer[pair].capacity_max,
            strength=strength,
            unit="quantity",
        )


def lot_size(problem: Problem, quantities: Quantities) -> Iterator[RuleRow]:
    """A row for each used pair: what is left over beyond whole lots (all of it, if negative)."""
    for pair, quantity in sorted(quantities.items()):
        if pair in problem.offer:
            lot = problem.lot(pair[1])
            left_over = quantity % lot if quantity > 0 else -quantity
            yield row(
                "lot_size",
                _name(pair),
                left_over,
                at_most=ZERO,
                unit="quantity",
                whole_bound=lot,
            )


def not_splittable(problem: Problem, quantities: Quantities) -> Iterator[RuleRow]:
    """A row for each used pair of a component that goes to one member whole."""
    for pair, quantity in sorted(quantities.items()):
        if pair in problem.offer and not problem.component[pair[1]].splittable:
            whole = problem.component[pair[1]].quantity
            yield row(
                "not_splittable",
                _name(pair),
                quantity,
                at_least=whole,
                at_most=whole,
                unit="quantity",
            )


def labour_capacity(
    problem: Problem, terms: Terms, quantities: Quantities, pairs: tuple[Pair, ...]
) -> Iterator[RuleRow]:
    """A row for each member, pool and period that some pair may need, such as M01:P1@2026-01."""
    strength = strength_of(terms, "labour_capacity")
    for (member_id, pool), own in sorted(work_by_pool(problem, pairs).items()):
        free = problem.staff_hours.get((member_id, pool), ZERO)
        hours = hours_by_period(problem, quantities, own)
        for each in problem.periods:
            yield row(
                "labour_capacity",
                f"{member_id}:{pool}@{each.period}",
                hours[each.period],
                at_most=free,
                strength=strength,
                unit="hours",
            )


def component_ceiling(problem: Problem, terms: Terms, quantities: Quantities) -> Iterator[RuleRow]:
    """A row for each component with a ceiling price: its value with fees, in PLN."""
    strength = strength_of(terms, "component_ceiling")
    given_out, values = covered(problem, quantities), component_values(problem, quantities)
    tolerance = 1 + problem.commission.component_shift_tolerance_pct / 100
    for each in problem.components:
        if each.ceiling_unit_price_pln is not None:
            price = each.ceiling_unit_price_pln * tolerance
            yield row(
                "component_ceiling",
                each.component_id,
                values[each.component_id] * problem.fee_factor,
                at_most=price * given_out[each.component_id],
                strength=strength,
                unit="pln",
                whole_bound=price * each.quantity,
            )


def budget(problem: Problem, terms: Terms, quantities: Quantities) -> Iterator[RuleRow]:
    """One row where there is a budget: the total without the own contribution, in PLN."""
    if problem.commission.budget_total_pln is not None:
        brought = own_contribution(problem, terms, quantities).brought_pln
        yield row(
            "budget",
            "",
            total(problem, quantities) - brought,
            at_most=problem.commission.budget_total_pln,
            strength=strength_of(terms, "budget"),
            unit="pln",
        )


def contribution(problem: Problem, terms: Terms, quantities: Quantities) -> Iterator[RuleRow]:
    """One row where there is co-funding: what engaged members can bring against what they must.

    Switched off, it is shown against what would be demanded.
    """
    if is_co_funded(problem):
        demanded = required_pln(problem, Terms(), quantities)
        yield row(
            "own_contribution",
            "",
            own_contribution(problem, terms, quantities).available_pln,
            at_least=demanded,
            strength=strength_of(terms, "own_contribution"),
            unit="pln",
        )


def cost_cap(problem: Problem, terms: Terms, quantities: Quantities) -> Iterator[RuleRow]:
    """One row where the request limits the task cost, in PLN."""
    if terms.cost_cap_pln is not None:
        cost = task_cost(problem, quantities)
        yield row("cost_cap", "", cost, at_most=terms.cost_cap_pln, unit="pln")


def work_by_pool(
    problem: Problem, pairs: tuple[Pair, ...]
) -> dict[tuple[str, str], tuple[Pair, ...]]:
    """The pairs that need hours, by member and labour pool."""
    found: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        pool = problem.component[pair[1]].labour_pool
        if pool and problem.hours_per_unit(pair):
            found[pair[0], pool].append(pair)
    return {key: tuple(own) for key, own in found.items()}


def hours_by_period(
    problem: Problem, quantities: Quantities, pairs: tuple[Pair, ...]
) -> dict[str, Fraction]:
    """Hours that the pairs need in each period, by the components' monthly shares."""
    result = {each.period: ZERO for each in problem.periods}
    for pair in pairs:
        quantity = quantities.get(pair)
        if quantity:
            hours = pair_hours(problem, pair, quantity)
            for period, share in problem.shares[pair[1]].items():
                result[period] += hours * share
    return result


def _name(pair: Pair) -> str:
    return ":".join(pair)
