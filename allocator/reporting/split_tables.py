"""Who does what: the split by component, by member, what is covered and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from allocator.allocation import ComponentResult, MemberResult, Split
from allocator.reporting.costs import (
    shown_by_component,
    shown_by_member,
    shown_values,
    task_rounding,
)
from allocator.reporting.report import Report
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import HARD_SPACE, number, rounded

ZERO = Fraction(0)


def split_table(report: Report, split: Split) -> Table:
    """The split by component; ids and quantities in columns that `check` reads back."""
    columns = (
        Column(report.label("column.component_id"), width=10),
        Column(report.label("column.component_name"), width=44),
        Column(report.label("column.member_id"), width=10),
        Column(report.label("column.member_name"), width=50),
        Column(report.label("column.quantity"), Kind.QUANTITY, width=12, editable=True),
        Column(report.label("column.unit"), width=14),
        Column(report.label("column.share_of_component"), Kind.PERCENT, width=12),
        Column(report.label("column.unit_cost"), Kind.PRICE, width=14),
        Column(report.label("column.fixed_cost"), Kind.PRICE, width=14),
        Column(report.label("column.value"), Kind.MONEY, width=18),
    )
    values = shown_values(split)
    rows = []
    for each in sorted(split.assignments, key=lambda one: (one.component_id, one.member_id)):
        pair = each.member_id, each.component_id
        offer = report.problem.offer.get(pair)
        whole = report.problem.component[each.component_id].quantity
        cells: tuple[Cell, ...] = (
            each.component_id,
            report.component_name(each.component_id),
            each.member_id,
            report.member_name(each.member_id),
            each.quantity,
            report.unit(each.component_id),
            _share(each.quantity, whole),
            offer.unit_cost_pln if offer else None,
            offer.fixed_cost_pln if offer else None,
            values[pair],
        )
        rows.append(Row(cells))
    return Table(
        "split",
        report.label("title.split"),
        columns,
        tuple(rows),
        notes=(report.label("note.edit_split"),),
        above=_sums(report, split),
    )


def members_table(report: Report, split: Split) -> Table:
    """Every member with its value against its target, tasks or not."""
    heading = report.label
    columns = (
        Column(heading("column.member"), width=10),
        Column(heading("column.short_name"), width=16),
        Column(heading("column.member_name"), width=50),
        Column(heading("column.small"), width=8),
        Column(heading("column.assignments"), Kind.COUNT, width=12),
        Column(heading("column.value"), Kind.MONEY, width=18),
        Column(heading("column.share_of_value"), Kind.PERCENT, width=12),
        Column(heading("column.target"), Kind.MONEY, width=18),
        Column(heading("column.difference"), Kind.MONEY, width=18),
        Column(heading("column.ratio"), Kind.PERCENT, width=12),
        Column(heading("column.level"), Kind.COUNT, width=10),
    )
    shown = shown_by_member(report, split)
    rounding = task_rounding(report, split)
    total = sum(shown.values(), ZERO) + rounding
    rows = [_member_row(report, split, each, shown, total) for each in split.members]
    if rounding:
        rows.append(_sparse(columns, {2: report.label("item.rounding"), 5: rounding}))
    targets = [each.target_pln for each in split.members if each.target_pln is not None]
    sums: dict[int, Cell] = {
        0: report.label("item.sum"),
        4: len(split.assignments),
        5: total,
        6: Fraction(100) if total else None,
        7: sum(map(_grosz, targets), ZERO) if targets and _in_money(report) else None,
    }
    rows.append(_sparse(columns, sums, Role.SUM))
    return Table("members", report.label("title.members"), columns, tuple(rows))


def components_table(report: Report, split: Split) -> Table:
    """Every component: what is covered, by whom, at what value against its ceiling."""
    heading = report.label
    columns = (
        Column(heading("column.component"), width=10),
        Column(heading("column.component_name"), width=42),
        Column(heading("column.unit"), width=14),
        Column(heading("column.demanded"), Kind.QUANTITY, width=12),
        Column(heading("column.covered"), Kind.QUANTITY, width=12),
        Column(heading("column.providers"), width=48),
        Column(heading("column.value"), Kind.MONEY, width=18),
        Column(heading("column.with_fees"), Kind.MONEY, width=18),
        Column(heading("column.ceiling"), Kind.MONEY, width=18),
        Column(heading("column.of_ceiling"), Kind.PERCENT, width=12),
    )
    shown = shown_by_component(split)
    rows = [_component_row(report, split, each, shown) for each in split.components]
    sums: dict[int, Cell] = {0: report.label("item.sum"), 6: sum(shown.values(), ZERO)}
    rows.append(_sparse(columns, sums, Role.SUM))
    return Table("components", report.label("title.components"), columns, tuple(rows))


def uncovered_table(report: Report, split: Split) -> Table:
    """What partial coverage left without a provider, dearest first."""
    columns = (
        Column(report.label("column.component"), width=40),
        Column(report.label("column.left_uncovered"), Kind.QUANTITY),
        Column(report.label("column.unit")),
        Column(report.label("column.reference_value"), Kind.MONEY, width=18),
    )
    ordered = sorted(split.uncovered, key=lambda one: (-one.reference_value_pln, one.component_id))
    rows = [
        Row(
            (
                report.component(each.component_id),
                each.quantity,
                report.unit(each.component_id),
                _grosz(each.reference_value_pln),
            ),
            Role.WARNING,
        )
        for each in ordered
    ]
    if rows:
        total = sum((_grosz(each.reference_value_pln) for each in ordered), ZERO)
        rows.append(Row((report.label("item.sum"), None, None, total), Role.SUM))
    return Table("uncovered", report.label("title.uncovered"), columns, tuple(rows))


def causes_table(report: Report) -> Table:
    """Which hard rules cause what is left out: what would be uncovered without each.

    Rules without which as much would be left out are no causes.
    """
    columns = (
        Column(report.label("column.rule"), width=10),
        Column(report.label("column.rule_text"), width=60),
        Column(report.label("column.reference_value"), Kind.MONEY, width=18),
        Column(report.label("column.proof"), width=24),
    )
    split = report.result.split
    left = sum((each.reference_value_pln for each in split.uncovered), ZERO) if split else ZERO
    causes = [each for each in report.result.uncovered_causes if each.reference_value_pln < left]
    ordered = sorted(causes, key=lambda one: (one.reference_value_pln, one.rule_id))
    rows = tuple(
        Row(
            (
                each.rule_id,
                report.rule(each.rule_id),
                _grosz(each.reference_value_pln),
                report.label("proof.proved" if each.proved else "proof.unproved"),
            )
        )
        for each in ordered
    )
    return Table("causes", report.label("title.causes"), columns, rows)


def providers_text(report: Report, split: Split, component_id: str) -> str:
    """Providers of a component, largest first, with their quantities where there are several."""
    found = [each for each in split.assignments if each.component_id == component_id]
    ordered = sorted(found, key=lambda one: (-one.quantity, one.member_id))
    texts = []
    for each in ordered:
        parts = [report.member(each.member_id)]
        if len(ordered) > 1:
            parts.append(number(each.quantity, report.language))
        texts.append(" ".join(parts).replace(" ", HARD_SPACE))
    return ", ".join(texts)


def _sums(report: Report, split: Split) -> tuple[tuple[str, Cell, Kind], ...]:
    pairs = sum(shown_values(split).values(), ZERO)
    others = sum(shown_by_member(report, split).values(), ZERO) - pairs
    rounding = task_rounding(report, split)
    rows: list[tuple[str, Cell, Kind]] = []
    if others or rounding:
        rows.append((report.label("item.sum"), pairs, Kind.MONEY))
    if others:
        rows.append((report.label("item.member_fixed_cost"), others, Kind.MONEY))
    if rounding:
        rows.append((report.label("item.rounding"), rounding, Kind.MONEY))
    rows.append((report.label("item.task_cost"), pairs + others + rounding, Kind.MONEY))
    return tuple(rows)


def _member_row(
    report: Report, split: Split, each: MemberResult, shown: Mapping[str, Fraction], total: Fraction
) -> Row:
    member = report.problem.member[each.member_id]
    value = shown.get(each.member_id, ZERO)
    target = None if each.target_pln is None else _grosz(each.target_pln)
    cells: tuple[Cell, ...] = (
        each.member_id,
        member.short_name,
        report.member_name(each.member_id),
        report.label("note.yes") if member.is_small else "",
        sum(one.member_id == each.member_id for one in split.assignments),
        value,
        100 * value / total if total else None,
        target if _in_money(report) else None,
        value - target if target is not None and _in_money(report) else None,
        None if each.ratio is None else 100 * each.ratio,
        each.level,
    )
    return Row(cells)


def _component_row(
    report: Report, split: Split, each: ComponentResult, shown: Mapping[str, Fraction]
) -> Row:
    value = shown.get(each.component_id, ZERO)
    with_fees = each.value_pln * report.problem.fee_factor
    ceiling = each.ceiling_pln
    cells: tuple[Cell, ...] = (
        each.component_id,
        report.component_name(each.component_id),
        report.unit(each.component_id),
        each.quantity,
        each.covered,
        providers_text(report, split, each.component_id),
        value,
        _grosz(with_fees),
        None if ceiling is None else _grosz(ceiling),
        100 * with_fees / ceiling if ceiling else None,
    )
    return Row(cells, Role.DATA if each.covered == each.quantity else Role.WARNING)


def _sparse(columns: tuple[Column, ...], cells: dict[int, Cell], role: Role = Role.DATA) -> Row:
    return Row(tuple(cells.get(place) for place in range(len(columns))), role)


def _share(part: Fraction, whole: Fraction) -> Fraction | None:
    return 100 * part / whole if whole else None


def _grosz(value: Fraction) -> Fraction:
    return rounded(value, 2)


def _in_money(report: Report) -> bool:
    return report.terms.fairness.measure == "value"
