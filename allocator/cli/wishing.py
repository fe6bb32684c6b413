"""Changes made to a split by hand, as options say them. Judges none of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.cli.declaring import Invocation, Option
from allocator.cli.values import Faults

if TYPE_CHECKING:
    from allocator.allocation import Quantities
    from allocator.problem.problem import Pair, Problem

CHANGE = Option(
    "--change",
    (
        "nowa ilość: członek:składnik=ilość",
        "a new quantity: member:component=quantity",
    ),
    value="M01:C01=600",
    repeats=True,
)
MOVE = Option(
    "--move",
    (
        "przesunięcie: od:do:składnik=ilość",
        "a shift: from:to:component=quantity",
    ),
    value="M01:M02:C01=50",
    repeats=True,
)
WISHED = Option(
    "--wished",
    (
        "cały zmieniony podział: wynik, tabela .csv albo arkusz; --change i --move działają po nim",
        "the whole changed split: a result, a .csv table or a sheet; --change and --move act on it",
    ),
    value="FILE",
)


def wished_split(
    invocation: Invocation, problem: Problem, before: Quantities
) -> tuple[dict[Pair, Fraction], dict[Pair, Fraction]]:
    """The changed split, and the quantities that were changed by hand.

    Raises InputError with every fault of the changes.
    """
    # Imported here: help reads no split.
    from allocator.operations.wishing import changed_split
    from allocator.reading import read_allocation

    faults = Faults()
    wished = None
    path = invocation.text("--wished")
    if path is not None:
        read = faults.attempt(lambda: read_allocation(path, problem))
        wished = {} if read is None else dict(read.quantities)
    found = changed_split(
        problem,
        before,
        invocation.texts("--change"),
        invocation.texts("--move"),
        faults,
        wished=wished,
    )
    faults.end()
    return found
