"""Which cell of a sheet heads which column: names, Polish headings, near misses."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from allocator.problem.columns import Column, Kind, columns_of
from allocator.problem.tables import TABLES, Table
from allocator.reading.cells import Cell, tidy
from allocator.reading.sheets import Sheet

LONGEST_SEARCH = 50
"""Filled rows among which the headings are looked for; above them are titles."""

NEAR = 2
"""Letters by which a name may differ from another and still be taken for a slip."""

COMMISSION_COLUMNS = {
    "key": Column(Kind.TEXT, ("klucz", "pole", "parametr"), "", "", required=True),
    "value": Column(Kind.ANY, ("wartość",), "", ""),
    "meaning": Column(Kind.TEXT, ("znaczenie", "uwagi"), "", ""),
}
"""The commission is a table of rows: what, how much, and a remark."""

EXPLANATIONS = frozenset(("objasnienie", "explanation"))
"""Columns of our own template that only explain."""

_PLAIN_LETTERS = str.maketrans("łŁ", "lL")


def normal(text: str) -> str:
    """A heading without case, diacritics, blanks, marks of required columns."""
    split = unicodedata.normalize("NFKD", text.translate(_PLAIN_LETTERS))
    bare = "".join(each for each in split if not unicodedata.combining(each))
    for blank in "_-*.:\n\t\u00a0":
        bare = bare.replace(blank, " ")
    return " ".join(bare.casefold().split())


@dataclass(frozen=True, slots=True)
class Headings:
    """Where a sheet has its columns.

    `listed` and `extras` give the position of each column; `at` is the place of the heading row
    among the sheet's rows; `twice` are columns that more than one heading names.
    """

    at: int
    row: int
    listed: Mapping[str, int]
    extras: Mapping[str, int]
    twice: tuple[str, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)

    def repeated_in(self, cells: tuple[Cell, ...], known: Mapping[str, str]) -> bool:
        """Whether a row only says the headings again, in the other language."""
        filled = [(place, cell) for place, cell in enumerate(cells) if cell is not None]
        return all(
            isinstance(cell, str) and known.get(normal(cell), cell) == self.names.get(place)
            for place, cell in filled
        )


def columns_in(table: Table) -> Mapping[str, Column]:
    """The columns a sheet of this table has."""
    return COMMISSION_COLUMNS if table.name == "commission" else columns_of(table.record)


@cache
def known_headings(table: str) -> Mapping[str, str]:
    """Every normalised heading of a table -> the column it means."""
    return headings_of(columns_in(TABLES[table]))


def headings_of(columns: Mapping[str, Column]) -> dict[str, str]:
    """Every normalised heading of some columns -> the column it means."""
    polish = {normal(each): name for name, column in columns.items() for each in column.polish}
    return polish | {normal(name): name for name in columns}


def find_headings(sheet: Sheet, known: Mapping[str, str]) -> Headings | None:
    """The row that names the most columns; the first of equals. None if no row names any."""
    best, best_count = None, 0
    for at, (_, cells) in enumerate(sheet.rows[:LONGEST_SEARCH]):
        texts = [normal(each) for each in cells if isinstance(each, str)]
        count = len({known[each] for each in texts if each in known})
        if count > best_count:
            best, best_count = at, count
    return None if best is None else _headings(sheet, best, known)


def _headings(sheet: Sheet, at: int, known: Mapping[str, str]) -> Headings:
    row, cells = sheet.rows[at]
    listed: dict[str, int] = {}
    extras: dict[str, int] = {}
    names: dict[int, str] = {}
    twice: list[str] = []
    for place, cell in enumerate(cells):
        if cell is None:
            continue
        text = cell if isinstance(cell, str) else tidy(str(cell))
        name = known.get(normal(text), text)
        into = listed if name in known.values() else extras
        if name in into:
            twice.append(name)
        else:
            into[name] = place
            names[place] = name
    return Headings(at, row, listed, extras, tuple(dict.fromkeys(twice)), names)


def near_column(heading: str, missing: Iterable[str], known: Mapping[str, str]) -> str:
    """The missing column whose name or heading an unlisted one nearly spells; else nothing."""
    wanted = set(missing)
    text = normal(heading)
    near = sorted(
        (distance, name)
        for spelling, name in known.items()
        if name in wanted and (distance := letters_apart(text, spelling)) <= NEAR
        if distance < len(spelling) / 2
    )
    return near[0][1] if near else ""


def letters_apart(one: str, other: str) -> int:
    """Letters to insert, delete, change or swap to turn one text into the other; 3 = more than 2.

    The restricted edit distance (Damerau, 1964).
    """
    if abs(len(one) - len(other)) > NEAR:
        return NEAR + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        current = [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(last[to] + 1, current[-1] + 1, last[to - 1] + (letter != wanted))
            swapped = at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == wanted
            current.append(min(cost, before[to - 2] + 1) if swapped else cost)
        before, last = last, current
    return min(last[-1], NEAR + 1)
