"""A sheet of raw cells: what every format is turned into before it is understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from allocator.reading.cells import Cell
from allocator.reading.limits import LARGEST_ROWS
from allocator.reading.numbers import Point
from allocator.texts.issues import InputError, Issue

Row = tuple[int, tuple[Cell, ...]]
"""The number of a row as the spreadsheet counts, and its cells; empty ones at the end cut off."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The filled rows of a file or sheet.

    `name` is what people call it: a file or a tab; `file` the file it stands in.
    """

    name: str
    file: str
    rows: tuple[Row, ...]
    point: Point
    issues: tuple[Issue, ...] = field(default=())


LAST_ROW = 2 * LARGEST_ROWS
"""Beyond this even empty rows are too many: a sheet of a workbook has about half as many."""


@dataclass(slots=True)
class RowBudget:
    """Counts the rows of one input and refuses when there are too many."""

    left: int = LARGEST_ROWS

    def filled(self, rows: Iterable[Row], name: str) -> Iterator[Row]:
        """The rows with something in them, without empty cells at the end."""
        for number, cells in rows:
            end = len(cells)
            while end and cells[end - 1] is None:
                end -= 1
            if not end and number <= LAST_ROW:
                continue
            self.left -= 1
            if self.left < 0 or number > LAST_ROW:
                limit = (("limit", f"{LARGEST_ROWS}"),)
                raise InputError(
                    (Issue("too_many_rows", table=name, row=number, parameters=limit),)
                )
            yield number, cells[:end]
