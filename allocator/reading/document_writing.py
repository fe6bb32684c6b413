"""Typed tables -> the text of a JSON document with exact numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from allocator.problem.tables import Tables
from allocator.reading.cells import decimal_text
from allocator.reading.documents import MEANINGS, VERSION
from allocator.reading.grids import Grid, Value, grids
from allocator.reading.limits import FORMAT_VERSION


def document_text(tables: Tables) -> str:
    """The document, a line for each row, ending in a line end."""
    parts = [f"{_quoted(VERSION)}: {FORMAT_VERSION}"]
    for grid in grids(tables):
        parts.extend(_commission(grid) if grid.table == "commission" else _table(grid))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def token(value: Value) -> str:
    """One value: a number where a decimal is exact, else the text p/q."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction):
        text = decimal_text(value)
        return _quoted(text) if "/" in text else text
    if isinstance(value, date):
        return _quoted(value.isoformat())
    return json.dumps(value, ensure_ascii=False)


def _commission(grid: Grid) -> Iterator[str]:
    yield _object("commission", [(str(key), value) for key, value, _ in grid.rows])
    meanings = [(str(key), meaning) for key, _, meaning in grid.rows if meaning]
    if meanings:
        yield _object(MEANINGS, meanings)


def _object(name: str, pairs: Sequence[tuple[str, Value]]) -> str:
    lines = (f"  {_quoted(key)}: {token(value)}" for key, value in pairs)
    return f"{_quoted(name)}: {{\n" + ",\n".join(lines) + "\n}"


def _table(grid: Grid) -> Iterator[str]:
    lines = (
        "  {"
        + ", ".join(
            f"{_quoted(name)}: {token(value)}"
            for name, value in zip(grid.columns, row, strict=True)
            if value is not None and value != ()
        )
        + "}"
        for row in grid.rows
    )
    yield f"{_quoted(grid.table)}: [\n" + ",\n".join(lines) + "\n]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
