"""The template's own pages: how to fill it in, and what every column means, in both languages."""

from __future__ import annotations

from typing import Any

from allocator.problem.columns import Column, Kind, columns_of
from allocator.problem.tables import TABLES
from allocator.reading.workbook_writing import font, set_up_print

GUIDE_TITLE = "Instrukcja"
STEPS: tuple[tuple[str, str], ...] = (
    (
        "Ten skoroszyt opisuje jedno zlecenie, konsorcjum i jego zasady. Wypełnij najpierw arkusze"
        " oznaczone w spisie jako wymagane, pozostałe tylko w miarę potrzeby.",
        "This workbook describes one commission, the consortium and its rules. Fill in the sheets"
        " marked as required first, the others only as needed.",
    ),
    (
        "W każdym arkuszu wiersz 2 to nagłówki po polsku, wiersz 3 to nazwy, którymi program mówi"
        " o błędach. Dane zaczynają się w wierszu 4. Wskaż nagłówek myszą, aby przeczytać"
        " objaśnienie; wszystkie objaśnienia są w arkuszu „Opis kolumn”.",
        "In each sheet row 2 has headings in Polish, row 3 the names that messages use. Data"
        " begin in row 4. Point at a heading to read its explanation; all of them are in the sheet"
        " “Opis kolumn”.",
    ),
    (
        "Żółte nagłówki z gwiazdką muszą być wypełnione. Pusta komórka gdzie indziej oznacza"
        " wartość domyślną albo brak ograniczenia.",
        "Yellow headings with an asterisk must be filled. An empty cell elsewhere means the"
        " default, or no bound.",
    ),
    (
        "Liczby wpisuj z przecinkiem albo kropką, bez znaku %: udział 5 % to po prostu 5.",
        "Type numbers with a comma or a point and without the % sign: a share of 5 % is just 5.",
    ),
    (
        "Daty: 2026-01-31 albo 31.01.2026. Miesiące: 2026-01. Kilka znaków w jednej komórce"
        " oddziel średnikiem.",
        "Dates: 2026-01-31 or 31.01.2026. Months: 2026-01. Separate several ids in one cell by"
        " semicolons.",
    ),
    (
        "Kolejność wierszy, kolumn i arkuszy nie ma znaczenia, puste wiersze są pomijane. Możesz"
        " dodać własne kolumny: trafią do zestawień.",
        "The order of rows, columns and sheets does not matter, empty rows are skipped. You may"
        " add columns of your own: they are carried through to reports.",
    ),
    (
        "Sprawdzenie danych: allocator info PLIK.xlsx. Propozycja podziału: allocator solve"
        " PLIK.xlsx. Wszystkie błędy zostaną wymienione naraz, z arkuszem, wierszem i kolumną.",
        "To check the data: allocator info FILE.xlsx. To propose a split: allocator solve"
        " FILE.xlsx. All faults are listed at once, with sheet, row and column.",
    ),
)
KIND_WORDS: dict[Kind, tuple[str, str]] = {
    Kind.IDENTIFIER: ("znak", "id"),
    Kind.IDENTIFIERS: ("znaki oddzielone ;", "ids separated by ;"),
    Kind.TEXT: ("tekst", "text"),
    Kind.NUMBER: ("liczba", "number"),
    Kind.WHOLE: ("liczba całkowita", "whole number"),
    Kind.FLAG: ("tak / nie", "yes / no (tak / nie)"),
    Kind.DATE: ("data", "date"),
    Kind.PERIOD: ("miesiąc, np. 2026-01", "month, such as 2026-01"),
    Kind.CHOICE: ("jedno z", "one of"),
    Kind.BOUND: ("liczba albo nazwa kolumny", "number or name of a column"),
    Kind.ANY: ("liczba albo tekst", "number or text"),
}
COLUMN_GUIDE = (
    ("arkusz", 20),
    ("nagłówek", 28),
    ("nazwa / name", 30),
    ("wymagane", 11),
    ("co wpisać", 34),
    ("objaśnienie", 60),
    ("explanation", 60),
)


def add_guide(sheet: Any) -> None:
    """How to fill the workbook in, and a list of its sheets."""
    from openpyxl.styles import Alignment

    sheet.title = GUIDE_TITLE
    for letter, width in (("A", 5), ("B", 70), ("C", 70)):
        sheet.column_dimensions[letter].width = width
    sheet["B1"], sheet["C1"] = "Jak wypełnić ten skoroszyt", "How to fill in this workbook"
    for number, (polish, english) in enumerate(STEPS, start=1):
        row = number + 1
        sheet.cell(row, 1, number)
        sheet.cell(row, 2, polish)
        sheet.cell(row, 3, english)
        sheet.row_dimensions[row].height = 46
        for place in (1, 2, 3):
            sheet.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
    first = len(STEPS) + 3
    sheet.cell(first, 2, "Arkusze")
    sheet.cell(first, 3, "Sheets")
    for cell in (sheet["B1"], sheet["C1"], sheet.cell(first, 2), sheet.cell(first, 3)):
        cell.font = font(bold=True, size=13)
    for row, (name, table) in enumerate(TABLES.items(), start=first + 1):
        must = (" – wymagany", " – required") if table.required else ("", "")
        link = sheet.cell(row, 2, f"{name}: {table.title_pl}{must[0]}")
        link.hyperlink = f"#'{name}'!A1"
        link.font = font(color="FF0563C1", underline="single", bold=table.required)
        sheet.cell(row, 3, f"{table.title_en}{must[1]}")
    sheet.sheet_view.showGridLines = False
    set_up_print(sheet)


def add_column_guide(sheet: Any) -> None:
    """Every column of every sheet, explained."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    for place, (heading, width) in enumerate(COLUMN_GUIDE, start=1):
        sheet.cell(1, place, heading).font = font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    rows = (
        (table, name, column)
        for table, each in TABLES.items()
        for name, column in columns_of(each.record).items()
    )
    for row, (table, name, column) in enumerate(rows, start=2):
        for place, text in enumerate(_explained(table, name, column), start=1):
            cell = sheet.cell(row, place, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s"
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    set_up_print(sheet)


def _explained(table: str, name: str, column: Column) -> tuple[str, ...]:
    polish, english = KIND_WORDS[column.kind]
    what = f"{polish} / {english}"
    if column.choices:
        what += ": " + ", ".join(column.choices)
    if column.refers_to:
        what += f" → {column.refers_to}"
    return (
        table,
        column.polish[0],
        name,
        "tak / yes" if column.required else "",
        what,
        column.about_pl,
        column.about_en,
    )
