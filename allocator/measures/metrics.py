"""The metrics of rules: one function each, over the used pairs of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from allocator.allocation import Quantities
from allocator.measures.awards import ZERO, pair_hours, pair_value
from allocator.problem.charter import INDICATOR
from allocator.problem.groups import Group, takes_in_all
from allocator.problem.problem import Pair, Problem

Metric = Callable[[Problem, Quantities, Group], Fraction]


def metric(name: str) -> Metric:
    """The function of a metric, `indicator:ID` included. KeyError for an unknown one."""
    if name.startswith(INDICATOR):
        return _indicator(name.removeprefix(INDICATOR))
    return METRICS[name]


def group_used(quantities: Quantities, group: Group) -> bool:
    """Whether the group has a used pair."""
    return any(quantities.get(pair) for pair in group.pairs)


def value(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """PLN; with members' own fixed costs where the group takes in all components."""
    used = tuple(_used(quantities, group))
    found = sum((pair_value(problem, pair, each) for pair, each in used), ZERO)
    if takes_in_all(problem, group.components):
        members = {member_id for (member_id, _), _ in used}
        found += sum((problem.member[each].fixed_cost_pln for each in members), ZERO)
    return found


def quantity(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """Units of the components."""
    return sum((each for _, each in _used(quantities, group)), ZERO)


def hours(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """Labour hours."""
    return sum((pair_hours(problem, pair, each) for pair, each in _used(quantities, group)), ZERO)


def disadvantaged_hours(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """Labour hours by people at risk of exclusion."""
    return sum(
        (
            pair_hours(problem, pair, each) * problem.member[pair[0]].disadvantaged_share
            for pair, each in _used(quantities, group)
        ),
        ZERO,
    )


def quality_value(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """PLN times quality; an empty score counts 0 (valid problems have none where it matters)."""
    return sum(
        (
            pair_value(problem, pair, each) * (problem.offer[pair].quality or 0)
            for pair, each in _used(quantities, group)
        ),
        ZERO,
    )


def preference_value(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """PLN times preference; an empty score counts 0 (valid problems have none where it matters)."""
    return sum(
        (
            pair_value(problem, pair, each) * (problem.offer[pair].preference or 0)
            for pair, each in _used(quantities, group)
        ),
        ZERO,
    )


def members(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """Number of different members with a used pair."""
    return Fraction(len({pair[0] for pair, _ in _used(quantities, group)}))


def components(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """Number of used pairs."""
    return Fraction(sum(1 for _ in _used(quantities, group)))


def zones(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """Number of different zones in which used pairs are delivered."""
    nowhere: frozenset[str] = frozenset()
    served = (problem.zones_of.get(pair, nowhere) for pair, _ in _used(quantities, group))
    return Fraction(len(nowhere.union(*served)))


def margin(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """PLN that members keep above their own cost; 0 for pairs that do not state it."""
    found = ZERO
    for pair, each in _used(quantities, group):
        offer = problem.offer[pair]
        if offer.own_unit_cost_pln is not None:
            own_cost = offer.own_unit_cost_pln * each + (offer.own_fixed_cost_pln or 0)
            found += pair_value(problem, pair, each) - own_cost
    return found


def cash_out(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """PLN that a member pays in advance in the group's period."""
    shares = problem.shares
    in_period = sum(
        (
            pair_value(problem, pair, each) * shares[pair[1]].get(group.period, ZERO)
            for pair, each in _used(quantities, group)
        ),
        ZERO,
    )
    return in_period * problem.commission.advance_months


def reserve(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
    """Capacity left with the others, in units, if the provider that hurts most drops out."""
    spare = {
        pair: problem.offer[pair].capacity_max - quantities.get(pair, ZERO) for pair in group.pairs
    }
    everybody = sum(spare.values(), ZERO)
    return min((everybody - spare[pair] for pair, _ in _used(quantities, group)), default=ZERO)


METRICS: Mapping[str, Metric] = {
    "value": value,
    "quantity": quantity,
    "hours": hours,
    "disadvantaged_hours": disadvantaged_hours,
    "quality_value": quality_value,
    "preference_value": preference_value,
    "members": members,
    "components": components,
    "zones": zones,
    "margin": margin,
    "cash_out": cash_out,
    "reserve": reserve,
}
"""Every metric but `indicator:ID`, which `metric` makes."""


def _used(quantities: Quantities, group: Group) -> Iterator[tuple[Pair, Fraction]]:
    for pair in group.pairs:
        found = quantities.get(pair)
        if found:
            yield pair, found


def _indicator(indicator_id: str) -> Metric:
    def brought(problem: Problem, quantities: Quantities, group: Group) -> Fraction:
        """Units of the indicator that the used pairs bring."""
        per_unit = problem.contribution
        return sum(
            (
                per_unit.get((*pair, indicator_id), ZERO) * each
                for pair, each in _used(quantities, group)
            ),
            ZERO,
        )

    return brought
