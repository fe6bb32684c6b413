"""A path -> the sheets that stand in it, whatever its format. Knows names of tables, no columns."""

from __future__ import annotations

import stat
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from allocator.problem.tables import TABLES
from allocator.reading.archives import OLE_MARK, check_size, opened
from allocator.reading.documents import read_document
from allocator.reading.headings import known_headings, normal
from allocator.reading.sheets import RowBudget, Sheet
from allocator.reading.text_files import read_text_file
from allocator.reading.workbooks import read_workbook
from allocator.texts.issues import InputError, Issue, Severity

TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
OUR_SHEETS = frozenset(("instrukcja", "opis kolumn", "listy"))
"""Sheets of our own template that hold no table and need no notice."""

PROVENANCE = "provenance"
"""The sheet of a result workbook that says how it came about."""

TABLE_OF_NAME: Mapping[str, str] = {
    normal(each): name
    for name, table in TABLES.items()
    for each in (table.title_en, table.title_pl, name)
}


@dataclass(frozen=True, slots=True)
class Source:
    """The sheets of an input by table, notices, and faults of files that could not be read."""

    sheets: Mapping[str, Sheet]
    issues: tuple[Issue, ...]


def open_source(path: Path) -> Source:
    """Read every table of a folder, a zip of one, a workbook or a JSON document.

    Raises InputError where nothing can be read at all.
    """
    budget = RowBudget()
    if path.is_dir():
        try:
            return _from_folder(path, budget)
        except OSError as error:
            raise InputError((unreadable(path.name, error),)) from error
    data = read_bytes(path)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return _from_archive(data, path.name, budget)
    if suffix == ".json":
        return _by_table(read_document(data, path.name, budget=budget), path.name, ())
    if suffix in WORKBOOK_SUFFIXES or data.startswith(OLE_MARK):
        return _by_table(read_workbook(data, path.name, budget=budget), path.name, ())
    raise InputError((Issue("unknown_format", table=path.name, value=suffix),))


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises InputError where there is none, or too much."""
    try:
        return _bytes(path)
    except FileNotFoundError as error:
        raise InputError((Issue("path_missing", table=path.name, value=str(path)),)) from error
    except OSError as error:
        raise InputError((unreadable(path.name, error),)) from error


def unreadable(name: str, error: OSError) -> Issue:
    """A file that the system would not give."""
    return Issue("unreadable", table=name, parameters=(("detail", error.strerror or str(error)),))


def table_of(name: str) -> str:
    """The table that a file or sheet name means, in English or Polish; else nothing."""
    return TABLE_OF_NAME.get(normal(name), "")


def _bytes(path: Path) -> bytes:
    """A regular file's content; devices and pipes are refused, and files beyond the limit."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise InputError((Issue("unknown_format", table=path.name),))
    check_size(found.st_size, path.name)
    return path.read_bytes()


def _from_folder(path: Path, budget: RowBudget) -> Source:
    files = {each.name: each for each in sorted(path.iterdir()) if each.is_file()}
    tables = [each for each in files if is_table_file(each)]
    others = tuple(each for each in files if each not in tables)
    check_size(sum(files[each].stat().st_size for each in tables), path.name)
    return _from_text({each: _reader(files[each]) for each in tables}, path.name, budget, others)


def _reader(path: Path) -> bytes | Issue:
    try:
        return _bytes(path)
    except OSError as error:
        return unreadable(path.name, error)


def _from_archive(data: bytes, name: str, budget: RowBudget) -> Source:
    with opened(data, name) as archive:
        folders: dict[str, dict[str, zipfile.ZipInfo]] = defaultdict(dict)
        others = []
        for entry in archive.infolist():
            place = PurePosixPath(entry.filename.replace("\\", "/"))
            if entry.is_dir() or "__MACOSX" in place.parts:
                continue
            if is_table_file(place.name):
                inside = folders[str(place.parent)]
                if place.name in inside:
                    raise InputError((Issue("table_twice", table=name, value=entry.filename),))
                inside[place.name] = entry
            else:
                others.append(place.name)
        if len(folders) > 1:
            value = ", ".join(sorted(folders))
            raise InputError((Issue("several_folders", table=name, value=value),))
        files = {
            file: archive.read(entry) for each in folders.values() for file, entry in each.items()
        }
    return _from_text(files, name, budget, tuple(others))


def is_table_file(name: str) -> bool:
    """Whether a file name is that of a table in delimited text."""
    path = PurePosixPath(name)
    return path.suffix.lower() in TEXT_SUFFIXES and bool(table_of(path.stem))


def _from_text(
    files: Mapping[str, bytes | Issue], name: str, budget: RowBudget, others: tuple[str, ...]
) -> Source:
    sheets, issues = [], list(_notices(others))
    for file, data in sorted(files.items()):
        if isinstance(data, Issue):
            issues.append(data)
            continue
        known = known_headings(table_of(PurePosixPath(file).stem))
        try:
            sheets.append(read_text_file(data, file, known, budget=budget))
        except InputError as error:
            issues.extend(error.issues)
    return _by_table(tuple(sheets), name, tuple(issues))


def _notices(names: tuple[str, ...]) -> Iterator[Issue]:
    for name in sorted(names):
        if not name.startswith((".", "~$")):
            yield Issue("not_a_table", Severity.NOTICE, name)


def _by_table(sheets: tuple[Sheet, ...], name: str, issues: tuple[Issue, ...]) -> Source:
    found: dict[str, Sheet] = {}
    gathered = list(issues)
    for sheet in sheets:
        gathered.extend(sheet.issues)
        is_file = sheet.name.lower().endswith(TEXT_SUFFIXES)
        table = table_of(PurePosixPath(sheet.name).stem if is_file else sheet.name)
        if table in found:
            both = f"{found[table].name}, {sheet.name}"
            gathered.append(Issue("table_twice", table=table, value=both))
        elif table:
            found[table] = sheet
        elif normal(sheet.name) not in OUR_SHEETS:
            gathered.append(Issue("not_a_table", Severity.NOTICE, sheet.name))
    if "demand" not in found and any(normal(each.name) == PROVENANCE for each in sheets):
        raise InputError((Issue("result_not_problem", table=name),))
    if not found and not any(each.severity is Severity.FAULT for each in gathered):
        raise InputError((Issue("no_tables", table=name),))
    return Source(found, tuple(gathered))
