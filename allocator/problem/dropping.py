"""Components of quantity 0 are left out, with everything that hangs on them, and said so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from allocator.problem.charter import Rule
from allocator.problem.columns import Record
from allocator.problem.problem import Problem
from allocator.problem.selectors import Item, Selector, format_selector, parse_selector

COMPONENT_COLUMNS = ("component_id", "component_a", "component_b")
HANGING = (
    "components",
    "demand",
    "offers",
    "exclusions",
    "contributions",
    "offer_zones",
    "links",
    "pins",
)

Told = tuple[str, Any, str, str | None]
"""What was left out: (code, the record, the column, the selector item or None)."""


def drop(problem: Problem) -> tuple[Problem, tuple[Told, ...]]:
    """The problem without its components of quantity 0, and what was left out beside them."""
    gone = {each.component_id for each in problem.components if not each.quantity}
    if not gone:
        return problem, ()
    told: list[Told] = [
        ("component_left_out", each, "quantity", None)
        for each in problem.components
        if not each.quantity
    ]
    for code, records in (("link_left_out", problem.links), ("pin_left_out", problem.pins)):
        told += [
            (code, each, column, None) for each in records if (column := _column_of(each, gone))
        ]
    rules = []
    for rule in problem.rules:
        kept = without(rule, gone)
        told += _about_rule(rule, kept, gone)
        if kept is not None:
            rules.append(kept)
    content: dict[str, Any] = {
        name: tuple(each for each in getattr(problem, name) if not _hangs(gone)(each))
        for name in HANGING
    }
    return replace(problem, **content, rules=tuple(rules)), tuple(told)


def without(rule: Rule, gone: set[str]) -> Rule | None:
    """The rule without items that name a component that is gone; None if no plain one is left."""
    selector = parse_selector(rule.components)
    left = tuple(item for item in selector.items if not names_any(item, gone))
    if len(left) == len(selector.items):
        return rule
    had_plain, has_plain = (
        any(not item.minus for item in items) for items in (selector.items, left)
    )
    if had_plain and not has_plain:
        return None
    return replace(rule, components=format_selector(Selector(left)))


def names_any(item: Item, gone: set[str]) -> bool:
    """Whether an item names one of the components by its id."""
    return any(each.equals is None and each.name in gone for each in item.conditions)


def _hangs(gone: set[str]) -> Callable[[Any], bool]:
    return lambda record: bool(_column_of(record, gone))


def _column_of(record: Record, gone: set[str]) -> str:
    """The column in which a record names a component that is gone; empty if it names none."""
    named = (each for each in COMPONENT_COLUMNS if getattr(record, each, None) in gone)
    return next(named, "")


def _about_rule(rule: Rule, kept: Rule | None, gone: set[str]) -> Iterator[Told]:
    if kept is None:
        yield "rule_left_out", rule, "components", None
    elif kept is not rule:
        for item in parse_selector(rule.components).items:
            if names_any(item, gone):
                yield "rule_item_left_out", rule, "components", format_selector(Selector((item,)))
