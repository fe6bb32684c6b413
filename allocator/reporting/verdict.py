"""The verdict on a split that nobody optimised, as sentences and tables of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from allocator.allocation import RuleRow, Split
from allocator.reporting.headline import goal_cell
from allocator.reporting.paper import Paper
from allocator.reporting.report import Report
from allocator.reporting.rule_tables import amount
from allocator.reporting.sheets import sheet_plans
from allocator.reporting.summary_tables import about_table, money_table
from allocator.reporting.tables import Column, Kind, Row, Table, shown
from allocator.texts.formats import plural
from allocator.texts.labels import goal_label

Texts = tuple[str, str]

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

FOR_RESEARCH = ("largest_share", "weighted_nash", "alpha_fairness", "owa")
"""Goals whose bare measure a meeting could make nothing of."""


def verdict_paper(report: Report) -> Paper:
    """The sheets of a result, with the verdict, what is broken and all measures on the first."""
    split = report.result.split
    assert split is not None, "a split is what is judged"
    first, *others = sheet_plans(report)
    summary = replace(
        first,
        tables=(about_table(report), money_table(report), measures_table(report, split)),
        sentences=verdict_sentences(report, split),
    )
    return Paper(
        report.title,
        (summary, *others),
        report.language,
        report.currency,
        report.result.provenance,
    )


def verdict_sentences(report: Report, split: Split) -> tuple[str, ...]:
    """The verdict, then a sentence for each condition that is broken."""
    broken = broken_rows(split)
    return (verdict(broken, report.language), *(breach(report, each) for each in broken))


def broken_rows(split: Split) -> list[RuleRow]:
    """What must hold and does not."""
    return [each for each in split.rules if each.breaks]


def verdict(broken: Sequence[RuleRow], language: str) -> str:
    """The one sentence that a meeting wants to hear."""
    if not broken:
        return chosen(RIGHT, language)
    count = plural(len(broken), language, BROKEN[language]).format(len(broken))
    return chosen(WRONG, language).format(count=count)


def breach(report: Report, row: RuleRow) -> str:
    """A broken condition by name: whom it concerns, what it is, what it should be."""

    def said(value: Fraction | None) -> str:
        cell = amount(value, row.unit)
        return shown(cell, Kind.QUANTITY, report.language, currency=report.currency)

    bounds = [
        report.label(f"bound.{name}", bound=said(bound))
        for name, bound in (("at_least", row.at_least), ("at_most", row.at_most))
        if bound is not None
    ]
    rule = "" if report.is_built_in(row.rule_id) else f"{row.rule_id} "
    told = f"{rule}{report.rule_of(row)} – {report.subject(row.subject)}: {said(row.value)}"
    return f"{told} ({', '.join(bounds)})" if bounds else told


def measures_table(report: Report, split: Split) -> Table:
    """The goals' measures of the split, also of goals that nobody asked for.

    Without those for research, which need an explanation of their own; the document has them all.
    """
    language = report.language
    none = chosen(NO_MEASURE, language)
    return Table(
        "measures",
        chosen(MEASURES, language),
        (Column(chosen(MEASURE, language), width=48), Column(chosen(VALUE, language), width=28)),
        tuple(
            Row(
                (
                    goal_label(name, language),
                    none if value is None else goal_cell(report, name, value),
                )
            )
            for name, value in split.measures.items()
            if name.partition(":")[0] not in FOR_RESEARCH
        ),
    )


def chosen(texts: Texts, language: str) -> str:
    """The words in `pl` or `en`."""
    return texts[("pl", "en").index(language)]
