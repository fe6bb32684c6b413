"""The account of past years, a second time and naively: year after year, every calendar year."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

ZERO = Fraction(0)


def past(problem: Any, member: Any, ledger: Any) -> tuple[Fraction, Fraction]:
    """What a member is still owed, and what it had, when the commission begins; in PLN."""
    table = list(problem.history)
    if not table:
        return ZERO, ZERO
    fade = ledger.fade_pct / 100
    owed = had = ZERO
    last = max(row.year for row in table)
    for year in range(min(row.year for row in table), last + 1):
        of_year = [row for row in table if row.year == year]
        owed -= owed * fade
        had -= had * fade
        if not of_year:
            continue
        share = member.target_share_pct * sum(row.value_pln for row in of_year) / 100
        yearly = share
        for row in of_year:
            if row.member_id == member.member_id:
                yearly = share if row.target_pln is None else row.target_pln
                if row.eligible:
                    owed += yearly
                owed -= row.value_pln
                had += row.value_pln
        if ledger.cap_pct is not None and owed > yearly * ledger.cap_pct / 100:
            owed = yearly * ledger.cap_pct / 100
    for _ in range(last + 1, problem.commission.period_start.year):
        owed -= owed * fade
        had -= had * fade
    return owed, had


def with_past(
    problem: Any, fairness: Any, targets: dict[str, Fraction], pln: Fraction
) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """Targets and what counts as awarded before, both in the measure; `pln` is a zloty in it."""
    ledger = fairness.ledger
    if ledger is None:
        return targets, dict.fromkeys(targets, ZERO)
    due, before = {}, {}
    for member in problem.members:
        name = member.member_id
        if name not in targets:
            continue
        owed, had = past(problem, member, ledger)
        added = owed * pln
        if ledger.cap_pct is not None:
            added = min(added, targets[name] * ledger.cap_pct / 100)
        before[name] = had * pln if ledger.kind == "cumulative" else ZERO
        if targets[name] + added + before[name] > 0:
            due[name] = targets[name] + added + before[name]
    return due, before
