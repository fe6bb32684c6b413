"""What groups of members could have together at most, and so who holds the fairest split back.

The fairest split of work that can be divided at will is found level by level (Megiddo 1974,
Fujishige 1980): the group whose work is scarcest for its targets, then the next without it. Only
who may do what, and how much of it, counts here; staff, rules and budget can but lower it. Exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.measures.awards import targets
from allocator.measures.flows import Network
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness

ZERO = Fraction(0)
SOURCE, SINK = ("", "source"), ("", "sink")


@dataclass(frozen=True)
class Bottleneck:
    """Members who together can have no more than `most` beside what lower groups have.

    In the fairest divisible split each of them has exactly this `ratio`. `components` are all that
    the group can do and lower groups leave; `scarce` those of which it would take everything,
    the others being limited by what its members can do. Amounts are in the unit of the measure.
    """

    members: tuple[str, ...]
    components: tuple[str, ...]
    scarce: tuple[str, ...]
    due: Fraction
    most: Fraction

    @property
    def ratio(self) -> Fraction:
        """What each of them has of its target."""
        return self.most / self.due


def bottlenecks(problem: Problem, fairness: Fairness) -> tuple[Bottleneck, ...]:
    """The groups, the scarcest first. Empty for `value`: what is paid depends on who does it."""
    due = dict(targets(problem, fairness))
    if fairness.measure == "value" or not due:
        return ()
    work = _work(problem, fairness, due)
    fixed: dict[str, Fraction] = {}
    found = []
    while len(fixed) < len(due):
        group, ratio = _scarcest(work, due, fixed)
        found.append(_told(work, due, fixed, group, ratio))
        fixed |= {each: ratio * due[each] for each in group}
    return tuple(found)


@dataclass(frozen=True)
class _Work:
    """What there is of each component and what each member could do of it, in the measure."""

    whole: Mapping[str, Fraction]
    able: Mapping[Pair, Fraction]

    def most(self, members: Iterable[str]) -> dict[str, Fraction]:
        """What a group could have of each component it can do."""
        found: dict[str, Fraction] = {}
        group = set(members)
        for (member_id, component_id), amount in self.able.items():
            if member_id in group:
                found[component_id] = found.get(component_id, ZERO) + amount
        return {each: min(amount, self.whole[each]) for each, amount in found.items() if amount}


def _work(problem: Problem, fairness: Fairness, due: Mapping[str, Fraction]) -> _Work:
    unit = {
        name: problem.reference_price_pln[name]
        if fairness.measure == "reference_value"
        else each.labour_hours_per_unit
        for name, each in problem.component.items()
    }
    whole = {name: each.quantity * unit[name] for name, each in problem.component.items()}
    able = {}
    for pair in eligible_pairs(problem):
        if pair[0] in due:
            capacity = problem.offer[pair].capacity_max
            amount = whole[pair[1]] if capacity is None else capacity * unit[pair[1]]
            able[pair] = min(amount, whole[pair[1]])
    return _Work(whole, able)


def _scarcest(
    work: _Work, due: Mapping[str, Fraction], fixed: Mapping[str, Fraction]
) -> tuple[tuple[str, ...], Fraction]:
    """The largest group whose ratio is lowest: a guess is lowered until a flow meets it.

    Each step takes the ratio of a group that could not have as much (Dinkelbach 1967).
    """
    free = [each for each in sorted(due) if each not in fixed]
    everything = sum(work.most(due).values(), ZERO) - sum(fixed.values(), ZERO)
    ratio = everything / sum((due[each] for each in free), ZERO)
    while True:
        wanted = {**{each: ratio * due[each] for each in free}, **fixed}
        short, met = _short(work, wanted)
        group = tuple(each for each in free if each in short)
        if met:
            return group, ratio
        left = sum(work.most(short).values(), ZERO)
        left -= sum((fixed[each] for each in short if each in fixed), ZERO)
        ratio = left / sum((due[each] for each in group), ZERO)


def _short(work: _Work, wanted: Mapping[str, Fraction]) -> tuple[frozenset[str], bool]:
    """Members who could not have more together than they want or get; whether all are met."""
    network = Network()
    for name, amount in work.whole.items():
        network.edge(SOURCE, ("component", name), amount)
    for (member_id, component_id), amount in work.able.items():
        network.edge(("component", component_id), ("member", member_id), amount)
    for member_id, amount in wanted.items():
        network.edge(("member", member_id), SINK, amount)
    flow = network.fill(SOURCE, SINK)
    reached = network.reachable(SOURCE)
    short = frozenset(each for each in wanted if ("member", each) not in reached)
    return short, flow == sum(wanted.values(), ZERO)


def _told(
    work: _Work,
    due: Mapping[str, Fraction],
    fixed: Mapping[str, Fraction],
    group: tuple[str, ...],
    ratio: Fraction,
) -> Bottleneck:
    lower, together = work.most(fixed), work.most((*fixed, *group))
    left = {each: amount - lower.get(each, ZERO) for each, amount in together.items()}
    components = tuple(sorted(each for each, amount in left.items() if amount))
    scarce = tuple(each for each in components if together[each] == work.whole[each])
    whole = sum((due[each] for each in group), ZERO)
    return Bottleneck(group, components, scarce, whole, ratio * whole)
