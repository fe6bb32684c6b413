"""The Problem: a commission, the consortium that bids for it, its charter; always valid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from allocator.problem.charter import Link, Pin, PolicyGoal, Rule, ScenarioStep
from allocator.problem.records import (
    Commission,
    Competence,
    Component,
    Contribution,
    Demand,
    Exclusion,
    HistoryEntry,
    Indicator,
    LabourPool,
    Member,
    MemberCompetence,
    Offer,
    OfferZone,
    Period,
    Sector,
    Staff,
    Zone,
)
from allocator.problem.tables import Rows, Tables
from allocator.texts.issues import Issue

Pair = tuple[str, str]
"""(member_id, component_id)"""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything a split depends on, sorted by key; components of quantity 0 are left out.

    `tables` are the rows it was built from, the left-out ones included: what is written back to
    files and what scenarios change; `rows` says where they stand in a spreadsheet. Build one with
    `allocator.problem.building.build`.
    """

    commission: Commission
    periods: tuple[Period, ...]
    sectors: tuple[Sector, ...] = ()
    zones: tuple[Zone, ...] = ()
    labour_pools: tuple[LabourPool, ...] = ()
    competences: tuple[Competence, ...] = ()
    components: tuple[Component, ...]
    demand: tuple[Demand, ...]
    members: tuple[Member, ...]
    staff: tuple[Staff, ...] = ()
    member_competences: tuple[MemberCompetence, ...] = ()
    offers: tuple[Offer, ...]
    exclusions: tuple[Exclusion, ...] = ()
    links: tuple[Link, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    offer_zones: tuple[OfferZone, ...] = ()
    rules: tuple[Rule, ...] = ()
    policies: tuple[PolicyGoal, ...] = ()
    scenarios: tuple[ScenarioStep, ...] = ()
    pins: tuple[Pin, ...] = ()
    tables: Tables = field(default_factory=dict, repr=False, compare=False)
    rows: Rows = field(default_factory=dict, repr=False, compare=False)
    notices: tuple[Issue, ...] = field(default=(), compare=False)

    @cached_property
    def component(self) -> Mapping[str, Component]:
        """Components by id."""
        return {each.component_id: each for each in self.components}

    @cached_property
    def member(self) -> Mapping[str, Member]:
        """Members by id."""
        return {each.member_id: each for each in self.members}

    @cached_property
    def offer(self) -> Mapping[Pair, Offer]:
        """Offers by pair."""
        return {(each.member_id, each.component_id): each for each in self.offers}

    @cached_property
    def staff_hours(self) -> Mapping[tuple[str, str], Fraction]:
        """Free hours a month by (member_id, pool_id); no entry means none."""
        return {(each.member_id, each.pool_id): each.hours_per_month for each in self.staff}

    @cached_property
    def shares(self) -> Mapping[str, Mapping[str, Fraction]]:
        """The share of each period in a component's demand; sums to 1 for every component."""
        totals: dict[str, Fraction] = defaultdict(Fraction)
        for row in self.demand:
            totals[row.component_id] += row.quantity
        result: dict[str, dict[str, Fraction]] = {each: {} for each in self.component}
        for row in self.demand:
            if row.quantity:
                result[row.component_id][row.period] = row.quantity / totals[row.component_id]
        return result

    @cached_property
    def reference_price_pln(self) -> Mapping[str, Fraction]:
        """A unit's price that depends on nobody's choice: the ceiling, else the dearest offer."""
        dearest: dict[str, Fraction] = defaultdict(Fraction)
        for offer in self.offers:
            known = dearest[offer.component_id]
            dearest[offer.component_id] = max(known, offer.unit_cost_pln)
        return {
            each.component_id: dearest[each.component_id]
            if each.ceiling_unit_price_pln is None
            else each.ceiling_unit_price_pln
            for each in self.components
        }

    @cached_property
    def zones_of(self) -> Mapping[Pair, frozenset[str]]:
        """Zones in which an offer is delivered."""
        found: dict[Pair, set[str]] = defaultdict(set)
        for row in self.offer_zones:
            found[row.member_id, row.component_id].add(row.zone_id)
        return {pair: frozenset(zones) for pair, zones in found.items()}

    @cached_property
    def contribution(self) -> Mapping[tuple[str, str, str], Fraction]:
        """What one unit brings, by (member_id, component_id, indicator_id)."""
        return {
            (each.member_id, each.component_id, each.indicator_id): each.per_unit
            for each in self.contributions
        }

    @property
    def fee_factor(self) -> Fraction:
        """Total = task cost * this: 1 + coordination fee + reserve fund."""
        fees = self.commission.coordination_fee_pct + self.commission.reserve_fund_pct
        return 1 + fees / 100

    def lot(self, component_id: str) -> Fraction:
        """Quantity in one lot of a component."""
        return self.component[component_id].lot_size or Fraction(1)

    def min_lot(self, pair: Pair) -> Fraction | None:
        """Smallest assignment of an offer: its own, else the component's, else none."""
        own = self.offer[pair].min_lot
        return self.component[pair[1]].min_lot if own is None else own

    def hours_per_unit(self, pair: Pair) -> Fraction:
        """Labour hours of one unit of an offer: its own, else the component's."""
        own = self.offer[pair].labour_hours_per_unit
        return self.component[pair[1]].labour_hours_per_unit if own is None else own
