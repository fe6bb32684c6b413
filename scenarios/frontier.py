"""What fairness costs: the worst-off member's level against cost, and the fairest split at each."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any

from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.reading.document_writing import document_text
from allocator.reporting.exact_json import json_ready
from allocator.solving import Options
from allocator.solving.provenance import stated
from scenarios.frontier_plan import Plan, Point
from scenarios.frontier_tasks import FrontierTask, is_final, key_of, run_task
from scenarios.sweep_pool import cores, own_pool
from scenarios.sweep_state import SweepState
from scenarios.sweeping import one_engine, package_versions

PULSE_SECONDS = 0.2

EXTRA_PCT = tuple(Fraction(each) for each in ("0", "0.05", "0.1", "0.25", "0.5", "0.75", "1"))
"""How much more than the least cost a whole plan may cost, in percent."""


@dataclass(frozen=True, slots=True)
class FrontierProgress:
    """A point was found: how many are known of how many, as far as that can be told."""

    done: int
    of: int
    row: Mapping[str, Any]
    seconds: float


Pool = Callable[[int], Executor]
"""Makes what carries out so many points at once."""


def threads(workers: int) -> Executor:
    """Points on threads of this process: engines have processes of their own anyhow.

    For a caller that answers for all processes and their memory, as a job of a service does.
    """
    return ThreadPoolExecutor(workers, thread_name_prefix="frontier")


FrontierListener = Callable[[FrontierProgress], None]


@dataclass(frozen=True)
class Frontier:
    """The curve and the whole plans as far as they were found; amounts in PLN, exact.

    `steps` are levels of the worst-off member with their least cost, `wholes` the fairest splits
    at growing cost; both sorted. `complete`: nothing was cut short.
    """

    fairness: Fairness
    steps: tuple[Point, ...]
    wholes: tuple[Point, ...]
    complete: bool
    errors: tuple[Mapping[str, Any], ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
    infeasible: bool = False
    """That no split keeps the rules is proved; without it and without points nothing was found."""

    @property
    def least_cost_pln(self) -> Fraction | None:
        """The least cost of all."""
        return self.wholes[0].cost_pln if self.wholes else None

    @property
    def proved(self) -> bool:
        """Whether every point that was found is proved."""
        points = (*self.steps, *self.wholes)
        return self.infeasible or (bool(points) and all(each.proved for each in points))


def frontier(
    problem: Problem,
    fairness: Fairness | None = None,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    every_budget: bool = False,
    extra_pct: Sequence[Fraction] = EXTRA_PCT,
    workers: int | None = None,
    pool: Pool = own_pool,
    state: str | PathLike[str] | None = None,
    listener: FrontierListener | None = None,
    should_stop: Callable[[], bool] | None = None,
    context: Mapping[str, Any] | None = None,
) -> Frontier:
    """The exact curve of the worst-off member's level against cost, and whole plans along it.

    With `every_budget` the whole plans are those at every cost at which the levels change, not at
    `extra_pct` percent above the least. Points are found two at a time on two cores, each on one
    thread; plans and costs of neighbours are shared. `state` keeps finished points, so that a
    frontier that was stopped goes on, and one with more time searches only where there is no
    proof yet; `context` stands in the provenance. Raises InputError for a state that can not be
    used.
    """
    fairness = fairness or Fairness()
    first = FrontierTask(
        "",
        document_text(problem.tables),
        fairness,
        rules_off=tuple(sorted((terms or Terms()).rules_off)),
        options=one_engine(options or Options()),
    )
    plan = Plan(first, problem_digest(problem), tuple(extra_pct), every_budget)
    run = _Run(plan, workers or cores(), pool, listener, should_stop)
    with ExitStack() as stack:
        store = stack.enter_context(nullcontext() if state is None else SweepState(Path(state)))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="allocator-frontier-"))
        run.carry_out(store, Path(folder) / "stop")
    goals = (Goal("target_share", fairness=fairness), Goal("cost"))
    return Frontier(
        fairness,
        plan.step_points(),
        plan.whole_points(),
        plan.finished and not run.stopped and not plan.errors,
        tuple(plan.errors),
        json_ready(stated(problem, goals, terms or Terms(), first.options, context or {})),
        plan.infeasible,
    )


@dataclass
class _Run:
    plan: Plan
    workers: int
    pool: Pool
    listener: FrontierListener | None
    should_stop: Callable[[], bool] | None
    stopped: bool = False
    started: float = field(default_factory=time.monotonic)

    def carry_out(self, store: SweepState | None, stop_file: Path) -> None:
        """Hand points out as they become known to be wanted; take in what comes of them."""
        running: dict[Future[str], tuple[FrontierTask, str]] = {}
        versions = package_versions()
        with self.pool(self.workers) as pool:
            while True:
                if not self.stopped and self.should_stop is not None and self.should_stop():
                    self.stopped = True
                    stop_file.touch()
                while not self.stopped and len(running) < self.workers:
                    task = self.plan.next_task()
                    if task is None:
                        break
                    key = key_of(task, self.plan.digest, versions)
                    kept = None if store is None else store.rows.get(key)
                    if kept is not None and is_final(json.loads(kept), task):
                        self._take(task, kept)
                        continue
                    told = replace(task, stop_file=str(stop_file))
                    running[pool.submit(run_task, told)] = (task, key)
                if not running:
                    return
                done, _ = wait(running, timeout=PULSE_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    task, key = running.pop(future)
                    text = future.result()
                    row = json.loads(text)
                    if store is not None and row["status"] not in ("error", "given_up"):
                        store.add(key, text)
                    self._take(task, text)

    def _take(self, task: FrontierTask, text: str) -> None:
        row = json.loads(text)
        if row["status"] == "given_up":
            return
        self.plan.take(task, row)
        if self.listener is not None:
            seconds = time.monotonic() - self.started
            self.listener(FrontierProgress(self.plan.done, self.plan.of, row, seconds))
