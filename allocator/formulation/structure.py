"""The built-in constraints, one function each: what any split must respect."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor

from allocator.formulation.choices import STRUCTURE, Choices, most_lots, tie_any
from allocator.model import Expression, Tag
from allocator.problem.eligibility import quantity_lots
from allocator.problem.problem import Pair
from allocator.problem.request import all_pins


def write_structure(choices: Choices) -> None:
    """Every built-in constraint that is on, in a fixed order."""
    for write in (
        _pairs,
        _members,
        _coverage,
        _labour_capacity,
        _component_ceiling,
        _budget,
        _own_contribution,
        _pins,
        _cost_cap,
    ):
        write(choices)


def _pairs(choices: Choices) -> None:
    """A used pair has at least one lot and at most its capacity; unsplittable ones all."""
    for pair, lots in choices.lots.items():
        component = choices.problem.component[pair[1]]
        subject = f"{pair[0]}:{pair[1]}"
        used = choices.used[pair]
        if not component.splittable:
            whole = quantity_lots(choices.problem, pair[1])
            tag = Tag("not_splittable", subject)
            choices.draft.row(tag, Expression({lots: 1, used: -whole}), lower=0, upper=0)
            continue
        most = most_lots(choices, pair)
        limited = choices.terms.is_on("offer_capacity")
        tag = Tag("offer_capacity" if limited else STRUCTURE, subject)
        choices.draft.row(tag, Expression({lots: 1, used: -most}), upper=0)
        choices.draft.row(Tag(STRUCTURE, subject), Expression({lots: 1, used: -1}), lower=0)


def _members(choices: Choices) -> None:
    """A member is engaged exactly when it has a used pair."""
    for member_id, engaged in choices.engaged.items():
        used = [choices.used[pair] for pair in choices.by_member[member_id]]
        tie_any(choices.draft, engaged, used)


def _coverage(choices: Choices) -> None:
    for component_id in choices.problem.component:
        whole = quantity_lots(choices.problem, component_id)
        given = Expression.of(
            (choices.lots[pair], 1) for pair in choices.by_component[component_id]
        )
        lower = None if choices.terms.partial else whole
        choices.draft.row(Tag("coverage", component_id), given, lower, whole)


def _labour_capacity(choices: Choices) -> None:
    """Hours of a member's pool in a month; months that never ask more than another are left out."""
    if not choices.terms.is_on("labour_capacity"):
        return
    problem = choices.problem
    by_pool: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in choices.pairs:
        pool = problem.component[pair[1]].labour_pool
        if pool and problem.hours_per_unit(pair):
            by_pool[pair[0], pool].append(pair)
    for (member_id, pool), pairs in sorted(by_pool.items()):
        available = problem.staff_hours.get((member_id, pool), Fraction(0))
        _labour_of_pairs(choices, pairs, available)
        for period, shares in _busiest(choices, pairs):
            weight = {
                pair: problem.hours_per_unit(pair) * share
                for pair, share in zip(pairs, shares, strict=True)
            }
            tag = Tag("labour_capacity", f"{member_id}/{pool}@{period}")
            needed = choices.per_unit(pairs, weight)
            if problem.member[member_id].fixed_cost_pln:
                # The same for whole numbers; a relaxation then pays its part of the fixed cost.
                offered = Expression({choices.engaged[member_id]: available})
                choices.draft.row(tag, needed - offered, upper=0)
            else:
                choices.draft.row(tag, needed, upper=available)


def _busiest(choices: Choices, pairs: list[Pair]) -> list[tuple[str, tuple[Fraction, ...]]]:
    """The months whose shares no other month reaches or exceeds for all of the pairs at once."""
    problem = choices.problem
    kept: list[tuple[str, tuple[Fraction, ...]]] = []
    for period in problem.periods:
        shares = tuple(problem.shares[pair[1]].get(period.period, Fraction(0)) for pair in pairs)
        if not any(shares) or any(_covers(known, shares) for _, known in kept):
            continue
        kept = [(name, known) for name, known in kept if not _covers(shares, known)]
        kept.append((period.period, shares))
    return kept


def _covers(larger: tuple[Fraction, ...], smaller: tuple[Fraction, ...]) -> bool:
    return all(one >= other for one, other in zip(larger, smaller, strict=True))


def _labour_of_pairs(choices: Choices, pairs: list[Pair], available: Fraction) -> None:
    """What each pair could have if its member's pool did nothing else, where that is less.

    Whole numbers need no such row; a relaxation learns how much of a used pair's fixed cost and
    minimum lot a quantity costs at least.
    """
    problem = choices.problem
    for pair in pairs:
        busiest = max(problem.shares[pair[1]].values())
        hours = problem.hours_per_unit(pair) * problem.lot(pair[1]) * busiest
        most = floor(available / hours)
        if most < most_lots(choices, pair):
            tag = Tag("labour_capacity", f"{pair[0]}:{pair[1]}")
            terms = {choices.lots[pair]: 1, choices.used[pair]: -most}
            choices.draft.row(tag, Expression(terms), upper=0)


def _component_ceiling(choices: Choices) -> None:
    """A component may cost its ceiling, with fees, plus the tolerated shift."""
    if not choices.terms.is_on("component_ceiling"):
        return
    problem = choices.problem
    tolerance = 1 + problem.commission.component_shift_tolerance_pct / 100
    for component_id, component in problem.component.items():
        if component.ceiling_unit_price_pln is None:
            continue
        pairs = choices.by_component[component_id]
        allowed = choices.covered(component_id) * (component.ceiling_unit_price_pln * tolerance)
        spent = choices.value(pairs) * problem.fee_factor
        choices.draft.row(Tag("component_ceiling", component_id), spent - allowed, upper=0)


def _budget(choices: Choices) -> None:
    """The total less what members can bring themselves stays within the budget."""
    budget = choices.problem.commission.budget_total_pln
    if budget is None or not choices.terms.is_on("budget"):
        return
    total = choices.task_cost() * choices.problem.fee_factor
    choices.draft.row(Tag("budget"), total - available_contribution(choices), upper=budget)


def _own_contribution(choices: Choices) -> None:
    commission = choices.problem.commission
    if commission.commissioning_mode != "wsparcie" or not choices.terms.is_on("own_contribution"):
        return
    share = commission.own_contribution_required_pct / 100 * choices.problem.fee_factor
    required = choices.task_cost() * share
    choices.draft.row(Tag("own_contribution"), required - available_contribution(choices), upper=0)


def available_contribution(choices: Choices) -> Expression:
    """The most that engaged members can bring, in PLN; nothing where funding is full."""
    commission = choices.problem.commission
    if commission.commissioning_mode != "wsparcie":
        return Expression()
    hour = commission.volunteer_hour_value_pln
    return Expression.of(
        (engaged, member.volunteer_hours_year * hour + member.own_cash_pln)
        for engaged, member in (
            (variable, choices.problem.member[each]) for each, variable in choices.engaged.items()
        )
    )


def _pins(choices: Choices) -> None:
    for pair, quantity in sorted(all_pins(choices.problem, choices.terms).items()):
        given = choices.quantity([pair] if pair in choices.lots else [])
        tag = Tag("pins", f"{pair[0]}:{pair[1]}")
        choices.draft.row(tag, given, lower=quantity, upper=quantity)


def _cost_cap(choices: Choices) -> None:
    cap = choices.terms.cost_cap_pln
    if cap is not None:
        choices.draft.row(Tag("cost_cap"), choices.task_cost(), upper=cap)
