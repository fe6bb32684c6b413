"""`allocator complaints PATH ALLOCATION`: who may justly point to whom, each with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.cli.declaring import Argument, Command, Invocation, Texts
from allocator.cli.exits import Exit
from allocator.cli.options import (
    BACKEND,
    COST_CAP,
    FORMAT,
    MEASURE,
    MEMORY_LIMIT,
    OUT,
    PATH,
    QUIET,
    RULES_OFF,
    SCENARIO,
    TIME_LIMIT,
    WORKERS,
)

if TYPE_CHECKING:
    from allocator.solving.complaints import Complaints

KINDS = (".json", ".xlsx", ".md")
STOPPING: Texts = (
    "Kończę z tym, co już wiadomo… (jeszcze raz Ctrl-C: koniec natychmiast)",
    "Stopping with what is known by now… (Ctrl-C once more: end at once)",
)


def run(invocation: Invocation) -> int:
    """Read problem and split, hear every complaint, tell what holds groups back."""
    # Imported here: help searches nothing.
    from allocator.cli.interrupting import stop_on_interrupt
    from allocator.cli.operating import write_faces
    from allocator.cli.output import output_issues
    from allocator.cli.recalling import merged, recalled
    from allocator.cli.request import request_of
    from allocator.cli.searching import search_options
    from allocator.cli.speaking import say, say_object
    from allocator.cli.telling import tell_notices
    from allocator.cli.values import Faults
    from allocator.operations.complaining import COMPLAINTS, heard
    from allocator.reading import read_allocation, read_provenance
    from allocator.reporting.complaints import complaint_lines

    path = str(invocation.text("ALLOCATION"))
    faults = Faults()
    options = search_options(invocation, faults)
    outputs = invocation.texts("--out")
    faults.issues += output_issues("--out", outputs, KINDS, inputs=(invocation.path, path))
    provenance = faults.attempt(lambda: read_provenance(path))
    known = recalled(provenance or {})
    values, notices = merged(invocation.values, known.values)
    # Only the measure of a policy counts: complaints need targets, whatever the goals were.
    values = {**values, "--policy": None, "--goal": ("target_share",)}
    request = request_of(Invocation(values, invocation.language), faults, recalled=known)
    tell_notices((*notices, *request.notices), invocation)
    problem, quantities = request.problem, read_allocation(path, request.problem).quantities
    with stop_on_interrupt(invocation.language, STOPPING) as should_stop:
        found, document = heard(request, quantities, options, should_stop=should_stop)
    write_faces(COMPLAINTS, problem, document, outputs, invocation.language)
    if invocation.wants_json:
        say_object(document)
    else:
        language = invocation.language
        held = [each[f"sentence_{language}"] for each in document["bottlenecks"]]
        say("\n".join([*complaint_lines(problem, quantities, found, language), *held]))
    return exit_of(found)


def exit_of(found: Complaints) -> Exit:
    """0 where there is none, 1 where there are some, 4 where pairs stay undecided."""
    if not found.complete:
        return Exit.STOPPED
    return Exit.WRONG if found.complaints else Exit.RIGHT


COMMAND = Command(
    "complaints",
    (
        "mówi, kto może słusznie wskazać na innego, i pokazuje podział, który to dowodzi",
        "tells who has a justified complaint about whom, and shows the split that proves it",
    ),
    run,
    arguments=(
        PATH,
        Argument(
            "ALLOCATION",
            (
                "podział: wynik .json lub .xlsx albo tabela z ilościami, także ułożony ręcznie",
                "a split: a result, .json or .xlsx, or a table of quantities; also made by hand",
            ),
        ),
    ),
    options=(
        SCENARIO,
        MEASURE,
        COST_CAP,
        RULES_OFF,
        BACKEND,
        TIME_LIMIT,
        WORKERS,
        MEMORY_LIMIT,
        OUT,
        FORMAT,
        QUIET,
    ),
    details=(
        "Słuszna skarga: praca może przejść od kogoś, kto stoi wyżej wobec klucza, do skarżącego, "
        "nikt inny nie ma mniej ani więcej, a obaj kończą powyżej tego, gdzie skarżący stał. Mówi "
        "też, których członków i dlaczego żaden podział nie podniesie do celu. Kod wyjścia: 0 "
        "żadnej skargi (dowiedzione), 1 są skargi, 4 nie rozstrzygnięto wszystkich par.",
        "A justified complaint: work can pass from somebody who stands higher by the key to the "
        "one who complains, nobody else has less or more, and both end above where that one stood. "
        "Tells too which members no split can lift to their targets, and why. Exit code: 0 no "
        "complaint (proved), 1 there are some, 4 not every pair was decided.",
    ),
)
