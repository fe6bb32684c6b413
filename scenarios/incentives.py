"""Incentives, measured: would a member gain by declaring less, hiding something or boasting?"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from fractions import Fraction
from os import PathLike
from pathlib import Path
from typing import Any

from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.reading.document_writing import document_text
from allocator.reporting.exact_json import exact_text, json_ready
from allocator.solving import Options
from allocator.solving.provenance import stated
from scenarios.frontier import Pool
from scenarios.incentive_tasks import BY_TABLE, IncentiveTask, Truth, key_of, run_task
from scenarios.misreports import Misreport, misreports
from scenarios.sweep_pool import cores, own_pool
from scenarios.sweep_runs import STRIKES
from scenarios.sweep_state import SweepState
from scenarios.sweep_tasks import failed
from scenarios.sweeping import one_engine, package_versions

PULSE_SECONDS = 0.2
NOT_KEPT = ("error", "given_up")
"""Rows that another run may answer: they are not kept in the state."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IncentiveProgress:
    """A misreport was tried: how many of how many are, and how many of them pay so far."""

    done: int
    of: int
    paying: int
    seconds: float


IncentiveListener = Callable[[IncentiveProgress], None]


@dataclass(frozen=True)
class Tried:
    """A misreport and what it came to.

    `status` is same (by arithmetic), found, infeasible (without it there is no split), refused (no
    valid problem), unknown or error. Awards and gains are in the unit of the measure, exact.
    """

    misreport: Misreport
    row: Row

    @property
    def status(self) -> str:
        """How the try ended."""
        return str(self.row["status"])

    @property
    def gain(self) -> Fraction | None:
        """Award of the misreport less that of the truth."""
        text = self.row.get("gain")
        return None if text is None else Fraction(text)

    @property
    def pays(self) -> bool:
        """A strict gain that the member could deliver."""
        return bool(self.row.get("pays"))


@dataclass(frozen=True)
class Incentives:
    """All tries as far as they were carried out. `truth` has everybody's award in truth."""

    measure: str
    key_by: str
    truth: Row
    tried: tuple[Tried, ...]
    complete: bool
    provenance: Mapping[str, Any] = field(default_factory=dict)

    @property
    def decided(self) -> bool:
        """Whether every try was carried out and each answer is proved."""
        sure = all(each.row.get("proved") or each.status == "refused" for each in self.tried)
        return self.complete and bool(self.truth.get("proved")) and sure

    @property
    def paying(self) -> tuple[Tried, ...]:
        """Misreports that pay, the largest gain first."""
        found = [each for each in self.tried if each.pays]
        return tuple(sorted(found, key=lambda each: (-(each.gain or 0), repr(each.misreport))))


def incentives(
    problem: Problem,
    goals: Sequence[Goal],
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    tries: Sequence[Misreport] | None = None,
    key_by: str = BY_TABLE,
    workers: int | None = None,
    pool: Pool = own_pool,
    state: str | PathLike[str] | None = None,
    listener: IncentiveListener | None = None,
    should_stop: Callable[[], bool] | None = None,
    context: Mapping[str, Any] | None = None,
) -> Incentives:
    """The truth solved, then each misreport, one change at a time, on all cores.

    Left out, `tries` are less capacity in steps, withdrawn offers and hidden competences of every
    member. A gain counts in the measure of the first goal, at true prices. With `key_by` capacity
    shares follow what is declared. `state` keeps finished tries, so that a run that was stopped
    goes on. `pool` makes what carries tries out; `context` stands in the provenance. Raises
    InputError for a state that can not be used.
    """
    first = IncentiveTask(
        document_text(problem.tables),
        tuple(goals),
        key_by=key_by,
        rules_off=tuple(sorted((terms or Terms()).rules_off)),
        options=one_engine(options or Options()),
    )
    wanted = misreports(problem) if tries is None else tuple(tries)
    run = _Run(first, problem_digest(problem), workers or cores(), pool, listener, should_stop)
    with ExitStack() as stack:
        run.store = stack.enter_context(nullcontext() if state is None else SweepState(Path(state)))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="allocator-incentives-"))
        run.stop_file = Path(folder) / "stop"
        run.carry_out(wanted)
    tried = tuple(Tried(each, run.rows[each]) for each in wanted if each in run.rows)
    return Incentives(
        first.measure,
        key_by,
        run.truth,
        tried,
        len(tried) == len(wanted),
        json_ready(stated(problem, tuple(goals), terms or Terms(), first.options, context or {})),
    )


@dataclass
class _Run:
    first: IncentiveTask
    digest: str
    workers: int
    pool: Pool
    listener: IncentiveListener | None
    should_stop: Callable[[], bool] | None
    store: SweepState | None = None
    stop_file: Path = Path()
    truth: Row = field(default_factory=dict)
    rows: dict[Misreport, Row] = field(default_factory=dict)
    stopped: bool = False
    started: float = field(default_factory=time.monotonic)

    def carry_out(self, wanted: Sequence[Misreport]) -> None:
        """The truth first: every try is held against it."""
        found = self._all([self.first])
        self.truth = found.get(None, {"status": "unknown"})
        if self.truth.get("status") not in ("optimal", "feasible"):
            return
        known = Truth(
            tuple((a, b, c) for a, b, c in self.truth["assignments"]),
            tuple(tuple(v) if isinstance(v, list) else v for v in self.truth["values"]),
            bool(self.truth["proved"]),
        )
        self._all([replace(self.first, misreport=each, truth=known) for each in wanted])

    def _all(self, tasks: Sequence[IncentiveTask]) -> dict[Misreport | None, Row]:
        """Carry tasks out, those that are kept already taken from the state; dead workers' anew."""
        versions = package_versions()
        found: dict[Misreport | None, Row] = {}
        left: list[tuple[IncentiveTask, str]] = []
        for task in tasks:
            key = key_of(task, self.digest, versions)
            if self.store is not None and key in self.store.rows:
                self._take(task, json.loads(self.store.rows[key]), found, len(tasks))
            else:
                left.append((task, key))
        strikes: dict[Misreport | None, int] = {}
        while left and not self._heard():
            # A try that was under way when a worker died is done again alone, so that a second
            # death tells whose fault it is.
            batch = [each for each in left if each[0].misreport in strikes][:1] or left
            rest = [each for each in left if each not in batch]
            with self.pool(min(self.workers, len(batch))) as pool:
                left = [*self._on(pool, batch, found, strikes, len(tasks)), *rest]
        return found

    def _on(
        self,
        pool: Executor,
        waiting: list[tuple[IncentiveTask, str]],
        found: dict[Misreport | None, Row],
        strikes: dict[Misreport | None, int],
        whole: int,
    ) -> list[tuple[IncentiveTask, str]]:
        """What is left to do: nothing, unless the pool broke or somebody asked to stop."""
        queue = list(reversed(waiting))
        running: dict[Future[str], tuple[IncentiveTask, str]] = {}
        again: list[tuple[IncentiveTask, str]] = []
        while queue or running:
            if self._heard():
                queue.clear()
            while queue and len(running) < self.workers and not again:
                task, key = queue.pop()
                told = replace(task, stop_file=str(self.stop_file))
                try:
                    running[pool.submit(run_task, told)] = (task, key)
                except BrokenExecutor:
                    # Refused since another's worker died: no strike of its own.
                    again.append((task, key))
            if not running:
                break
            done, _ = wait(running, timeout=PULSE_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                task, key = running.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    self._struck(task, key, found, strikes, again, whole)
                    continue
                text = _text_of(future)
                row = json.loads(text)
                if self.store is not None and row["status"] not in NOT_KEPT:
                    self.store.add(key, text)
                self._take(task, row, found, whole)
        return [*again, *reversed(queue)]

    def _struck(
        self,
        task: IncentiveTask,
        key: str,
        found: dict[Misreport | None, Row],
        strikes: dict[Misreport | None, int],
        again: list[tuple[IncentiveTask, str]],
        whole: int,
    ) -> None:
        """A worker died over a task: it is done once more, and then counts as its fault."""
        strikes[task.misreport] = strikes.get(task.misreport, 0) + 1
        if strikes[task.misreport] < STRIKES:
            again.append((task, key))
        else:
            row = dict(failed("BrokenExecutor", "a worker died over this try"))
            self._take(task, row, found, whole)

    def _heard(self) -> bool:
        if not self.stopped and self.should_stop is not None and self.should_stop():
            self.stopped = True
            self.stop_file.touch()
        return self.stopped

    def _take(
        self, task: IncentiveTask, row: Row, found: dict[Misreport | None, Row], whole: int
    ) -> None:
        if row["status"] == "given_up":
            return
        found[task.misreport] = row
        if task.misreport is None:
            return
        self.rows[task.misreport] = row
        if self.listener is not None:
            paying = sum(bool(each.get("pays")) for each in self.rows.values())
            seconds = time.monotonic() - self.started
            self.listener(IncentiveProgress(len(self.rows), whole, paying, seconds))


def _text_of(future: Future[str]) -> str:
    """The row of a task that has ended."""
    error = future.exception()
    if error is None:
        return future.result()
    return exact_text(dict(failed(type(error).__name__, str(error))), compact=True)
