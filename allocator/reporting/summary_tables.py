"""The money of the whole commission and the goals reached, as tables."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import GoalResult, Split
from allocator.reporting.costs import GROSZ, fees
from allocator.reporting.headline import engines_text, goal_value, proof_text
from allocator.reporting.report import Report
from allocator.reporting.tables import Amount, Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import percent, rounded
from allocator.texts.labels import goal_label


def money_table(report: Report) -> Table:
    """Task cost, fees, total, own contribution, budget and what is left of it.

    The amounts shown add up: a rounding line makes up for a grosz where there is one.
    """
    split = report.result.split
    rows = _money_rows(report, split) if split else ()
    budget = report.result.budget_pln
    shown: Cell = report.label("item.no_budget") if budget is None else rounded(budget, GROSZ)
    rows = (*rows, Row((report.label("item.budget"), shown)))
    if split and budget is not None:
        left = rounded(budget, GROSZ) - _asked(split)
        key = "item.left" if left >= 0 else "item.missing"
        role = Role.SUM if left >= 0 else Role.WARNING
        rows = (*rows, Row((report.label(key), abs(left)), role))
    columns = (
        Column(report.label("column.item"), width=40),
        Column(report.label("column.amount"), Kind.MONEY, width=20),
    )
    return Table("summary", report.label("title.summary"), columns, rows)


def goals_table(report: Report) -> Table:
    """Every goal in order: what was reached, what at best is possible, the proof in words."""
    columns = (
        Column(report.label("column.number"), Kind.COUNT, width=5),
        Column(report.label("column.goal"), width=44),
        Column(report.label("column.reached"), width=26),
        Column(report.label("column.best_possible"), width=20),
        Column(report.label("column.proof"), width=46),
        Column(report.label("column.confirmed_by"), width=14),
        Column(report.label("column.tolerance"), Kind.PERCENT, width=12),
    )
    rows = tuple(
        Row((place, *_goal_cells(report, goal)))
        for place, goal in enumerate(report.result.goals, start=1)
    )
    return Table("goals", report.label("title.goals"), columns, rows)


def _money_rows(report: Report, split: Split) -> tuple[Row, ...]:
    task_cost = rounded(split.task_cost_pln, GROSZ)
    total = rounded(split.total_pln, GROSZ)
    own = rounded(split.own_contribution_pln, GROSZ)
    listed = fees(report, split)
    rows = [Row((report.label("item.task_cost"), task_cost))]
    rows += [Row((text, amount)) for text, amount in listed]
    missing = total - task_cost - sum((amount for _, amount in listed), Fraction(0))
    if missing:
        rows.append(Row((report.label("item.rounding"), missing)))
    rows.append(Row((report.label("item.total"), total), Role.SUM))
    if own:
        rows.append(Row((report.label("item.own_contribution"), own)))
        rows.append(Row((report.label("item.asked"), _asked(split)), Role.SUM))
    return tuple(rows)


def _asked(split: Split) -> Fraction:
    return rounded(split.total_pln, GROSZ) - rounded(split.own_contribution_pln, GROSZ)


def _goal_cells(report: Report, goal: GoalResult) -> tuple[Cell, ...]:
    bound: Cell = goal_value(report, goal.goal, goal.bound)
    return (
        goal_label(goal.goal, report.language),
        _value_cell(report, goal),
        bound,
        proof_text(report, goal),
        engines_text(report, goal),
        goal.tolerance_pct,
    )


def _value_cell(report: Report, goal: GoalResult) -> Cell:
    return goal_value(report, goal.goal, goal.value)


def budget_use_pct(report: Report) -> Fraction | None:
    """What is asked of the commissioner, in percent of the budget; None without one."""
    split, budget = report.result.split, report.result.budget_pln
    if split is None or not budget:
        return None
    return 100 * _asked(split) / budget


def budget_use_text(report: Report) -> str:
    """The same in words; empty without a budget."""
    used = budget_use_pct(report)
    return "" if used is None else percent(used, report.language)


__all__ = ["Amount", "budget_use_pct", "budget_use_text", "goals_table", "money_table"]
