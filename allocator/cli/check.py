"""`allocator check PATH ALLOCATION`: the verdict on any split, without a solver."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.cli.declaring import Argument, Command, Invocation
from allocator.cli.exits import Exit
from allocator.cli.options import FAIRNESS, FORMAT, OUT, PATH, POLICY, QUIET, SCENARIO, TERMS
from allocator.cli.request import Request, request_of
from allocator.cli.speaking import say_object
from allocator.cli.values import Faults, issue
from allocator.texts.issues import Issue, Severity

if TYPE_CHECKING:
    from allocator.allocation import Split
    from allocator.cli.recalling import Recalled

KINDS = (".json", ".xlsx", ".md")


def run(invocation: Invocation) -> int:
    """Read problem and split, recall how the split was made, judge it."""
    # Imported here: help checks nothing.
    from allocator.checks import breaches, check
    from allocator.cli.operating import write_faces
    from allocator.cli.output import output_issues
    from allocator.cli.recalling import merged, recalled
    from allocator.operations.checking import CHECK, verdict_document
    from allocator.reading import read_allocation, read_provenance
    from allocator.solving import Options

    path = str(invocation.text("ALLOCATION"))
    faults = Faults()
    outputs = invocation.texts("--out")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path, path))
    provenance = faults.attempt(lambda: read_provenance(path))
    known = recalled(provenance or {})
    values, notices = merged(invocation.values, known.values)
    asked = Invocation(values, invocation.language)
    request = request_of(asked, faults, recalled=known)
    given = read_allocation(path, request.problem)
    split = check(request.problem, request.terms, given.quantities)
    issues = (*_digest_warning(request, known), *notices, *request.notices)
    request = replace(request, notices=issues)
    right = not breaches(split)
    options = Options(seed=known.seed)
    document = verdict_document(request, split, right=right, options=options)
    write_faces(CHECK, request.problem, document, outputs, invocation.language)
    if invocation.wants_json:
        say_object(document)
    else:
        _show(request, split, invocation, right=right)
    return Exit.RIGHT if right else Exit.WRONG


def _digest_warning(request: Request, known: Recalled) -> tuple[Issue, ...]:
    # Imported here: help compares no digest.
    from allocator.problem.digest import problem_digest

    if known.problem_digest in (None, problem_digest(request.problem)):
        return ()
    return (issue("checked_other_problem", "ALLOCATION", severity=Severity.WARNING),)


def _show(request: Request, split: Split, invocation: Invocation, *, right: bool) -> None:
    # Imported here: a program needs no screen.
    from allocator.cli.judged import print_verdict
    from allocator.cli.telling import tell_notices
    from allocator.operations.judging import judged

    tell_notices(request.notices, invocation)
    print_verdict(request, judged(request, split), invocation.language, right=right)


COMMAND = Command(
    "check",
    (
        "sprawdza dowolny podział bez szukania: co łamie, co zostaje, ile są warte cele",
        "checks any split without a search: what it breaks, what is left, what goals are worth",
    ),
    run,
    arguments=(
        PATH,
        Argument(
            "ALLOCATION",
            (
                "podział: nasz wynik .json lub .xlsx (także ze zmienionymi ilościami) albo tabela "
                ".csv lub arkusz z kolumnami member_id, component_id, quantity",
                "a split: our result, .json or .xlsx (also with quantities overwritten), or a .csv "
                "table or sheet with columns member_id, component_id, quantity",
            ),
        ),
    ),
    options=(SCENARIO, POLICY, *FAIRNESS, *TERMS, OUT, FORMAT, QUIET),
    details=(
        "Dla naszego wyniku opcje biorą się z niego samego; podane w poleceniu mają pierwszeństwo. "
        "Kod wyjścia: 0 podział dobry, 1 łamie coś, co musi być.",
        "For a result of ours the options come from it; those of the command come first. Exit "
        "code: 0 the split is right, 1 it breaks something that must hold.",
    ),
)
