"""What the notebooks share: how sentences, tables and charts are shown. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.reporting.charts import chart_bytes
from allocator.reporting.charts.names import exact
from allocator.reporting.tables import is_number, shown
from allocator.texts.formats import money, number

if TYPE_CHECKING:
    from allocator.reporting.charts.theme import Chart
    from allocator.reporting.report import Report
    from allocator.reporting.tables import Table

DATA = Path(__file__).parent.parent / "scenarios" / "data"
NUMBERS = "text-align: right; white-space: nowrap"
TEXTS = "text-align: left"


@dataclass(frozen=True, slots=True)
class Shown:
    """Content of one kind that a notebook displays; `title` is for those who can not see it."""

    media_type: str
    content: str = field(repr=False)
    title: str = ""

    def _repr_mimebundle_(self, **kinds: Any) -> tuple[dict[str, str], dict[str, Any]]:
        described = {self.media_type: {"alt": self.title}} if self.title else {}
        return {self.media_type: self.content}, described


def tell(*sentences: str) -> Shown:
    """Sentences as a paragraph each."""
    return Shown("text/markdown", "\n\n".join(sentences))


def picture(chart: Chart) -> Shown:
    """A chart as a drawing inside the page, which needs no script to be seen."""
    title = str(chart.to_dict()["title"]["text"])
    return Shown("image/svg+xml", chart_bytes(chart, "svg").decode(), title)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, texts: int = 1) -> Shown:
    """Rows of texts; all columns after the first `texts` hold numbers and stand to the right."""
    styles = [TEXTS if place < texts else NUMBERS for place in range(len(headings))]
    head = _row("th", headings, styles)
    body = "".join(_row("td", row, styles) for row in rows)
    return _table(head, body)


def report_table(report: Report, given: Table, *columns: int) -> Shown:
    """A table of a report, or some of its columns by place."""
    places = columns or range(len(given.columns))
    kept = [given.columns[place] for place in places]
    styles = [NUMBERS if is_number(each.kind) else TEXTS for each in kept]
    head = _row("th", [each.heading for each in kept], styles)
    body = ""
    for row in given.rows:
        cells = [
            shown(row.cells[place], given.columns[place].kind, report.language) for place in places
        ]
        body += _row("td", cells, styles)
    return _table(head, body)


def zlotys(amount: Any, *, places: int = 2) -> str:
    """An amount as Polish readers write it."""
    return "–" if amount is None else money(exact(amount), "pl", places=places)


def percents(ratio: Any, *, places: int = 1) -> str:
    """A ratio such as 0.93 in percent."""
    return "–" if ratio is None else number(100 * exact(ratio), "pl", places=places) + "%"


def _table(head: str, body: str) -> Shown:
    return Shown("text/html", f"<table><thead>{head}</thead><tbody>{body}</tbody></table>")


def _row(tag: str, cells: Iterable[str], styles: Sequence[str]) -> str:
    drawn = (
        f'<{tag} style="{style}">{escape(cell)}</{tag}>'
        for cell, style in zip(cells, styles, strict=True)
    )
    return f"<tr>{''.join(drawn)}</tr>"
