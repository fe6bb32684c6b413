"""What a member could have at most by its own offers alone, and what holds it there.

An upper bound by arithmetic: what others have to do, the budget and all rules but a hard limit to
a member's own value can only lower it. Exact where one unit of work brings the same for each hour
in all its components.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from allocator.measures.awards import ZERO
from allocator.problem.eligibility import capacity_lots, eligible_pairs, quantity_lots
from allocator.problem.groups import groups, takes_in_all
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Terms

NO_OFFER, CAPACITY, STAFF, DEMAND = "no_offer", "capacity", "staff", "demand"
RULE = "rule"
LIMITS = (NO_OFFER, CAPACITY, STAFF, DEMAND, RULE)


@dataclass(frozen=True, slots=True)
class Reach:
    """The most a member could have, in the unit of the measure, and what limits it.

    `no_offer`: it has none that can be used; `staff`: the hours of its people; `capacity`: what
    its offers say; `demand`: all there is of its components is less; `rule`: a hard limit to its
    value, that of `rule_id`.
    """

    most: Fraction
    limited_by: str
    rule_id: str = ""


def reach_of(problem: Problem, member_id: str, measure: str, terms: Terms | None = None) -> Reach:
    """The most that a member's usable offers could bring it, under the rules that are on."""
    own = _by_offers(problem, member_id, measure)
    limits = _limits_pln(problem, member_id, terms or Terms()) if measure == "value" else []
    least = min(limits, default=None)
    if least is None or least[0] >= own.most:
        return own
    return Reach(least[0], RULE, least[1])


def _limits_pln(problem: Problem, member_id: str, terms: Terms) -> list[tuple[Fraction, str]]:
    """What hard rules let the member have of value in all, each with its rule."""
    pairs = eligible_pairs(problem)
    rules = (
        each
        for each in problem.rules
        if (each.metric, each.of, each.per, each.strength) == ("value", "", "member", "hard")
        and each.at_most is not None
        and terms.is_on(each.rule_id)
    )
    return [
        (group.at_most, rule.rule_id)
        for rule in rules
        for group in groups(problem, rule, pairs)
        if group.subject == member_id
        and group.at_most is not None
        and takes_in_all(problem, group.components)
    ]


def _by_offers(problem: Problem, member_id: str, measure: str) -> Reach:
    pairs = [each for each in eligible_pairs(problem) if each[0] == member_id]
    if not pairs:
        return Reach(ZERO, NO_OFFER)
    by_pool: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_pool[problem.component[pair[1]].labour_pool].append(pair)
    most, staffed = ZERO, False
    for pool, inside in sorted(by_pool.items()):
        amount, bound = _in_pool(problem, member_id, pool, inside, measure)
        most += amount
        staffed = staffed or bound
    if measure == "value":
        most += problem.member[member_id].fixed_cost_pln
    if staffed:
        return Reach(most, STAFF)
    short = any(_lots(problem, pair) < quantity_lots(problem, pair[1]) for pair in pairs)
    return Reach(most, CAPACITY if short else DEMAND)


def _in_pool(
    problem: Problem, member_id: str, pool: str, pairs: list[Pair], measure: str
) -> tuple[Fraction, bool]:
    """The most that one pool of staff could bring, filled with the best-paid hours first."""
    hours = _hours(problem, member_id, pool)
    worth: list[tuple[Fraction, Fraction, Fraction]] = []
    total = ZERO
    for pair in pairs:
        lots = _lots(problem, pair)
        gain = _gain(problem, pair, measure)
        need = problem.hours_per_unit(pair) * problem.lot(pair[1])
        total += gain * lots + _fixed(problem, pair, measure)
        if need:
            worth.append((gain / need, need, Fraction(lots)))
    if hours is None:
        return total, False
    limited, left, demanded = ZERO, hours, ZERO
    for rate, hours_each, number in sorted(worth, reverse=True):
        demanded += hours_each * number
        used = min(left, hours_each * number)
        limited += used * rate
        left -= used
    if demanded <= hours:
        return total, False
    free = [pair for pair in pairs if not problem.hours_per_unit(pair)]
    limited += sum(
        (_lots(problem, pair) * _gain(problem, pair, measure) for pair in free), ZERO
    ) + sum((_fixed(problem, pair, measure) for pair in pairs), ZERO)
    return limited, True


def _hours(problem: Problem, member_id: str, pool: str) -> Fraction | None:
    """Hours of a pool over all months; None where no pool is asked for."""
    if not pool:
        return None
    months = len(problem.periods)
    found = [
        each.hours_per_month
        for each in problem.staff
        if (each.member_id, each.pool_id) == (member_id, pool)
    ]
    return sum(found, ZERO) * months


def _lots(problem: Problem, pair: Pair) -> int:
    return min(quantity_lots(problem, pair[1]), capacity_lots(problem, problem.offer[pair]))


def _gain(problem: Problem, pair: Pair, measure: str) -> Fraction:
    """What one lot brings."""
    lot = problem.lot(pair[1])
    if measure == "value":
        return problem.offer[pair].unit_cost_pln * lot
    if measure == "reference_value":
        return problem.reference_price_pln[pair[1]] * lot
    return problem.component[pair[1]].labour_hours_per_unit * lot


def _fixed(problem: Problem, pair: Pair, measure: str) -> Fraction:
    return problem.offer[pair].fixed_cost_pln if measure == "value" else ZERO
