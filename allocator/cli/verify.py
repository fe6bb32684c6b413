"""`allocator verify RESULT [PROBLEM]`: the claims of a result, held against its problem again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Argument, Command, Invocation
from allocator.cli.exits import Exit
from allocator.cli.options import FORMAT, QUIET, TIME_LIMIT, WORKERS
from allocator.cli.speaking import say, say_object
from allocator.cli.values import Faults, issue
from allocator.texts.issues import InputError

if TYPE_CHECKING:
    from allocator.cli.recalling import Recalled
    from allocator.cli.request import Request
    from allocator.operations.verifying import Verification as Found


def run(invocation: Invocation) -> int:
    """Recompute all that follows from the split, then prove each proved goal again."""
    # Imported here: help verifies nothing.
    from allocator.cli.certified import embedded_problem, read_certificate
    from allocator.cli.recalling import recalled
    from allocator.cli.result_files import read_result
    from allocator.cli.searching import search_options
    from allocator.cli.verify_text import lines
    from allocator.cli.verifying import verified_on_screen
    from allocator.operations.origin import origin
    from allocator.operations.verifying import Mistake, Verification, document
    from allocator.reporting.shapes import is_result_shaped
    from allocator.running import warm_up

    warm_up()
    path = str(invocation.text("RESULT"))
    faults = Faults()
    options = search_options(invocation, faults)
    result = faults.attempt(lambda: read_result(path, place="RESULT"))
    faults.end()
    assert result is not None, "without faults there is a result"
    if not is_result_shaped(result):
        raise InputError((issue("not_a_result", "RESULT", path),))
    known = recalled(result["provenance"])
    certificate = read_certificate(path)
    provenance: dict[str, Any] = {}
    with embedded_problem(invocation.text("PROBLEM"), certificate) as embedded:
        try:
            request = _request(invocation, known, path, embedded)
        except InputError:
            if embedded is None:
                raise
            # The certificate's own problem is not the one that the result was made from.
            found = Verification((), (Mistake("certificate", "problem"),), ())
        else:
            options = replace(options, seed=known.seed)
            found = verified_on_screen(
                request, result, options, invocation, certificate=certificate
            )
            provenance = origin(request, options)
    told = document(found, provenance)
    if invocation.wants_json:
        say_object(told)
    else:
        say("\n".join(lines(told, invocation.language)))
    return exit_of(found)


def exit_of(found: Found) -> Exit:
    """1 where anything is wrong, 4 where a proof stays open, else 0."""
    if found.wrong:
        return Exit.WRONG
    return Exit.STOPPED if found.open else Exit.RIGHT


def _request(
    invocation: Invocation, known: Recalled, result_path: str, embedded: str | None
) -> Request:
    """The problem with everything that the result says it was asked for.

    `embedded` is the problem out of the certificate, its scenario applied already.
    """
    # Imported here: help verifies nothing.
    from allocator.cli.parsing import empty
    from allocator.cli.request import request_of
    from allocator.cli.solve import COMMAND as SOLVE
    from allocator.problem.digest import problem_digest

    values: dict[str, Any] = {each.name: empty(each) for each in SOLVE.options}
    asked: dict[str, Any] = {**values, **known.values}
    path = embedded or _problem_path(invocation.text("PROBLEM"), known, result_path)
    if embedded is not None:
        asked["--scenario"] = None
    request = request_of(Invocation({**asked, "PATH": path}, invocation.language), recalled=known)
    if known.problem_digest != problem_digest(request.problem):
        raise InputError((issue("result_of_other_problem", "RESULT", result_path),))
    fairness = known.fairness
    terms = request.terms if fairness is None else replace(request.terms, fairness=fairness)
    return replace(request, goals=known.goals, terms=terms)


def _problem_path(given: str | None, known: Recalled, result_path: str) -> str:
    """The argument, else the input that the result names: from here or from beside the result."""
    if given is not None:
        return given
    named = known.input or ""
    for place in (Path(named), Path(result_path).parent / named):
        if named and place.exists():
            return str(place)
    raise InputError((issue("result_without_problem", "PROBLEM", named),))


COMMAND = Command(
    "verify",
    (
        "sprawdza twierdzenia wyniku jeszcze raz, innym programem niż ten, który liczył",
        "proves the claims of a result again, with another engine than the one that made it",
    ),
    run,
    arguments=(
        Argument("RESULT", ("wynik .json", "a result, .json")),
        Argument(
            "PROBLEM",
            (
                "dane; bez tego argumentu plik, o którym mówi wynik",
                "the input; left out, the one that the result names",
            ),
            required=False,
        ),
    ),
    options=(TIME_LIMIT, WORKERS, FORMAT, QUIET),
    details=(
        "Podział przechodzi dokładne sprawdzenie, wszystkie kwoty i wartości celów liczą się od "
        "nowa, a o każdym dowiedzionym celu drugi program rozstrzyga, czy lepszego podziału nie "
        "ma. Certyfikat obok wyniku (WYNIK.certificate.json) sprawdza się twierdzenie po "
        "twierdzeniu; z nim dane nie są potrzebne. Kod wyjścia: 0 potwierdzono, 1 obalono, 4 nie "
        "udało się ani potwierdzić, ani obalić.",
        "The split passes the exact checks, all amounts and goal values are computed anew, and for "
        "every proved goal a second engine decides whether there is a better split. A certificate "
        "beside the result (RESULT.certificate.json) is tested claim by claim; with it no input is "
        "needed. Exit code: 0 confirmed, 1 refuted, 4 could neither be confirmed nor refuted.",
    ),
)
