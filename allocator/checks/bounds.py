"""A row of the verdict from a value and its bounds: margin and violation, exact."""

from __future__ import annotations

from fractions import Fraction

from allocator.allocation import RuleRow
from allocator.problem.request import Terms

ZERO = Fraction(0)
HARD = "hard"
OFF = "off"


def strength_of(terms: Terms, name: str, declared: str = HARD) -> str:
    """The strength in this run: off where a rule or a built-in that can be is switched off."""
    return declared if terms.is_on(name) else OFF


def row(
    rule_id: str,
    subject: str,
    value: Fraction,
    *,
    at_least: Fraction | None = None,
    at_most: Fraction | None = None,
    strength: str = HARD,
    unit: str = "",
    priority: int | None = None,
    whole_bound: Fraction | None = None,
) -> RuleRow:
    """A row whose bounds are numbers.

    The violation is the shortfall divided by the bound, or by `whole_bound` where the bound itself
    moves with the allocation; the shortfall itself where that is 0.
    """
    sides = (
        *(() if at_least is None else ((at_least, value - at_least),)),
        *(() if at_most is None else ((at_most, at_most - value),)),
    )
    missed = (
        max(-room, ZERO) / (abs(bound if whole_bound is None else whole_bound) or Fraction(1))
        for bound, room in sides
    )
    return RuleRow(
        rule_id,
        subject,
        value,
        at_least,
        at_most,
        min((room for _, room in sides), default=None),
        ZERO if strength == OFF else sum(missed, ZERO),
        strength,
        unit,
        priority,
    )
