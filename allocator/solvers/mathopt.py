"""HiGHS and SCIP, both inside OR-Tools, through MathOpt. Knows the neutral model, no domain."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from pathlib import Path
from types import MappingProxyType

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from ortools.util.python.solve_interrupter import SolveInterrupter

from allocator.model import Model
from allocator.model.scaling import FittedRow
from allocator.solvers.base import (
    Engine,
    Limits,
    Listener,
    Outcome,
    OutcomeStatus,
    ShouldStop,
    StoppedBy,
)
from allocator.solvers.incumbents import IncumbentFile
from allocator.solvers.logs import LogReader, highs_log, scip_log
from allocator.solvers.lowering import Answer, Lowered, lowered, outcome, settled_beforehand
from allocator.solvers.rounding import rounded
from allocator.solvers.watching import Stop, Tracker, pulsing, silent_stdout

DIGITS = 15
"""Significant decimal digits that a float holds whatever the number."""

COMFORTABLE = 2**20
"""The size of coefficients that float engines are told at most."""

REASONS: Mapping[str, OutcomeStatus] = MappingProxyType(
    {
        "OPTIMAL": OutcomeStatus.OPTIMAL,
        "FEASIBLE": OutcomeStatus.FEASIBLE,
        "INFEASIBLE": OutcomeStatus.INFEASIBLE,
        # Every variable has finite bounds, so it is not the second.
        "INFEASIBLE_OR_UNBOUNDED": OutcomeStatus.INFEASIBLE,
        "UNBOUNDED": OutcomeStatus.UNKNOWN,
        "IMPRECISE": OutcomeStatus.UNKNOWN,
        "NO_SOLUTION_FOUND": OutcomeStatus.UNKNOWN,
        "NUMERICAL_ERROR": OutcomeStatus.UNKNOWN,
        "OTHER_ERROR": OutcomeStatus.UNKNOWN,
    }
)

LIMITS: Mapping[str, StoppedBy] = MappingProxyType(
    {
        "TIME": StoppedBy.TIME_LIMIT,
        "NODE": StoppedBy.DETERMINISTIC_LIMIT,
        "ITERATION": StoppedBy.DETERMINISTIC_LIMIT,
        "MEMORY": StoppedBy.MEMORY_LIMIT,
        "INTERRUPTED": StoppedBy.INTERRUPTED,
    }
)


@dataclass(slots=True)
class MathOptEngine:
    """One of MathOpt's solvers behind the common door; `largest` is what its numbers may reach.

    HiGHS cannot be stopped in its process: `should_stop` is heard only by SCIP.
    """

    name: str
    house: str
    solver: mathopt.SolverType
    largest: int
    log: Callable[[], LogReader] = field(repr=False)
    exact: bool = False

    def solve(
        self,
        model: Model,
        limits: Limits,
        *,
        hint: tuple[int, ...] | None = None,
        listener: Listener | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Outcome:
        """Search until a proof, a limit or (SCIP) a stop."""
        task = lowered(model, self.largest, digits=DIGITS)
        tracker = Tracker(self.name, model, task.costs, listener)
        answer = settled_beforehand(model, task)
        if answer is None:
            answer = _search(self, model, task, limits, hint, tracker, should_stop)
        return outcome(
            self.name, model, task.costs, answer, seconds=tracker.seconds, gap=limits.relative_gap
        )


def _search(
    engine: MathOptEngine,
    model: Model,
    task: Lowered,
    limits: Limits,
    hint: tuple[int, ...] | None,
    tracker: Tracker,
    should_stop: ShouldStop | None,
) -> Answer:
    lowered_model = mathopt.Model.from_model_proto(_proto(model, task))
    interrupter = SolveInterrupter()
    stop = Stop(should_stop, interrupter.interrupt)
    # With an interrupter SCIP complains on stderr, harmlessly: only who may stop it pays that.
    stoppable = should_stop is not None
    with tempfile.TemporaryDirectory(prefix="allocator-") as folder:
        incumbents = IncumbentFile(Path(folder) / "plans.sol", len(model.variables))

        def hear_plans() -> None:
            for values in incumbents.new_plans():
                tracker.plan(rounded(model, values))

        with silent_stdout(), pulsing(stop.pulse, hear_plans):
            result = mathopt.solve(
                lowered_model,
                engine.solver,
                params=_parameters(engine, limits, Path(folder) / "plans.sol"),
                model_params=_hinted(lowered_model, hint),
                msg_cb=_bound_listener(engine.log(), tracker),
                interrupter=interrupter if stoppable else None,
            )
    return _answer(model, result)


def _bound_listener(read: LogReader, tracker: Tracker) -> Callable[[Sequence[str]], None]:
    def hear(lines: Sequence[str]) -> None:
        for line in lines:
            bound = read(line)
            if bound is not None:
                tracker.bounded(bound)

    return hear


def _parameters(engine: MathOptEngine, limits: Limits, plans: Path) -> mathopt.SolveParameters:
    parameters = mathopt.SolveParameters(
        # Both stop at a gap of 0.01 % by themselves and call that optimal.
        relative_gap_tolerance=limits.relative_gap,
        absolute_gap_tolerance=0.0,
        random_seed=limits.seed % 2**31,
        node_limit=None if limits.work is None else int(limits.work),
    )
    if limits.time_seconds is not None and not limits.repeatable:
        parameters.time_limit = timedelta(seconds=limits.time_seconds)
    if engine.solver is mathopt.SolverType.HIGHS:
        options = highs_pb2.HighsOptionsProto()
        options.string_options["mip_improving_solution_file"] = str(plans)
        options.bool_options["mip_improving_solution_report_sparse"] = True
        parameters.highs = options
    return parameters


def _hinted(
    lowered_model: mathopt.Model, hint: tuple[int, ...] | None
) -> mathopt.ModelSolveParameters:
    parameters = mathopt.ModelSolveParameters()
    if hint is not None:
        values = dict(zip(lowered_model.variables(), map(float, hint), strict=False))
        parameters.solution_hints.append(mathopt.SolutionHint(variable_values=values))
    return parameters


def _answer(model: Model, result: mathopt.SolveResult) -> Answer:
    end = result.termination
    values = None
    if result.has_primal_feasible_solution():
        by_variable = result.variable_values()
        by_index = {variable.id: value for variable, value in by_variable.items()}
        values = rounded(model, [by_index[variable.index] for variable in model.variables])
    status = REASONS.get(end.reason.name, OutcomeStatus.UNKNOWN)
    if values is not None and status is OutcomeStatus.UNKNOWN:
        status = OutcomeStatus.FEASIBLE
    limit = "" if end.limit is None else end.limit.name
    proved = status in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE)
    bound = end.objective_bounds.dual_bound
    if model.objective is not None and not model.objective.terms and values is not None:
        bound = 0.0
    return Answer(
        status=status,
        stopped_by=StoppedBy.PROOF if proved else LIMITS.get(limit, StoppedBy.INTERRUPTED),
        values=values,
        bound=bound,
        work=float(result.solve_stats.node_count),
        words=" ".join(filter(None, (end.reason.name, limit, end.detail))),
    )


def _proto(model: Model, task: Lowered) -> model_pb2.ModelProto:
    """The model as MathOpt's own message: thirty times faster than its building calls."""
    proto = model_pb2.ModelProto()
    variables = proto.variables
    variables.ids.extend(range(len(model.variables)))
    variables.lower_bounds.extend([float(variable.lower) for variable in model.variables])
    variables.upper_bounds.extend([float(variable.upper) for variable in model.variables])
    variables.integers.extend([not variable.helper for variable in model.variables])
    rows = proto.linear_constraints
    rows.ids.extend(range(len(task.rows)))
    matrix = proto.linear_constraint_matrix
    for number, row in enumerate(task.rows):
        scale = _scale(row)
        rows.lower_bounds.append(-inf if row.lower is None else row.lower * scale)
        rows.upper_bounds.append(inf if row.upper is None else row.upper * scale)
        matrix.row_ids.extend([number] * len(row.terms))
        matrix.column_ids.extend([index for index, _ in row.terms])
        matrix.coefficients.extend([float(value) * scale for _, value in row.terms])
    costs = proto.objective.linear_coefficients
    costs.ids.extend([index for index, _ in task.costs.terms])
    costs.values.extend([float(value) for _, value in task.costs.terms])
    return proto


def _scale(row: FittedRow) -> float:
    """The power of two that brings a row's coefficients down to `COMFORTABLE`: floats keep all.

    A float engine holds a row to an absolute tolerance. With coefficients of 10^12 this is finer
    than its own rounding, and SCIP was seen to call a wrong value optimal.
    """
    largest = max(abs(int(value)) for _, value in row.terms)
    return 2.0 ** -max(0, largest.bit_length() - COMFORTABLE.bit_length())


ENGINES: Mapping[str, Engine] = MappingProxyType(
    {
        # HiGHS refuses a coefficient of 10^15 or more.
        "highs": MathOptEngine("highs", "highs", mathopt.SolverType.HIGHS, 2**49, highs_log),
        "scip": MathOptEngine("scip", "scip", mathopt.SolverType.GSCIP, 2**53, scip_log),
    }
)
