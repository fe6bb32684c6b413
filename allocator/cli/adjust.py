"""`allocator adjust PATH SPLIT`: a change by hand judged at once, and the nearest legal split."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.cli.declaring import Argument, Command, Invocation, Option
from allocator.cli.exits import Exit
from allocator.cli.options import (
    BACKEND,
    FAIRNESS,
    FORMAT,
    MEMORY_LIMIT,
    OUT,
    PATH,
    POLICY,
    QUIET,
    SCENARIO,
    SEED,
    TERMS,
    TIME_LIMIT,
    WORKERS,
)
from allocator.cli.request import Request, request_of
from allocator.cli.values import Faults
from allocator.cli.wishing import CHANGE, MOVE, WISHED, wished_split

if TYPE_CHECKING:
    from allocator.allocation import Quantities, Result
    from allocator.checks.adjusting import Adjustment
    from allocator.operations.adjusting import NearestFound
    from allocator.solving import Options

FREE = Option(
    "--free",
    (
        "najbliższy podział nie musi zachować zmienionych ilości",
        "the nearest split need not keep the changed quantities",
    ),
)
ONLY_JUDGE = Option(
    "--no-search",
    (
        "tylko osąd zmiany, bez szukania najbliższego podziału",
        "only the verdict on the change, no search for the nearest split",
    ),
)


def run(invocation: Invocation) -> int:
    """Read problem and split, apply the change, judge it, look for the nearest legal split."""
    # Imported here: help judges nothing.
    from allocator.checks.adjusting import adjusted
    from allocator.cli.adjust_text import lines
    from allocator.cli.output import output_issues
    from allocator.cli.recalling import merged, recalled
    from allocator.cli.results import KINDS
    from allocator.cli.searching import search_options
    from allocator.cli.speaking import say, say_object
    from allocator.cli.telling import tell_notices
    from allocator.operations.adjusting import adjusted_document
    from allocator.reading import read_allocation, read_provenance

    path = str(invocation.text("SPLIT"))
    faults = Faults()
    outputs = invocation.texts("--out")
    options = search_options(_with_all(invocation), faults)
    read = (invocation.path, path, invocation.text("--wished"))
    faults.issues += output_issues("--out", outputs, KINDS, inputs=read)
    provenance = faults.attempt(lambda: read_provenance(path))
    known = recalled(provenance or {})
    values, notices = merged(invocation.values, known.values)
    request = request_of(Invocation(values, invocation.language), faults, recalled=known)
    if known.fairness is not None:
        request = replace(request, terms=replace(request.terms, fairness=known.fairness))
    before = read_allocation(path, request.problem).quantities
    after, keep = wished_split(invocation, request.problem, before)
    found = adjusted(request.problem, request.terms, before, after)
    answer = None
    if not invocation.flag("--no-search"):
        answer = _answer(invocation, request, found, after, keep, options)
    if answer is not None and answer.result is not None:
        _write(invocation, request, after, answer.result, outputs)
    if invocation.wants_json:
        say_object(adjusted_document(request, options, found, answer))
    else:
        tell_notices((*notices, *request.notices), invocation)
        say("\n".join(lines(request, found, answer, invocation.language)))
    return exit_of(found, answer)


def exit_of(found: Adjustment, answer: NearestFound | None) -> Exit:
    """0 the changed split is right, 1 it is not, 3 no split is, 4 stopped before a proof."""
    if found.is_right:
        return Exit.RIGHT
    if answer is None or answer.result is None:
        return Exit.WRONG
    if answer.result.status == "infeasible":
        return Exit.INFEASIBLE
    proved = answer.result.goals and answer.result.goals[0].proved
    return Exit.WRONG if proved else Exit.STOPPED


def _with_all(invocation: Invocation) -> Invocation:
    """The invocation as one that searches: options that this command lacks are left out."""
    missing = dict.fromkeys(("--work-limit", "--gap", "--confirm", "--repeatable"))
    return replace(invocation, values={**missing, **invocation.values})


def _answer(
    invocation: Invocation,
    request: Request,
    found: Adjustment,
    wished: Quantities,
    keep: Quantities,
    options: Options,
) -> NearestFound:
    """The wished split itself where it is right and nothing is to be written; else a search."""
    # Imported here: a verdict alone needs no engine.
    from allocator.cli.interrupting import stop_on_interrupt
    from allocator.cli.progress import shown_progress
    from allocator.operations.adjusting import carried_out_itself, nearest_of

    if found.is_right and not invocation.texts("--out"):
        return carried_out_itself()
    with (
        stop_on_interrupt(invocation.language) as should_stop,
        shown_progress(invocation.language, quiet=invocation.quiet) as listener,
    ):
        return nearest_of(
            request,
            wished,
            {} if invocation.flag("--free") else keep,
            keep,
            options,
            listener=listener,
            should_stop=should_stop,
        )


def _write(
    invocation: Invocation,
    request: Request,
    wished: Quantities,
    result: Result,
    outputs: tuple[str, ...],
) -> None:
    # Imported here: most changes are only looked at.
    from allocator.cli.results import write_results
    from allocator.cli.solve import told_fully
    from allocator.reporting.recalled import goals_of, terms_of

    told = told_fully(result, request, invocation.path)
    asked = replace(request, goals=goals_of(result.provenance), terms=terms_of(result.provenance))
    write_results(asked, told, outputs, language=invocation.language)


COMMAND = Command(
    "adjust",
    (
        "osądza ręczną zmianę podziału i szuka najbliższego podziału zgodnego z regułami",
        "judges a change made by hand and finds the nearest split that keeps the rules",
    ),
    run,
    arguments=(
        PATH,
        Argument(
            "SPLIT",
            (
                "podział przed zmianą: nasz wynik albo tabela, jak dla check",
                "the split before the change: our result or a table, as for check",
            ),
        ),
    ),
    options=(
        CHANGE,
        MOVE,
        WISHED,
        FREE,
        ONLY_JUDGE,
        SCENARIO,
        POLICY,
        *FAIRNESS,
        *TERMS[:-1],
        BACKEND,
        SEED,
        TIME_LIMIT,
        WORKERS,
        MEMORY_LIMIT,
        OUT,
        FORMAT,
        QUIET,
    ),
    details=(
        "Od razu, bez szukania: co zmiana łamie, ile kosztuje, kogo podnosi, kogo obniża. Potem "
        "podział, który zachowuje zmianę i najmniej odbiega od reszty (cel changes), z dowodem; "
        "jeśli żaden jej nie zachowa, najbliższy bez tego warunku. Bez zmian: ten sam podział na "
        "nowych danych. Kod wyjścia: 0 zmiana dobra, 1 coś łamie, 3 żaden podział nie spełnia "
        "reguł, 4 przerwano przed dowodem.",
        "At once, without a search: what the change breaks, what it costs, whom it lifts, whom it "
        "lowers. Then the split that keeps the change and differs least from the rest (goal "
        "changes), proved; if none can keep it, the nearest one without that. Without any change: "
        "the same split on new data. Exit code: 0 the change is right, 1 it breaks something, 3 no "
        "split keeps the rules, 4 stopped before a proof.",
    ),
)
