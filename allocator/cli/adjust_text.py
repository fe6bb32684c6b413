"""A change by hand and the answer to it, in the words of a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.operations.judging import judged
from allocator.reporting.adjusting import NOT_KEPT, OPEN
from allocator.reporting.adjusting_texts import CONDITIONS, word
from allocator.reporting.report import Report
from allocator.reporting.verdict import breach
from allocator.texts.formats import MINUS, money, number, percent, plural

if TYPE_CHECKING:
    from allocator.allocation import Result, RuleRow
    from allocator.checks.adjusting import Adjustment, Move, Standing
    from allocator.cli.request import Request
    from allocator.operations.adjusting import NearestFound


def lines(
    request: Request, found: Adjustment, answer: NearestFound | None, language: str
) -> Iterator[str]:
    """The verdict on the change, what it does, and the nearest split."""
    report = Report(request.problem, judged(request, found.after), request.terms, language)
    if found.moves:
        yield word("changed", language)
        yield from _moves(report, found.moves)
    else:
        yield word("nothing", language)
    yield ""
    count = len(found.broken) + len(found.still_broken)
    if count:
        told = plural(count, language, CONDITIONS[language]).format(count)
        yield word("wrong", language, count=told)
    else:
        yield word("right", language)
    for name in ("broken", "still_broken", "mended", "softened"):
        yield from _rows(report, name, getattr(found, name))
    yield from _effects(report, found)
    if answer is not None:
        yield ""
        yield from _nearest(report, found, answer)


def _rows(report: Report, name: str, rows: tuple[RuleRow, ...]) -> Iterator[str]:
    if rows:
        yield word(name, report.language)
        yield from (f"  {breach(report, each)}" for each in rows)


def _effects(report: Report, found: Adjustment) -> Iterator[str]:
    language = report.language
    costs = (found.before.task_cost_pln, found.after.task_cost_pln)
    before, after = (money(each, language, currency=report.currency) for each in costs)
    change = _signed(found.cost_change_pln, language)
    yield word("cost", language, before=before, after=after, change=change)
    for name, members in (("lifted", found.lifted), ("lowered", found.lowered)):
        if members:
            yield word(name, language)
            yield from (f"  {_standing(report, each)}" for each in members)
    if not found.lifted and not found.lowered:
        yield word("nobody", language)


def _standing(report: Report, each: Standing) -> str:
    change = _signed(each.value_after_pln - each.value_before_pln, report.language)
    name = report.member(each.member_id)
    if each.ratio_before is None or each.ratio_after is None:
        return f"{name}: {change}"
    first, second = (
        percent(100 * ratio, report.language, places=1)
        for ratio in (each.ratio_before, each.ratio_after)
    )
    return f"{name}: {first} → {second} ({change})"


def _moves(report: Report, moves: Iterable[Move]) -> Iterator[str]:
    for each in moves:
        first, second = (
            number(quantity, report.language) for quantity in (each.before, each.after)
        )
        # Names of units stand in the singular, so they are set apart.
        unit = report.unit(each.component_id)
        unit = f"({unit})" if unit else ""
        who, what = report.member(each.member_id), report.component(each.component_id)
        yield f"  {who}, {what}: {first} → {second} {unit}".rstrip()


def _nearest(report: Report, found: Adjustment, answer: NearestFound) -> Iterator[str]:
    language = report.language
    if answer.refused:
        # Imported here: most changes can be kept.
        from allocator.cli.issues import lines as issue_lines

        yield word("impossible", language)
        yield from (f"  {each}" for each in issue_lines(answer.refused, language))
    elif answer.outcome == NOT_KEPT and answer.impossible:
        yield word("impossible", language)
    result = answer.result
    distance = _distance(report, result)
    yield word(answer.outcome or OPEN, language, distance=distance)
    if result is None or answer.beyond is None:
        return
    yield from _moves(report, answer.beyond.moves)
    yield from _proof(report, result)
    if answer.beyond.moves:
        yield from _effects(report, answer.beyond)


def _proof(report: Report, result: Result) -> Iterator[str]:
    goal = result.goals[0]
    if goal.proved:
        engines = ", ".join(goal.confirmed_by) or "–"
        yield word("proved", report.language, engines=engines)
    elif isinstance(goal.bound, Fraction):
        bound = money(goal.bound, report.language, currency=report.currency)
        yield word("unproved", report.language, bound=bound)


def _distance(report: Report, result: Result | None) -> str:
    value = result.goals[0].value if result is not None and result.goals else None
    if not isinstance(value, Fraction):
        return "–"
    return money(value, report.language, currency=report.currency)


def _signed(value: Fraction, language: str) -> str:
    text = money(abs(value), language)
    return f"+{text}" if value > 0 else f"{MINUS}{text}" if value < 0 else text
