"""The published JSON Schema of a problem document, made from the declared tables."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from allocator.problem.columns import LARGEST, Column, Kind, columns_of
from allocator.problem.tables import TABLES, Table
from allocator.reading.cells import decimal_text
from allocator.reading.documents import MEANINGS, VERSION
from allocator.reading.limits import FORMAT_VERSION

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def problem_schema() -> Schema:
    """The schema (draft 2020-12). It says how cells look; what tables must agree on, it can not."""
    return {
        "$schema": DIALECT,
        "title": "Problem",
        "description": "Jedno zlecenie, konsorcjum i jego zasady. / One commission, the consortium"
        " that bids for it and its rules. Rows are counted as in a sheet: the first is row 2.",
        "type": "object",
        "required": [name for name, table in TABLES.items() if table.required],
        "properties": {
            VERSION: {"type": "integer", "minimum": 1, "maximum": FORMAT_VERSION},
            MEANINGS: {
                "description": "Uwagi do pól zlecenia, według klucza. / Remarks on the facts of"
                " the commission, by key.",
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/unlisted"},
            },
            **{name: _table(table) for name, table in TABLES.items()},
        },
        "$defs": {
            "unlisted": {"type": ["string", "number", "boolean", "null"]},
            "exact_text": {
                "description": "A number as text: a decimal with a point, or p/q where no decimal"
                " is exact.",
                "type": "string",
                "pattern": r"^\s*[+-]?(\d+(\.\d+)?|\d+/\d*[1-9]\d*|\d+:[0-5]\d)\s*(%|zł|PLN)?\s*$",
            },
        },
    }


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(problem_schema(), ensure_ascii=False, indent=2) + "\n"


def _table(table: Table) -> Schema:
    described = {"description": f"{table.title_pl} / {table.title_en}"}
    if table.name == "commission":
        return described | _record(table)
    rows = {"type": "array", "items": _record(table)}
    return described | rows | ({"minItems": 1} if table.required else {})


def _record(table: Table) -> Schema:
    columns = columns_of(table.record)
    return {
        "type": "object",
        "required": [name for name, column in columns.items() if column.required],
        "properties": {name: _column(column) for name, column in columns.items()},
        "additionalProperties": {"$ref": "#/$defs/unlisted"},
    }


def _column(column: Column) -> Schema:
    kinds = _KINDS[column.kind](column)
    if not column.required:
        kinds = [*kinds, {"type": "null"}, {"const": ""}]
    about = {"description": f"{column.about_pl} / {column.about_en}"}
    return about | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds})


def _number(column: Column) -> list[Schema]:
    smallest = -LARGEST if column.minimum is None else column.minimum
    largest = LARGEST if column.maximum is None else column.maximum
    number: Schema = {"type": "number", "minimum": _plain(smallest), "maximum": _plain(largest)}
    if column.kind is Kind.WHOLE:
        number["type"] = "integer"
    return [number, {"$ref": "#/$defs/exact_text"}]


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(decimal_text(value))


def _text(column: Column) -> list[Schema]:
    return [{"type": ["string", "number"]}]


def _identifier(column: Column) -> list[Schema]:
    shortest = {"minLength": 1} if column.required else {}
    return [{"type": ["string", "number"], "pattern": "^[^;\\n]*$", **shortest}]


def _identifiers(column: Column) -> list[Schema]:
    items = {"type": ["string", "number"]}
    return [{"type": "array", "items": items}, {"type": "string"}]


def _flag(column: Column) -> list[Schema]:
    words = ["1", "0", "true", "false", "tak", "nie", "yes", "no"]
    return [{"type": "boolean"}, {"enum": [1, 0, *words]}]


def _date(column: Column) -> list[Schema]:
    return [{"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4})$"}]


def _period(column: Column) -> list[Schema]:
    return [{"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"}]


def _choice(column: Column) -> list[Schema]:
    return [{"enum": list(column.choices)}]


def _bound(column: Column) -> list[Schema]:
    name = {"type": "string", "pattern": r"^\s*[^\W\d][\w ]*\s*$"}
    return [*_number(column), name]


def _any(column: Column) -> list[Schema]:
    return [*_number(column)[:1], {"type": ["string", "boolean"]}]


_KINDS = {
    Kind.IDENTIFIER: _identifier,
    Kind.IDENTIFIERS: _identifiers,
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.WHOLE: _number,
    Kind.FLAG: _flag,
    Kind.DATE: _date,
    Kind.PERIOD: _period,
    Kind.CHOICE: _choice,
    Kind.BOUND: _bound,
    Kind.ANY: _any,
}
