"""The tables on the screen: members with bars, components, rules, and what else there is to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table as Grid
from rich.text import Text

from allocator.allocation import MemberResult, RuleRow, Split
from allocator.reporting.bars import BarInk, bar, printable
from allocator.reporting.costs import shown_by_component, shown_by_member
from allocator.reporting.report import Report
from allocator.reporting.rule_tables import (
    amount,
    margin_cell,
    margin_pct,
    other_rules,
    state_text,
    subject_text,
    tightest_rows,
)
from allocator.reporting.service_tables import ineligible_table, warnings_table
from allocator.reporting.split_tables import causes_table, providers_text, uncovered_table
from allocator.reporting.tables import Cell, Kind, Table, is_number, shown
from allocator.texts.formats import HARD_SPACE, number, percent, rounded

FEW = 10
"""Rows of a list that are shown where no details are asked for."""

GLUE = "\ue000"
"""Stands for a hard space while lines are broken: the layout breaks lines at those as well."""

ZERO = Fraction(0)


def grid(title: str) -> Grid:
    """An empty table in the house's manner."""
    return Grid(
        title=f"\n{title}",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        expand=True,
    )


class Glued:
    """A renderable in which hard spaces hold: the layout sees letters, the reader spaces."""

    def __init__(self, inner: RenderableType) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.inner, options):
            text = printable(segment.text.replace(GLUE, HARD_SPACE), console.encoding)
            yield Segment(text, segment.style, segment.control)


def add_row(table: Grid, cells: Iterable[str | Text], *, style: str = "") -> None:
    """Add a row of texts as they stand: a name in [brackets] is no markup."""
    kept = (
        each if isinstance(each, Text) else Text(each.replace(HARD_SPACE, GLUE)) for each in cells
    )
    table.add_row(*kept, style=style)


def member_grid(report: Report, split: Split, *, ink: BarInk, width: int) -> RenderableType:
    """Every member: value, target, ratio, and a bar that should reach the target's mark."""
    table = grid(report.label("title.members"))
    length = 12 if width < 100 else 24
    table.add_column(report.label("column.member"), ratio=1, no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column(report.label("column.value"), justify="right", no_wrap=True)
    table.add_column(report.label("column.target"), justify="right", no_wrap=True)
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column(ink.target, no_wrap=True, min_width=length)
    values = shown_by_member(report, split)
    for each in split.members:
        add_row(table, _member_cells(report, each, values.get(each.member_id, ZERO), ink, length))
    marks = [report.label("note.small_mark")] if _has_small(report) else []
    marks.append(report.label("note.target_mark", mark=ink.target))
    return Group(table, Text("; ".join(marks), style="dim"))


def component_grid(report: Report, split: Split, *, wide: bool, details: bool) -> RenderableType:
    """Every component: who provides how much, and how near its cost is to its ceiling."""
    table = grid(report.label("title.components"))
    table.add_column(report.label("column.component"), ratio=5)
    if wide or details:
        table.add_column(report.label("column.demanded"), justify="right", no_wrap=True)
    table.add_column(report.label("column.providers"), ratio=6)
    table.add_column(report.label("column.value"), justify="right", no_wrap=True)
    table.add_column(report.label("column.of_ceiling"), justify="right", max_width=8)
    values = shown_by_component(split)
    for each in split.components:
        value = values.get(each.component_id, ZERO)
        cells = [report.component(each.component_id)]
        if wide or details:
            unit = report.unit(each.component_id)
            cells.append(f"{number(each.quantity, report.language)} {unit}".strip())
        cells.append(providers_text(report, split, each.component_id) or "–")
        cells.append(number(value, report.language, places=2, at_least=2))
        with_fees = each.value_pln * report.problem.fee_factor
        used = 100 * with_fees / each.ceiling_pln if each.ceiling_pln else None
        cells.append("–" if used is None else percent(used, report.language, places=0))
        missing = each.covered < each.quantity
        add_row(table, cells, style="yellow" if missing else "")
    return table


def rule_grid(
    report: Report, split: Split, *, wide: bool, details: bool
) -> Iterator[RenderableType]:
    """What is missed and what binds first; every row where details are asked for."""
    rows = split.rules if details else tightest_rows(report, split)
    if rows:
        table = grid(report.label("title.rules" if details else "title.tightest"))
        table.add_column(report.label("column.rule"), ratio=5)
        table.add_column(report.label("column.subject"), ratio=3)
        table.add_column(report.label("column.is"), justify="right")
        table.add_column(report.label("column.margin"), justify="right")
        if wide:
            table.add_column(report.label("column.state"), ratio=2)
        for row in rows:
            add_row(
                table,
                _rule_cells(report, split, row, wide=wide, details=details),
                style=_rule_style(row),
            )
        yield table
    others = 0 if details else other_rules(split, rows)
    if others:
        yield Text(report.label("note.further_rules", count=str(others)), style="dim")


def further_grids(report: Report, *, details: bool) -> Iterator[RenderableType]:
    """What stays uncovered and why, offers that could not be used, warnings."""
    split = report.result.split
    if split is not None and split.uncovered:
        yield plain_grid(report, uncovered_table(report, split), details=True)
    causes = causes_table(report)
    if causes.rows:
        yield plain_grid(report, causes, details=True)
    warnings = warnings_table(report, notices=details)
    for table, skipped in ((ineligible_table(report), (3,)), (warnings, (1, 3))):
        if table.rows:
            yield plain_grid(report, table, details=details, skipped=skipped)


def plain_grid(
    report: Report, table: Table, *, details: bool, skipped: Sequence[int] = ()
) -> RenderableType:
    """A table as it is, without the skipped columns; a short one unless details are asked for."""
    drawn = grid(table.title)
    kept = [place for place in range(len(table.columns)) if place not in skipped]
    for place in kept:
        column = table.columns[place]
        right = is_number(column.kind)
        drawn.add_column(
            column.heading,
            justify="right" if right else "left",
            ratio=None if right or column.width <= 18 else column.width,
        )
    rows = table.rows if details else table.rows[:FEW]
    for row in rows:
        cells = (_shown(report, row.cells[place], table.columns[place].kind) for place in kept)
        add_row(drawn, cells)
    left = len(table.rows) - len(rows)
    if not left:
        return drawn
    return Group(drawn, Text(report.label("note.further_rows", rows=str(left)), style="dim"))


def _member_cells(
    report: Report, each: MemberResult, value: Fraction, ink: BarInk, length: int
) -> tuple[str | Text, ...]:
    language = report.language
    small = report.problem.member[each.member_id].is_small
    target = "–"
    if each.target_pln is not None:
        target = number(rounded(each.target_pln, 2), language, places=0)
    ratio = each.ratio
    colour = "green" if ratio is None or ratio >= 1 else "yellow" if each.engaged else "red"
    return (
        report.member(each.member_id),
        report.label("note.small_letter") if small else "",
        number(value, language, places=2, at_least=2)
        if each.engaged
        else report.label("note.no_tasks"),
        target,
        "–" if ratio is None else percent(100 * ratio, language, places=1),
        Text("" if ratio is None else bar(ratio, length, ink=ink), style=colour),
    )


def _rule_cells(
    report: Report, split: Split, row: RuleRow, *, wide: bool, details: bool
) -> tuple[str, ...]:
    prefix = "" if report.is_built_in(row.rule_id) else f"{row.rule_id} "
    margin = _shown(report, margin_cell(row), Kind.QUANTITY) or "–"
    relative = margin_pct(row)
    cells = [
        prefix + report.rule_of(row),
        report.subject(row.subject) if details else subject_text(report, split, row),
        _shown(report, amount(row.value, row.unit), Kind.QUANTITY),
        margin,
    ]
    if wide:
        state = state_text(report, row)
        if relative is not None and not row.violation and not row.binding:
            state = percent(relative, report.language, places=1)
        cells.append(state)
    return tuple(cells)


def _rule_style(row: RuleRow) -> str:
    if row.strength == "off":
        return "dim"
    if row.violation:
        return "red" if row.strength == "hard" else "yellow"
    return ""


def _shown(report: Report, cell: Cell, kind: Kind) -> str:
    return shown(cell, kind, report.language, currency=report.currency)


def _has_small(report: Report) -> bool:
    return any(each.is_small for each in report.problem.members)
