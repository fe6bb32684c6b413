"""What this package adds: how a scenario is applied, its commands, its operations.

Imported whenever help is shown, so nothing heavy stands at the top.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from allocator.cli.declaring import Argument, Changed, Command, Invocation, Plugin
from allocator.cli.exits import Exit
from allocator.cli.options import FORMAT
from allocator.cli.speaking import say, say_object
from scenarios.budget_command import BUDGET
from scenarios.fair_operations import COMPARE_RULES_OPERATION, INCENTIVES_OPERATION
from scenarios.fair_rules_command import COMPARE_RULES
from scenarios.frontier_command import FRONTIER
from scenarios.frontier_operation import FRONTIER_OPERATION
from scenarios.incentives_command import INCENTIVES
from scenarios.inclusion_command import INCLUSION
from scenarios.operations import BUDGET_OPERATION, SWEEP_OPERATION
from scenarios.sweep_command import SWEEP

if TYPE_CHECKING:
    from allocator.problem.problem import Problem


def apply_scenario(problem: Problem, scenario_id: str) -> Changed:
    """A scenario of the table `scenarios` applied, told as the provenance of a result tells it."""
    # Imported here: help applies no scenario.
    from scenarios import changing

    changed = changing.apply_scenario(problem, scenario_id)
    cells = tuple(
        {
            "table": each.table,
            "key": each.key,
            "column": each.column,
            "before": json_ready(each.before),
            "after": json_ready(each.after),
        }
        for each in changed.cells
    )
    return Changed(changed.problem, cells, changed.notices)


def json_ready(value: Any) -> Any:
    """A cell as JSON says it exactly: whole numbers as numbers, others as text."""
    if isinstance(value, Fraction):
        # Imported here: help shows no cell.
        from allocator.problem.drafting import decimal_text

        return int(value) if value.denominator == 1 else decimal_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def run_compare(invocation: Invocation) -> int:
    """`allocator compare A B`."""
    # Imported here: help compares nothing.
    from allocator.cli.result_files import OF_A_SPLIT, read_result
    from allocator.cli.values import Faults
    from scenarios.comparing import compare, comparison_document
    from scenarios.comparison_texts import comparison_lines

    faults = Faults()
    first, second = (
        faults.attempt(
            partial(read_result, str(invocation.text(place)), place=place, lists=OF_A_SPLIT)
        )
        for place in ("A", "B")
    )
    faults.end()
    comparison = compare(first or {}, second or {})
    if invocation.wants_json:
        say_object(comparison_document(comparison))
    else:
        say("\n".join(comparison_lines(comparison, invocation.language)))
    return Exit.RIGHT


COMPARE = Command(
    "compare",
    ("pokazuje, czym różnią się dwa wyniki", "shows what two results differ in"),
    run_compare,
    arguments=(
        Argument("A", ("wynik .json lub wynik check", "a result, .json, or one of check")),
        Argument("B", ("drugi wynik", "the other result")),
    ),
    options=(FORMAT,),
    details=(
        "Ilości przesunięte między członkami, kwoty, cele i reguły. Kod wyjścia 0 także wtedy, "
        "gdy wyniki się różnią.",
        "Quantities moved between members, money, goals and rules. The exit code is 0 also where "
        "the results differ.",
    ),
)

plugin = Plugin(
    commands=(COMPARE, BUDGET, SWEEP, FRONTIER, COMPARE_RULES, INCLUSION, INCENTIVES),
    apply_scenario=apply_scenario,
    operations=(
        BUDGET_OPERATION,
        SWEEP_OPERATION,
        FRONTIER_OPERATION,
        COMPARE_RULES_OPERATION,
        INCENTIVES_OPERATION,
    ),
)
