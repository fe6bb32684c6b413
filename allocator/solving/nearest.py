"""The split that keeps all rules and differs least from one that people wish for, proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from allocator.allocation import Quantities, Result, Status
from allocator.problem.charter import Pin
from allocator.problem.drafting import shown
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.pinning import pins_that_count
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solving.options import Options
from allocator.solving.progress import PhaseListener, ShouldStop
from allocator.solving.solve import solve
from allocator.texts.issues import Issue, Severity

GOALS = (Goal("changes"), Goal("cost"))


@dataclass(frozen=True)
class Nearest:
    """The nearest split and whether it `keeps` the quantities that were to be kept.

    Where it does not, no split can (`impossible`, proved), or their offers can not be used as
    wished (`refused`), or the search was stopped before that was known.
    """

    result: Result
    keeps: bool
    impossible: bool = False
    refused: tuple[Issue, ...] = ()


def nearest(
    problem: Problem,
    wished: Quantities,
    keep: Quantities,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
    context: Mapping[str, Any] | None = None,
) -> Nearest:
    """The split nearest to `wished` by goal `changes`, then the cheapest of those.

    The quantities in `keep` stay as they are, if any split can have them; else the nearest split
    that need not have them. Raises WrongAnswer as `solve` does.
    """
    wanted = replace(terms or Terms(), earlier=dict(wished))
    pins, refused = _pins(problem, wanted, keep)
    impossible = False

    def solved(what: Terms) -> Result:
        return solve(
            problem,
            GOALS,
            what,
            options,
            listener=listener,
            should_stop=should_stop,
            context=context,
        )

    if pins and not refused:
        kept = solved(replace(wanted, pins=(*wanted.pins, *pins)))
        impossible = kept.status is Status.INFEASIBLE
        if not impossible:
            return Nearest(kept, keeps=True)
    keeps = not impossible and not refused
    return Nearest(solved(wanted), keeps, impossible, refused)


def _pins(
    problem: Problem, terms: Terms, keep: Quantities
) -> tuple[tuple[Pin, ...], tuple[Issue, ...]]:
    """The quantities to keep as pins, and why some of them can not be pinned.

    Nothing of an offer that can not be used is kept without a pin.
    """
    able = set(eligible_pairs(problem))
    asked = tuple(
        Pin(member_id=pair[0], component_id=pair[1], quantity=quantity)
        for pair, quantity in sorted(keep.items())
        if quantity or pair in able
    )
    pins, issues = pins_that_count(problem, asked, column="--change")
    faults = tuple(each for each in issues if each.severity is Severity.FAULT)
    fixed = {(each.member_id, each.component_id): each.quantity for each in terms.pins}
    new = []
    for each in pins:
        stands = fixed.get((each.member_id, each.component_id))
        if stands is None:
            new.append(each)
        elif stands != each.quantity:
            faults = (*faults, _contradicted(each, stands))
    return tuple(new), faults


def _contradicted(pin: Pin, stands: Fraction) -> Issue:
    value = f"{pin.member_id}:{pin.component_id}={shown(pin.quantity)}"
    told = (("quantity", shown(stands)),)
    return Issue("pin_contradicts_table", column="--change", value=value, parameters=told)
