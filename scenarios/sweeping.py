"""Many scenarios under many policies, each run a task of its own on any executor; resumable."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing, nullcontext
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from itertools import product
from os import PathLike
from pathlib import Path
from typing import Any

from allocator.problem.digest import problem_digest
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from allocator.reading.document_writing import document_text
from allocator.reporting.exact_json import json_ready
from allocator.solving import Options
from allocator.solving.provenance import asked_of_problem, stated
from allocator.texts.issues import InputError, Issue
from scenarios.sweep_pool import cores
from scenarios.sweep_runs import Work, carry_out
from scenarios.sweep_state import SweepState
from scenarios.sweep_tasks import ERROR, GIVEN_UP, SweepTask, goals_of, key_of

PACKAGES = ("allocator", "ortools", "pulp")


@dataclass(frozen=True)
class SweepRow:
    """What one run came to; `text` is the JSON that a worker made of it, numbers exact."""

    scenario_id: str | None
    policy_id: str | None
    text: str
    kept: bool = False
    """Whether an earlier sweep had finished it."""

    @cached_property
    def content(self) -> Mapping[str, Any]:
        """The row as JSON-ready data with `Decimal` numbers."""
        found: Mapping[str, Any] = json.loads(self.text, parse_float=Decimal)
        return found

    @property
    def status(self) -> str:
        """That of the result, or `error`."""
        return str(self.content["status"])

    @property
    def has_error(self) -> bool:
        """Whether the run ended in an error instead of an answer."""
        return self.status == ERROR


@dataclass(frozen=True, slots=True)
class SweepProgress:
    """A run has ended: its row, and how many of all have. Those kept from before count."""

    done: int
    of: int
    row: SweepRow


@dataclass(frozen=True)
class Sweep:
    """Rows by scenario and policy, whatever the order in which they ended.

    `not_run` are the (scenario, policy) that a stop left out.
    """

    rows: tuple[SweepRow, ...]
    not_run: tuple[tuple[str | None, str | None], ...] = ()
    provenance: Mapping[str, Any] | None = None

    @property
    def complete(self) -> bool:
        """Whether every run has a row."""
        return not self.not_run


SweepListener = Callable[[SweepProgress], None]


def sweep(
    problem: Problem,
    *,
    scenarios: Sequence[str] | None = None,
    policies: Sequence[str] | None = None,
    rules_off: Sequence[str] = (),
    partial: bool = False,
    options: Options | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    state: str | PathLike[str] | None = None,
    listener: SweepListener | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Sweep:
    """Solve every scenario under every policy; all of the problem's where none are named.

    A problem without scenarios is solved as it is, one without policies for least cost. Each run
    has one engine by the published rule and one thread; limits in `options` are those of each run.
    Without an executor, `workers` processes carry them out (one for each core); with one, they go
    wherever it takes them, and the caller ends it. `state` is a file or folder that keeps finished
    runs: those of an earlier sweep are not done again. Runs that ended in an error are. Once
    `should_stop` says yes, runs under way are given up and those that are finished are returned.

    Raises InputError for unknown names and for a state that can not be used.
    """
    tasks = plan(
        problem, scenarios, policies, rules_off=rules_off, partial=partial, options=options
    )
    rows: dict[tuple[str, str], SweepRow] = {}

    def keep(task: SweepTask, text: str, *, kept: bool = False) -> None:
        row = SweepRow(task.scenario_id, task.policy_id, text, kept)
        rows[task.place] = row
        if listener is not None:
            listener(SweepProgress(len(rows), len(tasks), row))

    with ExitStack() as stack:
        store = stack.enter_context(nullcontext() if state is None else SweepState(Path(state)))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="allocator-sweep-"))
        finished = {} if store is None else store.rows
        for task in tasks:
            if task.key in finished:
                keep(task, finished[task.key], kept=True)
        left = [each for each in tasks if each.place not in rows]
        work = Work(executor, workers or cores(), Path(folder) / "stop", should_stop)
        for task, text in stack.enter_context(closing(carry_out(left, work))):
            status = SweepRow("", "", text).status
            if status == GIVEN_UP:
                continue
            if store is not None and status != ERROR:
                store.add(task.key, text)
            keep(task, text)
    return Sweep(
        tuple(rows[each.place] for each in tasks if each.place in rows),
        tuple((each.scenario_id, each.policy_id) for each in tasks if each.place not in rows),
        _provenance(problem, tasks, options),
    )


def plan(
    problem: Problem,
    scenarios: Sequence[str] | None = None,
    policies: Sequence[str] | None = None,
    *,
    rules_off: Sequence[str] = (),
    partial: bool = False,
    options: Options | None = None,
) -> tuple[SweepTask, ...]:
    """The runs of a sweep in the order of its rows. Raises InputError for unknown names."""
    known_scenarios = sorted({each.scenario_id for each in problem.scenarios})
    known_policies = sorted({each.policy_id for each in problem.policies})
    faults = [
        *_unknown("scenario_unknown", "--scenario", scenarios, known_scenarios),
        *_unknown("unknown_policy", "--policy", policies, known_policies),
    ]
    if faults:
        raise InputError(tuple(faults))
    document, digest = document_text(problem.tables), problem_digest(problem)
    versions = package_versions()
    tasks = []
    wanted: tuple[Sequence[str | None], Sequence[str | None]] = (
        sorted(set(scenarios or known_scenarios)) or (None,),
        sorted(set(policies or known_policies)) or (None,),
    )
    for scenario_id, policy_id in product(*wanted):
        task = SweepTask(
            "",
            document,
            scenario_id,
            policy_id,
            tuple(sorted(set(rules_off))),
            partial,
            one_engine(options or Options()),
        )
        tasks.append(replace(task, key=key_of(problem, digest, task, versions)))
    return tuple(tasks)


def one_engine(options: Options) -> Options:
    """The options with one thread, under which the published rule names one engine, no race.

    What rules leave uncovered is not searched: a row has no place for it.
    """
    return replace(options, limits=replace(options.limits, workers=1), causes=False)


def package_versions() -> Mapping[str, str]:
    """The versions of what decides about results."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def _unknown(
    code: str, option: str, asked: Sequence[str] | None, known: Sequence[str]
) -> Iterator[Issue]:
    for name in sorted(set(asked or ()) - set(known)):
        names = ", ".join(known) or "–"
        yield Issue(code, column=option, value=name, parameters=(("known", names), ("near", names)))


def sweep_provenance(
    problem: Problem,
    places: Sequence[tuple[str | None, str | None]],
    options: Options,
    *,
    rules_off: Iterable[str] = (),
    partial: bool = False,
) -> dict[str, Any]:
    """Where a sweep comes from, JSON-ready: the shape of a result's, for all its runs together.

    `places` are (scenario, policy) of every run; each policy is told with its effective goals.
    """
    terms = Terms(partial=partial, rules_off=frozenset(rules_off))
    alone = one_engine(options)
    context = {
        "scenarios": sorted({each for each, _ in places if each is not None}),
        "policies": [
            {
                "policy_id": policy_id or None,
                "goals": asked_of_problem(
                    goals_of(problem, policy_id or None, partial=partial), terms
                )["goals"],
            }
            for policy_id in sorted({each or "" for _, each in places})
        ],
    }
    found = stated(problem, (), terms, alone, context)
    # Each policy has goals of its own, and each measures fairness in its own way.
    rest = {name: each for name, each in found.items() if name not in ("goals", "fairness")}
    ready: dict[str, Any] = json_ready({**rest, "limits": asdict(alone.limits)})
    return ready


def _provenance(
    problem: Problem, tasks: Sequence[SweepTask], options: Options | None
) -> Mapping[str, Any]:
    return sweep_provenance(
        problem,
        [(each.scenario_id, each.policy_id) for each in tasks],
        options or Options(),
        rules_off={name for each in tasks for name in each.rules_off},
        partial=any(each.partial for each in tasks),
    )
