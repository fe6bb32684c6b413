"""Setting engines on a model: one alone or a race, with progress in the goal's unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from allocator.formulation.formulation import Target
from allocator.model import Model
from allocator.running import race
from allocator.solvers.base import Outcome, Progress
from allocator.solving.choosing import is_bound_first
from allocator.solving.options import Options
from allocator.solving.progress import Clock, KeepPlan, PhaseListener, PhaseProgress, ShouldStop


@dataclass(frozen=True)
class Search:
    """Everything a search needs that is the same for all goals of a run."""

    options: Options
    clock: Clock
    listener: PhaseListener | None = None
    should_stop: ShouldStop | None = None
    keep: KeepPlan | None = None

    def run(
        self,
        model: Model,
        engines: tuple[str, ...],
        *,
        seconds: float | None,
        work: float | None = None,
        hint: tuple[int, ...] | None = None,
        target: Target | None = None,
        phase: str = "",
        on_plan: Callable[[tuple[int, ...]], None] | None = None,
    ) -> tuple[Outcome, ...]:
        """Outcomes of the engines: the one that proved first, else the one that worked longest.

        `on_plan` is given the values of each plan that an engine tells of, unchecked.
        """
        threads = max(1, self.options.workers // len(engines))
        asked = self.options.limits
        limits = replace(
            asked,
            time_seconds=None if asked.repeatable else seconds,
            work=asked.work if work is None else work,
            workers=threads,
            seed=engine_seed(self.options.seed, phase),
            bound_first=model.objective is not None and is_bound_first(phase),
        )
        found = race(
            model,
            engines,
            limits,
            hint=hint,
            listener=self._listener(model, target, phase, on_plan),
            should_stop=self.should_stop,
        )
        outcomes = dict(found.outcomes)
        first = outcomes.pop(found.winner, None) if found.winner else None
        others = sorted(outcomes.values(), key=lambda each: -each.seconds)
        return (*(() if first is None else (first,)), *others)

    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self.should_stop is not None and self.should_stop()

    def tell(self, phase: str, best: Fraction | None, bound: Fraction | None) -> None:
        """Report the state of a phase."""
        if self.listener is not None:
            self.listener(PhaseProgress(phase, best, bound, self.clock.seconds))

    def _listener(
        self,
        model: Model,
        target: Target | None,
        phase: str,
        on_plan: Callable[[tuple[int, ...]], None] | None,
    ) -> Callable[[Progress], None] | None:
        listener, objective = self.listener, model.objective
        if listener is None and on_plan is None:
            return None
        unit = Fraction(0) if objective is None or target is None else objective.unit

        def tell(progress: Progress) -> None:
            if on_plan is not None and progress.values is not None:
                on_plan(progress.values)
            if listener is None:
                return
            best = None if progress.best is None else progress.best * unit
            bound = None if progress.bound is None else in_unit(progress.bound, unit)
            listener(PhaseProgress(phase, best, bound, self.clock.seconds, progress.engine))

        return tell


def in_unit(bound: float, unit: Fraction) -> Fraction | None:
    """An engine's bound in the unit of the measure; None where it has none yet."""
    if bound != bound or bound in (float("inf"), float("-inf")):
        return None
    return Fraction(bound) * unit


def engine_seed(seed: int, phase: str) -> int:
    """The seed of an engine's own random choices, derived from the published draw."""
    return int.from_bytes(sha256(f"{seed}|engine|{phase}".encode()).digest()[:3], "big")
