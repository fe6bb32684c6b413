"""The naive oracle: does an allocation break something hard, and how good is it?

Written from the description of the problem alone; it shares nothing with checks and measures. A
`Judge` answers for many allocations of one problem, `breaks` and `measure` for one.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests import naive_judge
from tests.naive_goals import measure_of
from tests.naive_rules import Quantities


class Judge(naive_judge.Judge):
    """What one problem under given terms allows; selectors and groups are worked out once."""

    def measure(self, entry_name: str, fairness: Any, quantities: Quantities) -> Fraction:
        """The exact measure of a goal; of `target_share` the smallest level."""
        return measure_of(self, entry_name, fairness, quantities)


def breaks(problem: Any, terms: Any, quantities: Quantities) -> list[str]:
    """Ids of the hard rules, links and built-ins that the allocation breaks, sorted."""
    return Judge(problem, terms).breaks(quantities)


def measure(
    problem: Any, terms: Any, entry_name: str, fairness: Any, quantities: Quantities
) -> Fraction:
    """The exact measure of a goal; of `target_share` the smallest level."""
    return Judge(problem, terms).measure(entry_name, fairness, quantities)
