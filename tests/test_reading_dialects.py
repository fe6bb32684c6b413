"""Files as people save them: separators, encodings, marks, titles, headings, order."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from allocator.problem.digest import problem_digest
from allocator.problem.tables import TABLES
from allocator.reading import read_problem, read_tables
from tests.inputs import SMALL, TOWN, codes, folder

Grid = list[list[str]]
_POINT = re.compile(r"-?\d+\.\d+")


def rewritten(
    source: Path,
    target: Path,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
    change: Callable[[str, Grid], Grid] = lambda name, grid: grid,
) -> Path:
    """The tables of a folder saved in another way."""
    target.mkdir()
    for file in source.glob("*.csv"):
        if file.stem not in TABLES:
            continue
        with file.open(encoding="utf-8", newline="") as lines:
            grid = change(file.stem, list(csv.reader(lines)))
        with (target / file.name).open("w", encoding=encoding, newline="") as out:
            csv.writer(out, delimiter=separator).writerows(grid)
    return target


def decimal_commas(name: str, grid: Grid) -> Grid:
    return [
        [each.replace(".", ",") if _POINT.fullmatch(each) else each for each in row] for row in grid
    ]


DIALECTS = [
    (",", "utf-8-sig", False),
    (",", "cp1250", False),
    (";", "utf-8", True),
    (";", "utf-8-sig", False),
    (";", "cp1250", True),
    ("\t", "utf-8", True),
    ("\t", "utf-16", True),
]


@pytest.mark.parametrize(("separator", "encoding", "commas"), DIALECTS)
def test_dialects(tmp_path: Path, separator: str, encoding: str, commas: bool) -> None:
    change = decimal_commas if commas else lambda name, grid: grid
    path = rewritten(
        TOWN, tmp_path / "saved", separator=separator, encoding=encoding, change=change
    )
    problem = read_problem(path)
    assert problem == read_problem(TOWN)
    assert problem_digest(problem) == problem_digest(read_problem(TOWN))
    cp1250 = [each for each in problem.notices if each.code == "read_as_windows_1250"]
    assert bool(cp1250) == (encoding == "cp1250")


def test_rows_and_columns_in_any_order(tmp_path: Path) -> None:
    draw = random.Random(7)

    def shuffled(name: str, grid: Grid) -> Grid:
        order = draw.sample(range(len(grid[0])), len(grid[0]))
        head, *rows = [[row[place] for place in order] for row in grid]
        return [head, *draw.sample(rows, len(rows))]

    path = rewritten(TOWN, tmp_path / "shuffled", change=shuffled)
    assert read_problem(path) == read_problem(TOWN)
    assert problem_digest(read_problem(path)) == problem_digest(read_problem(TOWN))


def test_titles_empty_rows_and_columns(tmp_path: Path) -> None:
    def airy(name: str, grid: Grid) -> Grid:
        wide = [["", *row[:1], "", *row[1:], "", ""] for row in grid]
        return [[""], [f"Tabela {name}, stan na 2026"], [], *wide[:2], ["", " "], *wide[2:], []]

    path = rewritten(TOWN, tmp_path / "airy", separator=";", change=airy)
    read = read_tables(path)
    assert read_problem(path) == read_problem(TOWN)
    # Title and empty rows count: headings in row 4, the first record in row 5, the next in 7.
    assert read.rows["offers"][:3] == (5, 7, 8)
    assert read.commission_rows["title_pl"] == 7


def test_polish_headings_and_file_names(tmp_path: Path) -> None:
    path = folder(
        tmp_path / "pl",
        offers=None,
        members=None,
        commission="Klucz;Wartość;Uwagi\nznak zlecenia;;\nidentyfikator zlecenia;T1;\n"
        "Data rozpoczęcia;01.01.2026;first day\nkoniec okresu;28.02.2026;\nBudżet;1 000,00 zł;\n",
    )
    (path / "oferty.csv").write_text(
        "Zadanie;Konsorcjant *;CENA JEDNOSTKOWA;moce;godziny pracy na jednostkę\n"
        "C1;M1;49,80 zł;10;1:00\nC1;M2;51,50;10;1,0\n",
        encoding="utf-8",
    )
    (path / "Członkowie.csv").write_text(
        "członek;nazwa;mały\nM1;Źródło;tak\nM2;Łąka;NIE\n", encoding="utf-8"
    )
    assert read_problem(path) == read_problem(folder(tmp_path / "en"))


def test_a_point_shown_elsewhere_in_the_file(tmp_path: Path) -> None:
    head = "component_id;member_id;unit_cost_pln;capacity_max\n"
    doubtful = folder(tmp_path / "a", offers=f"{head}C1;M1;49;1.234\nC1;M2;51;10\n")
    assert codes(doubtful) == ["ambiguous_number"]
    shown = folder(tmp_path / "b", offers=f"{head}C1;M1;49;1.234\nC1;M2;51.50;10\n")
    assert read_problem(shown).offer["M1", "C1"].capacity_max == Fraction("1.234")


def test_a_hint_of_the_separator(tmp_path: Path) -> None:
    text = "sep=;\n" + SMALL["members.csv"].replace(",", ";")
    read = read_tables(folder(tmp_path / "in", members=text))
    # A spreadsheet does not show the hint: headings are row 1 as ever.
    assert read.rows["members"] == (2, 3)


def test_quoted_line_ends_do_not_shift_rows(tmp_path: Path) -> None:
    text = 'member_id,name_pl\nM1,"dwa\r\nwiersze"\nM2,x\n'
    read = read_tables(folder(tmp_path / "in", members=text))
    assert read.rows["members"] == (2, 3)
    assert read.tables["members"][0].name_pl == "dwa\nwiersze"  # type: ignore[attr-defined]


def test_composed_and_decomposed_letters_are_the_same(tmp_path: Path) -> None:
    offers = SMALL["offers.csv"].replace("M1", "Ż1")
    members = SMALL["members.csv"].replace("M1", "Z\u03071")
    assert codes(folder(tmp_path / "in", offers=offers, members=members)) == []
