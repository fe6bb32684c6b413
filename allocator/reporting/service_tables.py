"""What is promised, what could not be used, what is odd in the data: the remaining tables."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from allocator.allocation import Split
from allocator.problem.records import Indicator
from allocator.reporting.report import Report
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.catalogue import sentence
from allocator.texts.formats import HARD_SPACE, day, number
from allocator.texts.issues import Issue, Severity

ZERO = Fraction(0)


def results_table(report: Report, split: Split) -> Table:
    """Indicators: what is demanded, what the split promises, and what it comes from."""
    columns = (
        Column(report.label("column.indicator"), width=50),
        Column(report.label("column.demand"), Kind.QUANTITY),
        Column(report.label("column.promised"), Kind.QUANTITY),
        Column(report.label("column.difference"), Kind.QUANTITY),
        Column(report.label("column.unit"), width=16),
        Column(report.label("column.basis"), width=70),
    )
    rows = tuple(_result_row(report, split, each) for each in report.problem.indicators)
    return Table("results", report.label("title.results"), columns, rows)


def ineligible_table(report: Report) -> Table:
    """Offers that could not be used, one row for each reason."""
    columns = (
        Column(report.label("column.member"), width=18),
        Column(report.label("column.component"), width=42),
        Column(report.label("column.reason"), width=70),
        Column(report.label("column.until"), Kind.DAY, width=16),
    )
    rows = tuple(
        Row(
            (
                report.member(each.member_id),
                report.component(each.component_id),
                reason_text(report, (each.member_id, each.component_id), code, detail, until),
                until,
            )
        )
        for each in report.result.ineligible
        for code, detail, until in each.reasons
    )
    return Table("ineligible", report.label("title.ineligible"), columns, rows)


def reason_text(
    report: Report, pair: tuple[str, str], code: str, detail: str, until: date | None
) -> str:
    """Why an offer could not be used, in words, with what people wrote about it."""
    text = report.label(f"reason.{code}")
    if code == "competence" and until:
        text = report.label("reason.competence.until", until=day(until, report.language))
    if code == "competence":
        return f"{text}: {report.competence(detail)}"
    if code == "exclusion":
        written = _written_reason(report, pair)
        parts = (report.label(f"exclusion.{detail}"), written)
        return ": ".join(filter(None, (text, " – ".join(filter(None, parts)))))
    return text


def warnings_table(report: Report, *, notices: bool = True) -> Table:
    """Warnings about the data with their place, and unless left out, notices of what was done."""
    columns = (
        Column(report.label("column.place"), width=30),
        Column(report.label("column.raw_value"), width=24),
        Column(report.label("column.text"), width=90),
        Column(report.label("column.code"), width=28),
    )
    rows = tuple(
        Row((place_text(each), each.value, sentence(each, report.language), each.code))
        for each in report.result.warnings
        if notices or each.severity is not Severity.NOTICE
    )
    return Table("warnings", report.label("title.warnings"), columns, rows)


def place_text(issue: Issue) -> str:
    """Table, row and column of an issue, as far as they are known."""
    parts = (issue.table, "" if issue.row is None else str(issue.row), issue.column)
    return " / ".join(filter(None, parts))


def _written_reason(report: Report, pair: tuple[str, str]) -> str:
    for each in report.problem.exclusions:
        if (each.member_id, each.component_id) == pair:
            polish = report.language == "pl"
            wanted = (
                (each.reason_pl, each.reason_en) if polish else (each.reason_en, each.reason_pl)
            )
            return wanted[0] or wanted[1]
    return ""


def _result_row(report: Report, split: Split, indicator: Indicator) -> Row:
    promised, basis = _promised(report, split, indicator)
    target = indicator.target
    gap = None if promised is None or target is None else promised - target
    cells: tuple[Cell, ...] = (
        report.indicator(indicator.indicator_id),
        target,
        promised,
        gap,
        indicator.unit_pl,
        basis,
    )
    return Row(cells, Role.WARNING if gap is not None and gap < 0 else Role.DATA)


def _promised(report: Report, split: Split, indicator: Indicator) -> tuple[Fraction | None, str]:
    """What the split promises and from what; None where only quantities can be told."""
    brought: dict[str, Fraction] = {}
    known = {key[:2] for key in report.problem.contribution if key[2] == indicator.indicator_id}
    for each in split.assignments:
        per_unit = report.problem.contribution.get(
            (each.member_id, each.component_id, indicator.indicator_id)
        )
        if per_unit:
            part = per_unit * each.quantity
            brought[each.member_id] = brought.get(each.member_id, ZERO) + part
    if known:
        parts = (f"{report.member(who)} {_short(report, part)}" for who, part in brought.items())
        glued = (part.replace(" ", HARD_SPACE) for part in parts)
        return sum(brought.values(), ZERO), ", ".join(glued)
    return _from_quantities(report, split, indicator)


def _from_quantities(
    report: Report, split: Split, indicator: Indicator
) -> tuple[Fraction | None, str]:
    covered = {each.component_id: each.covered for each in split.components}
    listed = [each for each in indicator.component_ids if each in covered]
    parts = [
        f"{report.component(each)} {_short(report, covered[each])}{HARD_SPACE}{report.unit(each)}"
        for each in listed
    ]
    basis = report.label("note.no_indicator", quantities=", ".join(parts)) if parts else ""
    same_unit = (
        len(listed) == 1 and indicator.unit_pl == report.problem.component[listed[0]].unit_pl
    )
    return (covered[listed[0]] if same_unit and indicator.unit_pl else None), basis


def _short(report: Report, value: Fraction) -> str:
    return number(value, report.language, places=2)
