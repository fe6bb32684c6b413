"""A search as the options ask for it: its limits, its progress shown, Ctrl-C heeded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Invocation
from allocator.cli.interrupting import stop_on_interrupt
from allocator.cli.progress import shown_progress
from allocator.cli.values import (
    COUNT,
    PERCENT,
    POSITIVE,
    SEEDS,
    Faults,
    number_option,
    whole_option,
)

if TYPE_CHECKING:
    from allocator.allocation import Result
    from allocator.problem.problem import Problem
    from allocator.problem.request import Goal, Terms
    from allocator.solving import Options


def search_options(invocation: Invocation, faults: Faults) -> Options:
    """How to search. Notes every fault of the options."""
    # Imported here: help searches nothing.
    from allocator.solvers.base import Limits
    from allocator.solving import Options

    time_limit = number_option(invocation, "--time-limit", POSITIVE, faults)
    work = number_option(invocation, "--work-limit", POSITIVE, faults)
    gap = number_option(invocation, "--gap", PERCENT, faults)
    workers = whole_option(invocation, "--workers", COUNT, faults)
    memory = whole_option(invocation, "--memory-limit", COUNT, faults)
    seed = whole_option(invocation, "--seed", SEEDS, faults)
    repeatable = invocation.flag("--repeatable")
    if repeatable and invocation.text("--time-limit") is not None:
        faults.add("repeatable_by_clock", "--time-limit", str(invocation.text("--time-limit")))
    limits = Limits(
        time_seconds=None if time_limit is None else float(time_limit),
        work=None if work is None else float(work),
        relative_gap=0.0 if gap is None else float(gap / 100),
        workers=workers or 0,
        memory_megabytes=memory,
        repeatable=repeatable,
    )
    return Options(
        backend=invocation.text("--backend") or "auto",
        confirm=invocation.flag("--confirm"),
        seed=seed or 0,
        limits=limits,
    )


def search(
    problem: Problem,
    goals: Sequence[Goal],
    terms: Terms,
    options: Options,
    *,
    invocation: Invocation,
    context: Mapping[str, Any],
) -> Result:
    """Solve; progress goes to standard error and the first Ctrl-C keeps the best plan."""
    # Imported here: help searches nothing.
    from allocator.operations.engine_faults import told_as_fault
    from allocator.solving import solve

    language = invocation.language
    with (
        stop_on_interrupt(language) as should_stop,
        shown_progress(language, quiet=invocation.quiet) as listener,
        told_as_fault(options.backend),
    ):
        return solve(
            problem,
            goals,
            terms,
            options,
            listener=listener,
            should_stop=should_stop,
            context=context,
        )
