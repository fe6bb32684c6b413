"""How fair a split is, as lines of plain text for a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.allocation import Split
    from allocator.reporting.report import Report
    from allocator.reporting.tables import Table

OF_MEMBERS = (0, 1, 4, 5, 7, 8)
"""Member, short name, ratio, level, most of the target, what limits it: in 100 columns."""


def fairness_lines(report: Report, split: Split) -> list[str]:
    """Sentences, the members in the measure asked for, then every measure, then margins."""
    # Imported here: a program needs no tables.
    from allocator.reporting.fairness_tables import (
        fairness_sentences,
        found_fairness,
        inequality_table,
        margins_table,
        members_fairness_table,
    )
    from allocator.reporting.inclusion import inclusion_table

    found = found_fairness(report, split)
    lines: list[str] = []
    if found:
        lines += _lines(report, members_fairness_table(report, found[0]), OF_MEMBERS)
    said = fairness_sentences(report, split)
    lines += ["", *said] if said else []
    lines += _lines(report, inclusion_table(report, split))
    if found:
        lines += _lines(report, inequality_table(report, found))
    return lines + _lines(report, margins_table(report, split))


def _lines(report: Report, table: Table, places: tuple[int, ...] = ()) -> list[str]:
    """A table with its title and an empty line before it; only columns that have something."""
    from allocator.cli.tabulating import table as tabulated
    from allocator.reporting.tables import is_number, shown

    if not table.rows:
        return []
    kept = [
        place
        for place in places or range(len(table.columns))
        if any(row.cells[place] not in (None, "") for row in table.rows)
    ]
    columns = [table.columns[place] for place in kept]
    rows = [
        [
            shown(
                row.cells[place],
                table.columns[place].kind,
                report.language,
                currency=report.currency,
            )
            for place in kept
        ]
        for row in table.rows
    ]
    right = [place for place, column in enumerate(columns) if is_number(column.kind)]
    headings = [column.heading for column in columns]
    return ["", table.title, *tabulated(headings, rows, right=right)]
