"""The problem, the goals and the terms that a command works on, from its path and options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from allocator.cli.asking import asked_of
from allocator.cli.declaring import Invocation
from allocator.cli.values import Faults, issue
from allocator.operations.fitting import Request, fitted, with_scenario
from allocator.problem.problem import Pair, Problem
from allocator.texts.issues import Issue, Severity

if TYPE_CHECKING:
    from allocator.cli.recalling import Recalled
    from allocator.operations.asked import Asked
    from allocator.operations.plugins import Changed

__all__ = ["Request", "request_of"]


def request_of(
    invocation: Invocation,
    faults: Faults | None = None,
    *,
    recalled: Recalled | None = None,
    fairness_only: bool = False,
) -> Request:
    """Read the problem and all that is asked of it.

    `fairness_only`: the command has its own goal of levels, measured as the policy measures them.
    `faults` are those that the command has found already. Raises InputError with them and every
    fault of the options and the files; then, where all of them could be read, with every fault of
    the one against the other.
    """
    # Imported here: help and faults of form need no reader.
    from allocator.reading import read_problem

    faults = faults or Faults()
    asked = replace(asked_of(invocation, faults), fairness_only=fairness_only)
    problem = faults.attempt(lambda: read_problem(invocation.path))
    faults.end()
    assert problem is not None, "without faults there is a problem"
    if _recalled_and_missing(problem, asked.scenario, recalled):
        faults.issues.append(_told_missing(asked.scenario))
        asked = replace(asked, scenario=None)
    changed = _changed(problem, asked)
    earlier = recalled.earlier if recalled else None
    if invocation.text("--earlier") is not None:
        earlier = _earlier(changed.problem, str(invocation.text("--earlier")), faults)
    request = fitted(changed, replace(asked, earlier=earlier), faults)
    faults.end()
    return replace(request, notices=(*changed.notices, *faults.notices))


def _recalled_and_missing(
    problem: Problem, scenario_id: str | None, recalled: Recalled | None
) -> bool:
    """Whether a split names a scenario that this input, perhaps changed already, does not have."""
    if recalled is None or scenario_id is None:
        return False
    known = {each.scenario_id for each in problem.scenarios}
    return scenario_id == recalled.values.get("--scenario") and scenario_id not in known


def _told_missing(scenario_id: str | None) -> Issue:
    return issue(
        "recalled_scenario_missing",
        "--scenario",
        scenario_id or "",
        severity=Severity.WARNING,
    )


def _changed(problem: Problem, asked: Asked) -> Changed:
    if asked.scenario is None:
        return with_scenario(problem, None, None)
    # Imported here: only a scenario needs other packages.
    from allocator.cli.plugins import scenario_applier

    return with_scenario(problem, asked.scenario, scenario_applier())


def _earlier(problem: Problem, path: str, faults: Faults) -> Mapping[Pair, Fraction]:
    """The earlier split; an empty one where it can not be read, which is told of already."""
    # Imported here: few runs are measured against an earlier split.
    from allocator.reading.allocations import read_allocation

    found: Any = faults.attempt(lambda: read_allocation(path, problem))
    return {} if found is None else found.quantities
