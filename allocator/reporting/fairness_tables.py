"""How fair the split is, as tables: each measure, each member, its limits, its sentence."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import Split
from allocator.measures.fairness import Margin, MeasureFairness, MemberFairness, fairness_of
from allocator.measures.fairness import margins as margins_of
from allocator.reporting.inclusion import inclusion_sentences, inclusion_table
from allocator.reporting.report import Report
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import percent, rounded

TARGET_SHARE = "target_share"
QUOTA = ("column.quota_down", "column.quota_up")
ONE_LOT = ("column.wef1", "column.wprop1")
"""Whole lots around a target, envy-freeness and proportionality up to one lot: told only where
lots are comparable."""


def quantities_of(split: Split) -> dict[tuple[str, str], Fraction]:
    """The quantities of a split, by member and component."""
    return {(each.member_id, each.component_id): each.quantity for each in split.assignments}


def found_fairness(report: Report, split: Split) -> tuple[MeasureFairness, ...]:
    """The split in every measure that has targets, the one that was asked for first."""
    asked = report.terms.fairness
    found = fairness_of(report.problem, quantities_of(split), asked, terms=report.terms)
    return tuple(sorted(found, key=lambda each: each.measure != asked.measure))


def fairness_tables(report: Report, split: Split) -> tuple[Table, ...]:
    """Everything there is to say, the measure that was asked for first; nothing without a key."""
    found = found_fairness(report, split)
    by_measure = [members_fairness_table(report, each) for each in found]
    others = (inequality_table(report, found), margins_table(report, split))
    first = (certificate_table(report, split), inclusion_table(report, split))
    tables = (*by_measure[:1], *first, *by_measure[1:], *others)
    return tuple(each for each in tables if each.rows)


def fairness_sentences(report: Report, split: Split) -> tuple[str, ...]:
    """Who has least, who can not reach its share whatever happens, in the asked measure; then the
    price of inclusion."""
    return (*_key_sentences(report, split), *inclusion_sentences(report, split))


def _key_sentences(report: Report, split: Split) -> tuple[str, ...]:
    found = found_fairness(report, split)
    if not found:
        return ()
    members = found[0].members
    least = min(members, key=lambda each: (each.ratio, each.member_id))
    worst = report.label(
        "note.worst_off",
        member=report.member(least.member_id),
        percent=percent(100 * least.ratio, report.language),
    )
    limited = [_limited(report, each) for each in members if each.is_limited]
    if not limited:
        return worst, report.label("note.none_limited")
    key = "note.limited" if len(limited) == 1 else "note.limited_many"
    return worst, report.label(key, members="; ".join(limited))


def members_fairness_table(report: Report, found: MeasureFairness) -> Table:
    """Every member with a share in the key: due, received, most it could have, and why not more."""
    heading = report.label
    unit = Kind.HOURS if found.measure == "hours" else Kind.MONEY
    lots = found.lot is not None
    columns = (
        Column(heading("column.member"), width=10),
        Column(heading("column.short_name"), width=16),
        Column(heading("column.award"), unit, width=18),
        Column(heading("column.due"), unit, width=18),
        Column(heading("column.ratio"), Kind.PERCENT, width=12),
        Column(heading("column.level"), Kind.COUNT, width=10),
        Column(heading("column.most"), unit, width=18),
        Column(heading("column.most_ratio"), Kind.PERCENT, width=12),
        Column(heading("column.limited_by"), width=46),
        *(Column(heading(key), unit, width=16) for key in (QUOTA if lots else ())),
    )
    rows = tuple(_member_row(report, each, lots=lots) for each in found.members)
    notes = [report.label("note.most")]
    if report.terms.fairness.ledger is not None:
        notes.append(report.label("note.ledger_counts"))
    measure = report.label(f"measure.{found.measure}")
    title = report.label("title.fairness_members", measure=measure)
    return Table(f"fairness_{found.measure}", title, columns, rows, tuple(notes))


def inequality_table(report: Report, found: tuple[MeasureFairness, ...]) -> Table:
    """A row for each measure: least ratio, spread, Gini, Jain, small members, one lot's envy."""
    heading = report.label
    lots = any(each.lot is not None for each in found)
    columns = (
        Column(heading("column.measure"), width=10, wraps=False),
        Column("", width=16),
        Column(heading("column.smallest_ratio"), Kind.PERCENT, width=18),
        Column(heading("column.spread"), Kind.POINTS, width=18),
        Column(heading("column.gini"), Kind.RATIO, width=12),
        Column(heading("column.jain"), Kind.RATIO, width=10),
        Column(heading("column.gini_by_heads"), Kind.RATIO, width=18),
        Column(heading("column.jain_by_heads"), Kind.RATIO, width=12),
        Column(heading("column.small_share"), Kind.PERCENT, width=46),
        *(Column(heading(key), width=16) for key in (ONE_LOT if lots else ())),
    )
    rows = tuple(_measure_row(report, each, lots=lots) for each in found)
    title = heading("title.fairness_measures")
    return Table("inequality", title, columns, rows, (heading("note.inequality"),))


def margins_table(report: Report, split: Split) -> Table:
    """What members that state their own cost are paid against it; a loss is set off."""
    heading = report.label
    columns = (
        Column(heading("column.member"), width=10),
        Column(heading("column.short_name"), width=16),
        Column(heading("column.paid"), Kind.MONEY, width=18),
        Column(heading("column.own_cost"), Kind.MONEY, width=18),
        Column(heading("column.own_margin"), Kind.MONEY, width=12),
    )
    found = margins_of(report.problem, quantities_of(split))
    rows = tuple(_margin_row(report, each) for each in found)
    return Table("margins", heading("title.margins"), columns, rows)


def certificate_table(report: Report, split: Split) -> Table:
    """One plain sentence for each member; empty where no goal of levels was reached."""
    heading = report.label
    columns = (
        Column(heading("column.member"), width=10),
        Column(heading("column.short_name"), width=16),
        Column(heading("column.level"), Kind.COUNT, width=18),
        Column(heading("column.sentence"), width=18, wraps=False),
    )
    rows = tuple(_sentence_rows(report, split))
    notes = (heading("note.certificate"),)
    return Table("certificate", heading("title.certificate"), columns, rows, notes)


def _sentence_rows(report: Report, split: Split) -> list[Row]:
    # Imported here: only results with a goal of levels have a certificate.
    from allocator.certificates.standings import standings_of
    from allocator.certificates.wording import standing_text

    goal = next((each for each in report.result.goals if each.goal == TARGET_SHARE), None)
    if goal is None or goal.value is None:
        return []
    found = standings_of(report.problem, report.terms.fairness, quantities_of(split))
    place = 0 if report.language == "pl" else 1
    return [
        Row(
            (
                each.member_id,
                _short_name(report, each.member_id),
                each.level,
                standing_text(each, complete=goal.proved)[place],
            )
        )
        for each in found
    ]


def _member_row(report: Report, each: MemberFairness, *, lots: bool) -> Row:
    reason = _reason(report, each)
    if each.is_limited:
        reason = report.label("limit.structural", reason=reason)
    quota = [rounded(bound, 2) for bound in each.quota or ()]
    cells: tuple[Cell, ...] = (
        each.member_id,
        _short_name(report, each.member_id),
        rounded(each.award, 2),
        rounded(each.target, 2),
        100 * each.ratio,
        each.level,
        rounded(each.reach.most, 2),
        100 * each.reach.most / each.target,
        reason,
        *(quota if lots else ()),
    )
    return Row(cells, Role.WARNING if each.is_limited else Role.DATA)


def _measure_row(report: Report, found: MeasureFairness, *, lots: bool) -> Row:
    one_lot = (found.wef1, found.wprop1) if lots else ()
    least = min(each.ratio for each in found.members)
    share = found.small_share
    return Row(
        (
            report.label(f"measure.{found.measure}"),
            "",
            100 * least,
            100 * found.spread,
            found.gini,
            found.jain,
            found.gini_by_heads,
            found.jain_by_heads,
            None if share is None else 100 * share,
            *(_yes_or_no(report, each) for each in one_lot),
        )
    )


def _margin_row(report: Report, each: Margin) -> Row:
    cells = (each.paid_pln, each.own_cost_pln, each.margin_pln)
    return Row(
        (
            each.member_id,
            _short_name(report, each.member_id),
            *(rounded(amount, 2) for amount in cells),
        ),
        Role.WARNING if each.margin_pln < 0 else Role.DATA,
    )


def _limited(report: Report, each: MemberFairness) -> str:
    return report.label(
        "note.limited_member",
        member=report.member(each.member_id),
        percent=percent(100 * each.reach.most / each.target, report.language),
        reason=_reason(report, each),
    )


def _reason(report: Report, each: MemberFairness) -> str:
    return report.label(f"limit.{each.reach.limited_by}", rule=each.reach.rule_id)


def _yes_or_no(report: Report, value: bool | None) -> str:
    if value is None:
        return ""
    return report.label("note.yes" if value else "note.no")


def _short_name(report: Report, member_id: str) -> str:
    found = report.problem.member[member_id]
    return found.short_name or found.name_pl
