"""`allocator info PATH`: what is in a problem, before anybody solves it."""

from __future__ import annotations

from allocator.cli.declaring import Command, Invocation
from allocator.cli.exits import Exit
from allocator.cli.options import FORMAT, PATH, PIN, POLICY, QUIET, RULES_OFF, SCENARIO
from allocator.cli.request import request_of
from allocator.cli.speaking import say, say_object


def run(invocation: Invocation) -> int:
    """Read the problem and tell what it holds."""
    # Imported here: help describes nothing.
    from allocator.cli.info_text import info_lines
    from allocator.operations.describing import description, information

    request = request_of(invocation)
    document = information(request, description(request.problem))
    if invocation.wants_json:
        say_object(document)
    else:
        say("\n".join(info_lines(request, document, invocation.language)))
    return Exit.RIGHT


COMMAND = Command(
    "info",
    (
        "pokazuje, co jest w problemie: ilości, oferty, których użyć nie można, moce, uwagi",
        "shows what is in a problem: counts, offers that can not be used, capacity, warnings",
    ),
    run,
    arguments=(PATH,),
    options=(SCENARIO, POLICY, RULES_OFF, PIN, FORMAT, QUIET),
)
