"""Whatever stands in the cells, building answers with a valid problem or with faults."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from allocator.problem.building import build, check_tables
from allocator.problem.columns import Column, Kind, Record, columns_of
from allocator.problem.digest import problem_digest, text_digest
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.groups import groups, nominal
from allocator.problem.problem import Problem
from allocator.problem.tables import Tables
from allocator.reading.problems import read_problem
from allocator.texts.catalogue import line
from allocator.texts.issues import InputError

BASE = read_problem(Path(__file__).parent.parent / "scenarios" / "data" / "grant-2026")

WORDS = ("X9", "", ";", "all", "!", "&", "kind=b", "{", "none")
NUMBERS = (Fraction(0), Fraction(-1), Fraction(10**13), Fraction(1, 3))
ODD: dict[Kind, tuple[Any, ...]] = {
    Kind.NUMBER: NUMBERS,
    Kind.WHOLE: (0, -1, 10**6),
    Kind.FLAG: (True, False),
    Kind.IDENTIFIERS: ((), ("X9", "")),
    Kind.BOUND: (*NUMBERS, *WORDS),
    Kind.ANY: (*NUMBERS, *WORDS),
}


def odd_value(column: Column, chance: Random) -> Any:
    """Something that the type of a column allows but that may make no sense in it."""
    options = ODD.get(column.kind, () if column.kind is Kind.DATE else WORDS)
    return chance.choice([*options, *([None] if column.required else [])] or [None])


def mutated(chance: Random) -> Tables:
    """The reference tables with a few odd cells, and sometimes a table emptied or gone."""
    tables: dict[str, list[Record]] = {name: list(rows) for name, rows in BASE.tables.items()}
    for _ in range(chance.choice((1, 1, 2, 6))):
        rows = tables[chance.choice([name for name in tables if tables[name]])]
        place = chance.randrange(len(rows))
        columns = columns_of(type(rows[place]))
        column = chance.choice(list(columns))
        change: dict[str, Any] = {column: odd_value(columns[column], chance)}
        rows[place] = replace(rows[place], **change)
    if chance.random() < 0.1:
        tables[chance.choice(list(tables))] = []
    if chance.random() < 0.1:
        tables.pop(chance.choice(list(tables)))
    return {name: tuple(rows) for name, rows in tables.items()}


@settings(max_examples=60)
@example(0)
@given(st.integers(0, 10**6))
def test_odd_cells_are_faults_or_a_problem_that_can_be_used(seed: int) -> None:
    tables = mutated(Random(seed))
    assert all(line(issue, "pl").isprintable() for issue in check_tables(tables, BASE.rows))
    try:
        built = build(tables, rows=BASE.rows)
    except InputError:
        return
    use(built)


def use(problem: Problem) -> None:
    """Everything that later rooms compute from a problem without asking whether they may."""
    assert problem_digest(problem) != text_digest(problem)
    eligible = eligible_pairs(problem)
    for shares in problem.shares.values():
        assert sum(shares.values()) == 1
    for rule in problem.rules:
        for group in groups(problem, rule, eligible):
            assert nominal(problem, rule, group) >= 0
