"""`allocator compare-rules PATH`: the split by three rules of fairness side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.cli.declaring import Command, Invocation, Option, Texts
from allocator.cli.exits import Exit
from allocator.cli.options import (
    FAIRNESS_OF_POLICY,
    FORMAT,
    GRID,
    MEASURE,
    PATH,
    QUIET,
    RULES_OFF,
    SCENARIO,
    SEARCH,
)
from scenarios.engine_faults import told_as_fault

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.solving import Options
    from scenarios.fair_rules import RulesCompared

KINDS = (".json", ".xlsx", ".md")
STOPPING: Texts = (
    "Kończę z tym, co już wiadomo… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping with what is known by now… (Ctrl-C once more: end at once)",
)


def run(invocation: Invocation) -> int:
    """Read, solve by each rule, write what is to be written, show it."""
    # Imported here: help searches nothing.
    from allocator.cli.operating import write_faces
    from allocator.cli.output import output_issues
    from allocator.cli.request import request_of
    from allocator.cli.searching import search_options
    from allocator.cli.speaking import say, say_object
    from allocator.cli.telling import tell_notices
    from allocator.cli.values import Faults
    from scenarios.fair_operations import COMPARE_RULES_OPERATION, rules_answer
    from scenarios.fair_rules_texts import rules_lines

    faults = Faults()
    options = search_options(invocation, faults)
    outputs = invocation.texts("--out")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path,))
    request = request_of(invocation, faults, fairness_only=True)
    tell_notices(request.notices, invocation)
    found = _found(invocation, request, options)
    document = rules_answer(request, options, found)
    write_faces(COMPARE_RULES_OPERATION, request.problem, document, outputs, invocation.language)
    if invocation.wants_json:
        say_object(document)
    else:
        say("\n".join(rules_lines(request.problem, found, invocation.language)))
    return exit_of(found)


def exit_of(found: RulesCompared) -> Exit:
    """0 with every split proved, 3 where no split keeps the rules, 4 stopped before the end."""
    if found.infeasible:
        return Exit.INFEASIBLE
    return Exit.RIGHT if found.complete else Exit.STOPPED


def _found(invocation: Invocation, request: Request, options: Options) -> RulesCompared:
    """The comparison; progress goes to standard error, the first Ctrl-C keeps what is found."""
    # Imported here: help searches nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from allocator.cli.progress import shown_progress
    from scenarios.fair_rules import compare_rules

    with (
        stop_on_interrupt(invocation.language, STOPPING) as should_stop,
        shown_progress(invocation.language, quiet=invocation.quiet) as listener,
        told_as_fault(options.backend),
    ):
        return compare_rules(
            request.problem,
            request.goals[0].fairness,
            request.terms,
            options,
            listener=listener,
            should_stop=should_stop,
        )


COMPARE_RULES = Command(
    "compare-rules",
    (
        "pokazuje obok siebie podziały przy trzech sposobach zaokrąglania: przyjaznym małym, "
        "neutralnym i przyjaznym dużym",
        "shows the splits by three policies of rounding side by side: small-friendly, neutral, "
        "big-friendly",
    ),
    run,
    arguments=(PATH,),
    options=(
        SCENARIO,
        FAIRNESS_OF_POLICY,
        MEASURE,
        GRID,
        RULES_OFF,
        *SEARCH,
        Option(
            "--out",
            (
                "zapisuje porównanie: .json, .xlsx albo .md",
                "writes the comparison: .json, .xlsx or .md",
            ),
            value="FILE",
            repeats=True,
        ),
        FORMAT,
        QUIET,
    ),
    details=(
        "Niepodzielne partie trzeba zaokrąglać i ktoś na tym zyskuje: leximin sprzyja małym, "
        "najmniejsze nadwyżki dużym, ważony iloczyn Nasha nikomu. Poziomów nic tu nie ogranicza "
        "z góry. --time-limit liczy się dla każdej reguły osobno. Gdy jest dowiedzione, że reguły "
        "są zgodne, komenda to mówi. Kod wyjścia: 0 wszystko dowiedzione, 3 żaden podział nie "
        "spełnia reguł, 4 przerwano.",
        "Whole lots must be rounded, and somebody gains by it: leximin favours the small, smallest "
        "excess the big, the weighted Nash product nobody. Levels have no cap here. --time-limit "
        "counts for each rule by itself. Where the rules are proved to agree, it says so. Exit "
        "code: 0 everything proved, 3 no split keeps the rules, 4 stopped.",
    ),
)
