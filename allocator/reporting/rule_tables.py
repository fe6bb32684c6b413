"""Rules, links and built-ins with what is left of their bounds; what binds first."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from allocator.allocation import RuleRow, Split
from allocator.reporting.report import Report
from allocator.reporting.tables import Amount, Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import percent

NARROW_PCT = 10
"""Rules with less than this left, in percent of the bound, are shown as binding first."""

_KINDS = {
    "percent": Kind.PERCENT,
    "pln": Kind.MONEY,
    "count": Kind.COUNT,
    "ratio": Kind.RATIO,
    "hours": Kind.HOURS,
}
_STRUCTURE = ("coverage", "lot_size", "not_splittable", "offer_capacity")


def rules_table(report: Report, split: Split, rows: Iterable[RuleRow] | None = None) -> Table:
    """Each row of each rule: value, bounds, margin, state. All of them, unless some are given."""
    heading = report.label
    columns = (
        Column(heading("column.rule"), width=18),
        Column(heading("column.rule_text"), width=52),
        Column(heading("column.subject"), width=36),
        Column(heading("column.strength"), width=14),
        Column(heading("column.is"), Kind.QUANTITY, width=16),
        Column(heading("column.at_least"), Kind.QUANTITY, width=16),
        Column(heading("column.at_most"), Kind.QUANTITY, width=16),
        Column(heading("column.margin"), Kind.QUANTITY, width=16),
        Column(heading("column.margin_of_bound"), Kind.PERCENT, width=12),
        Column(heading("column.state"), width=18),
    )
    chosen = split.rules if rows is None else rows
    return Table(
        "rules",
        report.label("title.rules"),
        columns,
        tuple(Row(_cells(report, each), _role(each)) for each in chosen),
    )


def closest_rows(split: Split) -> tuple[RuleRow, ...]:
    """One row for each rule, in order: the worst missed one, else that with least to spare."""
    found: dict[str, RuleRow] = {}
    for row in split.rules:
        known = found.get(row.rule_id)
        if known is None or _urgency(row) < _urgency(known):
            found[row.rule_id] = row
    return tuple(found.values())


def tightest_rows(report: Report, split: Split) -> tuple[RuleRow, ...]:
    """What a meeting should see first: of each rule the worst missed row, then what binds.

    Rows that leave no choice by themselves (all of a component is covered, a bound from both
    sides, the whole of what may not be split) are no news and are left out, unless missed.
    """
    missed = {each.rule_id: each for each in closest_rows(split) if is_missed(each)}
    closest: dict[str, tuple[Fraction, RuleRow]] = {}
    for row in split.rules:
        relative = margin_pct(row)
        if relative is None or row.rule_id in missed or not _is_news(report, row):
            continue
        nearest = closest.get(row.rule_id)
        if nearest is None or relative < nearest[0]:
            closest[row.rule_id] = relative, row
    narrow = [each for each in closest.values() if each[0] < NARROW_PCT]
    narrow.sort(key=lambda each: (each[0], each[1].rule_id))
    worst = sorted(missed.values(), key=lambda row: (row.strength, -row.violation, row.rule_id))
    return (*worst, *(row for _, row in narrow))


def is_missed(row: RuleRow) -> bool:
    """Whether a row that is not switched off misses its bound."""
    return row.violation > 0 and row.strength != "off"


def subject_text(report: Report, split: Split, row: RuleRow) -> str:
    """Whom the row concerns and, where its rule is missed elsewhere too, how often."""
    text = report.subject(row.subject)
    others = sum(is_missed(each) and each.rule_id == row.rule_id for each in split.rules) - 1
    if is_missed(row) and others > 0:
        text += " " + report.label("note.and_others", others=str(others))
    return text


def other_rules(split: Split, shown: Iterable[RuleRow]) -> int:
    """How many rules have no row among those shown."""
    spoken = {each.rule_id for each in shown}
    return len({each.rule_id for each in split.rules} - spoken)


def margin_pct(row: RuleRow) -> Fraction | None:
    """The margin in percent of the bound it is measured from; None without margin or for 0."""
    if row.margin is None:
        return None
    bound = row.at_least
    if row.at_most is not None and row.at_most - row.value == row.margin:
        bound = row.at_most
    if not bound:
        return None
    return 100 * row.margin / abs(bound)


def state_text(report: Report, row: RuleRow) -> str:
    """Kept, nothing left, missed by how much, switched off."""
    if row.strength == "off":
        return report.label("strength.off")
    if row.violation and not (row.at_least or row.at_most):
        return report.label("note.broken")
    if row.violation:
        short = percent(100 * row.violation, report.language)
        return report.label("note.missed", percent=short)
    chosen = row.at_least != row.at_most and (row.at_least or row.at_most)
    return report.label("note.binding" if row.binding and chosen else "note.kept")


def amount(value: Fraction | None, unit: str) -> Cell:
    """A value of a rule in the rule's own unit."""
    if value is None:
        return None
    return Amount(value, _KINDS.get(unit, Kind.QUANTITY))


def margin_cell(row: RuleRow) -> Cell:
    """What is left of the bound; of percentages, percentage points."""
    cell = amount(row.margin, row.unit)
    return (
        Amount(cell.value, Kind.POINTS)
        if row.unit == "percent" and isinstance(cell, Amount)
        else cell
    )


def _cells(report: Report, row: RuleRow) -> tuple[Cell, ...]:
    return (
        row.rule_id,
        report.rule_of(row),
        report.subject(row.subject),
        report.label(f"strength.{row.strength}"),
        amount(row.value, row.unit),
        amount(row.at_least, row.unit),
        amount(row.at_most, row.unit),
        margin_cell(row),
        margin_pct(row),
        state_text(report, row),
    )


def _urgency(row: RuleRow) -> tuple[Fraction, bool, Fraction]:
    """What is missed most first, then what has least to spare, then what has no margin."""
    relative = margin_pct(row)
    missed = row.violation if is_missed(row) else Fraction(0)
    return -missed, relative is None, Fraction(0) if relative is None else relative


def _role(row: RuleRow) -> Role:
    return Role.WARNING if row.violation and row.strength in ("hard", "soft") else Role.DATA


def _is_news(report: Report, row: RuleRow) -> bool:
    if row.strength == "off" or row.rule_id in _STRUCTURE:
        return False
    if row.at_least is not None and row.at_least == row.at_most:
        return False
    _, _, component_id = row.subject.partition(":")
    component = report.problem.component.get(component_id)
    return component is None or component.splittable
