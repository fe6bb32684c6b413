"""CP-SAT of OR-Tools: the exact engine. Knows the neutral model, no domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf, nextafter
from types import MappingProxyType

from ortools.sat.python import cp_model

from allocator.model import Model
from allocator.model.scaling import RowTooLarge, Terms, reach
from allocator.solvers.base import (
    Engine,
    Limits,
    Listener,
    Outcome,
    OutcomeStatus,
    ShouldStop,
    StoppedBy,
)
from allocator.solvers.lowering import Answer, Lowered, lowered, outcome, settled_beforehand
from allocator.solvers.watching import Stop, Tracker, pulsing, silent_stdout

LARGEST = 2**62 - 1
"""CP-SAT refuses variables and rows that may leave half of the 64-bit range."""

FEWEST_WORKERS = 8
"""A smaller portfolio of CP-SAT proved later than one worker alone, on every instance tried."""

STATUSES: Mapping[str, OutcomeStatus] = MappingProxyType(
    {
        "OPTIMAL": OutcomeStatus.OPTIMAL,
        "FEASIBLE": OutcomeStatus.FEASIBLE,
        "INFEASIBLE": OutcomeStatus.INFEASIBLE,
        "MODEL_INVALID": OutcomeStatus.UNKNOWN,
        "UNKNOWN": OutcomeStatus.UNKNOWN,
    }
)


class _Plans(cp_model.CpSolverSolutionCallback):
    """Hands each plan that CP-SAT finds to the tracker."""

    def __init__(self, tracker: Tracker) -> None:
        super().__init__()
        self._tracker = tracker

    def on_solution_callback(self) -> None:
        self._tracker.plan(tuple(self.response_proto.solution))


class CpSat:
    """CP-SAT behind the common door. Repeats itself with `repeatable`, or with one worker."""

    name = "cpsat"
    house = "google"
    exact = True

    def solve(
        self,
        model: Model,
        limits: Limits,
        *,
        hint: tuple[int, ...] | None = None,
        listener: Listener | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Outcome:
        """Search until a proof, a limit or a stop; `RowTooLarge` if 64 bits cannot hold it."""
        task = lowered(model, LARGEST)
        tracker = Tracker(self.name, model, task.costs, listener)
        answer = settled_beforehand(model, task)
        if answer is None:
            answer = _search(model, task, limits, hint, tracker, should_stop)
        return outcome(
            self.name,
            model,
            task.costs,
            answer,
            seconds=tracker.seconds,
            gap=limits.relative_gap,
        )


def configured_solver(limits: Limits) -> cp_model.CpSolver:
    """A CP-SAT solver with the parameters that every search of ours uses."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    # Release 9.15 proves wrong optima with this presolve step (or-tools issue 5293).
    parameters.presolve_inclusion_work_limit = 0
    parameters.num_workers = limits.workers if limits.workers >= FEWEST_WORKERS else 1
    parameters.random_seed = limits.seed % 2**31
    parameters.relative_gap_limit = limits.relative_gap
    parameters.absolute_gap_limit = 0.0
    parameters.catch_sigint_signal = False
    if limits.work is not None:
        parameters.max_deterministic_time = limits.work
    if limits.repeatable:
        parameters.interleave_search = limits.workers > 1
    elif limits.time_seconds is not None:
        parameters.max_time_in_seconds = limits.time_seconds
    return solver


def _search(
    model: Model,
    task: Lowered,
    limits: Limits,
    hint: tuple[int, ...] | None,
    tracker: Tracker,
    should_stop: ShouldStop | None,
) -> Answer:
    lowered_model = _lowered_model(model, task, hint)
    if limits.repeatable and model.objective is None:
        # Interleaved workers without an objective abort the process of release 9.15.
        limits = replace(limits, workers=1)
    solver = configured_solver(limits)
    if model.objective is not None:
        # Measured on the reference commissions: with all rows in the relaxation one worker proves
        # in tenths of a second what it does not in minutes without.
        solver.parameters.linearization_level = 2
        # Likewise on deviations and on what stays uncovered, where the bound is all the work.
        solver.parameters.optimize_with_lb_tree_search = limits.bound_first
        solver.best_bound_callback = lambda bound: tracker.bounded(_whole(bound))
    stop = Stop(should_stop, solver.stop_search)
    with silent_stdout(), pulsing(stop.pulse):
        status = solver.solve(lowered_model, _Plans(tracker))
    response = solver.response_proto
    found = STATUSES.get(status.name, OutcomeStatus.UNKNOWN)
    known = found in (OutcomeStatus.OPTIMAL, OutcomeStatus.FEASIBLE)
    words = f"{status.name} {response.solution_info}".strip()
    if status.name == "MODEL_INVALID":
        words += f": {lowered_model.validate()}"
    # Before its first bound CP-SAT reports 0, which says nothing.
    bounded = model.objective is not None and (known or tracker.bound is not None)
    return Answer(
        status=found,
        stopped_by=_stopped_by(found, stop.fired, limits, response.deterministic_time),
        values=tuple(response.solution) if known else None,
        bound=response.inner_objective_lower_bound if bounded else None,
        work=response.deterministic_time,
        words=words,
    )


def _stopped_by(
    found: OutcomeStatus, stopped: bool, limits: Limits, deterministic_seconds: float
) -> StoppedBy:
    """CP-SAT does not say which limit ended it: told apart by what was used up."""
    if found in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE):
        return StoppedBy.PROOF
    if stopped:
        return StoppedBy.INTERRUPTED
    timed = limits.time_seconds is not None and not limits.repeatable
    if limits.work is not None and (deterministic_seconds >= limits.work or not timed):
        return StoppedBy.DETERMINISTIC_LIMIT
    if timed:
        return StoppedBy.TIME_LIMIT
    return StoppedBy.INTERRUPTED


def _whole(bound: float) -> int:
    """A bound told as a float: where floats are coarser than integers, the next one below."""
    return round(bound if abs(bound) < 2**53 else nextafter(bound, -inf))


def _lowered_model(model: Model, task: Lowered, hint: tuple[int, ...] | None) -> cp_model.CpModel:
    lowered_model = cp_model.CpModel()
    for variable in model.variables:
        if reach(variable) > LARGEST:
            raise RowTooLarge(f"variable {variable.name}")
    variables = [
        lowered_model.new_int_var(variable.lower, variable.upper, "")
        for variable in model.variables
    ]
    for row in task.rows:
        lower = -LARGEST if row.lower is None else row.lower
        upper = LARGEST if row.upper is None else row.upper
        if lower > upper:
            lowered_model.add_bool_or([])
            continue
        lowered_model.add_linear_constraint(
            _sum(variables, row.terms),
            max(lower, -LARGEST),
            min(upper, LARGEST),
        )
    if model.objective is not None:
        lowered_model.minimize(_sum(variables, task.costs.terms))
    if hint is not None:
        for column, value in zip(variables, hint, strict=False):
            lowered_model.add_hint(column, value)
    return lowered_model


def _sum(variables: list[cp_model.IntVar], terms: Terms) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.weighted_sum(
        [variables[index] for index, _ in terms], [int(value) for _, value in terms]
    )


ENGINES: Mapping[str, Engine] = MappingProxyType({"cpsat": CpSat()})
