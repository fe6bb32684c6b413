"""`allocator frontier PATH`: what each step of fairness costs, every point proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Command, Invocation, Option, Texts
from allocator.cli.exits import Exit
from allocator.cli.options import (
    BACKEND,
    FAIRNESS,
    FAIRNESS_OF_POLICY,
    FORMAT,
    MEMORY_LIMIT,
    PATH,
    QUIET,
    RULES_OFF,
    SCENARIO,
    SEED,
)
from scenarios.sweep_command import line_of_progress

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.problem.problem import Problem
    from allocator.solving import Options
    from scenarios.frontier import Frontier, FrontierProgress

KINDS = (".json", ".csv", ".xlsx", ".md", ".svg", ".png")
STOPPING: Texts = (
    "Kończę i zachowuję znalezione punkty… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping and keeping the points found… (Ctrl-C once more: end at once)",
)
COMPLETE = Option(
    "--complete",
    (
        "każdy budżet, przy którym poziomy się zmieniają (dla małych zleceń)",
        "every budget at which the levels change (for small commissions)",
    ),
)


def run(invocation: Invocation) -> int:
    """Read, find the points, write what is to be written, show them."""
    # Imported here: help searches nothing.
    from allocator.cli.output import output_issues
    from allocator.cli.request import request_of
    from allocator.cli.searching import search_options
    from allocator.cli.telling import tell_notices
    from allocator.cli.values import COUNT, Faults, whole_option
    from scenarios.frontier_tables import frontier_document

    faults = Faults()
    workers = whole_option(invocation, "--workers", COUNT, faults)
    single = replace(invocation, values={**invocation.values, "--workers": "1"})
    options = search_options(single, faults)
    outputs, state = invocation.texts("--out"), invocation.text("--state")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path, state))
    request = request_of(invocation, faults, fairness_only=True)
    tell_notices(request.notices, invocation)
    found = _found(invocation, request, options, workers)
    document = frontier_document(found)
    _write(request.problem, document, outputs, invocation.language)
    if invocation.wants_json:
        from allocator.cli.speaking import say_object

        say_object(document)
    else:
        from scenarios.frontier_screen import print_frontier

        print_frontier(request.problem, found, invocation.language)
    return exit_of(found)


def exit_of(found: Frontier) -> Exit:
    """0 with all points, 3 where no split keeps the rules, 4 stopped before the end, 5 an error."""
    if found.errors:
        return Exit.INTERNAL
    if not found.complete:
        return Exit.STOPPED
    if found.infeasible:
        return Exit.INFEASIBLE
    return Exit.RIGHT if found.steps else Exit.STOPPED


def _found(
    invocation: Invocation, request: Request, options: Options, workers: int | None
) -> Frontier:
    """The frontier; progress goes to standard error, the first Ctrl-C keeps what is found."""
    # Imported here: help searches nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from scenarios.frontier import frontier
    from scenarios.frontier_texts import word

    state = invocation.text("--state")

    def told(progress: FrontierProgress) -> None:
        show(
            word(
                "progress",
                invocation.language,
                done=str(progress.done),
                of=str(progress.of),
                seconds=f"{progress.seconds:.0f}",
            )
        )

    with (
        stop_on_interrupt(invocation.language, STOPPING) as should_stop,
        line_of_progress() as show,
    ):
        return frontier(
            request.problem,
            request.goals[0].fairness,
            request.terms,
            options,
            every_budget=invocation.flag("--complete"),
            workers=workers,
            state=None if state is None else Path(state),
            listener=None if invocation.quiet else told,
            should_stop=should_stop,
            context=request.context,
        )


def _write(
    problem: Problem, document: Mapping[str, Any], outputs: tuple[str, ...], language: str
) -> None:
    """Write the points to each path, as its suffix says; whole or not at all."""
    # Imported here: most are only looked at.
    from allocator.cli.operating import SUFFIXES, write_faces
    from allocator.cli.output import whole_file
    from scenarios.frontier_chart import frontier_drawing
    from scenarios.frontier_operation import FRONTIER_OPERATION

    currency = problem.commission.currency
    for path in outputs:
        suffix = Path(path).suffix.lower()
        if suffix in SUFFIXES:
            write_faces(FRONTIER_OPERATION, problem, document, (path,), language)
            continue
        data = frontier_drawing(document, suffix.removeprefix("."), language, currency=currency)
        with whole_file(path) as draft:
            draft.write_bytes(data)


FRONTIER = Command(
    "frontier",
    (
        "pokazuje, ile kosztuje każdy krok sprawiedliwości, każdy punkt z dowodem",
        "shows what each step of fairness costs, every point proved",
    ),
    run,
    arguments=(PATH,),
    options=(
        SCENARIO,
        FAIRNESS_OF_POLICY,
        *FAIRNESS,
        RULES_OFF,
        COMPLETE,
        BACKEND,
        SEED,
        MEMORY_LIMIT,
        Option(
            "--time-limit",
            ("najwięcej sekund na każdy punkt", "most seconds for each point"),
            value="S",
        ),
        Option(
            "--workers",
            (
                "ile punktów naraz, każdy na jednym wątku (bez tej opcji tyle, ile rdzeni)",
                "how many points at once, each on one thread (left out, one for each core)",
            ),
            value="N",
        ),
        Option(
            "--state",
            (
                "plik albo folder, w którym zostają znalezione punkty: z nim przerwane liczenie "
                "idzie dalej",
                "a file or folder that keeps the points found: with it a frontier that was "
                "stopped goes on",
            ),
            value="FILE",
        ),
        Option(
            "--out",
            (
                "zapisuje punkty: .csv, .json, .xlsx, .md albo rysunek .svg, .png",
                "writes the points: .csv, .json, .xlsx, .md, or a chart, .svg or .png",
            ),
            value="FILE",
            repeats=True,
        ),
        FORMAT,
        QUIET,
    ),
    details=(
        "Krzywa mówi, ile co najmniej kosztuje doprowadzenie wszystkich członków do danego "
        "poziomu ich udziału; przy kolejnych kosztach stoi najsprawiedliwszy podział w całości. "
        "Kod wyjścia: 0 wszystkie punkty, 3 żaden podział nie spełnia reguł, 4 przerwano albo w "
        "tym czasie nie znaleziono nic.",
        "The curve tells what it costs at least that all members reach a level of their share; "
        "at growing cost stands the fairest split as a whole. Exit code: 0 all points, 3 no split "
        "keeps the rules, 4 stopped, or nothing found in the time given.",
    ),
)
