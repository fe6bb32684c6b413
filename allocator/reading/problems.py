"""The way in: a path -> typed tables -> a Problem, or every fault of every stage together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path, PurePosixPath

from allocator.problem.building import build, check_tables
from allocator.problem.problem import Problem
from allocator.problem.tables import TABLES, Tables
from allocator.reading.commission_rows import commission_evidence, read_commission
from allocator.reading.numbers import Point
from allocator.reading.rows import Plan, TableRows, evidence, plan_of, read_records
from allocator.reading.sheets import Sheet
from allocator.reading.sources import Source, open_source, table_of
from allocator.texts.issues import InputError, Issue, Severity


@dataclass(frozen=True, slots=True)
class ReadTables:
    """What stands in an input: its tables, where each row stands, what is to be said of them.

    `faults` are those of files and single cells; a required cell at fault holds None in `tables`.
    `commission_rows` says where each key of the commission stands.
    """

    tables: Tables
    rows: Mapping[str, tuple[int, ...]]
    notices: tuple[Issue, ...]
    faults: tuple[Issue, ...]
    commission_rows: Mapping[str, int]


def read_problem(path: str | PathLike[str]) -> Problem:
    """The Problem in a folder of CSV files, a zip of one, a workbook or a JSON document.

    Raises InputError with all faults at once: of files, of cells, and between tables.
    """
    read = read_tables(path)
    if read.faults:
        raise InputError(in_order((*read.faults, *faults_between(read))))
    try:
        problem = build(read.tables, rows=read.rows, notices=read.notices)
    except InputError as error:
        raise InputError(in_order(_placed(error.issues, read))) from error
    return replace(problem, notices=in_order(_placed(problem.notices, read)))


def checked_tables(path: str | PathLike[str]) -> tuple[Tables, tuple[Issue, ...]]:
    """The tables of an input without faults, and all warnings and notices on them.

    Raises InputError as `read_problem` does.
    """
    return (problem := read_problem(path)).tables, problem.notices


def faults_between(read: ReadTables) -> tuple[Issue, ...]:
    """The faults between and within tables that the sound cells of an input show."""
    found = check_tables(read.tables, read.rows)
    return _placed((each for each in found if each.severity is Severity.FAULT), read)


def read_tables(path: str | PathLike[str]) -> ReadTables:
    """The typed tables in an input, with the faults of its files and cells beside them.

    Raises InputError only where nothing can be read at all.
    """
    source = open_source(Path(path))
    found, issues = _tables(source)
    tables = {name: each.records for name, each in found.items()}
    for name, table in TABLES.items():
        if not table.required:
            tables.setdefault(name, ())
    spoken = {each.table for each in issues}
    missing = [
        Issue("table_missing", table=name)
        for name, table in TABLES.items()
        if table.required and name not in source.sheets and not _named(name, spoken)
    ]
    every = (*issues, *missing)
    commission = found.get("commission")
    return ReadTables(
        tables={name: tables[name] for name in TABLES if name in tables},
        rows={name: each.rows for name, each in found.items()},
        notices=in_order(each for each in every if each.severity is not Severity.FAULT),
        faults=in_order(each for each in every if each.severity is Severity.FAULT),
        commission_rows=commission.row_of_key if commission else {},
    )


def in_order(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Issues in the order of tables and rows, those of files first; none twice."""
    order = {name: place for place, name in enumerate(TABLES)}
    return tuple(
        sorted(
            dict.fromkeys(issues),
            key=lambda each: (
                order.get(each.table, -1),
                each.table,
                each.row or 0,
                each.column,
                each.code,
            ),
        )
    )


def _tables(source: Source) -> tuple[dict[str, TableRows], list[Issue]]:
    issues = list(source.issues)
    plans: dict[str, Plan] = {}
    found: dict[str, TableRows] = {}
    for name, sheet in source.sheets.items():
        if not sheet.rows:
            found[name] = TableRows((), (), (), {})
            continue
        plan = plan_of(TABLES[name], sheet)
        if isinstance(plan, Issue):
            issues.append(plan)
        else:
            plans[name] = plan
    points = _points(plans)
    for name, plan in plans.items():
        read = read_commission if name == "commission" else read_records
        found[name] = read(plan, point=points[plan.sheet.file])
        issues.extend(found[name].issues)
    return found, issues


def _points(plans: Mapping[str, Plan]) -> Mapping[str, Point]:
    """What a point means in each file: its own numbers may show that it is decimal."""
    points: dict[str, Point] = {}
    for name, plan in plans.items():
        sheet: Sheet = plan.sheet
        known = points.get(sheet.file, sheet.point)
        shows = commission_evidence if name == "commission" else evidence
        if known is Point.EITHER and shows(plan):
            known = Point.SHOWN
        points[sheet.file] = known
    return points


def _named(table: str, spoken: set[str]) -> bool:
    """Whether the file of a table was there but could not be read."""
    return any(table_of(PurePosixPath(each).stem) == table for each in spoken)


def _placed(issues: Iterable[Issue], read: ReadTables) -> tuple[Issue, ...]:
    """Issues of the commission, each in the row of its fact."""
    rows = read.commission_rows
    return tuple(
        replace(each, row=rows[each.column])
        if each.table == "commission" and each.column in rows
        else each
        for each in issues
    )
