"""Changes made to a split by hand, from texts as people write them. Judges none of them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from allocator.operations.faults import NOT_NEGATIVE, Faults, in_range, issue

if TYPE_CHECKING:
    from allocator.allocation import Quantities
    from allocator.problem.problem import Pair, Problem

CHANGE, MOVE = "--change", "--move"


def changed_split(
    problem: Problem,
    before: Quantities,
    changes: Iterable[str],
    moves: Iterable[str],
    faults: Faults,
    *,
    wished: Quantities | None = None,
    places: tuple[str, str] = (CHANGE, MOVE),
) -> tuple[dict[Pair, Fraction], dict[Pair, Fraction]]:
    """The changed split, and the quantities that were changed by hand; faults are noted.

    Changes (`M01:C01=600`) and moves (`M01:M02:C01=50`) act on `wished` where there is one.
    `places` are the columns of faults in either.
    """
    after = dict(before if wished is None else wished)
    touched = {pair for pair in {*before, *after} if before.get(pair) != after.get(pair)}
    for text in changes:
        pair, quantity = _change(text, places[0], 2, problem, faults)
        if quantity is not None:
            after[pair[0], pair[1]] = quantity
            touched.add((pair[0], pair[1]))
    for text in moves:
        names, quantity = _change(text, places[1], 3, problem, faults)
        if quantity is None:
            continue
        giver, taker = (names[0], names[2]), (names[1], names[2])
        has = after.get(giver, Fraction(0))
        if quantity > has:
            faults.add("move_above_quantity", places[1], text, has=_shown(has))
        after[giver] = has - quantity
        after[taker] = after.get(taker, Fraction(0)) + quantity
        touched |= {giver, taker}
    keep = {pair: after.get(pair, Fraction(0)) for pair in touched}
    return {pair: quantity for pair, quantity in after.items() if quantity}, keep


def _change(
    text: str, place: str, parts: int, problem: Problem, faults: Faults
) -> tuple[list[str], Fraction | None]:
    """The names and the quantity of a change; None, and a fault noted, where it is none."""
    # Imported here: most commands change nothing by hand.
    from allocator.problem.drafting import near

    left, equals, right = text.partition("=")
    names = [each.strip() for each in left.split(":")]
    if not equals or len(names) != parts or not all(names) or not right.strip():
        faults.add("change_form" if parts == 2 else "move_form", place, text)
        return names, None
    known = [("unknown_member", each, problem.member) for each in names[:-1]]
    issues = [
        issue(code, place, name, near=near(name, ids))
        for code, name, ids in (*known, ("unknown_component", names[-1], problem.component))
        if name not in ids
    ]
    faults.issues += issues
    quantity = _number(right, place, faults)
    return names, None if issues else quantity


def _number(text: str, place: str, faults: Faults) -> Fraction | None:
    """A quantity in Polish or English notation; a fault noted where it is none."""
    # Imported here: as above.
    from allocator.reading.numbers import NumberFault, Point, Signs, read_number

    found = read_number(text, Point.EITHER, signs=Signs(currency=True, percent=True))
    if isinstance(found, NumberFault):
        faults.add(found.code, place, text)
        return None
    return in_range(found, NOT_NEGATIVE, faults, column=place, text=text)


def _shown(value: Fraction) -> str:
    # Imported here: only a fault shows it.
    from allocator.problem.drafting import shown

    return shown(value)
