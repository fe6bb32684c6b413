"""The workbook a coordinator sends: a sheet for each question, numbers as numbers, no formulas."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from allocator.reporting.archive import steady_archive
from allocator.reporting.exact_json import exact_text, json_ready
from allocator.reporting.paper import Paper, SheetPlan
from allocator.reporting.report import Report
from allocator.reporting.sheets import sheet_plans
from allocator.reporting.tables import Column, Role, Table
from allocator.reporting.workbook_charts import add_bars
from allocator.reporting.workbook_style import LINE_HEIGHT, LONGEST_TEXT, Styles, lines_of

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PAPER_A4 = "9"
LONGEST_HEADER = 100
"""Letters of the title in the page header; spreadsheet programs refuse headers beyond 255."""


def workbook_bytes(report: Report) -> bytes:
    """The whole workbook of a result; the same bytes again for the same report."""
    return paper_workbook(
        Paper(
            report.title,
            sheet_plans(report),
            report.language,
            report.currency,
            report.result.provenance,
        )
    )


def paper_workbook(paper: Paper) -> bytes:
    """A workbook with the paper's sheets and where it comes from; the same bytes again."""
    from openpyxl import Workbook  # slow to import, and only this face needs it

    book = Workbook()
    del book["Sheet"]
    book.properties.title = paper.title
    book.properties.creator = "allocator"
    styles = Styles(paper.language, paper.currency)
    for plan in paper.sheets:
        _write_sheet(book, plan, paper, styles)
    _write_provenance(book, paper, styles)
    written = BytesIO()
    book.save(written)
    return steady_archive(written.getvalue())


def _write_sheet(book: Workbook, plan: SheetPlan, paper: Paper, styles: Styles) -> None:
    sheet = book.create_sheet(plan.name)
    styles.text(sheet.cell(1, 1), plan.title, "title")
    row = 2
    for sentence in plan.sentences:
        styles.text(sheet.cell(row, 1), sentence, "sentence")
        row += 1
    heading_rows = []
    for table in plan.tables:
        heading_row = _write_table(sheet, table, row + 1, styles, titled=len(plan.tables) > 1)
        heading_rows.append(heading_row)
        row = sheet.max_row + 1
        if plan.chart is not None and plan.chart.table == table.name:
            row = add_bars(sheet, plan.chart, heading_row, len(table.rows))
    _set_widths(sheet, plan)
    _set_up_print(sheet, paper)
    if len(plan.tables) == 1:
        (only,) = heading_rows
        _freeze(sheet, only, plan)


def _write_table(sheet: Worksheet, table: Table, row: int, styles: Styles, *, titled: bool) -> int:
    """Write a table from a row on; the row of its headings."""
    if titled:
        styles.text(sheet.cell(row, 1), table.title, "chapter")
        row += 1
    for note in table.notes:
        styles.text(sheet.cell(row, 1), note, "note")
        row += 1
    for text, value, kind in table.above:
        width = len(table.columns)
        styles.put(sheet.cell(row, width - 1), text, Column(""), Role.GROUP)
        styles.put(sheet.cell(row, width), value, Column("", kind), Role.GROUP)
        row += 1
    for place, column in enumerate(table.columns, start=1):
        styles.heading(sheet.cell(row, place), column)
    _set_height(sheet, row, [(column.heading, column) for column in table.columns])
    for below, each in enumerate(table.rows, start=row + 1):
        cells = zip(each.cells, table.columns, strict=True)
        for place, (value, column) in enumerate(cells, start=1):
            styles.put(sheet.cell(below, place), value, column, each.role)
        texts = zip(each.cells, table.columns, strict=True)
        _set_height(sheet, below, [pair for pair in texts if isinstance(pair[0], str)])
    return row


def _set_height(sheet: Worksheet, row: int, texts: list[Any]) -> None:
    lines = lines_of(texts)
    if lines > 1:
        sheet.row_dimensions[row].height = lines * LINE_HEIGHT


def _write_provenance(book: Workbook, paper: Paper, styles: Styles) -> None:
    """Where the result comes from, for people and, as one JSON text, for `check`."""
    sheet = book.create_sheet(paper.label("sheet.provenance"))
    styles.text(sheet.cell(1, 1), paper.label("title.provenance"), "title")
    columns = (
        Column(paper.label("column.key"), width=34),
        Column(paper.label("column.content"), width=110),
    )
    for place, column in enumerate(columns, start=1):
        styles.heading(sheet.cell(3, place), column)
    row = 4
    for name, value in paper.provenance.items():
        text = value if isinstance(value, str) else exact_text(json_ready(value), compact=True)
        shortened = text if len(text) <= 2000 else text[:2000] + "…"
        styles.put(sheet.cell(row, 1), name, columns[0], Role.DATA)
        styles.put(sheet.cell(row, 2), shortened, columns[1], Role.DATA)
        _set_height(sheet, row, [(shortened, columns[1])])
        row += 1
    sheet.print_area = f"A1:B{row}"
    text = exact_text(json_ready(paper.provenance), compact=True)
    for start in range(0, len(text), LONGEST_TEXT):
        row += 1
        styles.text(sheet.cell(row, 1), text[start : start + LONGEST_TEXT], "json")
        sheet.row_dimensions[row].height = 12
    for letter, column in zip("AB", columns, strict=True):
        sheet.column_dimensions[letter].width = column.width
    _set_up_print(sheet, paper)
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"


def _set_widths(sheet: Worksheet, plan: SheetPlan) -> None:
    from openpyxl.utils import get_column_letter  # slow to import

    widest: dict[int, int] = {}
    for table in plan.tables:
        for place, column in enumerate(table.columns, start=1):
            widest[place] = max(widest.get(place, 0), column.width)
    for place, width in widest.items():
        sheet.column_dimensions[get_column_letter(place)].width = width


def _freeze(sheet: Any, heading_row: int, plan: SheetPlan) -> None:
    """Keep headings and the first columns in sight, on screen and on paper."""
    from openpyxl.utils import get_column_letter  # slow to import

    (table,) = plan.tables
    sheet.freeze_panes = sheet.cell(heading_row + 1, plan.kept_columns + 1)
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    filtered = sum(each.role is not Role.SUM for each in table.rows)
    if filtered and plan.filtered:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A{heading_row}:{last}{heading_row + filtered}"


def _set_up_print(sheet: Any, paper: Paper) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = PAPER_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.9, 0.7
    sheet.print_options.horizontalCentered = True
    # & starts a command in headers and footers; doubled it is itself.
    sheet.oddHeader.left.text = paper.title[:LONGEST_HEADER].replace("&", "&&")
    sheet.oddHeader.right.text = "&A"
    sheet.oddFooter.left.text = f"SHA-256 {paper.digest[:16]}" if paper.digest else ""
    page, of_pages = paper.label("note.page"), paper.label("note.of_pages")
    sheet.oddFooter.right.text = f"{page} &P {of_pages} &N"
