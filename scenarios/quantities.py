"""A component's quantity changed: in whole lots, with its demand, and with what is tied to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor, gcd, lcm
from typing import Any

from allocator.problem.drafting import Row
from allocator.problem.records import ONE, ZERO, Component, Demand
from allocator.texts.issues import Issue

Rows = dict[str, list[Any]]


@dataclass
class Edits:
    """The rows of a problem while the steps of a scenario change them; used within one call."""

    tables: Rows
    notices: list[Issue] = field(default_factory=list)

    def replace_rows(self, table: str, changed: Iterable[tuple[object, Any]]) -> None:
        """Put other rows in the places of those given, as (before, after)."""
        after = {id(before): row for before, row in changed}
        self.tables[table] = [after.get(id(row), row) for row in self.tables[table]]


def changed_quantities(edits: Edits, step: Row, quantities: Mapping[str, Fraction]) -> None:
    """Give components new quantities.

    A quantity is rounded half-up to whole lots, with a warning. The demand of a component scales
    with it, so that its shares stay. Components that a `same_quantity` link ties to it change with
    it; the lot is then one that is whole for all of them.
    """
    components: dict[str, Component] = {
        each.component_id: each for each in edits.tables["components"]
    }
    done: set[str] = set()
    for name in sorted(quantities):
        if name in done:
            continue
        tied = tied_to(name, edits.tables.get("links", ())) & set(components)
        lot = common_lot([components[each].lot_size or ONE for each in tied])
        rounded = half_up(quantities[name] / lot) * lot
        if rounded != quantities[name]:
            told = {"component": name, "result": quantities[name], "rounded": rounded}
            edits.notices.append(step.warning("quantity_rounded", "value", **told))
        for each in sorted(tied):
            if each not in quantities and components[each].quantity != rounded:
                told = {"component": name, "linked": each}
                edits.notices.append(step.notice("linked_quantity_changed", "key", **told))
            _set_quantity(edits, components[each], rounded)
        done |= tied


def tied_to(component_id: str, links: Iterable[Any]) -> set[str]:
    """The component and all that `same_quantity` links tie to it, also through others."""
    pairs = [{each.component_a, each.component_b} for each in links if each.kind == "same_quantity"]
    found = {component_id}
    while more := set().union(*(pair for pair in pairs if pair & found)) - found:
        found |= more
    return found


def common_lot(lots: list[Fraction]) -> Fraction:
    """The least quantity that is a whole number of each lot."""
    numerator = lcm(*(each.numerator for each in lots))
    return Fraction(numerator, gcd(*(each.denominator for each in lots)))


def half_up(value: Fraction) -> int:
    """The nearest whole number, the upper one of two."""
    return floor(value + Fraction(1, 2))


def _set_quantity(edits: Edits, component: Component, quantity: Fraction) -> None:
    edits.replace_rows("components", [(component, replace(component, quantity=quantity))])
    rows: list[Demand] = [
        each for each in edits.tables["demand"] if each.component_id == component.component_id
    ]
    known = component.quantity or sum((each.quantity for each in rows), ZERO)
    # A component that is dropped keeps its profile, in case a later step brings it back.
    if quantity and known:
        factor = quantity / known
        scaled = [(each, replace(each, quantity=each.quantity * factor)) for each in rows]
        edits.replace_rows("demand", scaled)
