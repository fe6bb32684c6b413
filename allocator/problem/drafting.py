"""Rows under check: each with its place, and the problem that the sound ones make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import Any

from allocator.problem.columns import LARGEST, Column, Kind, Record, columns_of
from allocator.problem.dropping import drop
from allocator.problem.eligibility import Reason, ineligibility
from allocator.problem.problem import Pair, Problem
from allocator.problem.records import Commission
from allocator.problem.tables import TABLES, Rows, Tables
from allocator.texts.issues import Issue, Severity


@dataclass(frozen=True, slots=True)
class Row:
    """A record and its place; speaks of itself in issues."""

    table: str
    number: int | None
    record: Any

    def fault(self, code: str, column: str = "", value: Any = None, **parameters: object) -> Issue:
        """What is wrong with a cell (its own value, unless another is given), or with the row."""
        return self._issue(code, Severity.FAULT, column, value, parameters)

    def warning(
        self, code: str, column: str = "", value: Any = None, **parameters: object
    ) -> Issue:
        """What is legal but odd."""
        return self._issue(code, Severity.WARNING, column, value, parameters)

    def notice(self, code: str, column: str = "", value: Any = None, **parameters: object) -> Issue:
        """What was done with a cell or row."""
        return self._issue(code, Severity.NOTICE, column, value, parameters)

    def _issue(
        self, code: str, severity: Severity, column: str, value: Any, named: Mapping[str, object]
    ) -> Issue:
        found = getattr(self.record, column, None) if value is None else value
        parameters = tuple((name, shown(each)) for name, each in sorted(named.items()))
        return Issue(code, severity, self.table, self.number, column, shown(found), parameters)


@dataclass(frozen=True)
class Draft:
    """The rows as given, and what can be made of the sound ones.

    `whole` holds every component, `problem` only those with a quantity; both have stand-ins for
    cells that could not be read, so that the other checks can still speak.
    """

    tables: Tables
    rows: Rows
    whole: Problem
    problem: Problem
    barred: Mapping[Pair, tuple[Reason, ...]]
    implied: tuple[str, ...] = ()

    @cached_property
    def eligible(self) -> tuple[Pair, ...]:
        """The pairs that may have a quantity, sorted."""
        return tuple(sorted(pair for pair in self.problem.offer if pair not in self.barred))

    @cached_property
    def _found(self) -> Mapping[tuple[str, tuple[Any, ...]], Row]:
        return {
            (name, table.key_of(row.record)): row
            for name, table in TABLES.items()
            for row in reversed(list(self.each(name)))
        }

    def each(self, table: str) -> Iterator[Row]:
        """The rows of a table with their places."""
        return numbered(self.tables, self.rows, table)

    def row_of(self, table: str, *key: Any) -> Row:
        """The first row with a key; a row without a place where there is none."""
        return self._found.get((table, key), Row(table, None, None))


def draft_of(tables: Tables, rows: Rows) -> Draft:
    """What can be made of rows that may be incomplete, doubled or dangling."""
    complete = with_implied(tables)
    whole = assemble(sound_rows(complete))
    problem, _ = drop(whole)
    implied = tuple(name for name in complete if complete[name] and not tables.get(name))
    return Draft(complete, rows, whole, problem, ineligibility(problem), implied)


def numbered(tables: Tables, rows: Rows, table: str) -> Iterator[Row]:
    """The rows of a table with their places."""
    records = tables.get(table, ())
    numbers = rows.get(table) or [None] * len(records)
    return (Row(table, number, record) for number, record in zip(numbers, records, strict=False))


def with_implied(tables: Tables) -> Tables:
    """The tables with rows for ids that others name, where an optional table lists nothing.

    A commission of the required tables alone is a whole problem: its sectors, staff pools,
    competences, zones and indicators are then the ones its rows speak of.
    """
    named: dict[str, set[str]] = {}
    for name, table in TABLES.items():
        for column, declared in columns_of(table.record).items():
            values = (getattr(each, column) for each in tables.get(name, ()))
            for value in values if declared.refers_to else ():
                ids = value if isinstance(value, tuple) else (value,)
                named.setdefault(declared.refers_to, set()).update(filter(None, ids))
    result = dict(tables)
    for name, wanted in named.items():
        table = TABLES[name]
        if wanted and not table.required and not tables.get(name):
            make: Any = table.record
            result[name] = tuple(make(**{table.key[0]: each}) for each in sorted(wanted))
    return result


def assemble(tables: Tables) -> Problem:
    """Every table sorted by key; nothing is checked and nothing left out."""
    content: dict[str, Any] = {
        name: tuple(sorted(tables.get(name, ()), key=table.key_of))
        for name, table in TABLES.items()
    }
    content["commission"] = content["commission"][0]
    return Problem(**content, tables=tables)


def sound_rows(tables: Tables) -> Tables:
    """Rows with a key of their own whose keys refer to something; stand-ins in unread cells."""
    result: dict[str, tuple[Record, ...]] = {}
    for name, table in TABLES.items():
        filled = (
            completed(each) for each in tables.get(name, ()) if None not in table.key_of(each)
        )
        unique = {table.key_of(each): each for each in reversed(list(filled))}
        result[name] = tuple(unique.values())
    known = known_keys(result)
    result["commission"] = result["commission"] or (_stand_in_commission(),)
    return {name: _referring(name, records, known) for name, records in result.items()}


def known_keys(tables: Tables) -> Mapping[str, set[Any]]:
    """The keys of the tables that other tables refer to, by table."""
    return {
        name: {table.key_of(each)[0] for each in tables.get(name, ())}
        for name, table in TABLES.items()
        if len(table.key) == 1
    }


def completed(record: Record) -> Record:
    """The record with a harmless stand-in for each required cell that could not be read."""
    missing = {
        name: _stand_in(name, column)
        for name, column in columns_of(type(record)).items()
        if column.required and getattr(record, name) is None
    }
    return replace(record, **missing) if missing else record


def near(name: str, known: Iterable[Any]) -> str:
    """The known names most like an unknown one, for a suggestion; the first few if none is."""
    names = sorted({str(each) for each in known if each not in (None, "")})
    close = get_close_matches(name, names, n=3, cutoff=0.5)
    found = sorted(close, key=lambda each: (-SequenceMatcher(None, each, name).ratio(), each))
    return ", ".join(found or names[:5]) or "–"


def shown(value: object) -> str:
    """A value as a spreadsheet would show it, with a decimal point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, tuple | list | set | frozenset):
        return ";".join(map(shown, sorted(value) if isinstance(value, set) else value))
    return value.isoformat() if isinstance(value, date) else str(value)


def decimal_text(value: Fraction) -> str:
    """An exact decimal where there is one of up to 12 places, else the fraction."""
    scaled = value * 10**12
    if scaled.denominator != 1:
        return str(value)
    whole, rest = divmod(abs(scaled.numerator), 10**12)
    places = f"{rest:012d}".rstrip("0")
    return ("-" if value < 0 else "") + str(whole) + (f".{places}" if places else "")


def _referring(name: str, records: tuple[Record, ...], known: Mapping[str, set[Any]]) -> Any:
    table = TABLES[name]
    columns = columns_of(table.record)
    keys = [(key, columns[key].refers_to) for key in table.key if columns[key].refers_to]
    return tuple(
        each for each in records if all(getattr(each, key) in known[to] for key, to in keys)
    )


def _stand_in(name: str, column: Column) -> Any:
    if column.kind is Kind.NUMBER:
        return LARGEST if name == "capacity_max" else Fraction(1)
    if column.kind is Kind.DATE:
        return date.min if name.startswith("period_") else date.max
    if column.kind is Kind.CHOICE:
        return column.choices[0]
    return 1 if column.kind is Kind.WHOLE else ""


def _stand_in_commission() -> Commission:
    required = {each.name: None for each in fields(Commission) if each.name in _REQUIRED}
    return completed(Commission(**required))  # type: ignore[arg-type, return-value]


_REQUIRED = frozenset(name for name, each in columns_of(Commission).items() if each.required)
