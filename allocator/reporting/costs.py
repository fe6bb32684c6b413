"""Money to the grosz as documents show it: lines of the joint offer that sum to what is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import Split
from allocator.problem.problem import Pair
from allocator.reporting.report import Report
from allocator.texts.formats import percent, rounded

GROSZ = 2
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the cost estimate. `member_id` is on whose side it stands; empty: nobody's."""

    member_id: str
    text: str
    unit: str
    unit_cost_pln: Fraction
    units: Fraction
    value_pln: Fraction


def shown_values(split: Split) -> Mapping[Pair, Fraction]:
    """The value of each used pair rounded to the grosz, in PLN."""
    return {
        (each.member_id, each.component_id): rounded(each.value_pln, GROSZ)
        for each in split.assignments
    }


def shown_fixed_cost(report: Report, member_id: str) -> Fraction:
    """An engaged member's own fixed cost rounded to the grosz, in PLN."""
    return rounded(report.problem.member[member_id].fixed_cost_pln, GROSZ)


def shown_by_member(report: Report, split: Split) -> Mapping[str, Fraction]:
    """What each member has, as the sum of the lines shown, its fixed cost included, in PLN."""
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for (member_id, _), value in shown_values(split).items():
        totals[member_id] += value
    return {
        member_id: value + shown_fixed_cost(report, member_id)
        for member_id, value in sorted(totals.items())
    }


def shown_by_component(split: Split) -> Mapping[str, Fraction]:
    """What each component costs, as the sum of the pairs shown, in PLN."""
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for (_, component_id), value in shown_values(split).items():
        totals[component_id] += value
    return totals


def cost_lines(report: Report, split: Split) -> tuple[CostLine, ...]:
    """All lines, member by member, the leader's last ones for fees and rounding.

    They sum to the total rounded once; each pair is rounded to the grosz, its fixed cost stands
    on a line of its own.
    """
    lines = [
        line
        for member_id in shown_by_member(report, split)
        for line in _member_lines(report, split, member_id)
    ]
    lines += _fee_lines(report, split)
    missing = rounded(split.total_pln, GROSZ) - sum((each.value_pln for each in lines), ZERO)
    if missing:
        lines.append(_lump(report, _leader_id(report), report.label("item.rounding"), missing))
    return tuple(sorted(lines, key=lambda line: (not line.member_id, line.member_id)))


def task_rounding(report: Report, split: Split) -> Fraction:
    """What the shown values of members lack to the task cost rounded once, in PLN."""
    return rounded(split.task_cost_pln, GROSZ) - sum(shown_by_member(report, split).values(), ZERO)


def fees(report: Report, split: Split) -> tuple[tuple[str, Fraction], ...]:
    """Coordination fee and reserve fund: what they are called and their amount in PLN."""
    commission = report.problem.commission
    parts = (
        ("item.coordination_fee", commission.coordination_fee_pct),
        ("item.reserve_fund", commission.reserve_fund_pct),
    )
    return tuple(
        (
            report.label(key, percent=percent(part, report.language, places=4)),
            rounded(split.task_cost_pln * part / 100, GROSZ),
        )
        for key, part in parts
        if part
    )


def _member_lines(report: Report, split: Split, member_id: str) -> Iterator[CostLine]:
    problem = report.problem
    values = shown_values(split)
    for each in split.assignments:
        if each.member_id != member_id:
            continue
        component_id = each.component_id
        offer = problem.offer.get((member_id, component_id))
        fixed = rounded(offer.fixed_cost_pln, GROSZ) if offer else ZERO
        unit_cost = offer.unit_cost_pln if offer else ZERO
        running = values[member_id, component_id] - fixed
        name = report.component(component_id)
        unit = report.unit(component_id)
        yield CostLine(member_id, name, unit, unit_cost, each.quantity, running)
        if fixed:
            yield _lump(report, member_id, report.label("item.offer_fixed_cost", name=name), fixed)
    own = shown_fixed_cost(report, member_id)
    if own:
        yield _lump(report, member_id, report.label("item.member_fixed_cost"), own)


def _fee_lines(report: Report, split: Split) -> Iterator[CostLine]:
    for text, amount in fees(report, split):
        yield _lump(report, _leader_id(report), text, amount)


def _lump(report: Report, member_id: str, text: str, value: Fraction) -> CostLine:
    return CostLine(member_id, text, report.label("item.lump_sum"), value, Fraction(1), value)


def _leader_id(report: Report) -> str:
    return report.leader.member_id if report.leader else ""
