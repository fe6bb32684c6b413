"""The answer on the budget on a screen: the sentence first, then the figures behind it."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from allocator.allocation import Verdict
from allocator.problem.problem import Problem
from allocator.reporting.tables import Cell, Kind, Role, Table, is_number, shown
from allocator.reporting.terminal_tables import GLUE, Glued, add_row, grid
from allocator.texts.formats import HARD_SPACE
from scenarios.budget_documents import budget_document
from scenarios.budget_tables import costs_table, figures_table, tolerance_note, uncovered_table
from scenarios.budgeting import BudgetAnswer

COLOURS = {Verdict.FITS: "green", Verdict.UNKNOWN: "yellow"}
RED = "red"
STYLES = {Role.SUM: "bold", Role.WARNING: "yellow"}


def print_budget(
    problem: Problem, answer: BudgetAnswer, language: str, *, console: Console | None = None
) -> None:
    """Print the answer, on standard output unless a console is given."""
    screen = console or Console()
    for part in _parts(problem, answer, language):
        screen.print(Glued(part))


def _parts(problem: Problem, answer: BudgetAnswer, language: str) -> Iterator[RenderableType]:
    document = budget_document(problem, answer)
    colour = COLOURS.get(answer.verdict, RED)
    sentence = document[f"sentence_{language}"].replace(HARD_SPACE, GLUE)
    yield Panel(Text(sentence, style=f"bold {colour}"), border_style=colour, box=box.ROUNDED)
    yield _figures(figures_table(problem, document, language), problem, language)
    if answer.split is not None:
        for kind in ("sector", "component"):
            yield _grid(costs_table(problem, document, kind, language), language)
        note = tolerance_note(problem, document, language)
        if note:
            yield Text(note, style="dim")
    if answer.uncovered:
        yield _grid(uncovered_table(problem, document, language), language)


def _figures(found: Table, problem: Problem, language: str) -> RenderableType:
    table = Grid(box=None, show_header=False, padding=(0, 2, 0, 1))
    for column in found.columns:
        table.add_column(justify="right" if is_number(column.kind) else "left")
    currency = problem.commission.currency or "PLN"
    for row in found.rows:
        cells = zip(row.cells, found.columns, strict=True)
        texts = (
            "–" if cell is None else shown(cell, column.kind, language, currency=currency)
            for cell, column in cells
        )
        add_row(table, tuple(texts), style=STYLES.get(row.role, ""))
    return table


def _grid(found: Table, language: str) -> RenderableType:
    """A table whose amounts stand without the currency: it is narrow."""
    table = grid(found.title)
    for place, column in enumerate(found.columns):
        if place == 0:
            table.add_column(column.heading, ratio=1)
        else:
            table.add_column(column.heading, justify="right", no_wrap=True)
    for row in found.rows:
        cells = zip(row.cells, found.columns, strict=True)
        texts = tuple(_text(cell, column.kind, language) for cell, column in cells)
        add_row(table, texts, style=STYLES.get(row.role, ""))
    return table


def _text(cell: Cell, kind: Kind, language: str) -> str:
    return shown(cell, Kind.PRICE if kind is Kind.MONEY else kind, language)
