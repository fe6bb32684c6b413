"""The commission's sheet, a row for each fact, -> its one record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allocator.problem.columns import columns_of, default_of
from allocator.problem.records import Commission
from allocator.reading.cells import Cell, shown
from allocator.reading.headings import EXPLANATIONS, headings_of, near_column, normal
from allocator.reading.limits import FORMAT_VERSION
from allocator.reading.numbers import Point, shows_decimal_point
from allocator.reading.rows import Plan, TableRows, issue_of
from allocator.reading.values import CALCULATED, CellFault, read_extra, read_value
from allocator.texts.issues import Issue, Severity

TABLE = "commission"
VERSION = "format_version"
COLUMNS = columns_of(Commission)
KNOWN = headings_of(COLUMNS)

Fact = tuple[int, str, Cell, Cell]
"""Row number, key, value, meaning."""


def read_commission(plan: Plan, *, point: Point) -> TableRows:
    """The commission; keys nobody listed become its extras, remarks its meanings."""
    reader = _Reader(point, [*plan.issues, *_left_out(plan)])
    for fact in _facts(plan, reader.issues):
        reader.take(fact)
    reader.finish()
    record = Commission(
        **reader.values,
        extras=tuple(sorted(reader.extras.items())),
        meanings=tuple(sorted(reader.meanings.items())),
    )
    return TableRows((record,), (plan.headings.row,), tuple(reader.issues), dict(reader.row_of_key))


def commission_evidence(plan: Plan) -> bool:
    """Whether its numbers show that the file's point is decimal."""
    texts = (
        value
        for _, key, value, _ in _facts(plan, [])
        if isinstance(value, str) and key in COLUMNS and COLUMNS[key].kind in CALCULATED
    )
    return shows_decimal_point(texts)


def check_version(cell: Cell, table: str, row: int | None, column: str) -> Issue | None:
    """A fault if a document is of a newer format than this program knows, or of none."""
    text = shown(cell)
    if not text.isdigit() or not text.isascii() or int(text) < 1:
        return Issue("bad_format_version", table=table, row=row, column=column, value=text)
    if int(text) <= FORMAT_VERSION:
        return None
    known = (("known", str(FORMAT_VERSION)),)
    return Issue(
        "format_too_new", table=table, row=row, column=column, value=text, parameters=known
    )


class _Reader:
    """Gathers the facts of one commission."""

    def __init__(self, point: Point, issues: list[Issue]) -> None:
        self.point = point
        self.issues = issues
        self.values: dict[str, Any] = {name: default_of(Commission, name) for name in COLUMNS}
        self.extras: dict[str, str] = {}
        self.meanings: dict[str, str] = {}
        self.row_of_key: dict[str, int] = {}

    def take(self, fact: Fact) -> None:
        """One row: its key once, its value typed, its remark kept."""
        row, key, cell, meaning = fact
        if key in self.row_of_key:
            first = (("first_row", str(self.row_of_key[key])),)
            self.issues.append(
                Issue("duplicate_key", Severity.FAULT, TABLE, row, "key", key, first)
            )
            return
        self.row_of_key[key] = row
        if key == VERSION:
            fault = check_version(cell, TABLE, row, key)
            self.issues.extend([fault] if fault else [])
            return
        self._value(row, key, cell)
        if meaning is not None:
            remark = read_extra(meaning)
            if isinstance(remark, CellFault):
                self.issues.append(issue_of(remark, TABLE, row, "meaning", meaning))
            elif remark:
                self.meanings[key] = remark

    def _value(self, row: int, key: str, cell: Cell) -> None:
        column = COLUMNS.get(key)
        if cell is None:
            if column and column.required:
                self.issues.append(Issue("cell_empty", table=TABLE, row=row, column=key))
            return
        value = read_value(cell, key, column, self.point) if column else read_extra(cell)
        if isinstance(value, CellFault):
            self.issues.append(issue_of(value, TABLE, row, key, cell))
        elif column:
            self.values[key] = value
        else:
            self.extras[key] = value

    def finish(self) -> None:
        """What is not there, and what looks like a slip of the pen for it."""
        missing = [name for name in COLUMNS if name not in self.row_of_key]
        for name in missing:
            if COLUMNS[name].required:
                self.issues.append(Issue("missing_key", table=TABLE, column=name))
        for key in self.extras:
            if near := near_column(key, missing, KNOWN):
                row, parameters = self.row_of_key[key], (("near", near),)
                self.issues.append(
                    Issue("similar_key", Severity.WARNING, TABLE, row, "key", key, parameters)
                )


def _left_out(plan: Plan) -> Iterator[Issue]:
    """Further columns: facts have only one value, so there is nowhere to carry them."""
    for name in plan.headings.extras:
        if normal(name) not in EXPLANATIONS:
            yield Issue("column_left_out", Severity.NOTICE, TABLE, plan.headings.row, name)


def _facts(plan: Plan, issues: list[Issue]) -> list[Fact]:
    places = plan.headings.listed
    facts: list[Fact] = []
    for number, cells in plan.data_rows():
        key, value, meaning = (
            cells[place] if (place := places.get(name, len(cells))) < len(cells) else None
            for name in ("key", "value", "meaning")
        )
        if key is None:
            if value is not None:
                text = shown(value)
                issues.append(
                    Issue("cell_empty", table=TABLE, row=number, column="key", value=text)
                )
            continue
        name = shown(key).rstrip("* ")
        facts.append((number, KNOWN.get(normal(name), name), value, meaning))
    return facts
