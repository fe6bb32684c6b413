"""Does an allocation break something hard? Answered a second time, naively; see `tests.naive`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from tests.naive_rules import (
    Facts,
    NaiveGroup,
    Pair,
    Quantities,
    group_value,
    groups,
    metric,
    selected,
)

ZERO = Fraction(0)


class Judge:
    """What one problem under given terms allows; selectors and groups are worked out once."""

    def __init__(self, problem: Any, terms: Any) -> None:
        self.problem, self.terms = problem, terms
        self.facts = Facts(problem)
        self.rules = [(rule, groups(self.facts, rule)) for rule in problem.rules]

    def breaks(self, quantities: Quantities) -> list[str]:
        """Ids of everything hard that is broken."""
        return sorted(set(self._broken(quantities)))

    def allows(self, quantities: Quantities) -> bool:
        """Whether nothing hard is broken; stops at the first thing that is."""
        return not any(True for _ in self._broken(quantities))

    def used(self, quantities: Quantities) -> dict[Pair, Fraction]:
        """The pairs with a quantity and a price."""
        return {
            pair: quantity
            for pair, quantity in quantities.items()
            if quantity and pair in self.facts.offers
        }

    def covered(self, component: str, quantities: Quantities) -> Fraction:
        """Quantity given out of a component, to whomever."""
        return sum((each for (_, what), each in quantities.items() if what == component), ZERO)

    def _broken(self, quantities: Quantities) -> Iterator[str]:
        yield from self._broken_pairs(quantities)
        used, facts, off = self.used(quantities), self.facts, self.terms.rules_off
        for name, component in facts.components.items():
            covered = self.covered(name, quantities)
            short = covered < component.quantity and not self.terms.partial
            if short or covered > component.quantity:
                yield "coverage"
            ceiling = component.ceiling_unit_price_pln
            if ceiling is not None and "component_ceiling" not in off:
                value = sum(
                    (facts.value(pair, used[pair]) for pair in used if pair[1] == name), ZERO
                )
                tolerance = 1 + facts.commission.component_shift_tolerance_pct / 100
                if value * facts.fee > ceiling * covered * tolerance:
                    yield "component_ceiling"
        if "labour_capacity" not in off and self._too_much_work(used):
            yield "labour_capacity"
        yield from self._broken_money(used)
        for link in self.problem.links:
            binds = link.strength == "hard" and link.kind not in off
            if binds and self.link_breaches(link, quantities):
                yield link.kind
        for rule, its_groups in self.rules:
            binds = rule.strength == "hard" and rule.rule_id not in off
            if binds and any(sum(self.shortfalls(rule, each, quantities)) for each in its_groups):
                yield rule.rule_id

    def _broken_pairs(self, quantities: Quantities) -> Iterator[str]:
        for pair, quantity in quantities.items():
            if not quantity:
                continue
            if pair not in self.facts.eligible:
                yield "eligibility"
            if pair not in self.facts.offers:
                continue
            component = self.facts.components[pair[1]]
            capacity = self.facts.offers[pair].capacity_max
            if quantity > capacity and "offer_capacity" not in self.terms.rules_off:
                yield "offer_capacity"
            if quantity < 0 or (quantity / self.facts.lot[pair[1]]).denominator != 1:
                yield "lot_size"
            if not component.splittable and quantity != component.quantity:
                yield "not_splittable"
        for pin in (*self.problem.pins, *self.terms.pins):
            if quantities.get((pin.member_id, pin.component_id), 0) != pin.quantity:
                yield "pins"

    def _too_much_work(self, used: Quantities) -> bool:
        facts = self.facts
        pools = {each.labour_pool for each in facts.components.values()} - {""}
        for member in facts.members:
            for pool in pools:
                own = [
                    pair
                    for pair in used
                    if pair[0] == member and facts.components[pair[1]].labour_pool == pool
                ]
                for period in facts.periods if own else []:
                    hours = sum(
                        (facts.hours(pair, used[pair]) * facts.share[pair[1]][period])
                        for pair in own
                    )
                    if hours > facts.hours_a_month.get((member, pool), 0):
                        return True
        return False

    def available(self, used: Quantities) -> Fraction:
        """The most that engaged members can bring themselves."""
        hour = self.facts.commission.volunteer_hour_value_pln
        engaged = [self.facts.members[each] for each in {who for who, _ in used}]
        return sum((each.volunteer_hours_year * hour + each.own_cash_pln for each in engaged), ZERO)

    def _broken_money(self, used: Quantities) -> Iterator[str]:
        facts, off = self.facts, self.terms.rules_off
        cost = facts.total_value(used)
        if self.terms.cost_cap_pln is not None and cost > self.terms.cost_cap_pln:
            yield "cost_cap"
        cofunded = facts.commission.commissioning_mode == "wsparcie"
        brought = self.available(used) if cofunded else ZERO
        required = cost * facts.fee * facts.commission.own_contribution_required_pct / 100
        if cofunded and "own_contribution" not in off and brought < required:
            yield "own_contribution"
        budget = facts.commission.budget_total_pln
        if budget is not None and "budget" not in off and cost * facts.fee - brought > budget:
            yield "budget"

    def link_breaches(self, link: Any, quantities: Quantities) -> int:
        """Providers in breach; for same_quantity 1 where the quantities differ."""
        used = self.used(quantities)
        of_a = {who for who, what in used if what == link.component_a}
        of_b = {who for who, what in used if what == link.component_b}
        seat = {name: each.seat_zone for name, each in self.facts.members.items()}
        if link.kind == "same_quantity":
            both = (self.covered(each, quantities) for each in (link.component_a, link.component_b))
            return int(len(set(both)) > 1)
        if link.kind == "same_provider":
            return sum(1 for who in of_a if who not in of_b)
        if link.kind == "different_provider":
            return sum(1 for who in of_a if who in of_b)
        return sum(
            1 for who in of_a if not any(seat[who] and seat[who] == seat[other] for other in of_b)
        )

    def denominator(self, rule: Any, group: NaiveGroup, quantities: Quantities) -> Fraction:
        """What the rule's metric is a share of."""
        used, facts = self.used(quantities), self.facts
        if not rule.of:
            return Fraction(1)
        if rule.of == "value":
            return facts.total_value(used)
        if rule.of == "hours":
            return facts.total_hours(used)
        if rule.of == "component_quantity":
            return sum((self.covered(each, quantities) for each in group.components), ZERO)
        if rule.of == "incumbent_quantity":
            return Fraction(facts.offers[group.pairs[0]].incumbent_quantity)
        members, components, pairs = group.members, group.components, group.pairs
        if rule.of.startswith("selected"):
            members = selected(facts.members, rule.members)
            components = selected(facts.components, rule.components)
            pairs = [each for each in used if each[0] in members and each[1] in components]
        if rule.of.endswith("_value"):
            return group_value(facts, members, components, pairs, used)
        return sum((facts.hours(pair, used[pair]) for pair in pairs if pair in used), ZERO)

    def shortfalls(
        self, rule: Any, group: NaiveGroup, quantities: Quantities
    ) -> tuple[Fraction, Fraction]:
        """By how much the metric misses its lower and its upper bound, in the metric's own unit."""
        used = self.used(quantities)
        found = metric(self.facts, rule, group, used)
        whole = self.denominator(rule, group, quantities)
        hundred = 100 if rule.unit == "percent" else 1
        low = high = ZERO
        if group.at_least is not None and self._asks_for_least(rule, group, quantities):
            low = max(ZERO, group.at_least * whole / hundred - found)
        if group.at_most is not None:
            high = max(ZERO, found - group.at_most * whole / hundred)
        return low, high

    def _asks_for_least(self, rule: Any, group: NaiveGroup, quantities: Quantities) -> bool:
        used = self.used(quantities)
        if rule.if_engaged:
            return any(pair in used for pair in group.pairs)
        if self.terms.partial and rule.per in ("component", "assignment"):
            (component,) = group.components
            return (
                not self.covered(component, quantities) < self.facts.components[component].quantity
            )
        return True

    def soft(self, priority: int, quantities: Quantities) -> Fraction:
        """Sum of the violations of one priority, each in millionths rounded up."""
        millionths = 0
        for rule, its_groups in self.rules:
            wanted = rule.strength == "soft" and rule.priority == priority
            if not wanted or rule.rule_id in self.terms.rules_off:
                continue
            for group in its_groups:
                missed = self.shortfalls(rule, group, quantities)
                for bound, shortfall in zip((group.at_least, group.at_most), missed, strict=True):
                    if shortfall:
                        assert bound is not None
                        size = self.usual_size(rule, group, bound)
                        millionths += ceil(shortfall / size * 1_000_000)
        for link in self.problem.links:
            wanted = link.strength == "soft" and link.priority == priority
            if wanted and link.kind not in self.terms.rules_off:
                millionths += self.link_breaches(link, quantities) * 1_000_000
        return Fraction(millionths, 1_000_000)

    def usual_size(self, rule: Any, group: NaiveGroup, bound: Fraction) -> Fraction:
        """What a shortfall is measured against: the bound, times what it is a share of."""
        facts = self.facts
        everything, size = list(facts.components), Fraction(1)
        chosen = group.components
        if rule.of.startswith("selected"):
            chosen = selected(facts.components, rule.components)
        if rule.of == "value":
            budget = facts.commission.budget_total_pln
            size = self.reference(everything) if budget is None else budget / facts.fee
        elif rule.of == "hours":
            size = self.own_hours(everything)
        elif rule.of in ("selected_value", "group_value"):
            size = self.reference(chosen)
        elif rule.of in ("selected_hours", "group_hours"):
            size = self.own_hours(chosen)
        elif rule.of == "component_quantity":
            size = sum((facts.components[each].quantity for each in chosen), ZERO)
        elif rule.of == "incumbent_quantity":
            size = facts.offers[group.pairs[0]].incumbent_quantity
        size = abs(bound) * size / (100 if rule.unit == "percent" else 1)
        return size or Fraction(1)

    def reference(self, components: list[str]) -> Fraction:
        """Whole quantities at reference prices."""
        facts = self.facts
        return sum(
            (facts.components[each].quantity * facts.price[each] for each in components), ZERO
        )

    def own_hours(self, components: list[str]) -> Fraction:
        """Whole quantities at the components' own hours."""
        found = [self.facts.components[each] for each in components]
        return sum((each.quantity * each.labour_hours_per_unit for each in found), ZERO)
