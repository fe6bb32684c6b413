"""Any document as plain text: what stands in it, under its own keys. Knows no operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.cli.tabulating import table
from allocator.texts.formats import number

INDENT = "  "
FLAGS = {"pl": ("nie", "tak"), "en": ("no", "yes")}


def document_lines(document: Mapping[str, Any], language: str) -> list[str]:
    """The scalars first, a line each; then each object and each list under its key."""
    return list(_lines(document, language))


def _lines(document: Mapping[str, Any], language: str) -> Iterator[str]:
    simple = {name: each for name, each in document.items() if _is_simple(each)}
    width = max(map(len, simple), default=0)
    for name, value in simple.items():
        yield f"{name.ljust(width)}  {_text(value, language)}".rstrip()
    for name, value in document.items():
        if name not in simple and value:
            yield ""
            yield name
            inner = (
                _lines(value, language) if isinstance(value, Mapping) else _table(value, language)
            )
            yield from (f"{INDENT}{each}".rstrip() for each in inner)


def _table(rows: Sequence[Any], language: str) -> Iterator[str]:
    """A list of objects as a table; what is neither is shown item by item."""
    if not all(isinstance(each, Mapping) for each in rows):
        yield from (_text(each, language) for each in rows)
        return
    names = list(dict.fromkeys(name for each in rows for name in each))
    numbers = [
        place
        for place, name in enumerate(names)
        if all(isinstance(each.get(name), int | Decimal) for each in rows)
    ]
    cells = [[_text(each.get(name), language) for name in names] for each in rows]
    yield from table(names, cells, right=numbers)


def _is_simple(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and not any(isinstance(each, Mapping | list) for each in value)
    return not isinstance(value, Mapping)


def _text(value: Any, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return FLAGS[language][value]
    if isinstance(value, int | Decimal):
        return number(Fraction(value), language)
    if isinstance(value, Mapping):
        return "; ".join(
            f"{name}: {_text(each, language)}" for name, each in value.items() if each is not None
        )
    if isinstance(value, list | tuple):
        return ", ".join(_text(each, language) for each in value)
    return str(value)
