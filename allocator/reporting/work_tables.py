"""Work month by month: who does how much of what, and how much staff that takes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from allocator.allocation import Split
from allocator.checks.schedule import ComponentSchedule, StaffUse, schedule, staff_use
from allocator.problem.problem import Pair
from allocator.reporting.report import Report
from allocator.reporting.tables import Amount, Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import month

MONTH_WIDTH = 10


def schedule_table(report: Report, split: Split) -> Table:
    """What each responsible member does in each month; months sum to the month's demand."""
    parts = schedule(report.problem, quantities_of(split))
    columns = (
        Column(report.label("column.component"), width=10),
        Column(report.label("column.component_name"), width=34),
        Column(report.label("column.responsible"), width=34),
        Column(report.label("column.unit"), width=14),
        *_month_columns(report),
        Column(report.label("column.sum"), Kind.QUANTITY, width=12),
    )
    quantities = quantities_of(split)
    rows = tuple(row for part in parts for row in _schedule_rows(report, part, quantities))
    notes = [report.label("note.schedule")]
    if any(part.in_percent for part in parts):
        notes.append(report.label("note.schedule_shares"))
    return Table("schedule", report.label("title.schedule"), columns, rows, tuple(notes))


def staff_table(report: Report, split: Split) -> Table:
    """Hours that each member's staff pool needs in each month, against the hours it has."""
    columns = (
        Column(report.label("column.member"), width=18),
        Column(report.label("column.pool"), width=34),
        Column(report.label("column.available"), Kind.QUANTITY, width=14),
        *_month_columns(report, Kind.TENTH),
        Column(report.label("column.highest_use"), Kind.PERCENT, width=12),
    )
    found = staff_use(report.problem, quantities_of(split))
    rows = tuple(
        _staff_row(report, member_id, pool_id, tuple(months))
        for (member_id, pool_id), months in groupby(
            found, key=lambda each: (each.member_id, each.pool_id)
        )
    )
    notes = (report.label("note.staff"),)
    return Table("staff", report.label("title.staff"), columns, rows, notes)


def quantities_of(split: Split) -> dict[Pair, Fraction]:
    """The plain allocation of a split."""
    return {(each.member_id, each.component_id): each.quantity for each in split.assignments}


def _month_columns(report: Report, kind: Kind = Kind.QUANTITY) -> tuple[Column, ...]:
    return tuple(
        Column(month(each.period, report.language, short=True), kind, MONTH_WIDTH)
        for each in report.problem.periods
    )


def _schedule_rows(
    report: Report, part: ComponentSchedule, quantities: dict[Pair, Fraction]
) -> Iterator[Row]:
    component_id = part.component_id
    name, unit = report.component_name(component_id), report.unit(component_id)
    for member_id, months in part.rows:
        cells: list[Cell] = [component_id, name, report.member(member_id), unit]
        cells += [Amount(each, Kind.PERCENT) if part.in_percent else each for each in months]
        yield Row((*cells, quantities[member_id, component_id]))
    if len(part.rows) > 1 and not part.in_percent:
        total = sum(part.demand, Fraction(0))
        texts = (component_id, name, report.label("item.sum"), unit)
        yield Row((*texts, *part.demand, total), Role.GROUP)


def _staff_row(report: Report, member_id: str, pool_id: str, months: tuple[StaffUse, ...]) -> Row:
    used = {each.period: each.hours_used for each in months}
    highest = max(used.values())
    available = months[0].hours_available
    cells: tuple[Cell, ...] = (
        report.member(member_id),
        report.pool(pool_id),
        available,
        *(used.get(each.period) for each in report.problem.periods),
        100 * highest / available if available else None,
    )
    return Row(cells, Role.WARNING if highest > available else Role.DATA)
