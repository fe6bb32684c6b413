"""The verdict on a split that nobody optimised, told to people on a screen."""

from __future__ import annotations

from allocator.allocation import Result
from allocator.cli.request import Request
from allocator.cli.speaking import say


def print_verdict(request: Request, result: Result, language: str, *, right: bool) -> None:
    """The verdict, what is broken (a line each, never wrapped), the split as a report shows it."""
    # Imported here: only a screen needs it.
    from rich.console import Console
    from rich.text import Text

    from allocator.cli.fair import fairness_lines
    from allocator.cli.tabulating import plain_table
    from allocator.reporting.bars import ink_for
    from allocator.reporting.report import Report
    from allocator.reporting.terminal import WIDE
    from allocator.reporting.terminal_tables import Glued, component_grid, member_grid, rule_grid
    from allocator.reporting.verdict import measures_table, verdict_sentences

    report = Report(request.problem, result, request.terms, language)
    split = result.split
    assert split is not None, "a split is what is judged"
    verdict, *broken = verdict_sentences(report, split)
    console = Console()
    console.print(Text(verdict, style="bold green" if right else "bold red"))
    for sentence in broken:
        say(f"  {sentence}")
    wide = console.width >= WIDE
    grids = (
        member_grid(report, split, ink=ink_for(console.encoding), width=console.width),
        component_grid(report, split, wide=wide, details=False),
        *rule_grid(report, split, wide=wide, details=False),
    )
    for grid in grids:
        console.print(Glued(grid))
    measures = measures_table(report, split)
    told = ("", measures.title, *plain_table(measures, language))
    say("\n".join((*told, *fairness_lines(report, split))))
