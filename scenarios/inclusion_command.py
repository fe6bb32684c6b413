"""`allocator inclusion PATH`: what it costs that nobody works below its own cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.allocation import Status
from allocator.cli.declaring import Command, Invocation, Option, Texts
from allocator.cli.exits import Exit
from allocator.cli.options import (
    FAIRNESS,
    FORMAT,
    GOAL,
    PATH,
    POLICY,
    QUIET,
    RULES_OFF,
    SCENARIO,
    SEARCH,
)
from allocator.measures.inclusion import TOP_UP
from scenarios.engine_faults import told_as_fault

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.solving import Options
    from scenarios.inclusion import InclusionCompared

KINDS = (".json",)
STOPPING: Texts = (
    "Kończę z tym, co już wiadomo… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping with what is known by now… (Ctrl-C once more: end at once)",
)


def run(invocation: Invocation) -> int:
    """Read, solve under each setting, write what is to be written, show it."""
    # Imported here: help searches nothing.
    from allocator.cli.output import output_issues, whole_file
    from allocator.cli.request import request_of
    from allocator.cli.searching import search_options
    from allocator.cli.speaking import say
    from allocator.cli.telling import tell_notices
    from allocator.cli.values import Faults
    from allocator.reporting import dump_document
    from scenarios.inclusion_texts import inclusion_comparison, inclusion_lines

    faults = Faults()
    options = search_options(invocation, faults)
    outputs = invocation.texts("--out")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path,))
    request = request_of(invocation, faults)
    tell_notices(request.notices, invocation)
    found = _found(invocation, request, options)
    document = dump_document(inclusion_comparison(request.problem, found))
    for path in outputs:
        with whole_file(path) as draft:
            draft.write_text(document, encoding="utf-8")
    if invocation.wants_json:
        say(document)
    else:
        say("\n".join(inclusion_lines(request.problem, found, invocation.language)))
    return exit_of(found)


def exit_of(found: InclusionCompared) -> Exit:
    """0 with every split decided, 3 where none keeps the rules even with a pool, 4 stopped."""
    if found.under(TOP_UP).result.status is Status.INFEASIBLE:
        return Exit.INFEASIBLE
    return Exit.RIGHT if found.complete else Exit.STOPPED


def _found(invocation: Invocation, request: Request, options: Options) -> InclusionCompared:
    """The comparison; progress goes to standard error, the first Ctrl-C keeps what is found."""
    # Imported here: help searches nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from allocator.cli.progress import shown_progress
    from scenarios.inclusion import compare_inclusion

    with (
        stop_on_interrupt(invocation.language, STOPPING) as should_stop,
        shown_progress(invocation.language, quiet=invocation.quiet) as listener,
        told_as_fault(options.backend),
    ):
        return compare_inclusion(
            request.problem,
            request.goals,
            request.terms,
            options,
            listener=listener,
            should_stop=should_stop,
        )


INCLUSION = Command(
    "inclusion",
    (
        "pokazuje, ile kosztuje to, by nikt nie pracował poniżej własnego kosztu",
        "shows what it costs that nobody works below its own cost",
    ),
    run,
    arguments=(PATH,),
    options=(
        SCENARIO,
        POLICY,
        GOAL,
        *FAIRNESS,
        RULES_OFF,
        *SEARCH,
        Option(
            "--out",
            ("zapisuje porównanie do pliku .json", "writes the comparison to a .json file"),
            value="FILE",
            repeats=True,
        ),
        FORMAT,
        QUIET,
    ),
    details=(
        "Reguły z miarą margin ustawia po kolei na trzy sposoby: zakaz, dopłata ze wspólnej puli, "
        "sama uwaga, i zestawia podziały obok siebie: ile wynosi pula, kto z niej dostaje i co się "
        "za nią ma. --time-limit liczy się dla każdego sposobu osobno. Kod wyjścia: 0 wszystko "
        "dowiedzione, 3 żaden podział nie spełnia reguł, 4 przerwano.",
        "Sets the rules with metric margin in three ways, one after the other: forbid, top up from "
        "a common pool, just warn, and puts the splits side by side: how large the pool is, who "
        "has of it, and what it buys. --time-limit counts for each way by itself. Exit code: 0 "
        "everything proved, 3 no split keeps the rules, 4 stopped.",
    ),
)
