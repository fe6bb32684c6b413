"""The whole-number table with given sums that lies closest to a table of fractions; exact.

It knows rows and columns, not members and months.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor, lcm

Cell = tuple[int, int]
Table = list[list[int]]


def closest_table(
    wanted: Sequence[Sequence[Fraction]], row_sums: Sequence[int], column_sums: Sequence[int]
) -> Table:
    """The non-negative whole numbers with these sums and the least sum of absolute deviations.

    `wanted` must have the same row sums and column sums less than 1 away from the given ones.
    Among tables that are equally close it is the one whose first row is largest in its first
    column, then in its second, and so on through the rows.

    Minimum-cost flow by successive shortest paths (Ford and Fulkerson, 1962; Busacker and Gowen,
    1960) on convex costs; whole numbers all through. It starts from the fractions rounded down,
    which no exchange along a cycle can improve, so each further unit takes the cheapest path.
    """
    table = [[floor(each) for each in row] for row in wanted]
    rows_open = [total - sum(row) for total, row in zip(row_sums, table, strict=True)]
    columns_open = [
        total - sum(column)
        for total, column in zip(column_sums, zip(*table, strict=True), strict=True)
    ]
    costs = _Costs(wanted, max(row_sums, default=0))
    while any(rows_open):
        start, path = _cheapest_path(table, costs, rows_open, columns_open)
        for (row, column), change in path:
            table[row][column] += change
        rows_open[start] -= 1
        columns_open[path[-1][0][1]] -= 1
    return table


class _Costs:
    """What one unit more or less in a cell costs: deviation first, place in the table second."""

    def __init__(self, wanted: Sequence[Sequence[Fraction]], largest: int) -> None:
        scale = lcm(*(each.denominator for row in wanted for each in row))
        width = len(wanted[0]) if wanted else 0
        cells = width * len(wanted)
        base = largest + 2
        self._scale = scale
        self._wanted = [[int(each * scale) for each in row] for row in wanted]
        powers = [1]
        for _ in range(cells):
            powers.append(powers[-1] * base)
        self._weight = powers[cells]
        self._place = [
            [powers[cells - 1 - (row * width + column)] for column in range(width)]
            for row in range(len(wanted))
        ]

    def of_change(self, table: Table, cell: Cell, change: int) -> int:
        """The cost of a unit more (1) or less (-1)."""
        row, column = cell
        before = table[row][column] * self._scale - self._wanted[row][column]
        deviation = abs(before + change * self._scale) - abs(before)
        return deviation * self._weight - change * self._place[row][column]


def _cheapest_path(
    table: Table, costs: _Costs, rows_open: list[int], columns_open: list[int]
) -> tuple[int, list[tuple[Cell, int]]]:
    """The row to start from, and the changes that carry one unit to a column (Bellman, 1958)."""
    to_row: list[int | None] = [0 if each > 0 else None for each in rows_open]
    to_column: list[int | None] = [None] * len(columns_open)
    from_column: dict[int, int] = {}
    from_row: dict[int, int] = {}
    moved = True
    while moved:
        moved = False
        for row, start in enumerate(to_row):
            if start is None:
                continue
            for column, known in enumerate(to_column):
                cost = start + costs.of_change(table, (row, column), 1)
                if known is None or cost < known:
                    to_column[column], from_row[column], moved = cost, row, True
        for column, start in enumerate(to_column):
            if start is None:
                continue
            for row, known in enumerate(to_row):
                if table[row][column] == 0:
                    continue
                cost = start + costs.of_change(table, (row, column), -1)
                if known is None or cost < known:
                    to_row[row], from_column[row], moved = cost, column, True
    return _traced(to_column, columns_open, from_row, from_column)


def _traced(
    to_column: list[int | None],
    columns_open: list[int],
    from_row: dict[int, int],
    from_column: dict[int, int],
) -> tuple[int, list[tuple[Cell, int]]]:
    reached = (
        (cost, column)
        for column, cost in enumerate(to_column)
        if cost is not None and columns_open[column] > 0
    )
    _, column = min(reached)
    path: list[tuple[Cell, int]] = []
    while True:
        row = from_row[column]
        path.append(((row, column), 1))
        if row not in from_column:
            return row, path[::-1]
        column = from_column[row]
        path.append(((row, column), -1))
