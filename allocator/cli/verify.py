"""`allocator verify RESULT [PROBLEM]`: the claims of a result, held against its problem again."""

from __future__ import annotations

from collections.abc import Mapping
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
    from allocator.cli.verifying import Verification


def run(invocation: Invocation) -> int:
    """Recompute all that follows from the split, then prove each proved goal again."""
    # Imported here: help verifies nothing.
    from allocator.cli.recalling import recalled
    from allocator.cli.result_files import read_result
    from allocator.cli.searching import search_options
    from allocator.cli.verify_text import lines
    from allocator.cli.verifying import document, verified
    from allocator.running import warm_up

    warm_up()
    path = str(invocation.text("RESULT"))
    faults = Faults()
    options = search_options(invocation, faults)
    result = faults.attempt(lambda: read_result(path, place="RESULT"))
    faults.end()
    assert result is not None, "without faults there is a result"
    known = recalled(result["provenance"])
    request = _request(invocation, known, path)
    found = verified(request, result, known, options, invocation)
    if invocation.wants_json:
        say_object(document(found))
    else:
        say("\n".join(lines(found, invocation.language)))
    return exit_of(found)


def exit_of(found: Verification) -> Exit:
    """1 where anything is wrong, 4 where a proof stays open, else 0."""
    if found.wrong:
        return Exit.WRONG
    return Exit.STOPPED if found.open else Exit.RIGHT


def _request(invocation: Invocation, known: Recalled, result_path: str) -> Request:
    """The problem with everything that the result says it was asked for."""
    # Imported here: help verifies nothing.
    from dataclasses import replace

    from allocator.cli.parsing import empty
    from allocator.cli.request import request_of
    from allocator.cli.solve import COMMAND as SOLVE
    from allocator.problem.digest import problem_digest

    values: dict[str, Any] = {each.name: empty(each) for each in SOLVE.options}
    asked: Mapping[str, Any] = {**values, **known.values}
    path = _problem_path(invocation.text("PROBLEM"), known, result_path)
    request = request_of(Invocation({**asked, "PATH": path}, invocation.language), recalled=known)
    if known.problem_digest != problem_digest(request.problem):
        raise InputError((issue("result_of_other_problem", "RESULT", result_path),))
    fairness = next((each.fairness for each in known.goals if each.name in _TARGETS), None)
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


_TARGETS = ("target_share", "smallest_ratio", "target_deviation")

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
        "ma. Certyfikatów, które dowodzą bez ponownego szukania, jeszcze nie ma. Kod wyjścia: "
        "0 potwierdzono, 1 obalono, 4 nie udało się ani potwierdzić, ani obalić.",
        "The split passes the exact checks, all amounts and goal values are computed anew, and for "
        "every proved goal a second engine decides whether there is a better split. Certificates, "
        "which prove without another search, are yet to come. Exit code: 0 confirmed, 1 refuted, "
        "4 could neither be confirmed nor refuted.",
    ),
)
