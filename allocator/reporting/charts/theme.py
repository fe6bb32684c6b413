"""The look that all charts share: font, number format, title; knows no result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt

from allocator.reporting.charts.colours import FAINT_INK, GRID, INK, LINE, PAPER
from allocator.reporting.charts.words import word
from allocator.texts.formats import HARD_SPACE, MINUS

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first is part of the renderer; the others stand in where an SVG is shown without it."""

TEXT_SIZE = 12

_LOCALES: Mapping[str, Mapping[str, Any]] = {
    "pl": {"decimal": ",", "thousands": HARD_SPACE, "currency": ["", f"{HARD_SPACE}zł"]},
    "en": {"decimal": ".", "thousands": ",", "currency": [f"PLN{HARD_SPACE}", ""]},
}

Chart = alt.Chart | alt.LayerChart | alt.FacetChart | alt.VConcatChart


def rows_of(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    """Rows as data that lie inside the chart."""
    return alt.InlineData(values=[dict(each) for each in rows])


def heading(title: str, about: Sequence[str]) -> alt.TitleParams:
    """A title with lines below it that say how to read the chart."""
    return alt.TitleParams(text=title, subtitle=list(about))


def finished(chart: Chart, language: str) -> Chart:
    """The chart in the house's look, numbers in the language's format."""
    locale = {**_LOCALES[language], "grouping": [3], "minus": MINUS}
    text = {"labelColor": INK, "titleColor": INK, "labelFontSize": TEXT_SIZE}
    styled: Chart = chart.configure(
        font=FONT,
        background=PAPER,
        padding=16,
        locale={"number": locale},
        view={"stroke": None},
        axis={
            **text,
            "titleFontSize": TEXT_SIZE,
            "titleFontWeight": "normal",
            "labelPadding": 6,
            "gridColor": GRID,
            "domainColor": LINE,
            "tickColor": LINE,
        },
        legend={**text, "titleFontSize": TEXT_SIZE, "labelLimit": 400, "symbolSize": 150},
        title={
            "anchor": "start",
            "frame": "group",
            "fontSize": 17,
            "color": INK,
            "subtitleFontSize": TEXT_SIZE,
            "subtitleColor": FAINT_INK,
            "subtitlePadding": 5,
            "offset": 14,
        },
    )
    return styled


def nothing_to_show(title: str, language: str) -> Chart:
    """The chart of a result without a split: a sentence."""
    data = rows_of([{"text": word("nothing", language)}])
    text = alt.Chart(data, width=480, height=60, title=heading(title, []))
    return finished(text.mark_text(size=14, color=INK).encode(text="text:N"), language)
