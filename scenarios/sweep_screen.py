"""A sweep on a screen: a line for each run, then what went wrong and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from rich.console import Console, RenderableType
from rich.text import Text

from allocator.problem.problem import Problem
from allocator.reporting.terminal_tables import Glued, add_row, grid
from allocator.texts.formats import number, percent
from scenarios.sweep_tables import margin_pln, scenario_name
from scenarios.sweep_tasks import USUAL_GOAL
from scenarios.sweep_texts import answer_text, place_text, proof_text, summary_text, word
from scenarios.sweeping import Sweep, SweepRow

WIDE = 100
"""Columns from which on a screen has room for more than the essentials."""

WIDEST = 132
"""Columns from which on it has room for the scenarios' names too; else they follow the table."""

COLOURS = {"fits": "", "fits_partly": "yellow", "over_budget": "yellow", "unknown": "yellow"}


def print_sweep(
    problem: Problem,
    sweep: Sweep,
    language: str,
    *,
    resumable: bool = False,
    console: Console | None = None,
) -> None:
    """Print the rows, on standard output unless a console is given."""
    screen = console or Console()
    screen.print(Glued(_table(problem, sweep, language, width=screen.width)))
    if screen.width < WIDEST:
        for line in _names(problem, sweep, language):
            screen.print(Text(line, style="dim"), soft_wrap=True)
    for line in _notes(sweep, language, resumable=resumable):
        screen.print(Text(line), soft_wrap=True)


def _table(problem: Problem, sweep: Sweep, language: str, *, width: int) -> RenderableType:
    wide, named = width >= WIDE, width >= WIDEST
    table = grid(word("title", language))
    table.add_column(word("scenario", language), ratio=2 if named else None, no_wrap=not named)
    table.add_column(word("policy", language), no_wrap=True)
    table.add_column(word("answer", language), ratio=1, min_width=14 if wide else None)
    table.add_column(word("proof", language), no_wrap=True)
    further = (*(("small",) if wide else ()), *(("seconds",) if named else ()))
    for name in ("total", "margin", "ratio", *further):
        table.add_column(word(name, language), justify="right", no_wrap=True)
    for row in sweep.rows:
        cells = _cells(problem, row, language, named=named)
        add_row(table, islice(cells, len(table.columns)), style=_style(row))
    return table


def _cells(problem: Problem, row: SweepRow, language: str, *, named: bool) -> Iterator[str]:
    """All cells of a row, those last that only wide screens have."""
    content = row.content
    name = scenario_name(problem, row.scenario_id, language) if named else ""
    yield f"{row.scenario_id or word('as_it_is', language)} {name}".strip()
    yield row.policy_id or USUAL_GOAL
    yield answer_text(row, language)
    yield proof_text(row, language)
    yield _amount(content.get("total_pln"), language)
    yield _amount(margin_pln(content), language)
    measures = content.get("measures", {})
    ratio = measures.get("smallest_ratio")
    yield "–" if ratio is None else percent(Fraction(ratio) * 100, language, places=1)
    small = measures.get("small_members_value")
    yield "–" if small is None else number(Fraction(small), language, places=0)
    yield number(Fraction(content.get("seconds", 0)), language, places=1, at_least=1)


def _amount(value: Decimal | None, language: str) -> str:
    return "–" if value is None else number(Fraction(value), language, places=2, at_least=2)


def _style(row: SweepRow) -> str:
    if row.has_error:
        return "bold red"
    return COLOURS.get(row.content["verdict"], "red")


def _notes(sweep: Sweep, language: str, *, resumable: bool) -> Iterator[str]:
    for row in sweep.rows:
        if row.has_error:
            error = row.content["error"]
            file = word("file", language).format(file=error["file"]) if error["file"] else ""
            told = "; ".join(filter(None, (error[f"text_{language}"], file)))
            yield f"{place_text(row)}: {error['kind']}: {told}"
    yield summary_text(sweep, language)
    if sweep.not_run:
        name = "stopped" if resumable else "stopped_without_state"
        yield word(name, language).format(left=len(sweep.not_run))


def _names(problem: Problem, sweep: Sweep, language: str) -> Iterator[str]:
    for scenario_id in dict.fromkeys(each.scenario_id for each in sweep.rows):
        name = scenario_name(problem, scenario_id, language)
        if name:
            yield f"{scenario_id}  {name}"
