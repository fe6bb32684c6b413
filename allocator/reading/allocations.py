"""A split to be checked: from a CSV file, a sheet, a result of ours, with every fault at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any

from allocator.problem.columns import Column, Kind
from allocator.problem.drafting import near
from allocator.problem.problem import Pair, Problem
from allocator.reading.cells import Cell
from allocator.reading.documents import parsed, rows_of_objects
from allocator.reading.headings import Headings, find_headings, headings_of, normal
from allocator.reading.numbers import Point, shows_decimal_point
from allocator.reading.rows import issue_of
from allocator.reading.sheets import RowBudget, Sheet
from allocator.reading.sources import PROVENANCE, TEXT_SUFFIXES, WORKBOOK_SUFFIXES, read_bytes
from allocator.reading.text_files import read_text_file
from allocator.reading.values import CellFault, read_value
from allocator.reading.workbooks import read_first_column, read_workbook
from allocator.texts.issues import InputError, Issue

ASSIGNMENTS = "assignments"
SPLIT_SHEETS = ("split", "podzial")
"""Sheets of result workbooks; their subtotals name no member, or no component."""

COLUMNS: Mapping[str, Column] = {
    "member_id": Column(
        Kind.IDENTIFIER, ("członek", "id członka", "konsorcjant", "realizator"), "", ""
    ),
    "component_id": Column(
        Kind.IDENTIFIER, ("składnik", "zadanie", "id składnika", "id zadania"), "", ""
    ),
    "quantity": Column(Kind.NUMBER, ("ilość", "liczba jednostek"), "", "", minimum=Fraction(0)),
}
KNOWN = headings_of(COLUMNS)


@dataclass(frozen=True, slots=True)
class Assigned:
    """One row of a split and its place."""

    member_id: str
    component_id: str
    quantity: Fraction
    table: str
    row: int

    @property
    def pair(self) -> Pair:
        """The pair it is about."""
        return self.member_id, self.component_id


@dataclass(frozen=True, slots=True)
class ReadAllocation:
    """A split as given; `provenance` is how it came about, where it is a result of ours."""

    rows: tuple[Assigned, ...]
    provenance: Mapping[str, Any] | None = None

    @property
    def quantities(self) -> Mapping[Pair, Fraction]:
        """The positive quantities, by pair (member_id, component_id)."""
        return {each.pair: each.quantity for each in self.rows if each.quantity}


def read_allocation(path: str | PathLike[str], problem: Problem | None = None) -> ReadAllocation:
    """The split in a CSV file, a workbook or a JSON document; with a problem, its ids are known.

    Raises InputError with every fault: pairs given twice, negative amounts, what is no number,
    unknown ids.
    """
    given = Path(path)
    sheet, provenance = _opened(given)
    headings = find_headings(sheet, KNOWN)
    if headings is None or any(name not in headings.listed for name in COLUMNS):
        row = sheet.rows[0][0] if sheet.rows else None
        raise InputError((Issue("split_without_columns", table=sheet.name, row=row),))
    faults: list[Issue] = []
    rows = tuple(_assigned(sheet, headings, faults))
    faults.extend(_twice(rows))
    if problem:
        faults.extend(check_allocation(problem, rows))
    if faults:
        raise InputError(tuple(sorted(faults, key=lambda each: (each.row or 0, each.column))))
    return ReadAllocation(rows, provenance)


def check_allocation(problem: Problem, rows: Iterable[Assigned]) -> tuple[Issue, ...]:
    """Faults of rows whose member or component the problem does not have."""
    known = {"member": problem.member, "component": problem.component}
    return tuple(
        Issue(
            f"unknown_{kind}",
            table=each.table,
            row=each.row,
            column=f"{kind}_id",
            value=value,
            parameters=(("near", near(value, ids)),),
        )
        for each in rows
        for kind, ids in known.items()
        if (value := getattr(each, f"{kind}_id")) not in ids
    )


def read_provenance(path: str | PathLike[str]) -> Mapping[str, Any] | None:
    """How a result of ours came about; None where the file does not say.

    Raises InputError where the file can not be read.
    """
    given = Path(path)
    if given.suffix.lower() in TEXT_SUFFIXES:
        return None
    data = read_bytes(given)
    if given.suffix.lower() == ".json":
        return _provenance_in(parsed(data, given.name))
    return _provenance_sheet(data, given.name)


def _opened(path: Path) -> tuple[Sheet, Mapping[str, Any] | None]:
    suffix, name = path.suffix.lower(), path.name
    data = read_bytes(path)
    if suffix in TEXT_SUFFIXES:
        return read_text_file(data, name, KNOWN, budget=RowBudget()), None
    if suffix == ".json":
        content = parsed(data, name)
        return _document_sheet(content, name), _provenance_in(content)
    if suffix in WORKBOOK_SUFFIXES:
        sheets = read_workbook(data, name, budget=RowBudget())
        return _split_sheet(sheets, name), _provenance_sheet(data, name)
    raise InputError((Issue("unknown_format", table=name, value=suffix),))


def _document_sheet(content: Any, name: str) -> Sheet:
    objects = content.get(ASSIGNMENTS) if isinstance(content, dict) else content
    if not isinstance(objects, list):
        raise InputError((Issue("json_not_a_list", table=name, column=ASSIGNMENTS),))
    for row, each in enumerate(objects, start=2):
        if not isinstance(each, dict):
            raise InputError((Issue("json_not_an_object", table=ASSIGNMENTS, row=row),))
    if not objects:
        return Sheet(ASSIGNMENTS, name, ((1, tuple(COLUMNS)),), Point.DECIMAL)
    rows = RowBudget().filled(rows_of_objects(objects), ASSIGNMENTS)
    return Sheet(ASSIGNMENTS, name, tuple(rows), Point.DECIMAL)


def _split_sheet(sheets: tuple[Sheet, ...], name: str) -> Sheet:
    """The sheet named split; else the first that has the columns of one."""
    named = [each for each in sheets if normal(each.name) in SPLIT_SHEETS]
    for sheet in (*named, *sheets):
        headings = find_headings(sheet, KNOWN)
        if headings and all(each in headings.listed for each in COLUMNS):
            return sheet
    raise InputError((Issue("split_without_columns", table=name),))


def _assigned(sheet: Sheet, headings: Headings, faults: list[Issue]) -> Iterator[Assigned]:
    point = _point(sheet, headings)
    for row, cells in sheet.rows[headings.at + 1 :]:
        found = {
            name: cells[place] if place < len(cells) else None
            for name, place in headings.listed.items()
        }
        if _is_subtotal(sheet, found) or headings.repeated_in(cells, KNOWN):
            continue
        values = {name: _value(cell, name, point) for name, cell in found.items()}
        broken = {name: value for name, value in values.items() if isinstance(value, CellFault)}
        for name, fault in broken.items():
            faults.append(issue_of(fault, sheet.name, row, name, found[name]))
        if not broken:
            yield Assigned(**values, table=sheet.name, row=row)


def _is_subtotal(sheet: Sheet, cells: Mapping[str, Cell]) -> bool:
    missing = [cells["member_id"], cells["component_id"]].count(None)
    return missing == 2 or (missing == 1 and normal(sheet.name) in SPLIT_SHEETS)


def _point(sheet: Sheet, headings: Headings) -> Point:
    place = headings.listed["quantity"]
    texts = (cells[place] for _, cells in sheet.rows if place < len(cells))
    shown = shows_decimal_point(each for each in texts if isinstance(each, str))
    return Point.SHOWN if shown and sheet.point is Point.EITHER else sheet.point


def _value(cell: Cell, name: str, point: Point) -> Any:
    if cell is None:
        return CellFault("cell_empty")
    return read_value(cell, name, COLUMNS[name], point)


def _twice(rows: Iterable[Assigned]) -> Iterator[Issue]:
    first: dict[Pair, int] = {}
    for each in rows:
        if each.pair in first:
            parameters = (("first_row", str(first[each.pair])),)
            pair = f"{each.member_id}, {each.component_id}"
            yield Issue(
                "pair_twice", table=each.table, row=each.row, value=pair, parameters=parameters
            )
        first.setdefault(each.pair, each.row)


def _provenance_in(content: Any) -> Mapping[str, Any] | None:
    found = content.get(PROVENANCE) if isinstance(content, dict) else None
    return found if isinstance(found, dict) else None


def _provenance_sheet(data: bytes, name: str) -> Mapping[str, Any] | None:
    """The JSON text on the sheet of a result: it may be cut into several cells of a column."""
    texts = read_first_column(data, name, PROVENANCE)
    start = next((at for at, each in enumerate(texts) if each.startswith("{")), len(texts))
    return _object_in("".join(texts[start:]))


def _object_in(text: str) -> Mapping[str, Any] | None:
    """A JSON object; None for a text that only looks like one."""
    try:
        found = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
