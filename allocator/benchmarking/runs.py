"""What came of one contender on one instance, and whether it can be true."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from allocator.benchmarking.instances import Reference

OURS = "allocator"
"""Our whole solve; every other contender is the name of an engine, bare."""
RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a contender says of an instance, recomputed exactly.

    `seconds_to_best` is when the best plan appeared, `seconds_to_proof` when it was proved;
    `fault` says what an exact check found wrong with the plan, empty if nothing.
    """

    status: str
    value: Fraction | None = None
    bound: Fraction | None = None
    seconds: float = 0.0
    seconds_to_best: float | None = None
    seconds_to_proof: float | None = None
    seconds_to_build: float = 0.0
    size: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """An answer with its instance, its contender and the most memory it took."""

    instance: str
    family: str
    contender: str
    answer: Answer
    reference: Reference | None = None
    peak_megabytes: int | None = None

    @property
    def above_pct(self) -> Fraction | None:
        """How far the value is above the reference, in percent of it."""
        if self.reference is None:
            return None
        return _percent(self.answer.value, self.reference.value, self.reference.value)

    @property
    def gap_pct(self) -> Fraction | None:
        """How far the value is above the bound, in percent of the value."""
        return _percent(self.answer.value, self.answer.bound, self.answer.value)

    @property
    def verdict(self) -> str:
        """`right`, or what is wrong with the answer."""
        return self.answer.fault or contradiction(self.answer, self.reference) or RIGHT


def contradiction(answer: Answer, reference: Reference | None) -> str:
    """What of an answer can not be true beside the published values; empty if all can."""
    value, bound, proved = answer.value, answer.bound, answer.status == "optimal"
    if value is not None and bound is not None and proved and round(bound, 4) < round(value, 4):
        return f"called optimal above its own bound {bound}"
    if reference is None:
        return ""
    if value is not None and reference.lower_bound is not None and value < reference.lower_bound:
        return f"below the published bound {reference.lower_bound}"
    if value is not None and proved and value > reference.value:
        return f"called optimal above the known {reference.value}"
    if answer.status == "infeasible":
        return f"called infeasible against the known {reference.value}"
    # An engine's bound is a float; a millionth of it is dust.
    if bound is not None and bound > reference.value * (1 + Fraction(1, 10**6)):
        return f"bound above the known {reference.value}"
    return ""


def _percent(
    value: Fraction | None, base: Fraction | None, whole: Fraction | None
) -> Fraction | None:
    if value is None or base is None or not whole:
        return None
    return 100 * (value - base) / whole
