"""The groups of a rule: whom each row concerns, between which bounds. Shared like selectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from allocator.problem.charter import Rule
from allocator.problem.columns import Record
from allocator.problem.problem import Pair, Problem
from allocator.problem.selectors import cell, select_components, select_members


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a rule.

    `subject` names it for people: empty, M01, C01, S1, M01:C01 or M01@2026-01. `pairs` are the
    eligible selected pairs; `components` the selected components it takes in, `members` the
    selected members. `at_least` and `at_most` are in the rule's unit; None is no bound.
    """

    subject: str
    members: tuple[str, ...]
    components: tuple[str, ...]
    pairs: tuple[Pair, ...]
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    period: str = ""


def groups(problem: Problem, rule: Rule, eligible: tuple[Pair, ...]) -> tuple[Group, ...]:
    """Every group of the rule that has a bound, in order of subject."""
    members = select_members(problem, rule.members)
    components = select_components(problem, rule.components)
    chosen_members, chosen_components = set(members), set(components)
    pairs = tuple(
        pair for pair in eligible if pair[0] in chosen_members and pair[1] in chosen_components
    )
    parts = _SPLITS[rule.per](problem, members, components, pairs)
    found = (_bounded(problem, rule, record, group) for record, group in parts)
    return tuple(
        group for group in found if group.at_least is not None or group.at_most is not None
    )


def selected_pairs(problem: Problem, rule: Rule, eligible: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """All eligible pairs that the rule selects, whatever it groups by."""
    members = set(select_members(problem, rule.members))
    components = set(select_components(problem, rule.components))
    return tuple(pair for pair in eligible if pair[0] in members and pair[1] in components)


def takes_in_all(problem: Problem, components: tuple[str, ...]) -> bool:
    """Whether the components are all there are: only then do members' fixed costs count."""
    return set(components) == set(problem.component)


def factor(rule: Rule, bound: Fraction) -> Fraction:
    """A bound as a plain multiple of its denominator: 22 percent is 22/100."""
    return bound / 100 if rule.unit == "percent" else bound


def nominal(problem: Problem, rule: Rule, group: Group) -> Fraction:
    """What a rule's denominator is taken to be where a soft violation is measured.

    It never moves with the solution; 1 for an absolute bound.
    """
    if not rule.of:
        return Fraction(1)
    if rule.of == "incumbent_quantity":
        return problem.offer[group.pairs[0]].incumbent_quantity
    if rule.of == "value":
        return base_value(problem)
    if rule.of == "hours":
        return own_hours(problem, tuple(problem.component))
    selected = select_components(problem, rule.components)
    components = selected if rule.of.startswith("selected_") else group.components
    if rule.of == "component_quantity":
        return sum((problem.component[each].quantity for each in components), Fraction(0))
    if rule.of.endswith("_hours"):
        return own_hours(problem, components)
    return reference_value(problem, components)


def normaliser(problem: Problem, rule: Rule, group: Group, bound: Fraction) -> Fraction:
    """What a shortfall is divided by to become a violation, positive; 1 where the bound is 0."""
    return abs(factor(rule, bound) * nominal(problem, rule, group)) or Fraction(1)


def base_value(problem: Problem) -> Fraction:
    """The value that shares refer to: the budget without fees, else the reference value."""
    budget = problem.commission.budget_total_pln
    if budget is None:
        return reference_value(problem, tuple(problem.component))
    return budget / problem.fee_factor


def reference_value(problem: Problem, components: tuple[str, ...]) -> Fraction:
    """The components' whole quantities at reference prices, in PLN."""
    price = problem.reference_price_pln
    return sum((problem.component[each].quantity * price[each] for each in components), Fraction(0))


def own_hours(problem: Problem, components: tuple[str, ...]) -> Fraction:
    """The components' whole quantities at the components' own labour hours."""
    found = (problem.component[each] for each in components)
    return sum((each.quantity * each.labour_hours_per_unit for each in found), Fraction(0))


def _bounded(problem: Problem, rule: Rule, record: Record | None, group: Group) -> Group:
    if rule.of == "incumbent_quantity" and not problem.offer[group.pairs[0]].incumbent_quantity:
        return group
    at_least, at_most = (
        _bound(problem, rule, record, group, each) for each in (rule.at_least, rule.at_most)
    )
    return Group(
        group.subject,
        group.members,
        group.components,
        group.pairs,
        at_least,
        at_most,
        group.period,
    )


def _bound(
    problem: Problem, rule: Rule, record: Record | None, group: Group, bound: Fraction | str | None
) -> Fraction | None:
    if not isinstance(bound, str):
        return bound
    assert record is not None, "a valid rule per total has no column bound"
    if rule.per == "assignment" and bound == "min_lot":
        return problem.min_lot(group.pairs[0])
    if rule.per == "assignment" and bound == "labour_hours_per_unit":
        return problem.hours_per_unit(group.pairs[0])
    try:
        value = cell(record, bound)
    except KeyError:
        return None
    if isinstance(value, str):
        return Fraction(value.replace(",", ".")) if value.strip() else None
    return None if value is None else Fraction(value)


_Part = tuple[Record | None, Group]


def _total(
    problem: Problem, members: tuple[str, ...], components: tuple[str, ...], pairs: tuple[Pair, ...]
) -> Iterator[_Part]:
    yield None, Group("", members, components, pairs)


def _by_member(
    problem: Problem, members: tuple[str, ...], components: tuple[str, ...], pairs: tuple[Pair, ...]
) -> Iterator[_Part]:
    for member_id in members:
        own = tuple(pair for pair in pairs if pair[0] == member_id)
        if own:
            group = Group(member_id, (member_id,), components, own)
            yield problem.member[member_id], group


def _by_component(
    problem: Problem, members: tuple[str, ...], components: tuple[str, ...], pairs: tuple[Pair, ...]
) -> Iterator[_Part]:
    for component_id in components:
        own = tuple(pair for pair in pairs if pair[1] == component_id)
        yield (
            problem.component[component_id],
            Group(component_id, members, (component_id,), own),
        )


def _by_sector(
    problem: Problem, members: tuple[str, ...], components: tuple[str, ...], pairs: tuple[Pair, ...]
) -> Iterator[_Part]:
    for sector in problem.sectors:
        inside = tuple(
            each for each in components if problem.component[each].sector_id == sector.sector_id
        )
        if inside:
            own = tuple(pair for pair in pairs if pair[1] in inside)
            yield sector, Group(sector.sector_id, members, inside, own)


def _by_assignment(
    problem: Problem, members: tuple[str, ...], components: tuple[str, ...], pairs: tuple[Pair, ...]
) -> Iterator[_Part]:
    for pair in pairs:
        yield (
            problem.offer[pair],
            Group(f"{pair[0]}:{pair[1]}", (pair[0],), (pair[1],), (pair,)),
        )


def _by_member_period(
    problem: Problem, members: tuple[str, ...], components: tuple[str, ...], pairs: tuple[Pair, ...]
) -> Iterator[_Part]:
    for record, group in _by_member(problem, members, components, pairs):
        for period in problem.periods:
            subject = f"{group.subject}@{period.period}"
            yield (
                record,
                Group(subject, group.members, components, group.pairs, period=period.period),
            )


_SPLITS = {
    "total": _total,
    "member": _by_member,
    "component": _by_component,
    "sector": _by_sector,
    "assignment": _by_assignment,
    "member_period": _by_member_period,
}
