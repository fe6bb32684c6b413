"""Rules and links as rows: hard ones bind, soft ones pay by a violation in millionths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from allocator.formulation.choices import Choices, smallest
from allocator.formulation.metrics import Metric, denominator, metric
from allocator.model import Expression, Tag
from allocator.problem.charter import Link, Rule
from allocator.problem.groups import Group, factor, groups, normaliser
from allocator.problem.problem import Pair

MILLIONTH = Fraction(1, 10**6)


@dataclass(frozen=True, slots=True)
class Limit:
    """`expression` >= 0 wherever the yes/no variable `condition` (None: always) is 1.

    `whole` is what a shortfall is a fraction of, where the limit is soft.
    """

    tag: Tag
    expression: Expression
    whole: Fraction
    condition: int | None = None


def write_hard(choices: Choices) -> None:
    """Every hard rule and link that is on."""
    for rule in choices.problem.rules:
        if rule.strength == "hard" and choices.terms.is_on(rule.rule_id):
            for each in rule_limits(choices, rule):
                write_limit(choices, each)
    for link in choices.problem.links:
        if link.strength == "hard" and choices.terms.is_on(link.kind):
            _write_link(choices, link)


def soft_violations(choices: Choices, priority: int) -> Expression:
    """The sum of violations of one priority; adds its variables and rows to the draft.

    Rules count in millionths of their bound, each rounded up; links 1 for each provider.
    """
    parts = []
    for rule in choices.problem.rules:
        if _is_soft(rule, priority) and choices.terms.is_on(rule.rule_id):
            parts += [_write_soft(choices, each) for each in _by_group(rule_limits(choices, rule))]
    for link in choices.problem.links:
        if _is_soft(link, priority) and choices.terms.is_on(link.kind):
            parts += _soft_link(choices, link)
    return Expression.total(parts)


def rule_limits(choices: Choices, rule: Rule) -> Iterator[Limit]:
    """The limits of a rule, lower and upper, group by group."""
    for group in groups(choices.problem, rule, choices.pairs):
        found = metric(choices, rule, group)
        below = denominator(choices, rule, group)
        tag = Tag(rule.rule_id, group.subject)
        if group.at_most is not None:
            whole = normaliser(choices.problem, rule, group, group.at_most)
            limit = below * factor(rule, group.at_most)
            yield Limit(tag, limit - found.branches[0], whole)
        if group.at_least is not None:
            yield from _lower(choices, rule, group, found, below, tag)


def write_limit(choices: Choices, limit: Limit) -> None:
    """A limit that must hold, relaxed where its condition does not."""
    choices.draft.row(limit.tag, _relaxed(choices, limit), lower=0)


def _lower(
    choices: Choices, rule: Rule, group: Group, found: Metric, below: Expression, tag: Tag
) -> Iterator[Limit]:
    assert group.at_least is not None
    bound = factor(rule, group.at_least)
    whole = normaliser(choices.problem, rule, group, group.at_least)
    condition = _condition(choices, rule, group)
    if rule.if_engaged and not group.pairs:
        return
    for branch in found.branches:
        if condition is not None and rule.if_engaged and not rule.of and found.vanishes:
            # The metric is 0 where the group is unused, so the bound can be switched exactly.
            needed = Expression({condition: bound}) if bound > 0 else Expression(constant=bound)
            yield Limit(tag, branch - needed, whole)
        else:
            yield Limit(tag, branch - below * bound, whole, condition)


def _condition(choices: Choices, rule: Rule, group: Group) -> int | None:
    if rule.if_engaged:
        return choices.any_used(group.pairs) if group.pairs else None
    if choices.terms.partial and rule.per in ("component", "assignment"):
        return choices.full(group.components[0])
    return None


def _relaxed(choices: Choices, limit: Limit) -> Expression:
    if limit.condition is None:
        return limit.expression
    worst = smallest(choices.draft, limit.expression)
    if worst >= 0:
        return limit.expression
    return limit.expression + Expression({limit.condition: worst}, -worst)


def _is_soft(item: Rule | Link, priority: int) -> bool:
    return item.strength == "soft" and item.priority == priority


def _by_group(limits: Iterator[Limit]) -> Iterator[tuple[Limit, ...]]:
    """Limits of one group share a violation: only one of them can be missed at a time."""
    by_subject: dict[Tag, list[Limit]] = {}
    for each in limits:
        by_subject.setdefault(each.tag, []).append(each)
    return map(tuple, by_subject.values())


def _write_soft(choices: Choices, limits: tuple[Limit, ...]) -> Expression:
    draft = choices.draft
    relaxed = [_relaxed(choices, each) for each in limits]
    most = max(
        ceil(-smallest(draft, expression) / each.whole / MILLIONTH)
        for expression, each in zip(relaxed, limits, strict=True)
    )
    if most <= 0:
        return Expression()
    tag = limits[0].tag
    violation = draft.variable(f"violation[{tag.rule_id},{tag.subject}]", 0, most)
    for expression, each in zip(relaxed, limits, strict=True):
        draft.row(tag, expression + Expression({violation: each.whole * MILLIONTH}), lower=0)
    return Expression({violation: MILLIONTH})


def _write_link(choices: Choices, link: Link) -> None:
    tag = Tag(link.kind, f"{link.component_a}-{link.component_b}")
    if link.kind == "same_quantity":
        difference = choices.covered(link.component_a) - choices.covered(link.component_b)
        if difference.terms:
            choices.draft.row(tag, difference, lower=0, upper=0)
        return
    for _, excess in link_excesses(choices, link):
        choices.draft.row(tag, excess, upper=0)


def link_excesses(choices: Choices, link: Link) -> Iterator[tuple[str, Expression]]:
    """For each possible provider of the first component: positive exactly where it is in breach."""
    for member_id in choices.engaged:
        first = (member_id, link.component_a)
        if first in choices.used:
            provides = Expression({choices.used[first]: 1})
            yield member_id, provides - _permission(choices, link, member_id)


def _permission(choices: Choices, link: Link, member_id: str) -> Expression:
    second = (member_id, link.component_b)
    if link.kind == "different_provider":
        return Expression({choices.used[second]: -1} if second in choices.used else {}, 1)
    if link.kind == "same_provider":
        return Expression({choices.used[second]: 1} if second in choices.used else {})
    return choices.number_used(_neighbours(choices, link, member_id))


def _neighbours(choices: Choices, link: Link, member_id: str) -> list[Pair]:
    """Possible providers of the second component whose seat is in the member's zone."""
    members = choices.problem.member
    zone = members[member_id].seat_zone
    return [
        pair
        for pair in choices.pairs
        if zone and pair[1] == link.component_b and members[pair[0]].seat_zone == zone
    ]


def _soft_link(choices: Choices, link: Link) -> list[Expression]:
    """One for each provider in breach."""
    parts = []
    for member_id, excess in link_excesses(choices, link):
        name = f"breach[{link.kind},{link.component_a}-{link.component_b},{member_id}]"
        breach = choices.draft.variable(name, 0, 1)
        tag = Tag(link.kind, f"{link.component_a}-{link.component_b}")
        choices.draft.row(tag, excess - Expression({breach: 1}), upper=0)
        parts.append(Expression({breach: 1}))
    return parts
