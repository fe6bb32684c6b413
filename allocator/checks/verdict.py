"""Everything that follows from an allocation by arithmetic alone, gathered in a Split."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from allocator.allocation import (
    Assignment,
    ComponentResult,
    MemberResult,
    Quantities,
    Split,
    Uncovered,
)
from allocator.checks.rows import rule_rows
from allocator.measures.awards import (
    ZERO,
    component_values,
    covered,
    engaged,
    had_before,
    level,
    member_values,
    pair_value,
    ratios,
    targets,
    task_cost,
    total,
)
from allocator.measures.contribution import Contribution, Part, own_contribution
from allocator.measures.goals import all_measures
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms


def check(problem: Problem, terms: Terms, quantities: Quantities) -> Split:
    """The verdict on any allocation: its rows, money, members, components and measures.

    Nothing is rounded, but members' own contributions to the grosz. See `rule_rows` for pairs
    that the problem does not know.
    """
    used = {pair: quantity for pair, quantity in sorted(quantities.items()) if quantity}
    contribution = own_contribution(problem, terms, used)
    return Split(
        assignments=_assignments(problem, used),
        task_cost_pln=task_cost(problem, used),
        total_pln=total(problem, used),
        own_contribution_pln=contribution.brought_pln,
        members=_members(problem, terms, used, contribution),
        components=_components(problem, used),
        rules=rule_rows(problem, terms, used),
        uncovered=_uncovered(problem, used),
        measures=all_measures(problem, terms, used),
    )


def _assignments(problem: Problem, quantities: Quantities) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(
            *pair,
            quantity,
            pair_value(problem, pair, quantity) if pair in problem.offer else ZERO,
        )
        for pair, quantity in quantities.items()
    )


def _members(
    problem: Problem, terms: Terms, quantities: Quantities, contribution: Contribution
) -> tuple[MemberResult, ...]:
    fairness = terms.fairness
    values, with_tasks = member_values(problem, quantities), engaged(problem, quantities)
    due = _targets_pln(problem, fairness)
    reached = ratios(problem, quantities, fairness)
    result = []
    for each in problem.members:
        part = contribution.parts.get(each.member_id, Part())
        ratio = reached.get(each.member_id)
        result.append(
            MemberResult(
                member_id=each.member_id,
                value_pln=values[each.member_id],
                target_pln=due.get(each.member_id),
                ratio=ratio,
                level=None if ratio is None else level(fairness, ratio),
                engaged=each.member_id in with_tasks,
                own_contribution_pln=part.amount_pln,
                of_which_volunteer_pln=part.volunteer_pln,
                volunteer_hours=part.volunteer_hours,
            )
        )
    return tuple(result)


def _targets_pln(problem: Problem, fairness: Fairness) -> dict[str, Fraction]:
    """Targets in PLN: those of the measure, or of `value` where awards are counted in hours.

    Where all years are counted together, what this year would have to bring, at least 0.
    """
    measure = "value" if fairness.measure == "hours" else fairness.measure
    in_money = replace(fairness, measure=measure)
    before = had_before(problem, in_money)
    due = targets(problem, in_money)
    return {each: max(target - before.get(each, ZERO), ZERO) for each, target in due.items()}


def _components(problem: Problem, quantities: Quantities) -> tuple[ComponentResult, ...]:
    values, given_out = component_values(problem, quantities), covered(problem, quantities)
    providers: dict[str, list[str]] = {each: [] for each in problem.component}
    for member_id, component_id in quantities:
        providers.setdefault(component_id, []).append(member_id)
    return tuple(
        ComponentResult(
            component_id=each.component_id,
            quantity=each.quantity,
            covered=given_out[each.component_id],
            providers=tuple(sorted(providers[each.component_id])),
            value_pln=values[each.component_id],
            ceiling_pln=None
            if each.ceiling_unit_price_pln is None
            else each.ceiling_unit_price_pln * given_out[each.component_id],
        )
        for each in problem.components
    )


def _uncovered(problem: Problem, quantities: Quantities) -> tuple[Uncovered, ...]:
    given_out, price = covered(problem, quantities), problem.reference_price_pln
    missing = (
        (each.component_id, each.quantity - given_out[each.component_id])
        for each in problem.components
    )
    return tuple(
        Uncovered(component_id, quantity, quantity * price[component_id])
        for component_id, quantity in missing
        if quantity > 0
    )
