"""A sheet -> the records of its table, with every fault in it. Knows no other table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allocator.problem.columns import Column, Record, columns_of, default_of
from allocator.problem.tables import Table
from allocator.reading.cells import Cell, shown
from allocator.reading.headings import (
    EXPLANATIONS,
    Headings,
    columns_in,
    find_headings,
    known_headings,
    near_column,
    normal,
)
from allocator.reading.numbers import Point, shows_decimal_point
from allocator.reading.sheets import Row, Sheet
from allocator.reading.values import (
    CALCULATED,
    CellFault,
    read_extra,
    read_value,
)
from allocator.texts.issues import Issue, Severity


@dataclass(frozen=True, slots=True)
class TableRows:
    """The records of a table, the spreadsheet rows they stand in, and what is wrong with them."""

    records: tuple[Record, ...]
    rows: tuple[int, ...]
    issues: tuple[Issue, ...]
    row_of_key: Mapping[str, int]
    """Where each key of the commission stands."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet of a table with its headings understood, and what they leave to say."""

    table: Table
    sheet: Sheet
    headings: Headings
    issues: tuple[Issue, ...]

    def data_rows(self) -> Iterator[Row]:
        """The rows beneath the headings that are not headings again."""
        known = known_headings(self.table.name)
        for number, cells in self.sheet.rows[self.headings.at + 1 :]:
            if not self.headings.repeated_in(cells, known):
                yield number, cells


def plan_of(table: Table, sheet: Sheet) -> Plan | Issue:
    """The sheet with its headings understood, or that it has none."""
    known = known_headings(table.name)
    headings = find_headings(sheet, known)
    if headings is None:
        row = sheet.rows[0][0] if sheet.rows else None
        wanted = ", ".join(name for name, each in columns_in(table).items() if each.required)
        return Issue("no_headings", table=table.name, row=row, parameters=(("wanted", wanted),))
    return Plan(table, sheet, headings, tuple(_heading_issues(table, sheet, headings)))


def read_records(plan: Plan, *, point: Point) -> TableRows:
    """One record for each row; a cell at fault holds None or its default."""
    record = plan.table.record
    columns = columns_of(record)
    defaults = {name: default_of(record, name) for name in columns}
    issues = list(plan.issues)
    records, rows = [], []
    for number, cells in plan.data_rows():
        values: dict[str, Any] = dict(defaults)
        for name, place in plan.headings.listed.items():
            cell = cells[place] if place < len(cells) else None
            value = _value(cell, name, columns[name], point)
            if isinstance(value, CellFault):
                issues.append(issue_of(value, plan.table.name, number, name, cell))
            elif value is not None:
                values[name] = value
        extras = _extras(plan, number, cells, issues)
        issues.extend(_percent_bounds(plan, number, cells, values))
        records.append(record(**values, extras=extras))
        rows.append(number)
    return TableRows(tuple(records), tuple(rows), tuple(issues), {})


def evidence(plan: Plan) -> bool:
    """Whether the sheet's columns of numbers show that its point is decimal."""
    columns = columns_in(plan.table)
    places = [
        place for name, place in plan.headings.listed.items() if columns[name].kind in CALCULATED
    ]
    cells = (
        cells[place] for _, cells in plan.data_rows() for place in places if place < len(cells)
    )
    return shows_decimal_point(each for each in cells if isinstance(each, str))


def issue_of(fault: CellFault, table: str, row: int, column: str, cell: Cell) -> Issue:
    """A cell's fault with its place."""
    return Issue(
        fault.code,
        table=table,
        row=row,
        column=column,
        value=shown(cell),
        parameters=fault.parameters,
    )


def _value(cell: Cell, name: str, column: Column, point: Point) -> Any:
    if cell is None:
        return CellFault("cell_empty") if column.required else None
    return read_value(cell, name, column, point)


def _extras(
    plan: Plan, row: int, cells: tuple[Cell, ...], issues: list[Issue]
) -> tuple[tuple[str, str], ...]:
    found = []
    for name, place in plan.headings.extras.items():
        cell = cells[place] if place < len(cells) else None
        if cell is None:
            continue
        text = read_extra(cell)
        if isinstance(text, CellFault):
            issues.append(issue_of(text, plan.table.name, row, name, cell))
        elif text:
            found.append((name, text))
    return tuple(sorted(found))


def _percent_bounds(
    plan: Plan, row: int, cells: tuple[Cell, ...], values: Mapping[str, Any]
) -> Iterator[Issue]:
    """A bound such as 20% only makes sense where the unit of the rule is percent."""
    if plan.table.name != "rules" or values["unit"] in (None, "percent"):
        return
    for name in ("at_least", "at_most"):
        place = plan.headings.listed.get(name, len(cells))
        cell = cells[place] if place < len(cells) else None
        if isinstance(cell, str) and cell.endswith("%"):
            fault = CellFault("percent_bound", (("unit", values["unit"]),))
            yield issue_of(fault, plan.table.name, row, name, cell)


def _heading_issues(table: Table, sheet: Sheet, headings: Headings) -> Iterator[Issue]:
    columns = columns_in(table)
    known = known_headings(table.name)
    missing = [name for name in columns if name not in headings.listed]
    slips = {
        extra: near
        for extra in headings.extras
        if normal(extra) not in EXPLANATIONS and (near := near_column(extra, missing, known))
    }
    for name in headings.twice:
        yield Issue("duplicate_column", table=table.name, row=headings.row, column=name)
    for name in missing:
        if columns[name].required:
            extra = next((each for each, near in slips.items() if near == name), "")
            yield Issue("missing_column", Severity.FAULT, table.name, headings.row, name, extra)
    for extra, near in slips.items():
        yield Issue(
            "similar_column",
            Severity.WARNING,
            table.name,
            headings.row,
            extra,
            extra,
            (("near", near),),
        )
    yield from _unnamed(table, sheet, headings)


def _unnamed(table: Table, sheet: Sheet, headings: Headings) -> Iterator[Issue]:
    """Cells beneath no heading: left alone, but not unsaid."""
    named = set(headings.names)
    seen: set[int] = set()
    for number, cells in sheet.rows[headings.at + 1 :]:
        for place, cell in enumerate(cells):
            if cell is not None and place not in named and place not in seen:
                seen.add(place)
                yield Issue(
                    "unnamed_column",
                    Severity.NOTICE,
                    table.name,
                    number,
                    column_letter(place),
                    shown(cell),
                )


def column_letter(place: int) -> str:
    """The letters by which a spreadsheet names a column; the first is place 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
