"""Incentives on a screen: the sentence, counts by kind, every misreport that pays."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from allocator.cli.tabulating import table
from allocator.problem.problem import Problem
from scenarios.incentive_tables import counts
from scenarios.incentive_tasks import BY_CAPACITY
from scenarios.incentive_texts import amount_text, sentence, told, word
from scenarios.incentives import Incentives, Tried
from scenarios.misreports import KINDS


def incentive_lines(problem: Problem, found: Incentives, language: str) -> Iterator[str]:
    """The lines of the report."""
    yield word("title", language)
    yield sentence(found, language)
    if found.key_by == BY_CAPACITY:
        yield word("key", language)
    yield word("for_whom", language)
    if found.tried:
        yield ""
        yield from _by_kind(found, language)
    if found.paying:
        yield ""
        yield from _paying(problem, found, language)
    if not found.complete:
        yield ""
        yield word("open", language)


def _by_kind(found: Incentives, language: str) -> Iterator[str]:
    names = ("kind", "tried", "pay", "sure", "no_split", "not_decided", "largest")
    headings = [word(each, language) for each in names]
    rows = []
    for kind in KINDS:
        own = [each for each in found.tried if each.misreport.kind == kind]
        if own:
            number = counts(own)
            largest = max((each.gain or Fraction(0) for each in own if each.pays), default=None)
            rows.append(
                [
                    word(kind, language),
                    *(str(number[each]) for each in names[1:-1]),
                    amount_text(largest, found.measure, language),
                ]
            )
    yield from table(headings, rows, right=range(1, len(names)))


def _paying(problem: Problem, found: Incentives, language: str) -> Iterator[str]:
    names = ("member", "misreport", "truth", "award", "gain", "sure")
    headings = [word(each, language) for each in names]
    rows = [_row(problem, found, each, language) for each in found.paying]
    yield from table(headings, rows, right=(2, 3, 4))


def _row(problem: Problem, found: Incentives, each: Tried, language: str) -> list[str]:
    member = problem.member[each.misreport.member_id]
    amounts = (
        Fraction(each.row["truth_award"]),
        Fraction(each.row["award"]),
        each.gain,
    )
    known = each.row.get("sure")
    sure = "unknown" if known is None else "yes" if known else "no"
    return [
        f"{member.member_id} {member.short_name}".strip(),
        told(each.misreport, language),
        *(amount_text(amount, found.measure, language) for amount in amounts),
        word(sure, language),
    ]
