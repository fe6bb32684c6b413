"""One number for all that can change a solution, whatever the format, order or dialect."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from allocator.problem.checking_bounds import GROUP_TABLES
from allocator.problem.columns import Kind, Record, columns_of
from allocator.problem.problem import Problem
from allocator.problem.selectors import format_selector, normalise, parse_selector
from allocator.problem.tables import TABLES

LEFT_OUT = ("policies", "scenarios")
"""The policy in force and the cells changed stand in the result themselves."""

Line = tuple[str, ...]


def problem_digest(problem: Problem) -> str:
    """SHA-256, in hexadecimal, of every value that can change a solution.

    Columns that nobody listed count where a rule names them. Components of quantity 0 do not.
    """
    return _hash(_lines(problem, solution=True))


def text_digest(problem: Problem) -> str:
    """SHA-256, in hexadecimal, of names, texts and everything else that changes no solution."""
    return _hash(_lines(problem, solution=False))


def named_columns(problem: Problem) -> frozenset[tuple[str, str]]:
    """(table, column) of all that the rules' selectors and bounds name, listed or not."""
    found = set()
    for rule in problem.rules:
        for table, text in (("members", rule.members), ("components", rule.components)):
            for item in parse_selector(text).items:
                found |= {(table, each.name) for each in item.conditions}
        for bound in (rule.at_least, rule.at_most):
            if isinstance(bound, str) and rule.per in GROUP_TABLES:
                found.add((GROUP_TABLES[rule.per], bound))
    return frozenset(found)


def _lines(problem: Problem, *, solution: bool) -> Iterator[Line]:
    named = named_columns(problem)
    for table in sorted(TABLES):
        if table in LEFT_OUT:
            continue
        records = getattr(problem, table)
        for record in (records,) if table == "commission" else records:
            key = tuple(map(str, TABLES[table].key_of(record)))
            for column, value in sorted(_cells(table, record, named, solution=solution)):
                yield (table, *key, column, value)


def _cells(
    table: str, record: Record, named: frozenset[tuple[str, str]], *, solution: bool
) -> Iterator[tuple[str, str]]:
    for column, declared in columns_of(type(record)).items():
        if declared.solution == solution:
            yield column, _canonical(table, column, declared.kind, getattr(record, column))
    for column, text in record.extras:
        value = normalise(text)
        if ((table, column) in named) == solution and value:
            yield column, value
    if not solution and table == "commission":
        yield from ((f"meaning of {key}", text) for key, text in getattr(record, "meanings", ()))


def _canonical(table: str, column: str, kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if table == "rules" and column in ("members", "components"):
        selector = parse_selector(value)
        return ";".join(sorted(format_selector(selector).split(";")))
    if isinstance(value, tuple):
        return ";".join(sorted(value))
    return value if kind in (Kind.TEXT, Kind.IDENTIFIER) else normalise(value)


def _hash(lines: Iterator[Line]) -> str:
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(len(line).to_bytes(1, "big"))
        for part in line:
            content = part.encode()
            digest.update(len(content).to_bytes(4, "big") + content)
    return digest.hexdigest()
