"""The measures of goals, a second time and naively; used through `tests.naive`."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

from tests import naive_welfare
from tests.naive_judge import Judge
from tests.naive_ledger import with_past
from tests.naive_rules import Quantities

ZERO = Fraction(0)


def measure_of(judge: Judge, entry_name: str, fairness: Any, quantities: Quantities) -> Fraction:
    """The exact measure of a goal; of `target_share` the smallest level."""
    facts, used = judge.facts, judge.used(quantities)
    goal, _, detail = entry_name.partition(":")
    if goal == "uncovered":
        return sum(
            (
                max(ZERO, each.quantity - judge.covered(name, quantities)) * facts.price[name]
                for name, each in facts.components.items()
                if detail == "all" or each.critical
            ),
            ZERO,
        )
    if goal == "soft_rules":
        return judge.soft(int(detail), quantities)
    if goal == "cost":
        return facts.total_value(used)
    if goal in ("target_share", "smallest_ratio", "target_deviation"):
        return fairness_measure(judge, goal, fairness, used)
    if goal in ("weighted_nash", "alpha_fairness", "owa", "largest_share"):
        return naive_welfare.measure_of(judge, goal, detail, fairness, used)
    if goal == "small_members_engaged":
        return Fraction(len({who for who, _ in used if facts.members[who].is_small}))
    if goal == "small_members_value":
        return sum(
            (
                award(judge, "value", name, used)
                for name in facts.members
                if facts.members[name].is_small
            ),
            ZERO,
        )
    if goal in ("quality", "preference"):
        weighted = sum(
            (
                getattr(facts.offers[pair], goal) * quantity * facts.price[pair[1]]
                for pair, quantity in used.items()
            ),
            ZERO,
        )
        whole = judge.reference(list(facts.components))
        return weighted / whole if whole else ZERO
    if goal == "handover":
        lost = ZERO
        for pair, offer in facts.offers.items():
            missing = offer.incumbent_quantity - used.get(pair, 0)
            if offer.incumbent_quantity and missing > 0:
                lost += missing * facts.price[pair[1]]
        return lost
    assert goal == "changes"
    earlier = judge.terms.earlier
    moved = ZERO
    for pair in {*earlier, *quantities}:
        if pair[1] in facts.components:
            moved += (
                abs(quantities.get(pair, ZERO) - earlier.get(pair, ZERO)) * facts.price[pair[1]]
            )
    return moved / 2


def award(judge: Judge, measure: str, member: str, used: Quantities) -> Fraction:
    """What a member gets in one of the three measures."""
    facts, total, engaged = judge.facts, ZERO, False
    for pair, quantity in used.items():
        if pair[0] != member:
            continue
        engaged = True
        if measure == "value":
            total += facts.value(pair, quantity)
        elif measure == "reference_value":
            total += quantity * facts.price[pair[1]]
        else:
            total += quantity * facts.components[pair[1]].labour_hours_per_unit
    if measure == "value" and engaged:
        total += facts.members[member].fixed_cost_pln
    return total


def targets(judge: Judge, fairness: Any) -> dict[str, Fraction]:
    """What awards are held against, for each member that has a claim."""
    return past_and_due(judge, fairness)[0]


def past_and_due(judge: Judge, fairness: Any) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Targets, and what counts as awarded before: with past years as the ledger says."""
    facts = judge.facts
    pln = Fraction(1)
    if fairness.measure == "hours":
        worth = judge.reference(list(facts.components))
        pln = judge.own_hours(list(facts.components)) / worth if worth else ZERO
    return with_past(judge.problem, fairness, by_key(judge, fairness.measure), pln)


def by_key(judge: Judge, measure: str) -> dict[str, Fraction]:
    """What the distribution key gives each member that has a share in it."""
    facts = judge.facts
    everything = list(facts.components)
    if measure == "value":
        if facts.commission.budget_total_pln is None:
            return {}
        base = facts.commission.budget_total_pln / facts.fee
    elif measure == "reference_value":
        base = judge.reference(everything)
    else:
        base = judge.own_hours(everything)
    return {
        name: each.target_share_pct * base / 100
        for name, each in facts.members.items()
        if each.target_share_pct > 0 and base
    }


def fairness_measure(judge: Judge, goal: str, fairness: Any, used: Quantities) -> Fraction:
    """Smallest level, smallest ratio or sum of deviations from the targets."""
    due, before = past_and_due(judge, fairness)
    got = {name: before[name] + award(judge, fairness.measure, name, used) for name in due}
    if goal == "target_deviation":
        return sum((abs(got[name] - due[name]) for name in due), ZERO)
    ratios = [got[name] / due[name] for name in due]
    if goal == "smallest_ratio":
        return min(ratios)
    return Fraction(min(level(fairness, each) for each in ratios))


def level(fairness: Any, ratio: Fraction) -> int:
    """Whole steps of the grid that a ratio reaches, at most up to the cap."""
    steps: int = floor(100 * ratio / fairness.grid_pct)
    if fairness.cap_pct is None:
        return steps
    return min(steps, int(fairness.cap_pct // fairness.grid_pct))
