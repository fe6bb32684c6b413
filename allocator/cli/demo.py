"""`allocator demo`: the reference commission split, shown and written to a workbook."""

from __future__ import annotations

from allocator.cli.declaring import Argument, Command, Invocation
from allocator.cli.options import FORMAT, QUIET

DEFAULT_OUT = "demo.xlsx"
POLICY = "balanced"


def run(invocation: Invocation) -> int:
    """`solve` of the reference commission under policy balanced, with a workbook."""
    # Imported here: help solves nothing.
    from allocator.cli import solve
    from allocator.cli.parsing import empty
    from allocator.cli.reference import reference_commission

    values = {
        **{each.name: empty(each) for each in solve.COMMAND.options},
        **invocation.values,
        "PATH": reference_commission(),
        "--policy": POLICY,
        "--out": (invocation.text("OUT") or DEFAULT_OUT,),
    }
    return solve.run(Invocation(values, invocation.language))


COMMAND = Command(
    "demo",
    (
        "dzieli wzorcowe zlecenie, pokazuje wynik i zapisuje skoroszyt",
        "splits the reference commission, shows the result and writes a workbook",
    ),
    run,
    arguments=(
        Argument(
            "OUT",
            (
                f"plik wyniku: .xlsx, .json albo .md (bez niego {DEFAULT_OUT})",
                f"the result's file: .xlsx, .json or .md (left out, {DEFAULT_OUT})",
            ),
            required=False,
        ),
    ),
    options=(FORMAT, QUIET),
    details=(
        "Zlecenie jest wymyślone, kwoty realistyczne; polityka balanced. Niczego nie kopiuje.",
        "The commission is invented, its amounts are realistic; policy balanced. Copies nothing.",
    ),
)
