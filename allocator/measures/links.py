"""Who is in breach of a link between two components."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import Quantities
from allocator.measures.awards import covered, priced
from allocator.problem.charter import Link
from allocator.problem.problem import Problem
from allocator.problem.request import Terms


def providers(problem: Problem, quantities: Quantities, component_id: str) -> frozenset[str]:
    """The members with a quantity of a component."""
    return frozenset(who for who, what in priced(problem, quantities) if what == component_id)


def breaches(problem: Problem, quantities: Quantities, link: Link) -> tuple[str, ...]:
    """The providers in breach of a link, sorted; never any for `same_quantity`."""
    first = providers(problem, quantities, link.component_a)
    second = providers(problem, quantities, link.component_b)
    if link.kind == "same_provider":
        return tuple(sorted(first - second))
    if link.kind == "different_provider":
        return tuple(sorted(first & second))
    if link.kind == "same_zone":
        seats = {problem.member[each].seat_zone for each in second} - {""}
        return tuple(sorted(each for each in first if problem.member[each].seat_zone not in seats))
    return ()


def difference(problem: Problem, quantities: Quantities, link: Link) -> Fraction:
    """By how much the covered quantities of the two components differ."""
    given_out = covered(problem, quantities)
    return given_out[link.component_a] - given_out[link.component_b]


def soft_breaches(problem: Problem, terms: Terms, quantities: Quantities, priority: int) -> int:
    """Breaches of all soft links of one priority that are on: 1 for each provider."""
    return sum(
        len(breaches(problem, quantities, link))
        for link in problem.links
        if link.strength == "soft" and link.priority == priority and terms.is_on(link.kind)
    )
