"""Measures the fairest split on commissions made from seeds, and what the town is promised.

`python -m docs.measured_fairness FOLDER [PIECE...]` keeps rows in `benchmarks/fairness.csv` and
`benchmarks/fairness_town.csv` as they are found; a row that is there is not measured again.
FOLDER has the commissions, each in a folder named like `12x6x4-1`: members, components, periods,
seed. Every piece takes less than ten minutes.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from pathlib import Path

from allocator.benchmarking.memory import PeakMemory
from allocator.measures.goal_measures import levels
from allocator.model import Expression, ModelDraft, Sense
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal
from allocator.reading import read_problem
from allocator.running import race
from allocator.solvers.base import Limits
from allocator.solving import Options, solve
from docs.fairness_pages import OURS, RUNS, TEXTBOOK, TOWN, Row, rows_of
from docs.ordered_outcomes import Found, fault_of, ordered_outcomes

CAPS = ("100", "none")
WORKERS = 2
COLUMNS = (
    "instance",
    "cap_pct",
    "contender",
    "limit_seconds",
    "seconds",
    "proved",
    "at_most",
    "levels",
    "complete",
    "peak_megabytes",
    "load",
    "verdict",
)


@dataclass(frozen=True)
class Case:
    """One run: a commission, a cap (percent of the target, or none), a method, its limit."""

    instance: str
    cap_pct: str
    contender: str
    limit_seconds: int = 60

    @property
    def goal(self) -> Goal:
        """Levels of money paid, a percent each."""
        cap = None if self.cap_pct == "none" else Fraction(self.cap_pct)
        return Goal("target_share", fairness=Fairness("value", Fraction(1), cap))

    @property
    def key(self) -> tuple[str, ...]:
        """What tells its row from any other."""
        return self.instance, self.cap_pct, self.contender


def _cases(
    instances: Iterable[str], caps: Sequence[str] = CAPS, limit_seconds: int = 60
) -> tuple[Case, ...]:
    """Our method first, then the textbook's, for one commission after another."""
    return tuple(
        Case(instance, cap, contender, limit_seconds)
        for instance, cap, contender in product(instances, caps, (OURS, TEXTBOOK))
    )


def _seeds(size: str) -> list[str]:
    return [f"{size}-{seed}" for seed in range(1, 6)]


PIECES: dict[str, tuple[Case, ...]] = {
    "12x6x4-capped": _cases(_seeds("12x6x4"), ("100",)),
    "12x6x4-uncapped": _cases(_seeds("12x6x4"), ("none",)),
    "15x8x4-capped": _cases(_seeds("15x8x4"), ("100",)),
    "15x8x4-uncapped": _cases(_seeds("15x8x4"), ("none",)),
    "large": _cases(("20x8x12-1", "30x10x6-1")),
    "largest": _cases(("30x80x12-1",), limit_seconds=120),
}


def measured(folder: Path, case: Case) -> Row:
    """One run in a process of its own: its answer, recomputed exactly, and what it took."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_row, folder, case).result()


def _row(folder: Path, case: Case) -> Row:
    problem = read_problem(folder / case.instance)
    _warm_up()
    with PeakMemory(os.getpid()) as peak:
        started = time.monotonic()
        found = (_ours if case.contender == OURS else _textbook)(problem, case)
        seconds = time.monotonic() - started
    return {
        "instance": case.instance,
        "cap_pct": case.cap_pct,
        "contender": case.contender,
        "limit_seconds": str(case.limit_seconds),
        "seconds": f"{seconds:.1f}",
        "proved": " ".join(map(str, found.proved)),
        "at_most": "" if found.at_most is None else str(found.at_most),
        "levels": " ".join(map(str, found.levels)),
        "complete": "yes" if found.complete else "no",
        "peak_megabytes": str(peak.megabytes or ""),
        "load": f"{os.getloadavg()[0]:.1f}",
        "verdict": found.fault or "right",
    }


def _textbook(problem: Problem, case: Case) -> Found:
    return ordered_outcomes(problem, case.goal, case.limit_seconds, workers=WORKERS)


def _ours(problem: Problem, case: Case) -> Found:
    limits = Limits(workers=WORKERS, time_seconds=case.limit_seconds)
    result = solve(problem, (case.goal,), options=Options(limits=limits, tie=False))
    goal, split = result.goals[0], result.split
    quantities = {}
    if split is not None:
        quantities = {(e.member_id, e.component_id): e.quantity for e in split.assignments}
    bound = goal.bound if isinstance(goal.bound, tuple) else ()
    proved, at_most = (bound, None) if goal.proved else (bound[:-1], bound[-1] if bound else None)
    reached = levels(problem, case.goal.fairness, quantities) if quantities else ()
    found = Found(proved, at_most, reached, quantities, goal.proved)
    if not quantities:
        return found
    fault = fault_of(problem, found)
    if not fault and goal.value != reached:
        fault = f"tells of levels {goal.value}, its plan has {reached}"
    return replace(found, fault=fault)


def _warm_up() -> None:
    """Have the solver libraries loaded before the clock starts, for both methods alike."""
    draft = ModelDraft()
    only = Expression({draft.variable("only", 0, 1): 1})
    race(draft.model().with_objective(Sense.MINIMISE, only), ("cpsat",), Limits(workers=1))


def run_piece(folder: Path, piece: str) -> Iterator[Row]:
    """Measure what a piece still lacks; rows as they are found."""
    known = {(row["instance"], row["cap_pct"], row["contender"]) for row in rows_of(RUNS)}
    for case in PIECES[piece]:
        if case.key not in known:
            yield measured(folder, case)


def keep(path: Path, columns: Sequence[str], row: Row) -> None:
    """Add a row to a file, which begins with the names of its columns."""
    begun = path.exists()
    with path.open("a", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        if not begun:
            writer.writeheader()
        writer.writerow(row)


def main(words: Sequence[str]) -> None:
    """Measure the pieces named, or all of them."""
    folder, pieces = Path(words[0]), words[1:] or [*PIECES, "town"]
    for piece in pieces:
        if piece == "town":
            # Imported here: the commands of the town's figures are no part of the other pieces.
            from docs.measured_town import COLUMNS as FIGURES
            from docs.measured_town import figures

            for row in figures({row["what"] for row in rows_of(TOWN)}):
                keep(TOWN, FIGURES, row)
            continue
        for row in run_piece(folder, piece):
            keep(RUNS, COLUMNS, row)


if __name__ == "__main__":
    main(sys.argv[1:])
