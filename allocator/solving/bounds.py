"""An engine's bound on the goal's proof grid, cleared of float dust but never by a whole step."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from allocator.formulation.awards import common_step
from allocator.formulation.formulation import Target
from allocator.measures.steps import rounded

DUST = Fraction(1, 10**6)


def grid_bound(target: Target, bound: Fraction) -> Fraction:
    """The best value on the grid that the bound still allows.

    A plan's value can only be the expression's constant plus whole multiples of the common step
    of its coefficients, so a bound between two of these allows no more than the nearer, worse one.
    """
    expression = target.expression
    grain = common_step(expression.terms.values())
    lots = (bound - expression.constant) / grain
    whole = floor(lots + DUST) if target.entry.sense == "maximise" else ceil(lots - DUST)
    return rounded(expression.constant + whole * grain, target.entry.step)
