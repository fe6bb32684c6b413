"""One goal: engines are set on it, their claims are judged, the best verified plan is kept."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from fractions import Fraction

from allocator.formulation import Formulation
from allocator.formulation.choices import largest, smallest
from allocator.formulation.formulation import Target
from allocator.measures.steps import rounded
from allocator.model import Model, Sense
from allocator.solvers.base import Outcome, OutcomeStatus, StoppedBy
from allocator.solving.engines import Search
from allocator.solving.keeping import Keeping
from allocator.solving.plans import Held, Plan, goal_value, read_plan, worse

SHORTEST_DECISION_SECONDS = 2.0
DECISION_WORK = {"cpsat": 10.0}
"""Deterministic seconds for a second proof where no clock may decide."""
DECISION_NODES = 20_000.0
"""The same for the other engines, in nodes."""
ARITHMETIC = "arithmetic"
"""Named as the proof where no plan could be better whatever an engine says."""


@dataclass(frozen=True)
class Attempt:
    """How one goal ended. `infeasible` is proved; value and bound are on the goal's grid.

    `failures` are engines that ended by themselves without an answer, with their own words.
    """

    plan: Plan | None
    value: Fraction | None = None
    bound: Fraction | None = None
    proved: bool = False
    infeasible: bool = False
    stopped_by: str = StoppedBy.PROOF
    confirmed_by: tuple[str, ...] = ()
    failures: tuple[tuple[str, str], ...] = ()


@dataclass
class Attempting:
    """The state of one goal while it is tried: the only mutable thing of a run beside the draft."""

    formulation: Formulation
    search: Search
    target: Target
    held: tuple[Held, ...]
    best: Plan | None
    until: float | None
    outcome: Outcome | None = None
    bound: Fraction | None = None
    failures: list[tuple[str, str]] = field(default_factory=list)
    learnt: bool = False
    """Whether the model has learnt of a curve since it was last asked."""
    claims: dict[str, Fraction | None] = field(default_factory=dict)
    """What engines called optimal and is still to be confirmed; None where it was discarded."""
    keeping: Keeping = field(init=False)

    def __post_init__(self) -> None:
        self.keeping = Keeping(self.formulation, self.target, self.held, self.search, self.best)

    @property
    def seconds_left(self) -> float | None:
        """What this goal may still use."""
        return None if self.until is None else max(0.0, self.until - time.monotonic())

    @property
    def ended_by(self) -> StoppedBy | None:
        """What forbids to go on, if anything does."""
        if self.search.stopped():
            return StoppedBy.INTERRUPTED
        return StoppedBy.TIME_LIMIT if self.seconds_left == 0 else None

    @property
    def value(self) -> Fraction | None:
        """The value of the best plan on the goal's grid."""
        return None if self.best is None else self.value_of(self.best)

    def value_of(self, plan: Plan) -> Fraction:
        """A plan's value on the goal's grid."""
        choices = self.formulation.choices
        seed = self.search.options.seed
        entry = self.target.entry
        return goal_value(choices.problem, choices.terms, entry, plan.quantities, seed)

    def read(self, outcome: Outcome) -> tuple[Plan | None, str]:
        """The verified plan of an outcome, kept if it is the best so far."""
        if outcome.values is None:
            return None, "no values"
        seed = self.search.options.seed
        plan, fault = read_plan(self.formulation, outcome.values, self.held, seed)
        if plan is not None and (
            self.best is None
            or not worse(self.target.entry, self.value_of(plan), self.value_of(self.best))
        ):
            self.best = plan
            self.keeping.offer(plan)
        return plan, fault

    def learn(self, outcome: Outcome) -> bool:
        """Let curves know the exact measure of an outcome's plan; whether they have learnt any."""
        if outcome.values is None:
            return False
        quantities = self.formulation.quantities(outcome.values)
        targets = (self.target, *(each.target for each in self.held))
        learnt = [
            each.curves.touch(self.formulation.choices, quantities)
            for each in targets
            if each.curves is not None
        ]
        self.learnt = self.learnt or any(learnt)
        return any(learnt)

    @property
    def curved(self) -> bool:
        """Whether anything here is only bounded by tangents."""
        held = (each.target.curves for each in self.held)
        return any(each is not None for each in (self.target.curves, *held))

    def run(self, model: Model, engines: tuple[str, ...], seconds: float | None = None) -> Outcome:
        """Set engines on a model; the outcome that ended the search, all plans kept.

        With `seconds` it is a second proof, which may take no longer.
        """
        limit = self.seconds_left
        within = seconds if limit is None else limit if seconds is None else min(limit, seconds)
        asked = self.search.options.limits
        decisive = seconds is not None and asked.repeatable and asked.work is None
        outcomes = self.search.run(
            model,
            engines,
            seconds=within,
            work=DECISION_WORK.get(engines[0], DECISION_NODES) if decisive else None,
            hint=None if self.best is None else self.best.values,
            target=self.target,
            phase=self.target.entry.name,
            on_plan=self.keeping.look_at if self.search.keep else None,
        )
        for each in outcomes[1:]:
            self.read(each)
        self._note_failures(outcomes)
        return with_tightest_bound(model, outcomes)

    def _note_failures(self, outcomes: tuple[Outcome, ...]) -> None:
        """Engines that ended although nobody asked them to and nobody was first."""
        proofs = (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE)
        if self.search.stopped() or outcomes[0].status in proofs:
            return
        self.failures += [
            (each.engine, each.words)
            for each in outcomes
            if each.stopped_by is StoppedBy.INTERRUPTED
        ]


def with_tightest_bound(model: Model, outcomes: tuple[Outcome, ...]) -> Outcome:
    """The outcome that ended the search; without a proof, what any engine knows of the bound."""
    first, objective = outcomes[0], model.objective
    if objective is None or first.status in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE):
        return first
    tightest = max if objective.sense is Sense.MINIMISE else min
    known = (each.bound for each in outcomes if each.bound is not None)
    return replace(first, bound=tightest(known, default=None))


def best_conceivable(state: Attempting) -> bool:
    """Whether the plan at hand is as good as the bounds of the variables allow at all."""
    if state.best is None:
        return False
    draft, expression = state.formulation.choices.draft, state.target.expression
    entry = state.target.entry
    limit = (largest if entry.sense == "maximise" else smallest)(draft, expression)
    return rounded(Fraction(limit), entry.step) == state.value


def decision_seconds(outcome: Outcome | None) -> float:
    """How long a second proof may take: what the first took, at least two seconds."""
    return max(SHORTEST_DECISION_SECONDS, 0.0 if outcome is None else outcome.seconds)
