"""The cost estimate in the shape of a Polish joint offer, and who pays for it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from allocator.allocation import Split
from allocator.reporting.costs import CostLine, cost_lines
from allocator.reporting.report import Report
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import rounded

ZERO = Fraction(0)


def costs_table(report: Report, split: Split) -> Table:
    """Lines grouped by offerer, each group with its sum; all sum to the total."""
    heading = report.label
    columns = (
        Column(heading("column.number"), Kind.COUNT, width=6),
        Column(heading("column.kind_of_cost"), width=56),
        Column(heading("column.kind_of_measure"), width=18),
        Column(heading("column.unit_cost"), Kind.PRICE, width=16),
        Column(heading("column.number_of_units"), Kind.QUANTITY, width=16),
        Column(heading("column.value"), Kind.MONEY, width=20),
        Column(heading("column.on_the_side_of"), width=50),
    )
    lines = cost_lines(report, split)
    rows = list(_grouped(report, lines))
    total = sum((each.value_pln for each in lines), ZERO)
    rows.append(Row((None, heading("item.total"), None, None, None, total, None), Role.SUM))
    notes = (heading("note.rounded"),)
    return Table("costs", heading("title.costs"), columns, tuple(rows), notes)


def funding_table(report: Report, split: Split) -> Table:
    """For each offerer: its costs, the commissioner's money, its own contribution."""
    heading = report.label
    columns = (
        Column(heading("column.member"), width=10),
        Column(heading("column.member_name"), width=50),
        Column(heading("column.costs"), Kind.MONEY, width=20),
        Column(heading("column.grant"), Kind.MONEY, width=20),
        Column(heading("column.own_contribution"), Kind.MONEY, width=20),
        Column(heading("column.own_volunteer"), Kind.MONEY, width=20),
        Column(heading("column.own_cash"), Kind.MONEY, width=20),
        Column(heading("column.volunteer_hours"), Kind.QUANTITY, width=16),
    )
    costs: dict[str, Fraction] = {}
    for each in cost_lines(report, split):
        costs[each.member_id] = costs.get(each.member_id, ZERO) + each.value_pln
    rows = [Row(_funding(report, split, *each)) for each in costs.items()]
    sums: list[Cell] = [report.label("item.sum"), None]
    for place in range(2, len(columns)):
        sums.append(sum((_number(row.cells[place]) for row in rows), ZERO))
    rows.append(Row(tuple(sums), Role.SUM))
    return Table("funding", heading("title.funding"), columns, tuple(rows))


def _grouped(report: Report, lines: tuple[CostLine, ...]) -> Iterator[Row]:
    number = 0
    for member_id, group in groupby(lines, key=lambda line: line.member_id):
        name = _offerer(report, member_id)
        subtotal = ZERO
        for line in group:
            number += 1
            subtotal += line.value_pln
            cells = (line.text, line.unit, line.unit_cost_pln, line.units, line.value_pln, name)
            yield Row((number, *cells))
        text = report.label("item.sum_of", name=name)
        yield Row((None, text, None, None, None, subtotal, name), Role.GROUP)


def _funding(report: Report, split: Split, member_id: str, costs: Fraction) -> tuple[Cell, ...]:
    found = next((each for each in split.members if each.member_id == member_id), None)
    own = rounded(found.own_contribution_pln, 2) if found else ZERO
    volunteer = rounded(found.of_which_volunteer_pln, 2) if found else ZERO
    return (
        member_id,
        _offerer(report, member_id),
        costs,
        costs - own,
        own,
        volunteer,
        own - volunteer,
        rounded(found.volunteer_hours, 2) if found else ZERO,
    )


def _offerer(report: Report, member_id: str) -> str:
    return report.member_name(member_id) if member_id else report.label("note.no_leader")


def _number(cell: Cell) -> Fraction:
    return cell if isinstance(cell, Fraction) else ZERO
