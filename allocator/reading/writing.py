"""Typed tables -> a folder of CSV files, a zip of one, a workbook or a JSON document."""

from __future__ import annotations

import csv
import io
import zipfile
from os import PathLike
from pathlib import Path

from allocator.problem.tables import Tables
from allocator.reading.atomic import write_file, write_files
from allocator.reading.document_writing import document_text
from allocator.reading.grids import Grid, grids, text_of
from allocator.reading.sources import is_table_file
from allocator.reading.workbook_writing import workbook_bytes
from allocator.texts.issues import InputError, Issue

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""One time for all entries: the same tables make the same archive."""


def write_tables(tables: Tables, path: str | PathLike[str]) -> None:
    """Write in the format that the name asks for: .zip, .xlsx, .json, none for a folder.

    Raises InputError for another suffix and where nothing can be written; then nothing is.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    writers = {"": write_folder, ".zip": write_zip, ".xlsx": write_workbook, ".json": write_json}
    if target.is_dir():
        write_folder(tables, target)
    elif suffix in writers:
        writers[suffix](tables, target)
    else:
        raise InputError((Issue("unknown_output", table=target.name, value=suffix),))


def write_folder(tables: Tables, path: str | PathLike[str]) -> None:
    """Write a folder of CSV files; one that is there is replaced if it holds only tables."""
    write_files(Path(path), _files(tables), replaceable=is_table_file)


def write_zip(tables: Tables, path: str | PathLike[str]) -> None:
    """Write the folder of CSV files as one archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _files(tables).items():
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    write_file(Path(path), buffer.getvalue())


def write_workbook(tables: Tables, path: str | PathLike[str]) -> None:
    """Write a workbook with a sheet for each table."""
    write_file(Path(path), workbook_bytes(tables))


def write_json(tables: Tables, path: str | PathLike[str]) -> None:
    """Write a JSON document, a line for each row."""
    write_file(Path(path), document_text(tables).encode("utf-8"))


def _files(tables: Tables) -> dict[str, bytes]:
    return {f"{grid.table}.csv": _csv(grid) for grid in grids(tables)}


def _csv(grid: Grid) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(grid.columns)
    writer.writerows(map(text_of, row) for row in grid.rows)
    return buffer.getvalue().encode("utf-8")
