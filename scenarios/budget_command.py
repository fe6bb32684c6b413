"""`allocator budget PATH`: whether the budget suffices, what is left or missing, and for what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.cli.declaring import Command, Invocation, Option, Texts
from allocator.cli.exits import Exit
from allocator.cli.options import FORMAT, PATH, PIN, QUIET, RULES_OFF, SCENARIO, SEARCH
from allocator.cli.speaking import say
from scenarios.engine_faults import told_as_fault

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.solving import Options
    from scenarios.budgeting import BudgetAnswer

KINDS = (".json", ".xlsx", ".md")
STOPPING: Texts = (
    "Kończę z tym, co już wiadomo… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping with what is known by now… (Ctrl-C once more: end at once)",
)


def run(invocation: Invocation) -> int:
    """Read, search, write what is to be written, show the answer."""
    # Imported here: help searches nothing.
    from allocator.cli.output import output_issues
    from allocator.cli.request import request_of
    from allocator.cli.searching import search_options
    from allocator.cli.telling import tell_notices
    from allocator.cli.values import Faults
    from allocator.running import warm_up

    warm_up()
    faults = Faults()
    options = search_options(invocation, faults)
    outputs = invocation.texts("--out")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path,))
    request = request_of(_about_cost(invocation), faults)
    tell_notices(request.notices, invocation)
    answer = _assess(invocation, request, options)
    _show(invocation, request, answer, outputs)
    return exit_of(answer)


def exit_of(answer: BudgetAnswer) -> Exit:
    """0 where all fits, 3 where it is proved not to, 4 where that is not decided."""
    if answer.fits:
        return Exit.RIGHT
    return Exit.STOPPED if answer.verdict == "unknown" else Exit.INFEASIBLE


def _about_cost(invocation: Invocation) -> Invocation:
    """The same call without a policy: what a usual policy needs is not needed here."""
    return replace(invocation, values={**invocation.values, "--goal": ("cost",)})


def _assess(invocation: Invocation, request: Request, options: Options) -> BudgetAnswer:
    """The answer; progress goes to standard error, the first Ctrl-C ends the search."""
    # Imported here: help searches nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from allocator.cli.progress import shown_progress
    from scenarios.budgeting import assess_budget

    with (
        stop_on_interrupt(invocation.language, STOPPING) as should_stop,
        shown_progress(invocation.language, quiet=invocation.quiet) as listener,
        told_as_fault(options.backend),
    ):
        return assess_budget(
            request.problem,
            request.terms,
            options,
            listener=listener,
            should_stop=should_stop,
            context=request.context,
        )


def _show(
    invocation: Invocation, request: Request, answer: BudgetAnswer, outputs: tuple[str, ...]
) -> None:
    """Write the answer to files, and show it as an object or as the page for people."""
    # Imported here: the page loads rich.
    from allocator.cli.operating import write_faces
    from allocator.reporting import dump_document
    from scenarios.budget_documents import budget_document
    from scenarios.operations import BUDGET_OPERATION

    document = budget_document(request.problem, answer)
    write_faces(BUDGET_OPERATION, request.problem, document, outputs, invocation.language)
    if invocation.wants_json:
        say(dump_document(document))
        return
    from scenarios.budget_screen import print_budget

    print_budget(request.problem, answer, invocation.language)


BUDGET = Command(
    "budget",
    (
        "sprawdza, czy budżet wystarcza: ile zostaje, ile brakuje i na co",
        "tells whether the budget suffices: what is left, what is missing, and for what",
    ),
    run,
    arguments=(PATH,),
    options=(
        SCENARIO,
        RULES_OFF,
        PIN,
        *SEARCH,
        Option(
            "--out",
            (
                "zapisuje odpowiedź: .json, .xlsx (skoroszyt) albo .md",
                "writes the answer: .json, .xlsx (workbook) or .md",
            ),
            value="FILE",
            repeats=True,
        ),
        FORMAT,
        QUIET,
    ),
    details=(
        "Liczą się twarde reguły; polityki i reguły miękkie nie. Budżet, który jest potrzebny, "
        "zaokrągla się w górę do grosza. Kod wyjścia: 0 mieści się, 3 dowiedziono, że nie, "
        "4 nie rozstrzygnięto.",
        "Hard rules count; policies and soft rules do not. A budget that is needed is rounded up "
        "to the grosz. Exit code: 0 it fits, 3 it is proved not to, 4 not decided.",
    ),
)
