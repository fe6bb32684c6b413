"""Rows of texts as aligned columns of plain text, never cut or wrapped. Knows no domain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.reporting.tables import Table

Rows = Sequence[Sequence[str]]


def table(headings: Sequence[str], rows: Rows, *, right: Sequence[int] = ()) -> list[str]:
    """Lines of a table; the columns numbered in `right` are set to the right, as numbers are."""
    everything = [list(headings), *(list(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*everything, strict=True)]
    lines = [_line(row, widths, right) for row in everything]
    rule = "  ".join("─" * width for width in widths).rstrip()
    return [lines[0], rule, *lines[1:]]


def plain_table(found: Table, language: str) -> list[str]:
    """Lines of a report's table."""
    # Imported here: a table of texts needs no report.
    from allocator.reporting.tables import is_number, shown

    kinds = [each.kind for each in found.columns]
    rows = [
        [shown(cell, kind, language) for cell, kind in zip(row.cells, kinds, strict=True)]
        for row in found.rows
    ]
    right = [place for place, kind in enumerate(kinds) if is_number(kind)]
    return table([each.heading for each in found.columns], rows, right=right)


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if place in right else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()
