"""`allocator solve PATH`: the best split, proved, checked, shown and written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.cli.declaring import Command, Invocation
from allocator.cli.exits import Exit
from allocator.cli.options import (
    FAIRNESS,
    FORMAT,
    GOAL,
    OUT,
    PATH,
    POLICY,
    QUIET,
    SCENARIO,
    SEARCH,
    TERMS,
)
from allocator.cli.request import Request, request_of
from allocator.cli.values import Faults

if TYPE_CHECKING:
    from allocator.allocation import Result


def run(invocation: Invocation) -> int:
    """Read, solve, write what is to be written, show the result."""
    # Imported here: help solves nothing.
    from allocator.cli.output import output_issues
    from allocator.cli.results import KINDS, show_result, write_results
    from allocator.cli.searching import search, search_options
    from allocator.running import warm_up

    # The engines' libraries load in their own process while this one reads.
    warm_up()
    faults = Faults()
    options = search_options(invocation, faults)
    outputs = invocation.texts("--out")
    read = (invocation.path, invocation.text("--earlier"))
    faults.issues += output_issues("--out", outputs, KINDS, inputs=read)
    request = request_of(invocation, faults)
    result = search(
        request.problem,
        request.goals,
        request.terms,
        options,
        invocation=invocation,
        context=request.context,
    )
    result = told_fully(result, request, invocation.path)
    write_results(request, result, outputs, language=invocation.language)
    show_result(request, result, invocation, written=outputs)
    return exit_of(result)


def told_fully(result: Result, request: Request, path: str) -> Result:
    """The result with the notices of the request, and with the path where runs are described."""
    # Imported here: help solves nothing.
    from allocator.operations.solving import with_notices

    provenance = dict(result.provenance)
    if "run" in provenance:
        provenance["run"] = {**provenance["run"], "input": path}
    return replace(with_notices(result, request), provenance=provenance)


def exit_of(result: Result) -> Exit:
    """0 with a plan, 3 proved infeasible, 4 stopped without one."""
    if result.split is not None:
        return Exit.RIGHT
    return Exit.INFEASIBLE if result.status == "infeasible" else Exit.STOPPED


COMMAND = Command(
    "solve",
    (
        "szuka najlepszego podziału, dowodzi go, sprawdza i pokazuje",
        "finds the best split, proves it, checks it and shows it",
    ),
    run,
    arguments=(PATH,),
    options=(SCENARIO, POLICY, GOAL, *FAIRNESS, *TERMS, *SEARCH, OUT, FORMAT, QUIET),
    details=(
        "Ctrl-C raz kończy szukanie i zachowuje najlepszy znaleziony podział, dwa razy kończy od "
        "razu. Liczby po polsku (1234,50) albo po angielsku (1234.50).",
        "Ctrl-C once ends the search and keeps the best split found, twice ends at once. Numbers "
        "in Polish (1234,50) or English notation (1234.50).",
    ),
)
