"""CBC, the program that PuLP brings along, run as a process of its own. Knows no domain.

It takes no hint: started from a plan it has called a worse one optimal (1,040,325 for 1,039,009 PLN
left uncovered on the town without its kitchen); left alone it finds the right one.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT
from types import MappingProxyType

import pulp
from pulp.apis.coin_api import COIN_CMD, PULP_CBC_CMD

from allocator.model import Model
from allocator.solvers.base import (
    Engine,
    Limits,
    Listener,
    Outcome,
    OutcomeStatus,
    ShouldStop,
    StoppedBy,
)
from allocator.solvers.errors import EngineMissing
from allocator.solvers.lowering import Answer, Lowered, lowered, outcome, settled_beforehand
from allocator.solvers.pulp_model import pulp_problem
from allocator.solvers.rounding import rounded
from allocator.solvers.watching import PULSE_SECONDS, asked_to_stop

LARGEST = 10**13
DIGITS = 13
"""PuLP hands numbers to CBC as text with thirteen significant digits."""

GRACE_SECONDS = 2.0
"""How long CBC may take to write its plan after an interrupt, before it is killed."""

STATUSES: Mapping[tuple[int, int], OutcomeStatus] = MappingProxyType(
    {
        # (status, sol_status) of PuLP: only the second says whether "Optimal" is meant.
        (pulp.LpStatusOptimal, pulp.LpSolutionOptimal): OutcomeStatus.OPTIMAL,
        (pulp.LpStatusOptimal, pulp.LpSolutionIntegerFeasible): OutcomeStatus.FEASIBLE,
        (pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible): OutcomeStatus.INFEASIBLE,
        # CBC's "Integer infeasible".
        (pulp.LpStatusInfeasible, pulp.LpSolutionNoSolutionFound): OutcomeStatus.INFEASIBLE,
        (pulp.LpStatusUnbounded, pulp.LpSolutionUnbounded): OutcomeStatus.UNKNOWN,
        (pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound): OutcomeStatus.UNKNOWN,
    }
)

RESULTS: Mapping[str, StoppedBy] = MappingProxyType(
    {
        "Stopped on time limit": StoppedBy.TIME_LIMIT,
        "Stopped on node limit": StoppedBy.DETERMINISTIC_LIMIT,
        "Stopped on solution limit": StoppedBy.DETERMINISTIC_LIMIT,
        "User ctrl-cuser ctrl-c": StoppedBy.INTERRUPTED,
    }
)


@dataclass(frozen=True, slots=True)
class _Files:
    model: Path
    solution: Path
    log: Path


class PulpCbc:
    """CBC behind the common door. Tells no progress: its program holds its words back."""

    name = "cbc"
    house = "coin"
    exact = False

    def solve(
        self,
        model: Model,
        limits: Limits,
        *,
        hint: tuple[int, ...] | None = None,
        listener: Listener | None = None,
        should_stop: ShouldStop | None = None,
    ) -> Outcome:
        """Search until a proof, a limit or a stop; `EngineMissing` without CBC's program."""
        task = lowered(model, LARGEST, digits=DIGITS)
        started = time.monotonic()
        answer = settled_beforehand(model, task)
        if answer is None:
            answer = _search(model, task, limits, should_stop)
        return outcome(
            self.name,
            model,
            task.costs,
            answer,
            seconds=time.monotonic() - started,
            gap=limits.relative_gap,
        )


def _search(
    model: Model,
    task: Lowered,
    limits: Limits,
    should_stop: ShouldStop | None,
) -> Answer:
    program = Path(PULP_CBC_CMD.pulp_cbc_path)
    if not os.access(program, os.X_OK):
        raise EngineMissing("engine_not_executable", engine=PulpCbc.name, reason=program.name)
    problem, columns = pulp_problem(model, task)
    bridge = COIN_CMD(path=str(program), msg=False)
    with tempfile.TemporaryDirectory(prefix="allocator-") as folder:
        files = _Files(*(Path(folder) / name for name in ("m.mps", "m.sol", "m.log")))
        written, names, row_names, _ = problem.writeMPS(str(files.model), rename=1)
        _run([str(program), *_orders(files, limits)], files.log, should_stop)
        log = files.log.read_text(errors="replace").splitlines()
        if not files.solution.exists():
            return Answer(OutcomeStatus.UNKNOWN, StoppedBy.INTERRUPTED, words=_tail(log))
        status, values, _, _, _, sol_status = bridge.readsol_MPS(
            str(files.solution), problem, written, names, row_names
        )
        first_line = files.solution.read_text().partition("\n")[0]
    found = STATUSES.get((status, sol_status), OutcomeStatus.UNKNOWN)
    known = found in (OutcomeStatus.OPTIMAL, OutcomeStatus.FEASIBLE)
    result = _after(log, "Result - ")
    return Answer(
        status=found,
        stopped_by=StoppedBy.PROOF
        if found in (OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE)
        else RESULTS.get(result, StoppedBy.INTERRUPTED),
        values=rounded(model, [values[column.name] for column in columns]) if known else None,
        bound=_bound(log, found, result, first_line),
        work=float(_after(log, "Enumerated nodes:") or 0),
        words=f"{first_line} | {result}".strip(" |"),
    )


def _orders(files: _Files, limits: Limits) -> list[str]:
    """CBC's command line; its gaps are zero by order, never by its defaults."""
    orders = [str(files.model)]
    orders += ["-ratio", str(limits.relative_gap), "-allow", "0"]
    seed = limits.seed % 2**31
    orders += ["-randomSeed", str(seed), "-randomCbcSeed", str(seed)]
    if limits.time_seconds is not None and not limits.repeatable:
        orders += ["-timeMode", "elapsed", "-sec", str(limits.time_seconds)]
    if limits.work is not None:
        orders += ["-maxNodes", str(int(limits.work))]
    return [*orders, "-solve", "-printingOptions", "all", "-solution", str(files.solution)]


def _run(command: list[str], log: Path, should_stop: ShouldStop | None) -> None:
    """Run CBC to its end; interrupt it when asked to stop, kill it if it does not hear."""
    stopped_at: float | None = None
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink)
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PULSE_SECONDS)
                return
            if stopped_at is None and asked_to_stop(should_stop):
                stopped_at = time.monotonic()
                process.send_signal(SIGINT)
            if stopped_at is not None and time.monotonic() > stopped_at + GRACE_SECONDS:
                process.kill()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _bound(log: list[str], found: OutcomeStatus, result: str, first_line: str) -> float | None:
    """The bound CBC prints where it stopped short; with a full proof, its own best value."""
    printed = _after(log, "Lower bound:")
    if printed:
        return float(printed)
    if found is OutcomeStatus.OPTIMAL and "gap" not in result:
        return float(first_line.split("objective value")[1].split()[0])
    return None


def _after(log: list[str], label: str) -> str:
    """What CBC prints after a label, last time it does; empty if never."""
    found = [line.split(label, 1)[1].strip() for line in log if label in line]
    return found[-1] if found else ""


def _tail(log: list[str]) -> str:
    return "CBC wrote no solution: " + " / ".join(line for line in log[-3:] if line)


ENGINES: Mapping[str, Engine] = MappingProxyType({"cbc": PulpCbc()})
