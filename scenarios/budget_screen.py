"""The answer on the budget on a screen: the sentence first, then the figures behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from rich import box
from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from allocator.allocation import Split, Verdict
from allocator.measures.contribution import is_co_funded
from allocator.problem.problem import Problem
from allocator.reporting.terminal_tables import GLUE, Glued, add_row, grid
from allocator.texts.formats import HARD_SPACE, money, number, percent
from scenarios.budget_documents import Cost, component_costs, member_costs_pln, sector_costs
from scenarios.budget_study import Figure
from scenarios.budget_texts import chosen, verdict_sentence, word
from scenarios.budgeting import BudgetAnswer

COLOURS = {Verdict.FITS: "green", Verdict.UNKNOWN: "yellow"}
RED = "red"


def print_budget(
    problem: Problem, answer: BudgetAnswer, language: str, *, console: Console | None = None
) -> None:
    """Print the answer, on standard output unless a console is given."""
    screen = console or Console()
    for part in _parts(problem, answer, language):
        screen.print(Glued(part))


def _parts(problem: Problem, answer: BudgetAnswer, language: str) -> Iterator[RenderableType]:
    colour = COLOURS.get(answer.verdict, RED)
    sentence = verdict_sentence(problem, answer, language).replace(HARD_SPACE, GLUE)
    yield Panel(Text(sentence, style=f"bold {colour}"), border_style=colour, box=box.ROUNDED)
    yield _figures(problem, answer, language)
    if answer.split is not None:
        yield _costs(problem, answer.split, "sector", language)
        yield _costs(problem, answer.split, "component", language)
        tolerance = problem.commission.component_shift_tolerance_pct
        if tolerance:
            note = word("tolerance", language).format(pct=percent(tolerance, language))
            yield Text(note, style="dim")
    if answer.uncovered:
        yield _uncovered(problem, answer, language)


def _figures(problem: Problem, answer: BudgetAnswer, language: str) -> RenderableType:
    table = Grid(box=None, show_header=False, padding=(0, 2, 0, 1))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    rows = [
        ("least_total", answer.least_total),
        ("without_rules", answer.least_total_without_rules),
        ("least_budget", answer.least_budget),
    ]
    if answer.budget_pln is not None:
        add_row(table, (word("budget", language), _money(problem, answer.budget_pln, language), ""))
    for name, figure in rows:
        cells = _figure_cells(problem, figure, language)
        add_row(table, (word(name, language), *cells))
    own = answer.own_contribution_pln
    if own is not None and is_co_funded(problem):
        add_row(table, (word("own_contribution", language), _money(problem, own, language), ""))
    if answer.margin_pln is not None:
        name = "margin" if answer.margin_pln >= 0 else "missing"
        amount = _money(problem, abs(answer.margin_pln), language)
        share = percent(abs(answer.margin_pct or Fraction(0)), language)
        add_row(table, (word(name, language), amount, share), style="bold")
    return table


def _figure_cells(problem: Problem, figure: Figure, language: str) -> tuple[str, str]:
    if figure.value_pln is None:
        return "–", word("no_plan" if figure.proved else "none_found", language)
    amount = _money(problem, figure.value_pln, language)
    if figure.proved:
        return amount, word("proved", language)
    if figure.bound_pln is None:
        return amount, word("unproved", language)
    bound = _money(problem, figure.bound_pln, language)
    return amount, word("bound", language).format(bound=bound)


def _costs(problem: Problem, split: Split, kind: str, language: str) -> RenderableType:
    """Costs by sector or component, with members' own and the total, against the ceilings."""
    table = grid(word(f"{kind}s", language))
    table.add_column(word(kind, language), ratio=1)
    for name in ("cost", "ceiling", "left", "used"):
        table.add_column(word(name, language), justify="right", no_wrap=True)
    costs = component_costs if kind == "component" else sector_costs
    names = _component_names if kind == "component" else _sector_names
    for each in costs(problem, split):
        over = each.margin_pln is not None and each.margin_pln < 0
        cells = (names(problem, each.name, language), *_cost_cells(each, language))
        add_row(table, cells, style="yellow" if over else "")
    fixed = member_costs_pln(problem, split)
    if fixed:
        add_row(table, (word("member_costs", language), _amount(fixed, language), "", "", ""))
    total = _amount(split.total_pln, language)
    add_row(table, (word("total", language), total, "", "", ""), style="bold")
    return table


def _cost_cells(cost: Cost, language: str) -> Iterable[str]:
    amounts = (cost.cost_pln, cost.ceiling_pln, cost.margin_pln)
    yield from ("–" if each is None else _amount(each, language) for each in amounts)
    yield "–" if cost.used_pct is None else percent(cost.used_pct, language, places=1)


def _uncovered(problem: Problem, answer: BudgetAnswer, language: str) -> RenderableType:
    table = grid(word("uncovered", language))
    table.add_column(word("component", language), ratio=1)
    for name in ("quantity", "reference_value"):
        table.add_column(word(name, language), justify="right", no_wrap=True)
    for each in answer.uncovered:
        add_row(
            table,
            (
                _component_names(problem, each.component_id, language),
                number(each.quantity, language),
                _amount(each.reference_value_pln, language),
            ),
        )
    value = answer.uncovered_value.value_pln
    if value is not None:
        total = _amount(value, language)
        add_row(table, (word("total", language), "", total), style="bold")
    return table


def _component_names(problem: Problem, component_id: str, language: str) -> str:
    found = problem.component[component_id]
    return f"{component_id} {_either(found.name_pl, found.name_en, language)}".strip()


def _sector_names(problem: Problem, sector_id: str, language: str) -> str:
    found = next((each for each in problem.sectors if each.sector_id == sector_id), None)
    name = _either(found.name_pl, found.name_en, language) if found else ""
    return f"{sector_id} {name}".strip()


def _either(polish: str, english: str, language: str) -> str:
    return chosen((polish or english, english or polish), language)


def _amount(value: Fraction, language: str) -> str:
    return number(value, language, places=2, at_least=2)


def _money(problem: Problem, value: Fraction, language: str) -> str:
    return money(value, language, currency=problem.commission.currency or "PLN")
