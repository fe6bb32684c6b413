"""A command made from the record of an operation that has none of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Argument, Command, Invocation, Option
from allocator.cli.exits import Exit
from allocator.cli.options import (
    COST_CAP,
    EARLIER,
    FAIRNESS,
    FORMAT,
    GOAL,
    PARTIAL,
    PATH,
    PIN,
    POLICY,
    QUIET,
    RULES_OFF,
    SCENARIO,
    SEARCH,
)
from allocator.cli.values import Faults, number
from allocator.operations.operation import Answer, Operation, Order, Setting, Working
from allocator.operations.ordering import range_of

if TYPE_CHECKING:
    from allocator.cli.request import Request
    from allocator.problem.problem import Problem

OPTIONS_OF: Mapping[str, tuple[Option, ...]] = {
    "scenario": (SCENARIO,),
    "policy": (POLICY,),
    "goals": (GOAL,),
    "fairness": FAIRNESS,
    "cost_cap_pln": (COST_CAP,),
    "rules_off": (RULES_OFF,),
    "pins": (PIN,),
    "partial": (PARTIAL,),
    "earlier": (EARLIER,),
    "options": SEARCH,
}
"""The options behind what an operation may heed."""

ALLOCATION = Argument(
    "ALLOCATION",
    (
        "podział: wynik .json lub .xlsx albo tabela z kolumnami member_id, component_id, quantity",
        "a split: a result, .json or .xlsx, or a table with columns member_id, component_id, "
        "quantity",
    ),
)
SUFFIXES = {".json": "json", ".xlsx": "workbook", ".md": "markdown", ".csv": "csv"}
"""The face that a file's name asks for."""


def command_of(operation: Operation) -> Command:
    """The command that carries an operation out and shows and writes its document."""
    heeded = [each for name, each in OPTIONS_OF.items() if operation.heeds_key(name)]
    return Command(
        operation.name,
        operation.about,
        partial(run_operation, operation),
        arguments=(PATH, ALLOCATION) if "split" in operation.heeds else (PATH,),
        options=(
            *(option for options in heeded for option in options),
            *map(_option, operation.settings),
            _out(operation),
            FORMAT,
            QUIET,
        ),
    )


def run_operation(operation: Operation, invocation: Invocation) -> int:
    """Read, carry out, write what is to be written, show the document."""
    # Imported here: help carries out nothing.
    from allocator.cli.output import output_issues
    from allocator.cli.request import request_of
    from allocator.cli.telling import tell_notices

    faults = Faults()
    options = _search_options(operation, invocation, faults)
    settings = dict(_settings(operation, invocation, faults))
    outputs = invocation.texts("--out")
    kinds = _kinds(operation)
    read = (invocation.path, invocation.text("--earlier"), invocation.text("ALLOCATION"))
    faults.issues += output_issues("--out", outputs, kinds, inputs=read)
    request = request_of(_without_usual_policy(operation, invocation), faults)
    split = _split(operation, invocation, request)
    tell_notices(request.notices, invocation)
    answer = _carried_out(operation, Order(request, options, split, settings), invocation)
    write_faces(operation, request.problem, answer.document, outputs, invocation.language)
    _show(operation, request, answer, invocation)
    return exit_of(operation, answer)


def exit_of(operation: Operation, answer: Answer) -> Exit:
    """0 an answer, 1 a given split is wrong, 3 proved infeasible, 4 stopped without an answer."""
    if answer.status == "infeasible":
        return Exit.WRONG if "split" in operation.heeds else Exit.INFEASIBLE
    return Exit.STOPPED if answer.status == "unknown" and not answer.proved else Exit.RIGHT


def _option(setting: Setting) -> Option:
    value = "" if setting.kind == "flag" else setting.name.upper()
    return Option(_option_name(setting), setting.about, value, setting.repeats, setting.choices)


def _option_name(setting: Setting) -> str:
    return f"--{setting.name.replace('_', '-')}"


def _kinds(operation: Operation) -> tuple[str, ...]:
    return tuple(suffix for suffix, face in SUFFIXES.items() if face in operation.faces)


def _out(operation: Operation) -> Option:
    kinds = ", ".join(_kinds(operation))
    about = (f"zapisuje odpowiedź do pliku {kinds}", f"writes the answer to a file {kinds}")
    return Option("--out", about, value="FILE", repeats=True)


def _search_options(operation: Operation, invocation: Invocation, faults: Faults) -> Any:
    # Imported here: help searches nothing.
    from allocator.cli.searching import search_options
    from allocator.running import warm_up

    if "options" in operation.heeds:
        # The engines' libraries load in their own process while this one reads.
        warm_up()
    return search_options(invocation, faults)


def _settings(
    operation: Operation, invocation: Invocation, faults: Faults
) -> Iterator[tuple[str, Any]]:
    for each in operation.settings:
        name = _option_name(each)
        given = invocation.values.get(name)
        if each.kind in ("number", "whole") and isinstance(given, str):
            found = number(given, name, range_of(each), faults)
            given = int(found) if found is not None and each.kind == "whole" else found
        yield each.name, given or each.default if given in (None, (), False) else given


def _without_usual_policy(operation: Operation, invocation: Invocation) -> Invocation:
    """An operation that knows no goals must not fail for what the usual policy needs."""
    if operation.heeds & {"policy", "goals"}:
        return invocation
    values = {**invocation.values, "--policy": None, "--goal": ("cost",)}
    return Invocation(values, invocation.language)


def _split(operation: Operation, invocation: Invocation, request: Request) -> Any:
    if "split" not in operation.heeds:
        return None
    # Imported here: few operations judge a split.
    from allocator.reading import read_allocation

    return read_allocation(str(invocation.text("ALLOCATION")), request.problem).quantities


def _carried_out(operation: Operation, order: Order, invocation: Invocation) -> Answer:
    """The answer; progress goes to standard error, the first Ctrl-C keeps what is known."""
    # Imported here: help carries out nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from allocator.cli.progress import shown_progress

    language = invocation.language
    with (
        stop_on_interrupt(language) as should_stop,
        shown_progress(language, quiet=invocation.quiet) as listener,
    ):
        return operation.carry_out(order, Working(listener, should_stop))


def write_faces(
    operation: Operation,
    problem: Problem,
    document: Mapping[str, Any],
    paths: tuple[str, ...],
    language: str,
) -> None:
    """Write a document to each path in the face that its name asks for; whole or not at all."""
    # Imported here: most answers are only looked at.
    from allocator.cli.output import whole_file

    for path in paths:
        face = operation.faces[SUFFIXES[Path(path).suffix.lower()]]
        content = face(problem, document, language)
        with whole_file(path) as draft:
            draft.write_bytes(content)


def _show(operation: Operation, request: Request, answer: Answer, invocation: Invocation) -> None:
    # Imported here: help shows no answer.
    from allocator.cli.document_text import document_lines
    from allocator.cli.speaking import say, say_object

    if invocation.wants_json:
        say_object(answer.document)
    elif "markdown" in operation.faces:
        face = operation.faces["markdown"]
        say(face(request.problem, answer.document, invocation.language).decode())
    else:
        say("\n".join(document_lines(answer.document, invocation.language)))
