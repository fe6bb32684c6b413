"""The money of the whole commission and the goals reached, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from allocator.allocation import GoalResult, Split
from allocator.reporting.costs import GROSZ, fees
from allocator.reporting.headline import engines_text, goal_cell, proof_text, told_goals
from allocator.reporting.report import Report
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import rounded
from allocator.texts.labels import goal_label


def about_table(report: Report) -> Table:
    """What was asked and how it was answered: commission, period, status, draw, digest."""
    commission, result = report.problem.commission, report.result
    tie = report.label("note.tie_broken" if result.tie_broken else "note.tie_unbroken")
    status = report.label(f"status.{result.status.value}")
    # A split that was only judged is no answer of a search: no status, no draw.
    judged = result.split is not None and not result.goals
    listed = (
        ("item.commission", commission.commission_id),
        ("item.commissioner", commission.commissioner_pl),
        ("item.period", report.period),
        ("item.mode", report.label(f"mode.{commission.commissioning_mode}")),
        ("item.scenario", _scenario_text(report)),
        ("item.policy", _policy_text(report)),
        ("item.status", "" if judged else status),
        ("item.tie_seed", f"{result.tie_seed} ({tie})" if result.split and not judged else ""),
        ("item.digest", report.digest),
    )
    columns = (
        Column(report.label("column.item"), width=48),
        Column(report.label("column.content"), width=28, wraps=False),
    )
    rows = tuple(Row((report.label(key), text)) for key, text in listed if text)
    return Table("about", report.label("title.about"), columns, rows)


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
        Column(report.label("column.item"), width=48),
        Column(report.label("column.amount"), Kind.MONEY, width=28),
    )
    return Table("summary", report.label("title.summary"), columns, rows)


def goals_table(report: Report) -> Table:
    """Every goal in order: what was reached, what at best is possible, the proof in words."""
    columns = (
        Column(report.label("column.goal"), width=48),
        Column(report.label("column.reached"), Kind.RATIO, width=28),
        Column(report.label("column.best_possible"), Kind.RATIO, width=28),
        Column(report.label("column.proof"), width=44),
        Column(report.label("column.confirmed_by"), width=16),
        Column(report.label("column.tolerance"), Kind.PERCENT, width=12),
    )
    rows = tuple(
        Row(_goal_cells(report, place, goal))
        for place, goal in enumerate(told_goals(report), start=1)
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


def _goal_cells(report: Report, place: int, goal: GoalResult) -> tuple[Cell, ...]:
    return (
        f"{place}. {goal_label(goal.goal, report.language)}",
        goal_cell(report, goal.goal, goal.value),
        goal_cell(report, goal.goal, goal.bound),
        proof_text(report, goal),
        engines_text(report, goal),
        goal.tolerance_pct,
    )


def budget_use_pct(report: Report) -> Fraction | None:
    """What is asked of the commissioner, in percent of the budget; None without one."""
    split, budget = report.result.split, report.result.budget_pln
    if split is None or not budget:
        return None
    return 100 * _asked(split) / budget


def changes_table(report: Report) -> Table:
    """The cells that the scenario changed, before and after; a reader should not have to ask."""
    columns = (
        Column(report.label("column.cell"), width=48),
        Column(report.label("column.before"), Kind.QUANTITY, width=28),
        Column(report.label("column.after"), Kind.QUANTITY, width=28),
    )
    scenario = report.result.provenance.get("scenario")
    cells = scenario.get("cells", ()) if isinstance(scenario, Mapping) else ()
    rows = tuple(
        Row(
            (
                " / ".join(str(each.get(name, "")) for name in ("table", "key", "column")),
                _cell(each.get("before")),
                _cell(each.get("after")),
            )
        )
        for each in cells
    )
    return Table("changes", report.label("title.changes"), columns, rows)


def _cell(value: object) -> Cell:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    return "" if value is None else str(value)


def _scenario_text(report: Report) -> str:
    scenario_id = _named(report, "scenario")
    for step in report.problem.scenarios:
        name = step.name_pl if report.language == "pl" else step.name_en
        if step.scenario_id == scenario_id and name:
            return f"{scenario_id} {name}"
    return scenario_id


def _policy_text(report: Report) -> str:
    policy_id = _named(report, "policy")
    for row in report.problem.policies:
        name = row.text_pl if report.language == "pl" else row.text_en
        if row.policy_id == policy_id and name:
            return f"{policy_id} ({name})"
    return policy_id


def _named(report: Report, kind: str) -> str:
    """The id of the scenario or policy that the provenance tells of; empty where there is none."""
    found = report.result.provenance.get(kind)
    if isinstance(found, Mapping):
        found = found.get(f"{kind}_id")
    return str(found or "")
