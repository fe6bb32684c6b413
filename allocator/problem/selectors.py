"""Selectors: which members or components a rule concerns. Shared by what solves and what checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from allocator.problem.columns import Kind, Record, columns_of
from allocator.problem.problem import Problem

YES = frozenset(("1", "true", "tak", "yes", "prawda"))
NO = frozenset(("0", "false", "nie", "no", "fałsz"))
ALL = "all"
_NUMBER = re.compile(
    r"(?P<decimal>[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?)(?:/(?P<divisor>[0-9]{1,40}))?"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """An id or a yes/no column (`equals` is None), or column = value."""

    name: str
    equals: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Conditions that must all hold (none is `all`); `minus` takes their records away."""

    conditions: tuple[Condition, ...]
    minus: bool = False


@dataclass(frozen=True, slots=True)
class Selector:
    """The plain items together (all, if there are none) minus the others."""

    items: tuple[Item, ...]


def parse_selector(text: str) -> Selector:
    """Read `all`, or items separated by `;`, with `&`, `column=value` and a leading `!`."""
    items = []
    for part in (each.strip() for each in text.split(";")):
        if not part:
            continue
        minus = part.startswith("!")
        pieces = (piece.strip() for piece in part.removeprefix("!").split("&"))
        pieces = (piece for piece in pieces if piece != ALL)
        items.append(Item(tuple(map(_condition, filter(None, pieces))), minus))
    return Selector(tuple(items))


def format_selector(selector: Selector) -> str:
    """The text that reads back as the selector."""
    return ";".join(map(_item_text, selector.items)) or ALL


def normalise(value: Any) -> str:
    """One text for values that mean the same: `1`, `tak`, `1.0` and True are all "1"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction | int):
        return str(value)
    text = str(value).strip().casefold()
    if text in YES:
        return "1"
    if text in NO:
        return "0"
    number = plain_number(text)
    return text if number is None else str(number)


def plain_number(text: str) -> Fraction | None:
    """The number that a text is; None for any other, also 1e9 (1e999999999 would fill memory)."""
    found = _NUMBER.fullmatch(text.strip().replace(",", "."))
    if found is None or not int(found["divisor"] or 1):
        return None
    return Fraction(found["decimal"]) / int(found["divisor"] or 1)


def cell(record: Record, column: str) -> Any:
    """The value of a listed or an extra column; KeyError where the record has no such column."""
    if column in columns_of(type(record)):
        return getattr(record, column)
    return dict(record.extras)[column]


def unknown_names(records: Sequence[Record], identifier: str, selector: Selector) -> list[str]:
    """Names in the selector that are neither an id, nor a yes/no column, nor column=value."""
    ids = {getattr(each, identifier) for each in records}
    listed = set(columns_of(type(records[0]))) if records else set()
    extra = {name for each in records for name, _ in each.extras}
    found = []
    for condition in (each for item in selector.items for each in item.conditions):
        if condition.equals is not None:
            known = condition.name in listed | extra
        else:
            known = condition.name in ids or is_flag(records, condition.name)
        if not known:
            found.append(condition.name)
    return found


def is_flag(records: Sequence[Record], column: str) -> bool:
    """Whether a column holds yes or no for every record that has it."""
    if not records:
        return False
    declared = columns_of(type(records[0])).get(column)
    if declared is not None:
        return declared.kind is Kind.FLAG
    values = [dict(each.extras).get(column) for each in records]
    filled = [normalise(each) for each in values if each not in (None, "")]
    return bool(filled) and all(each in ("0", "1") for each in filled)


def select(records: Iterable[Record], identifier: str, selector: Selector) -> tuple[str, ...]:
    """Ids of the selected records, in their order."""
    plain = [item for item in selector.items if not item.minus]
    minus = [item for item in selector.items if item.minus]

    def holds(item: Item, record: Record) -> bool:
        return all(_matches(record, identifier, each) for each in item.conditions)

    return tuple(
        getattr(record, identifier)
        for record in records
        if (not plain or any(holds(item, record) for item in plain))
        and not any(holds(item, record) for item in minus)
    )


def select_members(problem: Problem, text: str) -> tuple[str, ...]:
    """Ids of the members that the text selects, sorted."""
    return select(problem.members, "member_id", parse_selector(text))


def select_components(problem: Problem, text: str) -> tuple[str, ...]:
    """Ids of the components that the text selects, sorted."""
    return select(problem.components, "component_id", parse_selector(text))


def _condition(text: str) -> Condition:
    name, equals, value = text.partition("=")
    return Condition(name.strip(), normalise(value) if equals else None)


def _item_text(item: Item) -> str:
    show: Callable[[Condition], str] = lambda each: (  # noqa: E731
        each.name if each.equals is None else f"{each.name}={each.equals}"
    )
    return ("!" if item.minus else "") + ("&".join(map(show, item.conditions)) or ALL)


def _matches(record: Record, identifier: str, condition: Condition) -> bool:
    if condition.equals is None and getattr(record, identifier) == condition.name:
        return True
    try:
        value = cell(record, condition.name)
    except KeyError:
        return condition.equals == ""
    if isinstance(value, tuple):
        return condition.equals in {normalise(each) for each in value}
    return normalise(value) == ("1" if condition.equals is None else condition.equals)
