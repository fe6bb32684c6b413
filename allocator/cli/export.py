"""`allocator export PATH OUT`: the model of one goal, for other programs."""

from __future__ import annotations

from allocator.cli.declaring import Argument, Command, Invocation, chosen
from allocator.cli.exits import Exit
from allocator.cli.options import (
    FAIRNESS,
    FORMAT,
    ONE_GOAL,
    PATH,
    POLICY,
    QUIET,
    SCENARIO,
    TERMS,
)
from allocator.cli.output import output_issues, whole_file
from allocator.cli.request import Request, request_of
from allocator.cli.speaking import say, say_object
from allocator.cli.telling import tell_notices
from allocator.cli.values import Faults, issue
from allocator.texts.issues import InputError

KINDS = (".lp", ".mps")
WRITTEN = (
    "Zapisano: {path}: {variables} zmiennych, {rows} wierszy, cel {goal}.",
    "Written: {path}: {variables} variables, {rows} rows, goal {goal}.",
)


def run(invocation: Invocation) -> int:
    """Build the model and write it whole."""
    path = str(invocation.text("OUT"))
    faults = Faults()
    faults.issues += output_issues("OUT", (path,), KINDS, inputs=(invocation.path,))
    request = request_of(invocation, faults)
    written = write_model(request, path)
    tell_notices(request.notices, invocation)
    document = {"format_version": 1, "path": path, **written}
    if invocation.wants_json:
        say_object(document)
    else:
        say(chosen(WRITTEN, invocation.language).format(**document))
    return Exit.RIGHT


def write_model(request: Request, path: str) -> dict[str, object]:
    """Write the model of the request's first goal; returns what it holds."""
    # Imported here: only this command needs the model and PuLP.
    from allocator.formulation import formulate
    from allocator.measures.goals import entries
    from allocator.solvers.exporting import export_model

    wanted = entries(request.problem, request.terms, request.goals)
    if not wanted:
        raise InputError((issue("goal_without_entries", "--goal", request.goals[0].name),))
    entry = wanted[0]
    formulation = formulate(request.problem, request.terms)
    model = formulation.objective(formulation.target(entry))
    with whole_file(path, option="OUT") as draft:
        exported = export_model(model, draft)
    return {
        "goal": entry.name,
        "sense": str(entry.sense),
        "variables": len(model.variables),
        "rows": len(model.rows),
        "widened_rows": len(exported.widened_rows),
        "objective_rounded": exported.objective_rounded,
    }


COMMAND = Command(
    "export",
    (
        "zapisuje model jednego celu dla innych programów (LP, MPS)",
        "writes the model of one goal for other programs (LP, MPS)",
    ),
    run,
    arguments=(PATH, Argument("OUT", ("nowy plik .lp albo .mps", "the new .lp or .mps file"))),
    options=(SCENARIO, POLICY, ONE_GOAL, *FAIRNESS, *TERMS, FORMAT, QUIET),
    details=(
        "Przy --policy i bez celu: pierwszy cel polityki. Cel o kilku pozycjach (soft_rules, "
        "uncovered) zapisuje pierwszą z nich.",
        "With --policy, or without a goal: the first goal of the policy. A goal of several entries "
        "(soft_rules, uncovered) writes the first of them.",
    ),
)
