"""A JSON document -> sheets of raw cells, so that it is understood as files are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from allocator.problem.tables import TABLES
from allocator.reading.cells import Cell, Unreadable, tidy
from allocator.reading.commission_rows import check_version
from allocator.reading.numbers import Point
from allocator.reading.sheets import Row, RowBudget, Sheet
from allocator.texts.issues import InputError, Issue, Severity

VERSION = "format_version"
MEANINGS = "meanings"
"""Remarks on the commission's facts, by key."""

HEADINGS_ROW = 1
"""Rows are counted as if the document were a sheet: the first object is row 2."""


def read_document(data: bytes, name: str, *, budget: RowBudget) -> tuple[Sheet, ...]:
    """A sheet for each table of a JSON document.

    Raises InputError for what is no JSON, is no problem or is of a newer format.
    """
    content = parsed(data, name)
    if not isinstance(content, dict):
        raise InputError((Issue("json_not_an_object", table=name),))
    if "assignments" in content and "demand" not in content:
        raise InputError((Issue("result_not_problem", table=name),))
    version = content.pop(VERSION, 1)
    if fault := check_version(_cell(version), name, None, VERSION):
        raise InputError((fault,))
    meanings = content.pop(MEANINGS, {})
    faults = [each for each in _shapes(content, meanings, name) if each.severity is Severity.FAULT]
    if faults:
        raise InputError(tuple(faults))
    return tuple(
        Sheet(table, name, tuple(budget.filled(rows, table)), Point.DECIMAL)
        for table, rows in _tables(content, meanings)
    )


def parsed(data: bytes, name: str) -> Any:
    """A JSON text with exact numbers. Raises InputError, also for a key given twice."""
    doubles: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            doubles.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return found

    def refuse(word: str) -> Any:
        raise InputError((Issue("not_finite", table=name, value=word),))

    try:
        content = json.loads(
            data.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=refuse,
            object_pairs_hook=once,
        )
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError((Issue("bad_encoding", table=name, row=row),)) from error
    except json.JSONDecodeError as error:
        detail = (("column", str(error.colno)), ("detail", error.msg))
        issue = Issue("broken_json", table=name, row=error.lineno, parameters=detail)
        raise InputError((issue,)) from error
    except (RecursionError, InvalidOperation, ValueError) as error:
        detail = (("column", "1"), ("detail", type(error).__name__))
        raise InputError((Issue("broken_json", table=name, row=1, parameters=detail),)) from error
    if doubles:
        raise InputError(
            tuple(Issue("json_key_twice", table=name, column=each, value=each) for each in doubles)
        )
    return content


def _shapes(content: Mapping[str, Any], meanings: Any, name: str) -> Iterator[Issue]:
    """Faults of tables that are no lists of objects."""
    if not isinstance(meanings, dict):
        yield Issue("json_not_an_object", table=MEANINGS)
    for table in TABLES.keys() & content.keys():
        rows = content[table]
        if table == "commission":
            if not isinstance(rows, dict):
                yield Issue("json_not_an_object", table=table)
        elif not isinstance(rows, list):
            yield Issue("json_not_a_list", table=table)
        else:
            for number, row in enumerate(rows, start=HEADINGS_ROW + 1):
                if not isinstance(row, dict):
                    yield Issue("json_not_an_object", table=table, row=number)


def _tables(
    content: Mapping[str, Any], meanings: Mapping[str, Any]
) -> Iterator[tuple[str, Iterator[Row]]]:
    for name, rows in content.items():
        if name == "commission":
            yield name, _facts(rows, meanings)
        elif name in TABLES:
            yield name, rows_of_objects(rows)
        else:
            yield name, iter(())


def _facts(facts: Mapping[str, Any], meanings: Mapping[str, Any]) -> Iterator[Row]:
    yield HEADINGS_ROW, ("key", "value", "meaning")
    keys = dict.fromkeys((*facts, *meanings))
    for number, key in enumerate(keys, start=HEADINGS_ROW + 1):
        yield number, (tidy(key), _cell(facts.get(key)), _cell(meanings.get(key)))


def rows_of_objects(rows: list[dict[str, Any]]) -> Iterator[Row]:
    """A list of objects as headings and rows."""
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    if columns:
        yield HEADINGS_ROW, tuple(tidy(each) for each in columns)
    for number, row in enumerate(rows, start=HEADINGS_ROW + 1):
        yield number, tuple(_cell(row.get(each)) for each in columns)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return tidy(value) or None
    if isinstance(value, list):
        if all(isinstance(each, str | int | Decimal) for each in value):
            return tuple(map(str, value)) or None
        return Unreadable(json.dumps(value, default=str, ensure_ascii=False))
    if isinstance(value, dict):
        return Unreadable(json.dumps(value, default=str, ensure_ascii=False))
    if isinstance(value, bool | int | Decimal):
        return value
    return None
