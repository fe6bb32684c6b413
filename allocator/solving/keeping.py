"""Plans passed on while a goal is still searched, so that they outlive the search itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction

from allocator.formulation import Formulation
from allocator.formulation.formulation import Target
from allocator.solving.engines import Search
from allocator.solving.plans import Held, Plan, goal_value, read_plan, worse

PATIENCE = 10
"""How many times as long as a check took it waits before the next one."""


@dataclass
class Keeping:
    """Passes on each checked plan that is better at this goal than the one before.

    Decides nothing about the search: `best` is only what was passed on last, or stood at the start.
    """

    formulation: Formulation
    target: Target
    held: tuple[Held, ...]
    search: Search
    best: Plan | None = None
    free_at: float = 0.0

    def look_at(self, values: tuple[int, ...]) -> None:
        """Check an engine's plan and pass it on; one that comes too soon after another is skipped.

        What is skipped is better than what was passed on, and comes again when the engine ends.
        """
        started = time.monotonic()
        if started < self.free_at:
            return
        plan, _ = read_plan(self.formulation, values, self.held, self.search.options.seed)
        if plan is not None:
            self.offer(plan)
        took = time.monotonic() - started
        self.free_at = started + (1 + PATIENCE) * took

    def offer(self, plan: Plan) -> None:
        """Pass on a checked plan, if it is better than the last one."""
        keep, entry = self.search.keep, self.target.entry
        if keep is None or (self.best is not None and not self._is_better(plan, self.best)):
            return
        self.best = plan
        keep(entry.name, plan.split)

    def _is_better(self, plan: Plan, than: Plan) -> bool:
        entry = self.target.entry
        return worse(entry, self._value(than), self._value(plan))

    def _value(self, plan: Plan) -> Fraction:
        choices = self.formulation.choices
        seed = self.search.options.seed
        return goal_value(choices.problem, choices.terms, self.target.entry, plan.quantities, seed)
