"""Drop-downs of the template: fixed words, and the keys of other sheets."""

from __future__ import annotations

from typing import Any

from allocator.problem.charter import METRICS
from allocator.problem.columns import Column, Kind, columns_of
from allocator.problem.tables import TABLES

FIRST_ROW = 4
"""Row of the first record: above it a title, the Polish headings and the names."""

SPARE_ROWS = 500
"""Rows below the headings that have drop-downs."""

LISTS_SHEET = "Listy"
FLAG_WORDS = ("tak", "nie")
SUGGESTIONS = {
    ("rules", "metric"): METRICS,
    ("scenarios", "target"): ("none", *TABLES),
}
"""Words offered where others are allowed too."""


class Lists:
    """Gathers the lists of a workbook on one hidden sheet."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.known: dict[tuple[str, ...], str] = {}

    def offer(self, sheet: Any, cells: str, table: str, name: str, column: Column) -> None:
        """Give some cells of a column the drop-down that suits it, if any does."""
        words = column.choices or (FLAG_WORDS if column.kind is Kind.FLAG else ())
        suggested = SUGGESTIONS.get((table, name), ())
        if words:
            self._validate(sheet, cells, self._range(words), column, strict=True)
        elif suggested:
            self._validate(sheet, cells, self._range(suggested), column, strict=False)
        elif column.refers_to and column.kind is Kind.IDENTIFIER:
            self._validate(sheet, cells, keys_formula(column.refers_to), column, strict=False)

    def finish(self) -> None:
        """Write the sheet of lists, hidden, at the end."""
        sheet = self.book.create_sheet(LISTS_SHEET)
        for place, words in enumerate(self.known, start=1):
            for row, word in enumerate(words, start=1):
                sheet.cell(row, place, word)
        sheet.sheet_state = "hidden"

    def _range(self, words: tuple[str, ...]) -> str:
        from openpyxl.utils import get_column_letter

        if words not in self.known:
            letter = get_column_letter(len(self.known) + 1)
            self.known[words] = f"{LISTS_SHEET}!${letter}$1:${letter}${len(words)}"
        return self.known[words]

    def _validate(
        self, sheet: Any, cells: str, formula: str, column: Column, *, strict: bool
    ) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        rule.showErrorMessage = True
        rule.errorStyle = "stop" if strict else "warning"
        rule.errorTitle = "Wybierz z listy / Choose from the list"[:32]
        rule.error = f"{column.about_pl} / {column.about_en}"[:225]
        sheet.add_data_validation(rule)
        rule.add(cells)


def keys_formula(table: str) -> str:
    """The filled key cells of another sheet."""
    from openpyxl.utils import get_column_letter

    names = list(columns_of(TABLES[table].record))
    letter = get_column_letter(names.index(TABLES[table].key[0]) + 1)
    first, last = FIRST_ROW, FIRST_ROW + SPARE_ROWS - 1
    filled = f"COUNTA({table}!${letter}${first}:${letter}${last})"
    return f"OFFSET({table}!${letter}${first},0,0,MAX(1,{filled}),1)"
