"""What stands where in the matrix of a split, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from allocator.problem.problem import Problem
from allocator.reporting.charts.colours import SHADES
from allocator.reporting.charts.names import Names, exact

_ROUND = tuple(Fraction(base * 10**power) for power in range(13) for base in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Lines:
    """The rows of the matrix: each sector's heading, its components, last the sums."""

    component_rows: Mapping[str, int]
    sector_rows: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.component_rows) + len(self.sector_rows) + 1


@dataclass(frozen=True, slots=True)
class Cell:
    """One pair in its place; `step` 0 is an offer that is not used, 1 the lightest shade."""

    column: int
    row: int
    step: int = 0
    text: str = ""
    part_of_highest: float = 0.0
    barred: bool = False


def lines_of(problem: Problem) -> Lines:
    """Rows by sector and component, from 0."""
    ordered = sorted(problem.components, key=lambda each: (each.sector_id, each.component_id))
    component_rows: dict[str, int] = {}
    sector_rows: dict[str, int] = {}
    for sector_id, group in groupby(ordered, key=lambda each: each.sector_id):
        sector_rows[sector_id] = len(component_rows) + len(sector_rows)
        for each in group:
            component_rows[each.component_id] = len(component_rows) + len(sector_rows)
    return Lines(component_rows, sector_rows)


def value_steps(document: Mapping[str, Any]) -> tuple[Fraction, ...]:
    """Round amounts (1, 2, 5, 10...) that part the values of a split into at most five shades.

    The highest lies at or below half of the largest value; there are fewer where values are tiny.
    """
    values = [exact(each["value_pln"]) for each in document["assignments"]]
    half = max(values, default=Fraction(0)) / 2
    return tuple(each for each in _ROUND if each <= half)[-(len(SHADES) - 1) :]


def cells_of(
    names: Names, document: Mapping[str, Any], lines: Lines, steps: Sequence[Fraction]
) -> tuple[Cell, ...]:
    """A cell for each offer, and where a split by hand gives what nobody offered."""
    columns = {each.member_id: place for place, each in enumerate(names.problem.members)}
    barred = {(each["member_id"], each["component_id"]) for each in document["ineligible"]}
    given = {(each["member_id"], each["component_id"]): each for each in document["assignments"]}
    values = {pair: exact(each["value_pln"]) for pair, each in given.items()}
    highest = max(values.values(), default=Fraction(0)) or Fraction(1)
    cells = []
    for pair in sorted({*names.problem.offer, *given}):
        member_id, component_id = pair
        if member_id not in columns or component_id not in lines.component_rows:
            continue
        column, row = columns[member_id], lines.component_rows[component_id]
        if pair not in given:
            out = pair in barred
            cells.append(Cell(column, row, text="×" if out else "", barred=out))
            continue
        step = 1 + sum(values[pair] >= each for each in steps)
        quantity = names.number(given[pair]["quantity"])
        cells.append(Cell(column, row, step, quantity, float(values[pair] / highest)))
    return tuple(cells)
