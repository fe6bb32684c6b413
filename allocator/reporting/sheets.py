"""Which sheets a workbook has, in which order, and what stands on each."""

from __future__ import annotations

from dataclasses import replace

from allocator.allocation import Split
from allocator.reporting.cost_tables import costs_table, funding_table
from allocator.reporting.fairness_tables import fairness_sentences, fairness_tables
from allocator.reporting.headline import headline
from allocator.reporting.paper import ChartPlan, SheetPlan
from allocator.reporting.report import Report
from allocator.reporting.rule_tables import closest_rows, rules_table
from allocator.reporting.service_tables import ineligible_table, results_table, warnings_table
from allocator.reporting.split_tables import (
    causes_table,
    components_table,
    members_table,
    split_table,
    uncovered_table,
)
from allocator.reporting.summary_tables import about_table, changes_table, goals_table, money_table
from allocator.reporting.tables import Column, Table
from allocator.reporting.work_tables import schedule_table, staff_table


def sheet_plans(report: Report) -> tuple[SheetPlan, ...]:
    """All sheets but the provenance. Without a plan only those that need none."""
    plans = [_summary(report)]
    split = report.result.split
    if split is not None:
        plans += [
            _single(report, "split", split_table(report, split), kept_columns=4),
            _single(report, "members", members_table(report, split), kept_columns=2),
            _fairness(report, split),
            _single(report, "components", components_table(report, split), kept_columns=2),
            _single(report, "costs", costs_table(report, split), filtered=False),
            _single(report, "funding", funding_table(report, split), kept_columns=2),
            _single(report, "schedule", schedule_table(report, split), kept_columns=4),
            _single(report, "staff", staff_table(report, split), kept_columns=2),
            _single(report, "rules", _rules_in_short(report, split), kept_columns=2),
            _single(report, "results", results_table(report, split)),
        ]
    plans.append(_single(report, "ineligible", ineligible_table(report)))
    plans.append(_single(report, "warnings", warnings_table(report)))
    if split is not None:
        everything = rules_table(report, split)
        plans.append(_single(report, "all_rules", everything, kept_columns=2))
    return tuple(plans)


def _summary(report: Report) -> SheetPlan:
    split = report.result.split
    tables = [about_table(report), money_table(report), goals_table(report)]
    if split is not None:
        tables += [uncovered_table(report, split), causes_table(report)]
    tables.append(changes_table(report))
    return SheetPlan(
        report.label("sheet.summary"),
        report.title,
        tuple(table for table in tables if table.rows),
        headline(report),
    )


def _fairness(report: Report, split: Split) -> SheetPlan:
    """Who gets what against its due, measure by measure, with a picture of the one asked for."""
    tables = fairness_tables(report, split)
    title = report.label("title.fairness")
    if not tables:
        nothing = Table("fairness", title, (Column(title, width=48),), ())
        return _single(report, "fairness", nothing)
    drawn = tables[0] if tables[0].name.startswith("fairness_") else None
    return SheetPlan(
        report.label("sheet.fairness"),
        title,
        tables,
        fairness_sentences(report, split),
        # Its places are those of the short name, the award and the target.
        chart=None if drawn is None else ChartPlan(drawn.name, drawn.title, 1, (2, 3)),
    )


def _rules_in_short(report: Report, split: Split) -> Table:
    table = rules_table(report, split, closest_rows(split))
    note = report.label("note.closest", sheet=report.label("sheet.all_rules"))
    return replace(table, notes=(note,))


def _single(
    report: Report, name: str, table: Table, *, kept_columns: int = 1, filtered: bool = True
) -> SheetPlan:
    """A sheet with one table; an empty one says that there is nothing."""
    if not table.rows:
        nothing = report.label("note.nothing")
        table = Table(table.name, table.title, table.columns, (), (nothing,))
    return SheetPlan(
        report.label(f"sheet.{name}"),
        table.title,
        (table,),
        kept_columns=kept_columns,
        filtered=filtered,
    )
