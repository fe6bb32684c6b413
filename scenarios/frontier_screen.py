"""What fairness costs on a screen: the sentence, the whole plans, the curve of the worst-off."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich import box
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.text import Text

from allocator.problem.problem import Problem
from allocator.reporting.terminal_tables import GLUE, Glued, add_row, grid
from allocator.texts.formats import HARD_SPACE, money, percent
from scenarios.frontier import Frontier
from scenarios.frontier_plan import Point
from scenarios.frontier_tables import above_least_pct, level_pct
from scenarios.frontier_texts import levels_text, plan_name, sentence, word

WIDE = 110
"""Columns from which on a screen has room for all levels."""

BAR = 24
"""Characters of a bar that stands for the whole rise of the worst-off member."""


def print_frontier(
    problem: Problem, found: Frontier, language: str, *, console: Console | None = None
) -> None:
    """Print what was found, on standard output unless a console is given."""
    screen = console or Console()
    for part in _parts(problem, found, language, width=screen.width):
        screen.print(Glued(part))


def _parts(
    problem: Problem, found: Frontier, language: str, *, width: int
) -> Iterator[RenderableType]:
    said = sentence(found, language).replace(HARD_SPACE, GLUE)
    yield Panel(Text(said, style="bold"), box=box.ROUNDED)
    if found.fairness.ledger is not None:
        yield Text(word("ledger", language))
    if found.wholes:
        yield _wholes(problem, found, language, width=width)
        yield _curve(problem, found, language)
    if not found.proved:
        yield Text(word("intervals", language), style="yellow")
    if not found.complete:
        yield Text(word("open", language), style="yellow")


def _wholes(problem: Problem, found: Frontier, language: str, *, width: int) -> RenderableType:
    """The whole plans; a narrow screen has room for the lowest level only."""
    wide = width >= WIDE
    table = grid(word("title", language))
    table.add_column(word("plan", language), no_wrap=True)
    for name in ("cost", "above", *(("small",) if wide else ()), "lowest"):
        table.add_column(word(name, language), justify="right", no_wrap=True)
    if wide:
        table.add_column(word("levels", language), ratio=1)
    table.add_column(word("proof", language), no_wrap=True)
    for each in found.wholes:
        add_row(table, tuple(_whole_cells(problem, found, each, language, wide=wide)))
    return table


def _whole_cells(
    problem: Problem, found: Frontier, point: Point, language: str, *, wide: bool
) -> Iterator[str]:
    currency = problem.commission.currency or "PLN"
    small = point.small_members_value_pln
    yield plan_name(point.name, language)
    yield _amount(point, language, currency)
    yield _above(found, point, language)
    if wide:
        yield "–" if small is None else money(small, language, currency=currency, places=0)
    yield _lowest(found, point, language)
    if wide:
        yield levels_text(point.levels)
    yield word("yes" if point.proved else "no", language)


def _curve(problem: Problem, found: Frontier, language: str) -> RenderableType:
    """Levels that cost the same share a line; the bar shows the way from lowest to highest."""
    table = grid(word("worst_off", language))
    for name in ("level", "cost", "above"):
        table.add_column(word(name, language), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column(word("proof", language), no_wrap=True)
    low, top = found.steps[0].level, found.steps[-1].level
    currency = problem.commission.currency or "PLN"
    for _, same in groupby(found.steps, key=lambda each: each.cost_pln):
        point = list(same)[-1]
        filled = BAR if top == low else round(BAR * (point.level - low) / (top - low))
        add_row(
            table,
            (
                percent(level_pct(found, point.level), language),
                _amount(point, language, currency),
                _above(found, point, language),
                "█" * filled if point.proved else _needed(point, language, currency),
                word("yes" if point.proved else "no", language),
            ),
        )
    return table


def _lowest(found: Frontier, point: Point, language: str) -> str:
    """The lowest level of a whole plan; where more may be possible, up to what."""
    level = percent(level_pct(found, point.level), language)
    if point.level_at_most == point.level:
        return level
    return f"{level} – {percent(level_pct(found, point.level_at_most), language)}"


def _needed(point: Point, language: str, currency: str) -> str:
    """In the place of a bar: what the level is proved to cost at least."""
    if point.bound_pln is None:
        return word("nothing_known", language)
    return word("at_least", language, pln=money(point.bound_pln, language, currency=currency))


def _amount(point: Point, language: str, currency: str) -> str:
    return "–" if point.cost_pln is None else money(point.cost_pln, language, currency=currency)


def _above(found: Frontier, point: Point, language: str) -> str:
    above = above_least_pct(found, point.cost_pln)
    return "–" if above is None else percent(above, language, places=3)
