"""Changes made to a split by hand, as options say them. Judges none of them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.cli.declaring import Invocation, Option
from allocator.cli.values import NOT_NEGATIVE, Faults, issue, number

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
    from allocator.reading import read_allocation

    faults = Faults()
    after = dict(before)
    path = invocation.text("--wished")
    if path is not None:
        read = faults.attempt(lambda: read_allocation(path, problem))
        after = {} if read is None else dict(read.quantities)
    touched = {pair for pair in {*before, *after} if before.get(pair) != after.get(pair)}
    for text in invocation.texts("--change"):
        pair, quantity = _change(text, "--change", 2, problem, faults)
        if quantity is not None:
            after[pair[0], pair[1]] = quantity
            touched.add((pair[0], pair[1]))
    for text in invocation.texts("--move"):
        names, quantity = _change(text, "--move", 3, problem, faults)
        if quantity is None:
            continue
        giver, taker = (names[0], names[2]), (names[1], names[2])
        has = after.get(giver, Fraction(0))
        if quantity > has:
            faults.add("move_above_quantity", "--move", text, has=_shown(has))
        after[giver] = has - quantity
        after[taker] = after.get(taker, Fraction(0)) + quantity
        touched |= {giver, taker}
    faults.end()
    keep = {pair: after.get(pair, Fraction(0)) for pair in touched}
    return {pair: quantity for pair, quantity in after.items() if quantity}, keep


def _change(
    text: str, option: str, parts: int, problem: Problem, faults: Faults
) -> tuple[list[str], Fraction | None]:
    """The names and the quantity of a change; None, and a fault noted, where it is none."""
    # Imported here: most commands change nothing by hand.
    from allocator.problem.drafting import near

    left, equals, right = text.partition("=")
    names = [each.strip() for each in left.split(":")]
    if not equals or len(names) != parts or not all(names) or not right.strip():
        faults.add("change_form" if parts == 2 else "move_form", option, text)
        return names, None
    known = [("unknown_member", each, problem.member) for each in names[:-1]]
    issues = [
        issue(code, option, name, near=near(name, ids))
        for code, name, ids in (*known, ("unknown_component", names[-1], problem.component))
        if name not in ids
    ]
    faults.issues += issues
    quantity = number(right, option, NOT_NEGATIVE, faults)
    return names, None if issues else quantity


def _shown(value: Fraction) -> str:
    # Imported here: only a fault shows it.
    from allocator.problem.drafting import shown

    return shown(value)
