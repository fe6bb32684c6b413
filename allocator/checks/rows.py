"""Every rule, link and built-in as rows: what binds, what has room, what is missed."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.allocation import Quantities, RuleRow, Split
from allocator.checks import built_in
from allocator.checks.rules import rows_of_links, rows_of_rules
from allocator.measures.awards import priced
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Problem
from allocator.problem.request import Terms


def rule_rows(problem: Problem, terms: Terms, quantities: Quantities) -> tuple[RuleRow, ...]:
    """One row for each group of each rule, link and built-in, for any allocation at all.

    Quantities of 0 are no assignments. A pair without an offer breaks `eligibility`; as it has no
    price, it counts in coverage and nowhere else.
    """
    used = {pair: quantity for pair, quantity in quantities.items() if quantity}
    return tuple(_rows(problem, terms, used))


def breaches(split: Split) -> tuple[RuleRow, ...]:
    """The hard rows that are missed: with any of them the split is not allowed."""
    return tuple(each for each in split.rules if each.breaks)


def _rows(problem: Problem, terms: Terms, quantities: Quantities) -> Iterator[RuleRow]:
    eligible = eligible_pairs(problem)
    pairs = tuple(sorted({*eligible, *priced(problem, quantities)}))
    yield from rows_of_rules(problem, terms, quantities, pairs)
    yield from rows_of_links(problem, terms, quantities, pairs)
    yield from built_in.eligibility(problem, quantities, frozenset(eligible))
    yield from built_in.pins(problem, terms, quantities)
    yield from built_in.coverage(problem, terms, quantities)
    yield from built_in.offer_capacity(problem, terms, quantities, pairs)
    yield from built_in.lot_size(problem, quantities)
    yield from built_in.not_splittable(problem, quantities)
    yield from built_in.labour_capacity(problem, terms, quantities, pairs)
    yield from built_in.component_ceiling(problem, terms, quantities)
    yield from built_in.budget(problem, terms, quantities)
    yield from built_in.contribution(problem, terms, quantities)
    yield from built_in.cost_cap(problem, terms, quantities)
