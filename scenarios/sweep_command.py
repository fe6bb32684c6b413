"""`allocator sweep PATH`: every scenario under every policy, a row for each, on all cores."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.cli.declaring import Command, Invocation, Option, Texts
from allocator.cli.exits import Exit
from allocator.cli.options import (
    BACKEND,
    CONFIRM,
    FORMAT,
    GAP,
    MEMORY_LIMIT,
    PARTIAL,
    PATH,
    QUIET,
    REPEATABLE,
    RULES_OFF,
    SEED,
    WORK_LIMIT,
)
from allocator.cli.speaking import say_object, tell
from scenarios.engine_faults import told_as_fault

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.problem.problem import Problem
    from allocator.solving import Options
    from scenarios.sweeping import Sweep, SweepListener

KINDS = (".json", ".xlsx", ".md", ".csv")
SECONDS_BETWEEN = 2.0
STOPPING: Texts = (
    "Kończę i zachowuję skończone przebiegi… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping and keeping finished runs… (Ctrl-C once more: end at once)",
)


def run(invocation: Invocation) -> int:
    """Read, sweep, write what is to be written, show the table."""
    # Imported here: help sweeps nothing.
    from allocator.cli.output import output_issues
    from allocator.cli.request import request_of
    from allocator.cli.searching import search_options
    from allocator.cli.telling import tell_notices
    from allocator.cli.values import COUNT, Faults, whole_option

    faults = Faults()
    workers = whole_option(invocation, "--workers", COUNT, faults)
    options = search_options(_each_run(invocation), faults)
    outputs, state = invocation.texts("--out"), invocation.text("--state")
    inputs = (invocation.path, state)
    faults.issues += output_issues("--out", outputs, KINDS, inputs=inputs)
    request = request_of(_all_of_it(invocation), faults)
    tell_notices(request.notices, invocation)
    found = _swept(invocation, request, options, workers)
    _write(request.problem, found, outputs, invocation.language)
    if invocation.wants_json:
        from scenarios.sweep_tables import sweep_document

        say_object(sweep_document(found))
    else:
        from scenarios.sweep_screen import print_sweep

        resumable = state is not None
        print_sweep(request.problem, found, invocation.language, resumable=resumable)
    return exit_of(found)


def exit_of(sweep: Sweep) -> Exit:
    """0 every run has an answer, 5 or 2 where one ended in an error, 4 stopped before the end."""
    kinds = {each.content["error"]["kind"] for each in sweep.rows if each.has_error}
    if kinds - {"InputError"}:
        return Exit.INTERNAL
    if kinds:
        return Exit.BAD_INPUT
    return Exit.RIGHT if sweep.complete else Exit.STOPPED


def _each_run(invocation: Invocation) -> Invocation:
    """The options of a single run: `--workers` says how many go on at once, not their threads."""
    return replace(invocation, values={**invocation.values, "--workers": "1"})


def _all_of_it(invocation: Invocation) -> Invocation:
    """The problem as it is: scenarios and policies come run by run."""
    values = {**invocation.values, "--scenario": None, "--policy": None, "--goal": ("cost",)}
    return replace(invocation, values=values)


def _swept(
    invocation: Invocation, request: Request, options: Options, workers: int | None
) -> Sweep:
    """The sweep; progress goes to standard error, the first Ctrl-C keeps what is finished."""
    # Imported here: help sweeps nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from allocator.solvers import require
    from scenarios.sweeping import sweep

    if options.backend != "auto":
        with told_as_fault(options.backend):
            require(options.backend)
    state = invocation.text("--state")
    with (
        stop_on_interrupt(invocation.language, STOPPING) as should_stop,
        _shown_progress(invocation) as listener,
    ):
        return sweep(
            request.problem,
            scenarios=invocation.texts("--scenario"),
            policies=invocation.texts("--policy"),
            rules_off=sorted(request.terms.rules_off),
            partial=request.terms.partial,
            options=options,
            workers=workers,
            state=None if state is None else Path(state),
            listener=listener,
            should_stop=should_stop,
        )


@contextmanager
def _shown_progress(invocation: Invocation) -> Iterator[SweepListener]:
    """How far the sweep is: a line that changes on a terminal, else one now and then."""
    # Imported here: help shows no progress.
    from scenarios.sweep_texts import progress_text

    started = time.monotonic()
    if invocation.quiet:
        yield lambda progress: None
        return
    with line_of_progress() as show:
        yield lambda progress: show(
            progress_text(progress, time.monotonic() - started, invocation.language)
        )


@contextmanager
def line_of_progress() -> Iterator[Callable[[str], None]]:
    """Within it, a function that shows a line: changing on a terminal, else now and then."""
    if not sys.stderr.isatty():
        yield _now_and_then()
        return
    # Imported here: only a terminal needs it.
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status("…") as status:
        yield lambda text: status.update(escape(text))


def _now_and_then() -> Callable[[str], None]:
    told = time.monotonic()

    def show(text: str) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= SECONDS_BETWEEN:
            told = now
            tell(text)

    return show


def _write(problem: Problem, found: Sweep, outputs: tuple[str, ...], language: str) -> None:
    # Imported here: most sweeps are only looked at.
    from allocator.cli.operating import write_faces
    from scenarios.operations import SWEEP_OPERATION
    from scenarios.sweep_tables import sweep_document

    write_faces(SWEEP_OPERATION, problem, sweep_document(found), outputs, language)


SWEEP = Command(
    "sweep",
    (
        "liczy wiele wariantów pod wieloma politykami i zestawia je w tabeli",
        "solves many scenarios under many policies and puts them in one table",
    ),
    run,
    arguments=(PATH,),
    options=(
        Option(
            "--scenario",
            (
                "wariant z tabeli scenarios; bez tej opcji wszystkie",
                "a scenario of table scenarios; left out, all of them",
            ),
            value="ID",
            repeats=True,
        ),
        Option(
            "--policy",
            (
                "polityka z tabeli policies; bez tej opcji wszystkie, a gdy tabela jest pusta, "
                "najniższy koszt",
                "a policy of table policies; left out, all of them, or least cost where the table "
                "is empty",
            ),
            value="ID",
            repeats=True,
        ),
        RULES_OFF,
        PARTIAL,
        BACKEND,
        CONFIRM,
        Option(
            "--time-limit",
            ("najwięcej sekund na każdy przebieg", "most seconds for each run"),
            value="S",
        ),
        WORK_LIMIT,
        GAP,
        Option(
            "--workers",
            (
                "ile przebiegów naraz, każdy na jednym wątku (bez tej opcji tyle, ile rdzeni)",
                "how many runs at once, each on one thread (left out, one for each core)",
            ),
            value="N",
        ),
        SEED,
        REPEATABLE,
        MEMORY_LIMIT,
        Option(
            "--state",
            (
                "plik albo folder, w którym zostają skończone przebiegi: z nim przerwane "
                "zestawienie liczy się dalej",
                "a file or folder that keeps finished runs: with it a sweep that was stopped goes "
                "on",
            ),
            value="FILE",
        ),
        Option(
            "--out",
            (
                "zapisuje zestawienie: .xlsx, .md, .csv albo .json",
                "writes the table: .xlsx, .md, .csv or .json",
            ),
            value="FILE",
            repeats=True,
        ),
        FORMAT,
        QUIET,
    ),
    details=(
        "Każdy przebieg ma jeden program według ogłoszonej reguły i jeden wątek. Błąd w jednym "
        "przebiegu jest wierszem tabeli, nie końcem całości. Ctrl-C zachowuje skończone "
        "przebiegi. Kod wyjścia: 0 wszystkie mają odpowiedź (także odmowną), 4 przerwano, 2 lub 5 "
        "w którymś jest błąd danych lub wewnętrzny.",
        "Each run has one engine by the published rule, and one thread. An error in one run is a "
        "row of the table, not the end of the whole. Ctrl-C keeps finished runs. Exit code: 0 all "
        "have an answer (a refusal too), 4 stopped, 2 or 5 one of them ended in an error of the "
        "input or an internal one.",
    ),
)
