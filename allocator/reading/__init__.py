"""Files -> Problem and back: folders of CSV, zips, workbooks, JSON; all faults at once."""

from allocator.reading.converting import convert
from allocator.reading.problems import ReadTables, checked_tables, read_problem, read_tables
from allocator.reading.writing import (
    write_folder,
    write_json,
    write_tables,
    write_workbook,
    write_zip,
)

__all__ = [
    "ReadTables",
    "checked_tables",
    "convert",
    "read_problem",
    "read_tables",
    "write_folder",
    "write_json",
    "write_tables",
    "write_workbook",
    "write_zip",
]
