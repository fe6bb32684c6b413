"""The account of past years: what each member was due and had, and what of it is still open.

Exact, from the table `history` alone; it knows nothing of this year's split.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.problem.problem import Problem
from allocator.problem.records import HistoryEntry, Member
from allocator.problem.request import Ledger

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class AccountYear:
    """One past year of a member's account, in PLN. What is above 0 the member is still owed.

    closing = opening - faded + due - got - capped. `due` is 0 where the member could not take
    part; `faded` has the sign of what was open; `capped` is what exceeds the most that is owed.
    """

    year: int
    opening_pln: Fraction
    due_pln: Fraction
    got_pln: Fraction
    faded_pln: Fraction
    capped_pln: Fraction
    closing_pln: Fraction
    eligible: bool


@dataclass(frozen=True, slots=True)
class Account:
    """A member's account up to this commission, in PLN.

    `open_pln` is what it is still owed (below 0: what it has had too much); `had_pln` all that it
    had, faded as the account is: of use where all years are counted together.
    """

    member_id: str
    years: tuple[AccountYear, ...] = ()
    open_pln: Fraction = ZERO
    had_pln: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Carried:
    """What the account does to this year's target, in PLN or hours.

    `capped` is what is open but not counted; the target is `had` + this year's share + `counted`,
    and `had` counts as awarded already. Only of a cumulative ledger is `had` more than 0.
    """

    counted: Fraction
    capped: Fraction
    had: Fraction = ZERO


def accounts(problem: Problem, ledger: Ledger) -> Mapping[str, Account]:
    """The account of every member, by id; an empty one where it has no past.

    What is open fades by `fade_pct` percent a year, for a year without a commission too; what was
    made in a year does not fade in the same year. After each year at most `cap_pct` percent of
    that year's target is owed; what a member has had too much is not limited.
    """
    years = sorted({each.year for each in problem.history})
    totals = {
        year: sum((each.value_pln for each in problem.history if each.year == year), ZERO)
        for year in years
    }
    entries = {(each.year, each.member_id): each for each in problem.history}
    begins = problem.commission.period_start.year
    found = {}
    for member in problem.members:
        own = [(year, totals[year], entries.get((year, member.member_id))) for year in years]
        found[member.member_id] = _account(member, own, ledger, begins)
    return found


def carried(account: Account, ledger: Ledger, target: Fraction, unit: Fraction) -> Carried:
    """What an account does to this year's target; `unit` is what a zloty is in the measure."""
    owed = account.open_pln * unit
    counted = owed if ledger.cap_pct is None else min(owed, target * ledger.cap_pct / 100)
    had = account.had_pln * unit if ledger.kind == "cumulative" else ZERO
    return Carried(counted, owed - counted, had)


def _account(
    member: Member,
    years: Iterable[tuple[int, Fraction, HistoryEntry | None]],
    ledger: Ledger,
    begins: int,
) -> Account:
    stay = 1 - ledger.fade_pct / 100
    rows: list[AccountYear] = []
    closing, had, before = ZERO, ZERO, None
    for year, total, entry in years:
        kept = Fraction(1) if before is None else stay ** (year - before)
        key = member.target_share_pct / 100 * total
        stated = key if entry is None or entry.target_pln is None else entry.target_pln
        eligible = entry is not None and entry.eligible
        due = stated if eligible else ZERO
        got = ZERO if entry is None else entry.value_pln
        opening, faded = closing, closing * (1 - kept)
        whole = opening - faded + due - got
        closing = whole if ledger.cap_pct is None else min(whole, stated * ledger.cap_pct / 100)
        rows.append(AccountYear(year, opening, due, got, faded, whole - closing, closing, eligible))
        had, before = had * kept + got, year
    if before is None:
        return Account(member.member_id)
    idle = stay ** max(0, begins - before - 1)
    return Account(member.member_id, tuple(rows), closing * idle, had * idle)
