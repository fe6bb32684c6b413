"""Legal but odd facts: what a coordinator would want to look at once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from allocator.problem.drafting import Draft, Row, decimal_text
from allocator.problem.eligibility import capacity_lots
from allocator.problem.records import ZERO
from allocator.texts.issues import Issue, Severity

PERMIT_NOTICE_DAYS = 60
"""A permit that ends within so many days after the commission is said to end soon."""


def target_shares_sum_to_100(draft: Draft) -> Iterator[Issue]:
    """A distribution key that leaves something over, or gives out too much."""
    total = sum((each.target_share_pct for each in draft.whole.members), ZERO)
    if total not in (0, 100):
        yield Issue(
            "target_shares_not_100",
            Severity.WARNING,
            "members",
            column="target_share_pct",
            parameters=(("total", decimal_text(total)),),
        )


def min_lots_fit_capacity(draft: Draft) -> Iterator[Issue]:
    """An offer that can not carry its own smallest assignment."""
    for row in _known_offers(draft):
        smallest = draft.whole.min_lot((row.record.member_id, row.record.component_id))
        capacity = row.record.capacity_max
        if smallest is not None and capacity is not None and smallest > capacity > 0:
            yield row.warning("min_lot_above_capacity", "min_lot", smallest, capacity=capacity)


def labour_costs_less_than_price(draft: Draft) -> Iterator[Issue]:
    """A price that does not pay for the labour in it."""
    hourly = {(each.member_id, each.pool_id): each.hourly_cost_pln for each in draft.whole.staff}
    for row in _known_offers(draft):
        pair = (row.record.member_id, row.record.component_id)
        cost = hourly.get((pair[0], draft.whole.component[pair[1]].labour_pool))
        price = row.record.unit_cost_pln
        if cost is None or price is None:
            continue
        labour = cost * draft.whole.hours_per_unit(pair)
        if labour > price:
            yield row.warning("labour_cost_above_price", "unit_cost_pln", labour=labour)


def permits_last(draft: Draft) -> Iterator[Issue]:
    """A permit that some offer needs and that ends in the period, or soon after it."""
    end = draft.whole.commission.period_end
    needed = {
        (offer.member_id, competence)
        for offer in draft.problem.offers
        for competence in draft.problem.component[offer.component_id].required_competences
    }
    for row in draft.each("member_competences"):
        until = row.record.valid_until
        if until is None or (row.record.member_id, row.record.competence_id) not in needed:
            continue
        if until < end:
            yield row.warning("permit_ends_early", "valid_until", end=end)
        elif (until - end) <= timedelta(days=PERMIT_NOTICE_DAYS):
            yield row.warning("permit_ends_soon", "valid_until", days=(until - end).days)


def members_have_offers(draft: Draft) -> Iterator[Issue]:
    """A member that offers nothing can not take part."""
    offering = {each.member_id for each in draft.whole.offers}
    for row in draft.each("members"):
        if row.record.member_id is not None and row.record.member_id not in offering:
            yield row.warning("member_without_offer", "member_id")


def capacity_covers_quantity(draft: Draft) -> Iterator[Issue]:
    """Usable offers that together can not carry a component."""
    lots: Counter[str] = Counter()
    for pair in draft.eligible:
        lots[pair[1]] += capacity_lots(draft.problem, draft.problem.offer[pair])
    for row in draft.each("components"):
        found = draft.problem.component.get(row.record.component_id)
        if found is None or row.record.quantity is None:
            continue
        capacity = lots[found.component_id] * draft.problem.lot(found.component_id)
        if capacity < found.quantity:
            yield row.warning("capacity_short", "quantity", capacity=capacity)


def contribution_makes_sense(draft: Draft) -> Iterator[Issue]:
    """Own contribution asked for in a mode without one; volunteer work that is worth nothing."""
    hours = sum((each.volunteer_hours_year for each in draft.whole.members), ZERO)
    for row in draft.each("commission"):
        cofunded = row.record.commissioning_mode == "wsparcie"
        if row.record.own_contribution_required_pct and not cofunded:
            yield row.warning("contribution_not_asked", "own_contribution_required_pct")
        if cofunded and hours and not row.record.volunteer_hour_value_pln:
            yield row.warning("volunteer_hour_without_value", "volunteer_hour_value_pln")


BOUND_COLUMNS = (
    ("members", "min_value_pln", ("member", "member_period")),
    ("members", "max_value_pln", ("member", "member_period")),
    ("members", "liquidity_pln", ("member", "member_period")),
    ("components", "min_providers", ("component",)),
    ("components", "max_providers", ("component",)),
    ("components", "min_lot", ("component", "assignment")),
    ("offers", "min_lot", ("assignment",)),
)
"""Columns made to be bounds, with the groupings whose records hold them."""


def bound_columns_are_named(draft: Draft) -> Iterator[Issue]:
    """A bound column that is filled but that no rule names: it binds nothing."""
    named = {
        (rule.per, bound)
        for rule in draft.whole.rules
        for bound in (rule.at_least, rule.at_most)
        if isinstance(bound, str)
    }
    for table, column, groupings in BOUND_COLUMNS:
        if any((per, column) in named for per in groupings):
            continue
        filled = [row for row in draft.each(table) if getattr(row.record, column) is not None]
        if filled:
            row = filled[0]
            yield row.warning("bound_column_unused", column, filled=len(filled))


def demanded_results_are_bound(draft: Draft) -> Iterator[Issue]:
    """An indicator with a target and contributions that no rule holds to anything."""
    named = {rule.metric for rule in draft.whole.rules}
    measured = {each.indicator_id for each in draft.whole.contributions}
    for row in draft.each("indicators"):
        identifier = row.record.indicator_id
        bound = f"indicator:{identifier}" in named
        if row.record.target is not None and identifier in measured and not bound:
            yield row.warning("indicator_target_unused", "target")


def competences_are_needed(draft: Draft) -> Iterator[Issue]:
    """A competence that no component requires."""
    needed = {name for each in draft.whole.components for name in each.required_competences}
    for row in draft.each("competences"):
        if row.record.competence_id not in needed | {None}:
            yield row.warning("competence_unused", "competence_id")


def _known_offers(draft: Draft) -> Iterator[Row]:
    for row in draft.each("offers"):
        if (row.record.member_id, row.record.component_id) in draft.whole.offer:
            yield row
