"""Welfare of a split in the model: who has something at all, and ordered sums of ratios."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from allocator.formulation.awards import common_step, counted_awards
from allocator.formulation.choices import STRUCTURE, Choices, largest
from allocator.formulation.curves import Curves, draw_curves, has_something
from allocator.measures.awards import targets
from allocator.measures.welfare import ONE, usual_weights
from allocator.model import Expression, Tag
from allocator.problem.request import Fairness, Goal

MEANS = ("weighted_nash", "alpha_fairness")
"""Goals whose last entry is a mean of curved worths."""
UNIT = Fraction(1, 10**9)
"""In what ratios are counted where their own common step is finer."""
MOST_UNITS = 2**31


def curves_of(choices: Choices, entry_name: str, goal: Goal) -> Curves | None:
    """The curves that an entry is about; None for entries of another kind."""
    name, _, part = entry_name.partition(":")
    if name not in MEANS or part != "mean":
        return None
    alpha = ONE if name == "weighted_nash" else goal.fairness.alpha
    return draw_curves(choices, goal.fairness, alpha)


def with_something(choices: Choices, fairness: Fairness, *, weighted: bool) -> Expression:
    """How many members with a target have an award, or what part of all targets is theirs."""
    due = targets(choices.problem, fairness)
    whole = sum(due.values(), Fraction(0))
    found = Expression()
    for each, award in counted_awards(choices, sorted(due), fairness).items():
        counts = due[each] / whole if weighted else ONE
        sign = has_something(choices, each, award)
        if sign is True:
            found = found + counts
        elif sign is not False:
            found = found + Expression({sign: counts})
    return found


def ordered_sum(choices: Choices, fairness: Fairness) -> Expression:
    """The ordered weighted sum of ratios.

    By sums of the smallest ratios, without ordering them (Ogryczak and Sliwinski 2006): the k
    smallest come to the largest k * t - sum of what each is below t. Weights must not grow.
    """
    ratios, unit = _ratios(choices, fairness)
    if not ratios:
        return Expression()
    weights = fairness.owa_weights or usual_weights(len(ratios))
    padded = [*weights, *[Fraction(0)] * len(ratios)][: len(ratios)]
    most = max(high for _, high in ratios)
    total = Expression()
    for place, weight in enumerate(padded, start=1):
        gain = weight - (padded[place] if place < len(padded) else 0)
        if gain > 0:
            total = total + _smallest(choices, ratios, place, most) * (gain * unit)
    return total


def _smallest(
    choices: Choices, ratios: list[tuple[Expression, int]], number: int, most: int
) -> Expression:
    """The sum of so many smallest ratios, from below, in units."""
    draft = choices.draft
    name = f"smallest[{number},{len(draft.variables)}]"
    edge = draft.variable(name, 0, most, helper=True)
    below = []
    for place, (ratio, _) in enumerate(ratios):
        missing = draft.variable(f"{name}below[{place}]", 0, most, helper=True)
        row = ratio + Expression({missing: 1, edge: -1})
        draft.row(Tag(STRUCTURE, "ordered_sum"), row, lower=0)
        below.append(missing)
    return Expression({edge: number, **dict.fromkeys(below, -1)})


def _ratios(choices: Choices, fairness: Fairness) -> tuple[list[tuple[Expression, int]], Fraction]:
    """Each member's ratio in units with the most it can be, and the unit.

    Exact in the ratios' own common step. Where that is too fine, they are counted in whole units
    rounded upward, so that the model never promises less than the exact measure.
    """
    due = targets(choices.problem, fairness)
    awards = counted_awards(choices, sorted(due), fairness)
    exact = [awards[each] * (1 / due[each]) for each in awards]
    step = common_step(amount for each in exact for amount in (*each.terms.values(), each.constant))
    highest = max((Fraction(largest(choices.draft, each)) for each in exact), default=Fraction(0))
    if highest / step <= MOST_UNITS:
        scaled = [each * (1 / step) for each in exact]
        return [(each, floor(largest(choices.draft, each))) for each in scaled], step
    return [_counted(choices, awards[each], due[each]) for each in awards], UNIT


def _counted(choices: Choices, award: Expression, target: Fraction) -> tuple[Expression, int]:
    """A ratio as a variable in units, up to two units above the exact one."""
    step = common_step([*award.terms.values(), award.constant])
    most = floor(Fraction(largest(choices.draft, award)) / step)
    fine = Fraction(1, 10 ** len(str(most)))
    rise = ceil(step / target / UNIT / fine) * fine
    high = ceil(most * rise) + 1
    ratio = choices.draft.variable(f"ratio{len(choices.draft.variables)}", 0, high, helper=True)
    above = award * (rise / step) + 1 - Expression({ratio: 1})
    choices.draft.row(Tag(STRUCTURE, "ratio"), above, lower=0)
    return Expression({ratio: 1}), high
