"""Rules read a second time, as literally as can be: the oracle that checks and solvers must match.

It must know neither the selectors, groups and eligibility of the problem nor what checks use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

Pair = tuple[str, str]
Quantities = Mapping[Pair, Fraction]


class Facts:
    """The tables of a problem as plain dictionaries."""

    def __init__(self, problem: Any) -> None:
        self.commission = problem.commission
        self.members = {each.member_id: each for each in problem.members}
        self.components = {each.component_id: each for each in problem.components}
        self.offers = {(each.member_id, each.component_id): each for each in problem.offers}
        self.periods = [each.period for each in problem.periods]
        self.sectors = {each.sector_id: each for each in problem.sectors}
        self.lot = {name: each.lot_size or Fraction(1) for name, each in self.components.items()}
        self.fee = 1 + (
            problem.commission.coordination_fee_pct / 100
            + problem.commission.reserve_fund_pct / 100
        )
        self.hours_a_month = {
            (each.member_id, each.pool_id): each.hours_per_month for each in problem.staff
        }
        self.zones = {
            pair: {
                each.zone_id
                for each in problem.offer_zones
                if (each.member_id, each.component_id) == pair
            }
            for pair in self.offers
        }
        self.brings = {
            (each.member_id, each.component_id, each.indicator_id): each.per_unit
            for each in problem.contributions
        }
        self.price = {name: self._reference_price(name) for name in self.components}
        self.share = {name: self._shares(problem, name) for name in self.components}
        self.eligible = [pair for pair in sorted(self.offers) if self._is_eligible(problem, pair)]

    def _reference_price(self, component: str) -> Fraction:
        ceiling = self.components[component].ceiling_unit_price_pln
        if ceiling is not None:
            return Fraction(ceiling)
        costs = [
            offer.unit_cost_pln for (_, what), offer in self.offers.items() if what == component
        ]
        return max(costs, default=Fraction(0))

    def _shares(self, problem: Any, component: str) -> dict[str, Fraction]:
        rows = [each for each in problem.demand if each.component_id == component]
        total = sum(each.quantity for each in rows)
        return {
            period: sum((each.quantity for each in rows if each.period == period), Fraction(0))
            / total
            for period in self.periods
        }

    def _is_eligible(self, problem: Any, pair: Pair) -> bool:
        member, component = pair
        offer, what = self.offers[pair], self.components[component]
        if offer.preference is not None and offer.preference == 0:
            return False
        for row in problem.exclusions:
            if row.member_id == member and row.component_id == component:
                return False
        for competence in what.required_competences:
            permits = [
                row.valid_until
                for row in problem.member_competences
                if row.member_id == member and row.competence_id == competence
            ]
            if not any(until >= problem.commission.period_end for until in permits):
                return False
        if offer.capacity_max <= 0 or offer.capacity_max < self.lot[component]:
            return False
        return bool(what.splittable or offer.capacity_max >= what.quantity)

    def value(self, pair: Pair, quantity: Fraction) -> Fraction:
        offer = self.offers[pair]
        fixed = offer.fixed_cost_pln if quantity else 0
        return Fraction(offer.unit_cost_pln * quantity + fixed)

    def hours(self, pair: Pair, quantity: Fraction) -> Fraction:
        own = self.offers[pair].labour_hours_per_unit
        each = self.components[pair[1]].labour_hours_per_unit if own is None else own
        return Fraction(each * quantity)

    def total_value(self, used: Quantities) -> Fraction:
        total = sum((self.value(pair, used[pair]) for pair in used), Fraction(0))
        for member in {who for who, _ in used}:
            total += self.members[member].fixed_cost_pln
        return total

    def total_hours(self, used: Quantities) -> Fraction:
        return sum((self.hours(pair, used[pair]) for pair in used), Fraction(0))


def normal(value: Any) -> str:
    """One spelling for values that mean the same."""
    if value is None:
        return ""
    if value is True:
        return "1"
    if value is False:
        return "0"
    text = str(value).strip().lower()
    if text in ("1", "true", "tak", "yes"):
        return "1"
    if text in ("0", "false", "nie", "no"):
        return "0"
    try:
        return str(Fraction(text))
    except ValueError:
        return text


def column(record: Any, name: str) -> Any:
    """A listed or an extra column; None where it is empty or not there."""
    if name in {each.name for each in fields(record)} and name != "extras":
        return getattr(record, name)
    return dict(record.extras).get(name)


def holds(record: Any, identifier: str, item: str) -> bool:
    """Whether all conditions of one item hold."""
    for condition in item.split("&"):
        if "=" in condition:
            name, wanted = condition.split("=")
            if normal(column(record, name.strip())) != normal(wanted):
                return False
        elif condition != identifier and normal(column(record, condition)) != "1":
            return False
    return True


def selected(records: Mapping[str, Any], text: str) -> list[str]:
    """The plain items together, all if there are none, minus the items with `!`."""
    items = [each.strip() for each in text.split(";")]
    plain = [each for each in items if not each.startswith("!") and each not in ("", "all")]
    minus = [each[1:].strip() for each in items if each.startswith("!")]
    result = []
    for identifier, record in sorted(records.items()):
        wanted = not plain or any(holds(record, identifier, each) for each in plain)
        if wanted and not any(holds(record, identifier, each) for each in minus):
            result.append(identifier)
    return result


@dataclass
class NaiveGroup:
    """One group of a rule: its pairs, whom and what it takes in, its two bounds."""

    subject: str
    members: list[str]
    components: list[str]
    pairs: list[Pair]
    at_least: Fraction | None
    at_most: Fraction | None
    period: str = ""


def number(facts: Facts, rule: Any, record: Any, bound: Any) -> Fraction | None:
    """A bound as a number: as it stands, or from the column of the group's record."""
    if bound is None or isinstance(bound, Fraction):
        return bound
    found = column(record, bound)
    if rule.per == "assignment" and found is None:
        if bound == "min_lot":
            found = facts.components[record.component_id].min_lot
        if bound == "labour_hours_per_unit":
            found = facts.components[record.component_id].labour_hours_per_unit
    return None if found is None or found == "" else Fraction(found)


def groups(facts: Facts, rule: Any) -> list[NaiveGroup]:
    """Every group that the rule has, with or without bounds."""
    members = selected(facts.members, rule.members)
    components = selected(facts.components, rule.components)
    pairs = [pair for pair in facts.eligible if pair[0] in members and pair[1] in components]
    rows: list[tuple[str, Any, list[str], list[str], list[Pair], str]] = []
    if rule.per == "total":
        rows.append(("", None, members, components, pairs, ""))
    if rule.per in ("member", "member_period"):
        for member in members:
            own = [pair for pair in pairs if pair[0] == member]
            for period in facts.periods if rule.per == "member_period" else [""]:
                subject = f"{member}@{period}" if period else member
                if own:
                    who = facts.members[member]
                    rows.append((subject, who, [member], components, own, period))
    if rule.per == "component":
        for component in components:
            own = [pair for pair in pairs if pair[1] == component]
            what = facts.components[component]
            rows.append((component, what, members, [component], own, ""))
    if rule.per == "sector":
        for sector, record in facts.sectors.items():
            inside = [each for each in components if facts.components[each].sector_id == sector]
            own = [pair for pair in pairs if pair[1] in inside]
            if inside:
                rows.append((sector, record, members, inside, own, ""))
    if rule.per == "assignment":
        for pair in pairs:
            if rule.of != "incumbent_quantity" or facts.offers[pair].incumbent_quantity:
                offer = facts.offers[pair]
                rows.append((":".join(pair), offer, [pair[0]], [pair[1]], [pair], ""))
    return [
        NaiveGroup(
            subject,
            who,
            what,
            own,
            number(facts, rule, record, rule.at_least),
            number(facts, rule, record, rule.at_most),
            period,
        )
        for subject, record, who, what, own, period in rows
    ]


def group_value(
    facts: Facts, members: list[str], components: list[str], pairs: list[Pair], used: Quantities
) -> Fraction:
    """Value of a group; members' fixed costs only where it takes in every component."""
    total = sum((facts.value(pair, used[pair]) for pair in pairs if pair in used), Fraction(0))
    if set(components) == set(facts.components):
        for member in members:
            if any(who == member for who, _ in used):
                total += facts.members[member].fixed_cost_pln
    return total


def metric(facts: Facts, rule: Any, group: NaiveGroup, used: Quantities) -> Fraction:
    """The rule's metric over the used pairs of the group."""
    pairs = [pair for pair in group.pairs if pair in used]
    total = Fraction(0)
    if rule.metric == "value":
        return group_value(facts, group.members, group.components, pairs, used)
    if rule.metric == "members":
        return Fraction(len({who for who, _ in pairs}))
    if rule.metric == "components":
        return Fraction(len(pairs))
    if rule.metric == "zones":
        return Fraction(len({zone for pair in pairs for zone in facts.zones[pair]}))
    if rule.metric == "reserve":
        spares = []
        for leaving in pairs:
            spare = Fraction(0)
            for other in group.pairs:
                if other != leaving:
                    spare += facts.offers[other].capacity_max - used.get(other, 0)
            spares.append(spare)
        return min(spares, default=Fraction(0))
    for pair in pairs:
        offer, quantity, value = facts.offers[pair], used[pair], facts.value(pair, used[pair])
        if rule.metric == "quantity":
            total += quantity
        elif rule.metric == "hours":
            total += facts.hours(pair, quantity)
        elif rule.metric == "disadvantaged_hours":
            total += facts.hours(pair, quantity) * facts.members[pair[0]].disadvantaged_share
        elif rule.metric == "quality_value":
            total += value * offer.quality
        elif rule.metric == "preference_value":
            total += value * offer.preference
        elif rule.metric == "margin":
            if offer.own_unit_cost_pln is not None:
                total += (
                    value - offer.own_unit_cost_pln * quantity - (offer.own_fixed_cost_pln or 0)
                )
        elif rule.metric == "cash_out":
            total += value * facts.share[pair[1]][group.period] * facts.commission.advance_months
        else:
            kind, indicator = rule.metric.split(":")
            assert kind == "indicator"
            total += facts.brings.get((*pair, indicator), Fraction(0)) * quantity
    return total
