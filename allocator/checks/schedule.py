"""Who does how much in which month, in whole units; and how busy staff is.

Rules never look at the schedule: they count with exact shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd

from allocator.allocation import Quantities
from allocator.checks.built_in import hours_by_period, work_by_pool
from allocator.checks.transport import closest_table
from allocator.measures.awards import ZERO, priced
from allocator.problem.problem import Problem

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class ComponentSchedule:
    """A component's months.

    `demand` and each provider's row are parallel to `periods`: whole units, or (`in_percent`) the
    share of the quantity that falls in a month, for a component of fewer units than months.
    """

    component_id: str
    in_percent: bool
    periods: tuple[str, ...]
    demand: tuple[Fraction, ...]
    rows: tuple[tuple[str, tuple[Fraction, ...]], ...]


@dataclass(frozen=True, slots=True)
class StaffUse:
    """Hours that a member's labour pool needs in a period, and has."""

    member_id: str
    pool_id: str
    period: str
    hours_used: Fraction
    hours_available: Fraction


def schedule(problem: Problem, quantities: Quantities) -> tuple[ComponentSchedule, ...]:
    """The monthly schedule of every component that somebody provides.

    Each provider's months sum to its quantity and each month to the month's demand (of what is
    covered), as close to the component's monthly shape as whole units allow: least sum of absolute
    deviations, ties by member_id and then to the earlier month.
    """
    used = priced(problem, quantities)
    result = []
    for each in problem.components:
        name = each.component_id
        own = {who: part for (who, what), part in used.items() if what == name and part > 0}
        if own:
            result.append(_of_component(problem, name, own))
    return tuple(result)


def staff_use(problem: Problem, quantities: Quantities) -> tuple[StaffUse, ...]:
    """Every member, pool and period with hours used or free, by the exact monthly shares."""
    used = priced(problem, quantities)
    work = work_by_pool(problem, tuple(used))
    result = []
    for member_id, pool_id in sorted({*work, *problem.staff_hours}):
        hours = hours_by_period(problem, used, work.get((member_id, pool_id), ()))
        free = problem.staff_hours.get((member_id, pool_id), ZERO)
        result += [
            StaffUse(member_id, pool_id, period, needed, free) for period, needed in hours.items()
        ]
    return tuple(result)


def largest_remainder(exact: Sequence[Fraction]) -> list[int]:
    """Whole numbers with the same sum (which is whole), ties to the earlier (Hamilton, 1792)."""
    result = [floor(each) for each in exact]
    missing = int(sum(exact, ZERO)) - sum(result)
    by_remainder = sorted(
        range(len(exact)), key=lambda place: (result[place] - exact[place], place)
    )
    for place in by_remainder[:missing]:
        result[place] += 1
    return result


def scheduled_unit(problem: Problem, component_id: str, parts: Sequence[Fraction]) -> Fraction:
    """What months are counted in: a unit, or the lot where that is less.

    Where quantities are no multiples of it, the largest unit of which all are.
    """
    unit = min(problem.lot(component_id), ONE)
    for part in parts:
        unit = Fraction(
            gcd(unit.numerator * part.denominator, part.numerator * unit.denominator),
            unit.denominator * part.denominator,
        )
    return unit


def _of_component(
    problem: Problem, component_id: str, own: dict[str, Fraction]
) -> ComponentSchedule:
    periods = tuple(each.period for each in problem.periods)
    shares = [problem.shares[component_id].get(each, ZERO) for each in periods]
    unit = scheduled_unit(problem, component_id, tuple(own.values()))
    if problem.component[component_id].quantity < unit * len(periods):
        percent = tuple(100 * each for each in shares)
        same = tuple((member_id, percent) for member_id in sorted(own))
        return ComponentSchedule(component_id, True, periods, percent, same)
    units = {member_id: own[member_id] / unit for member_id in sorted(own)}
    given_out = sum(units.values(), ZERO)
    demand = largest_remainder([given_out * share for share in shares])
    table = closest_table(
        [[part * share for share in shares] for part in units.values()],
        [int(part) for part in units.values()],
        demand,
    )
    rows = tuple(
        (member_id, tuple(each * unit for each in row))
        for member_id, row in zip(units, table, strict=True)
    )
    return ComponentSchedule(
        component_id, False, periods, tuple(each * unit for each in demand), rows
    )
