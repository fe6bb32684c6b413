"""Tasks carried out on an executor: handed out, collected, stopped; a dead worker ends no sweep."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from allocator.reporting.exact_json import exact_text
from scenarios.sweep_pool import own_pool
from scenarios.sweep_tasks import SweepTask, failed, run_task

PULSE_SECONDS = 0.2
"""How often a stop is looked for."""

STRIKES = 2
"""How many workers may die over a run before it counts as its fault."""

Done = tuple[SweepTask, str]


@dataclass(frozen=True)
class Work:
    """Where and how tasks are carried out.

    Without an executor a pool of `workers` processes is made, and made anew when one dies.
    `stop_file` is put there to tell runs under way that they should end.
    """

    executor: Executor | None
    workers: int
    stop_file: Path
    should_stop: Callable[[], bool] | None = None

    def stopped(self) -> bool:
        """Whether somebody asked to stop; runs under way are then told."""
        if self.should_stop is None or not self.should_stop():
            return False
        self.stop_file.touch()
        return True


def carry_out(tasks: Sequence[SweepTask], work: Work) -> Generator[Done, None, None]:
    """Every task with its row as JSON text, in the order in which they end."""
    told = [replace(each, stop_file=str(work.stop_file)) for each in tasks]
    if work.executor is not None:
        for task, future in _on(work.executor, told, work, most=len(told)):
            yield task, _text_of(task, future)
        return
    yield from _on_own_pools(told, work)


def _on_own_pools(tasks: list[SweepTask], work: Work) -> Iterator[Done]:
    """On pools of our own: one whose process dies is replaced, and its runs done again.

    A run that was under way then is done again alone, so that the second death tells whose fault
    it is.
    """
    left = {each.place: each for each in tasks}
    suspects: dict[tuple[str, str], int] = {}
    while left and not work.stopped():
        alone = [left[place] for place in sorted(suspects) if place in left][:1]
        batch = alone or list(left.values())
        with own_pool(min(work.workers, len(batch))) as pool:
            for task, future in _on(pool, batch, work, most=work.workers):
                if not isinstance(future.exception(), BrokenExecutor):
                    del left[task.place]
                    yield task, _text_of(task, future)
                    continue
                suspects[task.place] = suspects.get(task.place, 0) + 1
                if suspects[task.place] >= STRIKES:
                    del left[task.place]
                    yield task, _text_of(task, future)


def _on(
    executor: Executor, tasks: Sequence[SweepTask], work: Work, *, most: int
) -> Iterator[tuple[SweepTask, Future[str]]]:
    """The futures of tasks as they end, at most so many under way; after a stop, those begun."""
    waiting = list(reversed(tasks))
    running: dict[Future[str], SweepTask] = {}
    try:
        while waiting or running:
            if work.stopped():
                waiting.clear()
                running = {each: task for each, task in running.items() if not each.cancel()}
            while waiting and len(running) < most:
                task = waiting.pop()
                running[_submitted(executor, task)] = task
            done, _ = wait(running, timeout=PULSE_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                if future.cancelled():
                    # By somebody else: it has no answer, and is left over.
                    del running[future]
                    continue
                if isinstance(future.exception(), BrokenExecutor):
                    # Whatever else is handed to it would only be refused.
                    waiting.clear()
                yield running.pop(future), future
    finally:
        if running:
            # The caller has left in the middle: nobody waits for what is still under way.
            work.stop_file.touch()
            for future in running:
                future.cancel()


def _submitted(executor: Executor, task: SweepTask) -> Future[str]:
    """The future of a task; one that an executor refuses since it is broken says so itself."""
    try:
        return executor.submit(run_task, task)
    except BrokenExecutor as error:
        refused: Future[str] = Future()
        refused.set_exception(error)
        return refused


def _text_of(task: SweepTask, future: Future[str]) -> str:
    """The row of a task that has ended, whatever became of its worker."""
    error = future.exception()
    if error is None:
        return future.result()
    row: dict[str, Any] = {"scenario_id": task.scenario_id, "policy_id": task.policy_id}
    row |= {**failed(type(error).__name__, str(error)), "seconds": 0}
    return exact_text(row, compact=True)
