"""`allocator info PATH`: what is in a problem, before anybody solves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Command, Invocation
from allocator.cli.exits import Exit
from allocator.cli.options import FORMAT, PATH, PIN, POLICY, QUIET, RULES_OFF, SCENARIO
from allocator.cli.request import Request, request_of
from allocator.cli.speaking import say, say_object

if TYPE_CHECKING:
    from allocator.cli.describing import Description


def run(invocation: Invocation) -> int:
    """Read the problem and tell what it holds."""
    # Imported here: help describes nothing.
    from allocator.cli.describing import description
    from allocator.cli.info_text import info_lines

    request = request_of(invocation)
    found = description(request.problem)
    if invocation.wants_json:
        say_object(_document(request, found))
    else:
        say("\n".join(info_lines(request, found, invocation.language)))
    return Exit.RIGHT


def _document(request: Request, found: Description) -> dict[str, Any]:
    # Imported here: only a program asks for this.
    from allocator.cli.describing import document, exact
    from allocator.cli.issues import documents

    return {
        "format_version": 1,
        **document(found),
        **request.context,
        "goals": [
            {"goal": each.name, "tolerance_pct": exact(each.tolerance_pct)}
            for each in request.goals
        ],
        "policies": sorted({each.policy_id for each in request.problem.policies}),
        "scenarios": sorted({each.scenario_id for each in request.problem.scenarios}),
        "rules_off": sorted(request.terms.rules_off),
        "warnings": documents((*request.problem.notices, *request.notices)),
    }


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
