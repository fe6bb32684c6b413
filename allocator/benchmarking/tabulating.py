"""Runs as rows of texts, for a table or a CSV file, and what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from allocator.benchmarking.runs import Run

HEADINGS = (
    "instance",
    "family",
    "size",
    "contender",
    "status",
    "value",
    "bound",
    "reference",
    "above_reference_pct",
    "gap_pct",
    "seconds_to_best",
    "seconds_to_proof",
    "seconds",
    "seconds_to_build",
    "peak_megabytes",
    "verdict",
)
TOTALS = ("contender", "runs", "plans", "proved", "best", "mean_behind_best_pct", "worst_pct")
CLOSE_PCT = Fraction(1, 10)
"""A value at most so much above the best of its instance counts as best."""


def row(run: Run) -> tuple[str, ...]:
    """One run; cells without a value are empty."""
    answer, reference = run.answer, run.reference
    return (
        run.instance,
        run.family,
        answer.size,
        run.contender,
        answer.status,
        _text(answer.value, 4),
        _text(answer.bound, 2),
        _text(reference.value if reference else None, 4),
        _text(run.above_pct, 3),
        _text(run.gap_pct, 3),
        _text(answer.seconds_to_best, 2),
        _text(answer.seconds_to_proof, 2),
        _text(answer.seconds, 2),
        _text(answer.seconds_to_build, 2),
        _text(run.peak_megabytes, 0),
        run.verdict,
    )


def totals(runs: Sequence[Run]) -> tuple[tuple[str, ...], ...]:
    """A row for each contender: how many plans, proofs and bests, and how far behind the best.

    The best of an instance is the least value that any contender found in the same run; `best`
    counts those at most 0.1 % above it.
    """
    best = best_values(runs)
    contenders = dict.fromkeys(run.contender for run in runs)
    return tuple(_total(each, runs, best) for each in contenders)


def best_values(runs: Sequence[Run]) -> dict[str, Fraction]:
    """The least value found of each instance, by name."""
    best: dict[str, Fraction] = {}
    for run in runs:
        if run.answer.value is not None:
            known = best.get(run.instance, run.answer.value)
            best[run.instance] = min(known, run.answer.value)
    return best


def _total(contender: str, runs: Sequence[Run], best: dict[str, Fraction]) -> tuple[str, ...]:
    own = [run for run in runs if run.contender == contender]
    behind = [
        100 * (run.answer.value - best[run.instance]) / best[run.instance]
        for run in own
        if run.answer.value is not None and best[run.instance]
    ]
    return (
        contender,
        str(len(own)),
        str(sum(run.answer.value is not None for run in own)),
        str(sum(run.answer.status == "optimal" for run in own)),
        str(sum(each <= CLOSE_PCT for each in behind)),
        _text(sum(behind, Fraction(0)) / len(behind) if behind else None, 3),
        _text(max(behind, default=None), 3),
    )


def _text(value: Fraction | float | int | None, places: int) -> str:
    if value is None:
        return ""
    text = f"{float(value):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text and places > 3 else text
