"""The price of inclusion: who works below its own cost, what a common pool would have to pay."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import MemberResult, Split
from allocator.measures.inclusion import TOP_UP, Inclusion, TopUp, inclusion_of
from allocator.problem.problem import Problem
from allocator.reporting.report import Report
from allocator.reporting.tables import Cell, Column, Kind, Role, Row, Table
from allocator.texts.formats import money, percent, plain, rounded


def inclusion_document(problem: Problem, split: Split | None) -> list[dict[str, Any]]:
    """One entry for each rule about own cost, JSON-ready; empty without such a rule or a split.

    `setting` is forbid, top_up or warn; `pool_pln` what lifts everybody to the rule's bound;
    `top_ups` who is below it: `margin_pln` is what is left above own cost.
    """
    return [
        {
            "rule_id": each.rule_id,
            "setting": each.setting,
            "pool_pln": _decimal(each.pool_pln),
            "top_ups": [
                {
                    "subject": one.subject,
                    "margin_pln": _decimal(one.margin_pln),
                    "top_up_pln": _decimal(one.top_up_pln),
                }
                for one in each.top_ups
            ],
        }
        for each in _found(problem, split)
    ]


def inclusion_sentences(report: Report, split: Split) -> tuple[str, ...]:
    """For each rule about own cost: the pool, for whom, and what those members have by it."""
    members = {each.member_id: each for each in split.members}
    return tuple(_sentence(report, each, members) for each in _found(report.problem, split))


def inclusion_table(report: Report, split: Split) -> Table:
    """Who is below its own cost by how much, what it is paid and which part of its share it has."""
    heading = report.label
    columns = (
        Column(heading("column.rule"), width=10),
        Column(heading("column.subject"), width=28),
        Column(heading("column.own_margin"), Kind.MONEY, width=18),
        Column(heading("column.top_up"), Kind.MONEY, width=18),
        Column(heading("column.value"), Kind.MONEY, width=18),
        Column(heading("column.ratio"), Kind.PERCENT, width=12),
    )
    members = {each.member_id: each for each in split.members}
    rows: list[Row] = []
    for each in _found(report.problem, split):
        rows += [_row(report, each, one, members) for one in each.top_ups]
        if each.top_ups:
            pool = rounded(each.pool_pln, 2)
            cells: tuple[Cell, ...] = (each.rule_id, heading("item.pool"), None, pool, None, None)
            rows.append(Row(cells, Role.SUM))
    return Table("inclusion", heading("title.inclusion"), columns, tuple(rows))


def _found(problem: Problem, split: Split | None) -> tuple[Inclusion, ...]:
    return () if split is None else inclusion_of(problem, split.rules)


def _row(report: Report, each: Inclusion, one: TopUp, members: Mapping[str, MemberResult]) -> Row:
    member = members.get(one.member_id)
    ratio = None if member is None or member.ratio is None else 100 * member.ratio
    cells: tuple[Cell, ...] = (
        each.rule_id,
        report.subject(one.subject),
        rounded(one.margin_pln, 2),
        rounded(one.top_up_pln, 2),
        None if member is None else rounded(member.value_pln, 2),
        ratio,
    )
    return Row(cells, Role.DATA if each.setting == TOP_UP else Role.WARNING)


def _sentence(report: Report, each: Inclusion, members: Mapping[str, MemberResult]) -> str:
    if not each.top_ups:
        return report.label(f"inclusion.{each.setting}_none", rule=each.rule_id)
    amounts = ", ".join(
        f"{report.subject(one.subject)} {_money(report, one.top_up_pln)}" for one in each.top_ups
    )
    pool = _money(report, each.pool_pln)
    key = f"inclusion.{each.setting}"
    told = report.label(key, rule=each.rule_id, pool=pool, members=amounts)
    engaged = {one.member_id: members.get(one.member_id) for one in each.top_ups}
    shares = ", ".join(
        f"{report.member(who)} {percent(100 * found.ratio, report.language)}"
        for who, found in engaged.items()
        if found is not None and found.ratio is not None
    )
    return f"{told} {report.label('inclusion.shares', members=shares)}" if shares else told


def _money(report: Report, amount: Fraction) -> str:
    return money(amount, report.language, currency=report.currency)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(plain(value, 2))
