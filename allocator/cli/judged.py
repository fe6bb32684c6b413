"""The verdict on a split that nobody optimised, told to people on a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.allocation import Result, RuleRow, Split
from allocator.cli.declaring import Texts, chosen
from allocator.cli.request import Request
from allocator.cli.speaking import say
from allocator.operations.judging import judged
from allocator.texts.formats import plural

if TYPE_CHECKING:
    from allocator.reporting.report import Report

__all__ = ["judged", "print_verdict"]

RIGHT: Texts = (
    "Dobrze: podział spełnia wszystko, co musi być spełnione.",
    "Right: the split keeps everything that must hold.",
)
WRONG: Texts = ("Źle: podział łamie {count}.", "Wrong: the split breaks {count}.")
BROKEN = {
    "pl": ("1 warunek", "{} warunki", "{} warunków"),
    "en": ("1 condition", "{} conditions"),
}
MEASURES: Texts = ("Miary celów", "Measures of goals")
NO_MEASURE: Texts = ("brak danych", "no data")
MEASURE: Texts = ("cel", "goal")
VALUE: Texts = ("wartość", "value")


def print_verdict(request: Request, result: Result, language: str, *, right: bool) -> None:
    """The verdict, what is broken (a line each, never wrapped), the split as a report shows it."""
    # Imported here: only a screen needs it.
    from rich.console import Console
    from rich.text import Text

    from allocator.cli.fair import fairness_lines
    from allocator.reporting.bars import ink_for
    from allocator.reporting.report import Report
    from allocator.reporting.terminal import WIDE
    from allocator.reporting.terminal_tables import Glued, component_grid, member_grid, rule_grid

    report = Report(request.problem, result, request.terms, language)
    split = result.split
    assert split is not None, "a split is what is judged"
    broken = [each for each in split.rules if each.breaks]
    console = Console()
    console.print(Text(verdict(broken, language), style="bold green" if right else "bold red"))
    for row in broken:
        say(f"  {breach(report, row)}")
    wide = console.width >= WIDE
    grids = (
        member_grid(report, split, ink=ink_for(console.encoding), width=console.width),
        component_grid(report, split, wide=wide, details=False),
        *rule_grid(report, split, wide=wide, details=False),
    )
    for grid in grids:
        console.print(Glued(grid))
    say("\n".join((*measure_lines(report, split), *fairness_lines(report, split))))


def verdict(broken: list[RuleRow], language: str) -> str:
    """The one sentence that a meeting wants to hear."""
    if not broken:
        return chosen(RIGHT, language)
    count = plural(len(broken), language, BROKEN[language]).format(len(broken))
    return chosen(WRONG, language).format(count=count)


def breach(report: Report, row: RuleRow) -> str:
    """A broken condition by name: whom it concerns, what it is, what it should be."""
    from allocator.reporting.rule_tables import amount
    from allocator.reporting.tables import Kind, shown

    def said(value: object) -> str:
        cell = amount(value, row.unit)  # type: ignore[arg-type]
        return shown(cell, Kind.QUANTITY, report.language, currency=report.currency)

    bounds = [
        report.label(f"bound.{name}", bound=said(bound))
        for name, bound in (("at_least", row.at_least), ("at_most", row.at_most))
        if bound is not None
    ]
    rule = "" if report.is_built_in(row.rule_id) else f"{row.rule_id} "
    told = f"{rule}{report.rule_of(row)} – {report.subject(row.subject)}: {said(row.value)}"
    return f"{told} ({', '.join(bounds)})" if bounds else told


def measure_lines(report: Report, split: Split) -> list[str]:
    """Every goal's measure of the split, also of goals that nobody asked for."""
    from allocator.cli.tabulating import table
    from allocator.reporting.headline import goal_value
    from allocator.texts.labels import goal_label

    none = chosen(NO_MEASURE, report.language)
    rows = [
        [
            goal_label(name, report.language),
            none if value is None else goal_value(report, name, value),
        ]
        for name, value in split.measures.items()
    ]
    headings = [chosen(each, report.language) for each in (MEASURE, VALUE)]
    return ["", chosen(MEASURES, report.language), *table(headings, rows)]
