"""Files -> Problem and back: folders of CSV, zips, workbooks, JSON; all faults at once."""

from allocator.reading.allocations import (
    ReadAllocation,
    check_allocation,
    read_allocation,
    read_provenance,
)
from allocator.reading.converting import convert
from allocator.reading.problems import ReadTables, checked_tables, read_problem, read_tables
from allocator.reading.template import write_template
from allocator.reading.writing import (
    write_folder,
    write_json,
    write_tables,
    write_workbook,
    write_zip,
)

__all__ = [
    "ReadAllocation",
    "ReadTables",
    "check_allocation",
    "checked_tables",
    "convert",
    "read_allocation",
    "read_problem",
    "read_provenance",
    "read_tables",
    "write_folder",
    "write_json",
    "write_tables",
    "write_template",
    "write_workbook",
    "write_zip",
]
