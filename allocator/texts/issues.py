"""Faults, warnings and notices as data: a code, a place, a value; sentences come elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """A fault stops the reading; a warning is legal but odd; a notice tells what was done."""

    FAULT = "fault"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One thing to tell about the input.

    `row` counts as the spreadsheet does (headings are row 1; None where no row is meant).
    `parameters` fill the sentence of the code in `allocator.texts.catalogue`.
    """

    code: str
    severity: Severity = Severity.FAULT
    table: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


class InputError(Exception):
    """All faults of an input together. Survives pickling."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(issues)
        self.issues = issues

    def __str__(self) -> str:
        return "; ".join(
            f"{each.table} {each.row} {each.column} {each.code}" for each in self.issues
        )
