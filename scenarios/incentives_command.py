"""`allocator incentives PATH`: would a member gain by not telling the truth? For researchers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.cli.declaring import Command, Invocation, Option, Texts
from allocator.cli.exits import Exit
from allocator.cli.options import (
    BACKEND,
    FAIRNESS,
    FORMAT,
    GOAL,
    MEMORY_LIMIT,
    PATH,
    POLICY,
    QUIET,
    RULES_OFF,
    SCENARIO,
    SEED,
)
from scenarios.incentive_tasks import BY_TABLE, KEYS
from scenarios.misreports import KINDS, asked_misreports
from scenarios.sweep_command import line_of_progress

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.cli.values import Faults
    from allocator.solving import Options
    from scenarios.incentives import IncentiveProgress, Incentives
    from scenarios.misreports import Misreport

FILES = (".json", ".xlsx", ".md", ".csv")
STOPPING: Texts = (
    "Kończę i zachowuję to, co sprawdzono… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping and keeping what was tried… (Ctrl-C once more: end at once)",
)


def run(invocation: Invocation) -> int:
    """Read, solve the truth, try each misreport, write and show what comes of them."""
    # Imported here: help searches nothing.
    from allocator.cli.operating import write_faces
    from allocator.cli.output import output_issues
    from allocator.cli.request import request_of
    from allocator.cli.searching import search_options
    from allocator.cli.speaking import say, say_object
    from allocator.cli.telling import tell_notices
    from allocator.cli.values import COUNT, Faults, whole_option
    from scenarios.fair_operations import INCENTIVES_OPERATION
    from scenarios.incentive_tables import incentives_document

    faults = Faults()
    workers = whole_option(invocation, "--workers", COUNT, faults)
    single = replace(invocation, values={**invocation.values, "--workers": "1"})
    options = search_options(single, faults)
    steps = _steps(invocation, faults)
    outputs, state = invocation.texts("--out"), invocation.text("--state")
    faults.issues += output_issues("--out", outputs, FILES, inputs=(invocation.path, state))
    request = request_of(invocation, faults)
    _check_members(invocation, request, faults)
    faults.end()
    tell_notices(request.notices, invocation)
    found = _found(invocation, request, options, workers, _tries(invocation, request, steps))
    document = incentives_document(found)
    write_faces(INCENTIVES_OPERATION, request.problem, document, outputs, invocation.language)
    if invocation.wants_json:
        say_object(document)
    else:
        from scenarios.incentive_screen import incentive_lines

        say("\n".join(incentive_lines(request.problem, found, invocation.language)))
    return exit_of(found)


def exit_of(found: Incentives) -> Exit:
    """0 all tried, 3 no split in truth, 4 stopped or not all proved, 5 an error."""
    if any(each.status == "error" for each in found.tried) or found.truth["status"] == "error":
        return Exit.INTERNAL
    if found.truth["status"] == "infeasible":
        return Exit.INFEASIBLE
    return Exit.RIGHT if found.decided else Exit.STOPPED


def _steps(invocation: Invocation, faults: Faults) -> tuple[Fraction, ...]:
    # Imported here: help reads no number.
    from allocator.cli.values import NOT_NEGATIVE, number

    read = [number(each, "--step", NOT_NEGATIVE, faults) for each in invocation.texts("--step")]
    return tuple(sorted({each for each in read if each is not None}))


def _check_members(invocation: Invocation, request: Request, faults: Faults) -> None:
    # Imported here: as above.
    from allocator.cli.values import issue
    from allocator.problem.drafting import near

    known = request.problem.member
    for name in invocation.texts("--member"):
        if name not in known:
            faults.issues.append(issue("unknown_member", "--member", name, near=near(name, known)))


def _tries(
    invocation: Invocation, request: Request, steps: Sequence[Fraction]
) -> tuple[Misreport, ...]:
    """The misreports asked for: steps below 100 declare less, those above it more."""
    return asked_misreports(
        request.problem,
        invocation.texts("--kind"),
        steps,
        invocation.texts("--member"),
        key_by=invocation.text("--key") or BY_TABLE,
    )


def _found(
    invocation: Invocation,
    request: Request,
    options: Options,
    workers: int | None,
    tries: tuple[Misreport, ...],
) -> Incentives:
    """The tries; progress goes to standard error, the first Ctrl-C keeps what is found."""
    # Imported here: help searches nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from scenarios.incentive_texts import word
    from scenarios.incentives import incentives

    state = invocation.text("--state")

    def told(progress: IncentiveProgress) -> None:
        show(
            word(
                "progress",
                invocation.language,
                done=str(progress.done),
                of=str(progress.of),
                paying=str(progress.paying),
                seconds=f"{progress.seconds:.0f}",
            )
        )

    with (
        stop_on_interrupt(invocation.language, STOPPING) as should_stop,
        line_of_progress() as show,
    ):
        return incentives(
            request.problem,
            request.goals,
            request.terms,
            options,
            tries=tries,
            key_by=invocation.text("--key") or BY_TABLE,
            workers=workers,
            state=None if state is None else Path(state),
            listener=None if invocation.quiet else told,
            should_stop=should_stop,
            context=request.context,
        )


INCENTIVES = Command(
    "incentives",
    (
        "mierzy, czy komuś opłaciłoby się zgłosić nieprawdę (dla badaczy)",
        "measures whether a misreport would pay for anybody (for researchers)",
    ),
    run,
    arguments=(PATH,),
    options=(
        SCENARIO,
        POLICY,
        GOAL,
        *FAIRNESS,
        RULES_OFF,
        Option(
            "--kind",
            (
                "co sprawdzić: capacity (mniejsze moce), staff (mniej godzin), offer (wycofana "
                "oferta), competence (ukryte uprawnienie), more (większe moce i godziny); bez tej "
                "opcji wszystko prócz ostatniego",
                "what to try: capacity (less of it), staff (fewer hours), offer (withdrawn), "
                "competence (hidden), more (capacity and hours); left out, all but the last",
            ),
            value="KIND",
            repeats=True,
            choices=KINDS,
        ),
        Option(
            "--step",
            (
                "zgłoszone moce, procent prawdziwych (75, 50, 25; dla more 125, 150, 200)",
                "declared capacity, percent of the true one (75, 50, 25; for more 125, 150, 200)",
            ),
            value="PCT",
            repeats=True,
        ),
        Option(
            "--member",
            ("tylko ten członek", "only this member"),
            value="ID",
            repeats=True,
        ),
        Option(
            "--key",
            (
                "table: udziały z tabeli members; capacity: ze zgłoszonych mocy, czego żaden "
                "regulamin nie powinien robić",
                "table: shares from table members; capacity: from declared capacity, which no "
                "charter should do",
            ),
            value="NAME",
            choices=KEYS,
        ),
        BACKEND,
        SEED,
        MEMORY_LIMIT,
        Option(
            "--time-limit",
            ("najwięcej sekund na każdą próbę", "most seconds for each try"),
            value="S",
        ),
        Option(
            "--workers",
            (
                "ile prób naraz, każda na jednym wątku (bez tej opcji tyle, ile rdzeni)",
                "how many tries at once, each on one thread (left out, one for each core)",
            ),
            value="N",
        ),
        Option(
            "--state",
            (
                "plik albo folder, w którym zostają skończone próby: z nim przerwane liczenie "
                "idzie dalej",
                "a file or folder that keeps finished tries: with it a run that was stopped goes "
                "on",
            ),
            value="FILE",
        ),
        Option(
            "--out",
            (
                "zapisuje próby: .xlsx, .md, .csv albo .json",
                "writes the tries: .xlsx, .md, .csv or .json",
            ),
            value="FILE",
            repeats=True,
        ),
        FORMAT,
        QUIET,
    ),
    details=(
        "Najpierw podział z prawdziwych danych, potem jeszcze raz z jedną zmianą. Opłaca się to, "
        "co daje więcej niż prawda i mieści się w prawdziwych mocach. Kod wyjścia: 0 wszystko "
        "sprawdzono, 3 nie ma podziału z prawdziwych danych, 4 przerwano, 5 w którejś próbie błąd.",
        "First the split of the true data, then again with one change. What brings more than the "
        "truth and lies within true capacity pays. Exit code: 0 all tried, 3 there is no split of "
        "the true data, 4 stopped, 5 an error in one of the tries.",
    ),
)
