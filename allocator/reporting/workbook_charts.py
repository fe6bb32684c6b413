"""Charts inside the workbook, drawn by the spreadsheet program itself from cells of the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.reporting.paper import ChartPlan

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

COLOURS = ("2C6FA6", "F2B25C", "0B3358")
"""Blue and amber: told apart without colour sight and, dark and light, on a grey print."""

EDGE = "1A1A1A"
GRID = "E6E6E6"
WIDTH_CM = 26.0
HEIGHT_CM = 8.0
ROW_CM = 0.53
"""Height of an unbroken row as spreadsheet programs have it: 15 points."""


def add_bars(sheet: Worksheet, plan: ChartPlan, heading_row: int, count: int) -> int:
    """Put a bar chart below a table whose headings and rows stand there; the row after it."""
    chart = _chart(sheet, plan, heading_row, count)
    first = heading_row + count + 2
    sheet.add_chart(chart, f"A{first}")
    return first + round(HEIGHT_CM / ROW_CM) + 1


def _chart(sheet: Worksheet, plan: ChartPlan, heading_row: int, count: int) -> Any:
    from openpyxl.chart import BarChart, Reference  # slow to import, and only this sheet has one

    chart: Any = BarChart()
    chart.type, chart.grouping = "col", "clustered"
    chart.title = _title(plan.title)
    chart.width, chart.height = WIDTH_CM, HEIGHT_CM
    chart.legend.position = "b"
    chart.gapWidth, chart.overlap = 60, 0
    for place in plan.values:
        column = place + 1
        values = Reference(
            sheet, min_col=column, min_row=heading_row, max_row=heading_row + count, max_col=column
        )
        chart.add_data(values, titles_from_data=True)
    labels = Reference(
        sheet,
        min_col=plan.labels + 1,
        min_row=heading_row + 1,
        max_row=heading_row + count,
    )
    chart.set_categories(labels)
    for series, colour in zip(chart.series, COLOURS, strict=False):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = EDGE
        series.graphicalProperties.line.width = 6350
    _axes(chart)
    return chart


def _axes(chart: Any) -> None:
    """Both axes in sight: without this newer programs hide them."""
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format, chart.y_axis.numFmt.sourceLinked = "#,##0", False
    chart.y_axis.scaling.min = 0
    chart.y_axis.majorGridlines.spPr = _line(GRID)


def _line(colour: str) -> Any:
    from openpyxl.chart.shapes import GraphicalProperties  # slow to import
    from openpyxl.drawing.line import LineProperties

    return GraphicalProperties(ln=LineProperties(solidFill=colour))


def _title(text: str) -> Any:
    """The title in a size that leaves room for the bars."""
    from openpyxl.chart.text import RichText, Text  # slow to import
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import (
        CharacterProperties,
        Paragraph,
        ParagraphProperties,
        RegularTextRun,
    )

    size = CharacterProperties(sz=1200, b=True)
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=size), r=[RegularTextRun(rPr=size, t=text)]
    )
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)
