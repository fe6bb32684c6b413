"""How a rule stands in an allocation: what each group misses of its bounds, as a fraction too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from allocator.allocation import Quantities
from allocator.measures.awards import ZERO, covered, priced
from allocator.measures.denominators import denominator
from allocator.measures.metrics import group_used, metric
from allocator.problem.charter import Rule
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.groups import Group, factor, groups, normaliser
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Terms

MILLION = 1_000_000
WAIVED_PER = ("component", "assignment")
"""Groupings whose lower bounds wait for full coverage where coverage may be partial."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one group of a rule stands.

    `found` is the metric and `whole` what it is a share of (1 for absolute bounds). `low` and
    `high` are what is left of the bounds in the metric's own unit, negative where a bound is
    missed, None where none applies; `low_violation` and `high_violation` the missed fractions.
    """

    group: Group
    found: Fraction
    whole: Fraction
    low: Fraction | None
    high: Fraction | None
    low_violation: Fraction = ZERO
    high_violation: Fraction = ZERO

    @property
    def violation(self) -> Fraction:
        """The missed fraction of the bounds, exact."""
        return self.low_violation + self.high_violation

    @property
    def millionths(self) -> int:
        """The violation as it is counted: each missed bound in millionths, rounded up."""
        return ceil(self.low_violation * MILLION) + ceil(self.high_violation * MILLION)


def judged_pairs(problem: Problem, quantities: Quantities) -> tuple[Pair, ...]:
    """The pairs that rules look at: the eligible ones, and used ones that should not be."""
    return tuple(sorted({*eligible_pairs(problem), *priced(problem, quantities)}))


def standings(
    problem: Problem,
    terms: Terms,
    quantities: Quantities,
    rule: Rule,
    *,
    pairs: tuple[Pair, ...] | None = None,
) -> tuple[Standing, ...]:
    """How each group of a rule stands; `pairs` are the judged ones, where they are at hand."""
    known = judged_pairs(problem, quantities) if pairs is None else pairs
    measured, whole_of = metric(rule.metric), denominator(problem, quantities, rule, known)
    given_out = covered(problem, quantities)
    full = frozenset(
        each for each, done in given_out.items() if done >= problem.component[each].quantity
    )
    result = []
    for group in groups(problem, rule, known):
        found, whole = measured(problem, quantities, group), whole_of(group)
        asked = _asks_for_least(terms, rule, group, quantities, full)
        result.append(_standing(problem, rule, group, found, whole, asked=asked))
    return tuple(result)


def total_violation(each_standing: Iterable[Standing]) -> Fraction:
    """The violations of soft rows added, each counted in millionths rounded up."""
    return Fraction(sum(each.millionths for each in each_standing), MILLION)


def soft_standings(
    problem: Problem, terms: Terms, quantities: Quantities, priority: int
) -> Iterator[Standing]:
    """The standings of all soft rules of one priority that are on."""
    pairs = judged_pairs(problem, quantities)
    for rule in problem.rules:
        if rule.strength == "soft" and rule.priority == priority and terms.is_on(rule.rule_id):
            yield from standings(problem, terms, quantities, rule, pairs=pairs)


def _asks_for_least(
    terms: Terms, rule: Rule, group: Group, quantities: Quantities, full: frozenset[str]
) -> bool:
    if rule.if_engaged:
        return group_used(quantities, group)
    if terms.partial and rule.per in WAIVED_PER:
        return full.issuperset(group.components)
    return True


def _standing(
    problem: Problem, rule: Rule, group: Group, found: Fraction, whole: Fraction, *, asked: bool
) -> Standing:
    low = high = None
    low_violation = high_violation = ZERO
    if group.at_least is not None and asked:
        low = found - factor(rule, group.at_least) * whole
        if low < 0:
            low_violation = -low / normaliser(problem, rule, group, group.at_least)
    if group.at_most is not None:
        high = factor(rule, group.at_most) * whole - found
        if high < 0:
            high_violation = -high / normaliser(problem, rule, group, group.at_most)
    return Standing(group, found, whole, low, high, low_violation, high_violation)
