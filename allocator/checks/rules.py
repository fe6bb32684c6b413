"""Rows of the charter's rules and of links."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.allocation import Quantities, RuleRow
from allocator.checks.bounds import OFF, ZERO, row, strength_of
from allocator.measures.links import breaches, difference
from allocator.measures.violations import Standing, standings
from allocator.problem.charter import Link, Rule
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Terms


def rows_of_rules(
    problem: Problem, terms: Terms, quantities: Quantities, pairs: tuple[Pair, ...]
) -> Iterator[RuleRow]:
    """A row for each group of each rule, those switched off included."""
    for rule in problem.rules:
        strength = strength_of(terms, rule.rule_id, rule.strength)
        for each in standings(problem, terms, quantities, rule, pairs=pairs):
            yield row_of(rule, each, strength=strength)


def row_of(rule: Rule, standing: Standing, *, strength: str) -> RuleRow:
    """A group's standing in the rule's own unit: 22 for 22 percent.

    Of nothing (no hours at all, say) there is no percentage: the value is then that of the metric
    itself, and a margin is only told where a bound is missed.
    """
    hundred = 100 if rule.unit == "percent" else 1
    scale = Fraction(hundred) / standing.whole if standing.whole > 0 else Fraction(hundred)
    rooms = [each for each in (standing.low, standing.high) if each is not None]
    margin = min(rooms, default=None)
    if margin is not None:
        margin *= scale
        if standing.whole == 0 and margin >= 0:
            margin = None
    return RuleRow(
        rule.rule_id,
        standing.group.subject,
        standing.found * scale,
        standing.group.at_least,
        standing.group.at_most,
        margin,
        ZERO if strength == OFF else standing.violation,
        strength,
        rule.unit,
        rule.priority if strength == "soft" else None,
    )


def rows_of_links(
    problem: Problem, terms: Terms, quantities: Quantities, pairs: tuple[Pair, ...]
) -> Iterator[RuleRow]:
    """Rows of links: one for each member that may provide the first component, 1 if in breach.

    Their subjects are C01:C02:M03; `same_quantity` has one row, C01:C02, with the difference.
    """
    for link in problem.links:
        strength = strength_of(terms, link.kind, link.strength)
        yield from _rows_of_link(problem, quantities, link, strength, pairs)


def _rows_of_link(
    problem: Problem,
    quantities: Quantities,
    link: Link,
    strength: str,
    pairs: tuple[Pair, ...],
) -> Iterator[RuleRow]:
    subject = f"{link.component_a}:{link.component_b}"
    priority = link.priority if strength == "soft" else None
    if link.kind == "same_quantity":
        yield row(
            link.kind,
            subject,
            difference(problem, quantities, link),
            at_least=ZERO,
            at_most=ZERO,
            strength=strength,
            unit="quantity",
            whole_bound=problem.component[link.component_a].quantity,
        )
        return
    in_breach = set(breaches(problem, quantities, link))
    for member_id in sorted({who for who, what in pairs if what == link.component_a}):
        yield row(
            link.kind,
            f"{subject}:{member_id}",
            Fraction(member_id in in_breach),
            at_most=ZERO,
            strength=strength,
            unit="count",
            priority=priority,
        )
