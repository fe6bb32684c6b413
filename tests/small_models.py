"""Small neutral models for the tests of engines and of running them, and a naive solver."""

from __future__ import annotations

import random
from itertools import product

from allocator.model import Expression, Model, ModelDraft, Sense, Tag
from allocator.solvers import Limits, Outcome, OutcomeStatus, StoppedBy, engine

LIMITS = Limits(time_seconds=20)
"""Far longer than a small model takes."""


def solve(name: str, model: Model, limits: Limits = LIMITS) -> Outcome:
    """The engine in this process."""
    return engine(name).solve(model, limits)


def proved(outcome: Outcome) -> bool:
    """Whether the outcome claims a proved optimum."""
    return outcome.status is OutcomeStatus.OPTIMAL and outcome.stopped_by is StoppedBy.PROOF


def knapsack() -> Model:
    """Weights 3, 4, 5 within 8, values 5, 6, 9.

    The first and third weigh 8 and are worth 14. The second and third weigh 9, too much; the
    first and second are worth 11: 14 is the most.
    """
    draft = ModelDraft()
    chosen = [draft.variable(f"item{number}", 0, 1) for number in range(3)]
    draft.row(Tag("capacity"), Expression.of(zip(chosen, (3, 4, 5), strict=True)), None, 8)
    return draft.model().with_objective(
        Sense.MAXIMISE, Expression.of(zip(chosen, (5, 6, 9), strict=True))
    )


def impossible() -> Model:
    """Two whole numbers whose doubles add up to an odd one: no plan, though fractions have one."""
    draft = ModelDraft()
    x, y = draft.variable("x", 0, 9), draft.variable("y", 0, 9)
    # The draft would divide by two and see it; the third variable, fixed at 0, hides it.
    z = draft.variable("z", 0, 0)
    draft.row(Tag("odd"), Expression.of(((x, 2), (y, 2), (z, 1))), 7, 7)
    return draft.model().with_objective(Sense.MINIMISE, Expression.of(((x, 1),)))


def assignment(members: int, components: int, seed: int) -> Model:
    """A generalized assignment problem of type D (Chu and Beasley 1997): hard for its size."""
    draw = random.Random(seed)
    hours = [[draw.randint(1, 100) for _ in range(components)] for _ in range(members)]
    costs = [[111 - hour + draw.randint(-10, 10) for hour in row] for row in hours]
    draft = ModelDraft()
    chosen = [
        [draft.variable(f"{member}|{component}", 0, 1) for component in range(components)]
        for member in range(members)
    ]
    for component in range(components):
        one = Expression.of((row[component], 1) for row in chosen)
        draft.row(Tag("once", str(component)), one, 1, 1)
    for member in range(members):
        load = Expression.of(zip(chosen[member], hours[member], strict=True))
        draft.row(Tag("hours", str(member)), load, None, 8 * sum(hours[member]) // (10 * members))
    total = Expression.of(
        (variable, cost)
        for row, row_costs in zip(chosen, costs, strict=True)
        for variable, cost in zip(row, row_costs, strict=True)
    )
    return draft.model().with_objective(Sense.MINIMISE, total)


HARD = assignment(5, 60, seed=1)
"""No engine proves this within ten seconds; its optimum is at least 3,815."""


def best_by_enumeration(model: Model) -> int | None:
    """The best objective over every plan, one by one; None if no plan holds (0 if no objective)."""
    ranges = (range(variable.lower, variable.upper + 1) for variable in model.variables)
    plans = [plan for plan in product(*ranges) if not model.violated(plan)]
    if not plans:
        return None
    if model.objective is None:
        return 0
    best = min if model.objective.sense is Sense.MINIMISE else max
    return best(model.objective.value(plan) for plan in plans)
