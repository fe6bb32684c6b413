"""The result on a screen: what a meeting wants to see first, in 80 columns or more."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from io import StringIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from allocator.allocation import Result, Split
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from allocator.reporting.bars import bar, ink_for
from allocator.reporting.fairness_tables import fairness_sentences
from allocator.reporting.headline import goal_value, headline, proof_text, told_goals
from allocator.reporting.inclusion import inclusion_sentences, inclusion_table
from allocator.reporting.report import Report
from allocator.reporting.summary_tables import budget_use_pct, money_table
from allocator.reporting.tables import Kind, Role, shown
from allocator.reporting.terminal_tables import (
    GLUE,
    Glued,
    add_row,
    component_grid,
    further_grids,
    grid,
    member_grid,
    plain_grid,
    rule_grid,
)
from allocator.texts.formats import HARD_SPACE, percent
from allocator.texts.labels import counted, goal_label

WIDE = 100
"""Columns from which on a screen has room for more than the essentials."""


def print_report(
    problem: Problem,
    result: Result,
    terms: Terms,
    language: str = "pl",
    *,
    console: Console | None = None,
    details: bool = False,
) -> None:
    """Print the result, on standard output unless a console is given.

    `details` shows every row of every table.
    """
    report = Report(problem, result, terms, language)
    screen = console or Console()
    for part in _parts(report, screen, details=details):
        screen.print(Glued(part))


def result_text(
    problem: Problem,
    result: Result,
    terms: Terms,
    language: str = "pl",
    *,
    width: int = 100,
    details: bool = False,
) -> str:
    """What `print_report` prints, as plain text."""
    written = StringIO()
    screen = Console(file=written, width=width, force_terminal=False, color_system=None)
    print_report(problem, result, terms, language, console=screen, details=details)
    return written.getvalue()


def _parts(report: Report, console: Console, *, details: bool) -> Iterator[RenderableType]:
    wide = console.width >= WIDE
    yield _heading(report)
    yield _verdict_panel(report)
    yield _money(report, console)
    if told_goals(report):
        yield _goals(report)
    split = report.result.split
    if split is not None:
        ink = ink_for(console.encoding)
        yield member_grid(report, split, ink=ink, width=console.width)
        yield from _fairness(report, split)
        yield component_grid(report, split, wide=wide, details=details)
        yield from rule_grid(report, split, wide=wide, details=details)
    yield from further_grids(report, details=details)


def _heading(report: Report) -> RenderableType:
    problem = report.problem
    counts = (
        report.period,
        counted(len(problem.components), "component", report.language),
        counted(len(problem.members), "member", report.language),
    )
    return Group("", Text(report.title, style="bold"), Text(" · ".join(counts), style="dim"))


def _verdict_panel(report: Report) -> RenderableType:
    first, *others = headline(report)
    colours = {"fits": "green", "fits_partly": "yellow", "unknown": "yellow"}
    colour = colours.get(report.result.verdict.value, "red")
    lines = [Text(first, style=f"bold {colour}"), *map(Text, others)]
    return Panel(Group(*lines), border_style=colour, box=box.ROUNDED)


def _money(report: Report, console: Console) -> RenderableType:
    table = Grid(box=None, show_header=False, padding=(0, 2, 0, 1))
    table.add_column()
    table.add_column(justify="right")
    for row in money_table(report).rows:
        text, amount = row.cells
        style = {Role.SUM: "bold", Role.WARNING: "bold red"}.get(row.role, "")
        cell = shown(amount, Kind.MONEY, report.language, currency=report.currency)
        add_row(table, (str(text), cell), style=style)
    used = budget_use_pct(report)
    if used is None:
        return table
    ink = ink_for(console.encoding)
    drawn = bar(used / 100, min(40, console.width - 30), ink=ink, widest=Fraction(1))
    share = percent(used, report.language)
    return Group(table, Text(f" {drawn}  {share} ({report.label('item.budget')})", style="dim"))


def _fairness(report: Report, split: Split) -> Iterator[RenderableType]:
    """Who has least and who can not reach its share, after a goal about shares; then what it takes
    that nobody works below its own cost."""
    asked = any(each.goal.partition(":")[0] in TARGET_GOALS for each in report.result.goals)
    said = fairness_sentences(report, split) if asked else inclusion_sentences(report, split)
    if said:
        lines = (Text(each.replace(HARD_SPACE, GLUE)) for each in said)
        yield Group(Text(""), *lines)
    table = inclusion_table(report, split)
    if table.rows:
        yield plain_grid(report, table, details=True)


def _goals(report: Report) -> RenderableType:
    table = grid(report.label("title.goals"))
    table.add_column(report.label("column.goal"), ratio=4)
    table.add_column(report.label("column.reached"), justify="right", ratio=3)
    table.add_column(report.label("column.proof"), ratio=4)
    for place, goal in enumerate(told_goals(report), start=1):
        name = f"{place}. {goal_label(goal.goal, report.language)}"
        if goal.tolerance_pct:
            name += f" (+{percent(goal.tolerance_pct, report.language)})"
        proof = Text(proof_text(report, goal), style="green" if goal.proved else "yellow")
        add_row(table, (name, goal_value(report, goal.goal, goal.value), proof))
    return table
