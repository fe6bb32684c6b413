"""How fair a split is, member by member and as a whole: exact, without a solver, for any split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from allocator.allocation import Quantities
from allocator.measures.awards import (
    ZERO,
    awards,
    counted_awards,
    had_before,
    level,
    member_values,
    pair_value,
    priced,
    targets,
)
from allocator.measures.inequality import gini, jain, spread
from allocator.measures.reach import Reach, reach_of
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms

MEASURES = ("value", "reference_value", "hours")


@dataclass(frozen=True)
class MemberFairness:
    """A member in one measure: what it is due, what it has, and what it could have at most.

    With a cumulative ledger all three count past years too.
    `quota` are the whole lots around its target, where lots are comparable: (down, up) in the unit
    of the measure. `reach` says what it could have by its own offers alone.
    """

    member_id: str
    target: Fraction
    award: Fraction
    ratio: Fraction
    level: int
    reach: Reach
    quota: tuple[Fraction, Fraction] | None

    @property
    def is_limited(self) -> bool:
        """Whether it could not reach its target whatever the others did."""
        return self.reach.most < self.target


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A member that no split can lift to its target: the most it could have, and why not more."""

    member_id: str
    target: Fraction
    reach: Reach


@dataclass(frozen=True)
class MeasureFairness:
    """A split in one measure. Gini and Jain are weighted by target and, beside it, by heads.

    `small_share` is what small members have of all awards. `worth_1` and `proportional_1` only
    where all lots are worth the same: envy-freeness and proportionality up to one lot, weighted.
    """

    measure: str
    members: tuple[MemberFairness, ...]
    spread: Fraction
    gini: Fraction | None
    gini_by_heads: Fraction | None
    jain: Fraction | None
    jain_by_heads: Fraction | None
    small_share: Fraction | None
    lot: Fraction | None
    wef1: bool | None
    wprop1: bool | None


@dataclass(frozen=True, slots=True)
class Margin:
    """What a member is paid against what the work costs it; only where it states its own cost."""

    member_id: str
    paid_pln: Fraction
    own_cost_pln: Fraction

    @property
    def margin_pln(self) -> Fraction:
        """Negative: it works at a loss."""
        return self.paid_pln - self.own_cost_pln


def fairness_of(
    problem: Problem,
    quantities: Quantities,
    fairness: Fairness | None = None,
    *,
    terms: Terms | None = None,
) -> tuple[MeasureFairness, ...]:
    """The fairness of a split in each measure that has targets; the grid and cap are given.

    `terms` tell which rules are off, so that they limit nobody.
    """
    settings = fairness or Fairness()
    found = []
    for measure in MEASURES:
        own = replace(settings, measure=measure)
        due = targets(problem, own)
        if due:
            found.append(_in_measure(problem, quantities, own, due, terms))
    return tuple(found)


def margins(problem: Problem, quantities: Quantities) -> tuple[Margin, ...]:
    """Paid and own cost of every engaged member with an own unit cost in any offer it uses.

    As the metric `margin` has it: an offer without its own unit cost, and what is paid once for
    the member, count as their own cost; an own fixed cost that is left out is 0.
    """
    paid = member_values(problem, quantities)
    own: dict[str, Fraction] = {}
    stated = set()
    for pair, quantity in priced(problem, quantities).items():
        member_id, offer = pair[0], problem.offer[pair]
        cost = pair_value(problem, pair, quantity)
        if offer.own_unit_cost_pln is not None:
            stated.add(member_id)
            cost = offer.own_unit_cost_pln * quantity + (offer.own_fixed_cost_pln or ZERO)
        own[member_id] = own.get(member_id, problem.member[member_id].fixed_cost_pln) + cost
    return tuple(Margin(each, paid[each], own[each]) for each in sorted(stated))


def _in_measure(
    problem: Problem,
    quantities: Quantities,
    fairness: Fairness,
    due: Mapping[str, Fraction],
    terms: Terms | None,
) -> MeasureFairness:
    given = awards(problem, quantities, fairness.measure)
    got = counted_awards(problem, quantities, fairness)
    before = had_before(problem, fairness)
    ratios = {each: got[each] / due[each] for each in sorted(due)}
    lot = common_lot(problem, fairness.measure)
    members = tuple(
        MemberFairness(
            each,
            due[each],
            got[each],
            ratio,
            level(fairness, ratio),
            _reach(problem, each, fairness.measure, before.get(each, ZERO), terms),
            None if lot is None else _quota(due[each], lot),
        )
        for each, ratio in ratios.items()
    )
    by_target = [(ratio, due[each]) for each, ratio in ratios.items()]
    by_heads = [(ratio, Fraction(1)) for ratio in ratios.values()]
    whole = sum(given.values(), ZERO)
    small = sum((given[each.member_id] for each in problem.members if each.is_small), ZERO)
    return MeasureFairness(
        fairness.measure,
        members,
        spread(list(ratios.values())),
        gini(by_target),
        gini(by_heads),
        jain(by_target),
        jain(by_heads),
        small / whole if whole else None,
        lot,
        None if lot is None else is_wef1(members, lot),
        None if lot is None else is_wprop1(members, lot),
    )


def out_of_reach(
    problem: Problem, fairness: Fairness, terms: Terms | None = None
) -> tuple[OutOfReach, ...]:
    """The members that can not reach their targets in any split, by id; in the given measure."""
    before = had_before(problem, fairness)
    found = (
        OutOfReach(
            each, due, _reach(problem, each, fairness.measure, before.get(each, ZERO), terms)
        )
        for each, due in sorted(targets(problem, fairness).items())
    )
    return tuple(each for each in found if each.reach.most < each.target)


def _reach(
    problem: Problem, member_id: str, measure: str, before: Fraction, terms: Terms | None
) -> Reach:
    """The most it could count as its award: what it had before is there already."""
    found = reach_of(problem, member_id, measure, terms)
    return replace(found, most=found.most + before)


def common_lot(problem: Problem, measure: str) -> Fraction | None:
    """What one lot is worth, where every lot of every component is worth the same."""
    if measure == "value":
        return None
    worth = {
        problem.lot(name)
        * (
            problem.reference_price_pln[name]
            if measure == "reference_value"
            else component.labour_hours_per_unit
        )
        for name, component in problem.component.items()
    }
    return next(iter(worth)) if len(worth) == 1 and worth != {ZERO} else None


def is_wef1(members: tuple[MemberFairness, ...], lot: Fraction) -> bool:
    """Weighted envy-freeness up to one lot: nobody's ratio is below another's less one lot
    (Chakraborty, Igarashi, Suksompong and Zick 2021)."""
    return all(
        one.ratio >= (other.award - lot) / other.target
        for one in members
        for other in members
        if other.award
    )


def is_wprop1(members: tuple[MemberFairness, ...], lot: Fraction) -> bool:
    """Weighted proportionality up to one lot: one more lot would bring everybody its share."""
    given = sum((each.award for each in members), ZERO)
    due = sum((each.target for each in members), ZERO)
    return all(each.award + lot >= each.target / due * given for each in members)


def _quota(target: Fraction, lot: Fraction) -> tuple[Fraction, Fraction]:
    down = floor(target / lot) * lot
    return down, down if down == target else down + lot
