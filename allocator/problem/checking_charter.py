"""Faults of links, pins and policies: what people have decided, against the facts."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.problem.charter import EXACT_GOALS, GRADED_GOALS, TARGET_GOALS, PolicyGoal
from allocator.problem.drafting import Draft
from allocator.problem.pinning import pin_conflicts
from allocator.problem.records import ONE
from allocator.problem.request import ordered_weights
from allocator.texts.issues import Issue


def links_join_two(draft: Draft) -> Iterator[Issue]:
    """A link ties two different components."""
    for row in draft.each("links"):
        if row.record.component_a is not None and row.record.component_a == row.record.component_b:
            yield row.fault("link_to_itself", "component_b")


def linked_quantities_agree(draft: Draft) -> Iterator[Issue]:
    """Components of the same quantity are declared with the same quantity, and not softly."""
    for row in draft.each("links"):
        link = row.record
        if link.kind != "same_quantity":
            continue
        if link.strength == "soft":
            yield row.fault("same_quantity_soft", "strength")
        found = [draft.whole.component.get(each) for each in (link.component_a, link.component_b)]
        first, second = found
        if first and second and first.quantity != second.quantity:
            yield row.fault(
                "same_quantity_differs",
                "component_b",
                quantity_a=first.quantity,
                quantity_b=second.quantity,
            )


def soft_links_have_priority(draft: Draft) -> Iterator[Issue]:
    """A soft link says when its violations count."""
    for row in draft.each("links"):
        link = row.record
        if link.strength == "soft" and link.kind != "same_quantity" and link.priority is None:
            yield row.fault("soft_needs_priority", "priority")


def pins_can_be_kept(draft: Draft) -> Iterator[Issue]:
    """A pinned pair is eligible, within its capacity and a whole number of lots."""
    for row in draft.each("pins"):
        component = draft.problem.component.get(row.record.component_id)
        member_known = row.record.member_id in draft.problem.member
        if component is None or not member_known or row.record.quantity is None:
            continue
        pair = (row.record.member_id, row.record.component_id)
        lot, quantity = component.lot_size or ONE, row.record.quantity
        found = pin_conflicts(draft.problem, draft.barred, pair, quantity, lot)
        for code, column, parameters in found:
            yield row.fault(code, column, **parameters)


def ledger_has_history(draft: Draft) -> Iterator[Issue]:
    """A policy that counts past years needs some."""
    if not draft.whole.history:
        for row in draft.each("policies"):
            if row.record.ledger:
                yield row.warning("ledger_without_history", "ledger")


def history_is_past(draft: Draft) -> Iterator[Issue]:
    """Odd in an account of past years: one yet to come, an award of who could not take part."""
    begins = draft.whole.commission.period_start
    for row in draft.each("history"):
        entry = row.record
        if entry.year is not None and begins is not None and entry.year > begins.year:
            yield row.warning("history_not_past", "year", begins=begins.year)
        if not entry.eligible and entry.value_pln:
            yield row.warning("history_award_not_eligible", "value_pln")


def preferences_are_grades_or_vetoes(draft: Draft) -> Iterator[Issue]:
    """A preference is a grade from 1 to 5 or a veto of 0, nothing in between."""
    for row in draft.each("offers"):
        preference = row.record.preference
        if preference is not None and 0 < preference < 1:
            yield row.fault("preference_between", "preference")


def tolerances_are_allowed(draft: Draft) -> Iterator[Issue]:
    """Some goals are held exactly, whatever comes after them."""
    for row in draft.each("policies"):
        if row.record.goal in EXACT_GOALS and row.record.tolerance_pct:
            yield row.fault("tolerance_not_zero", "tolerance_pct", goal=row.record.goal)


def levels_can_be_counted(draft: Draft) -> Iterator[Issue]:
    """The step of the levels is more than nothing; a cap is a percentage or `none`."""
    for row in draft.each("policies"):
        if row.record.grid_pct == 0:
            yield row.fault("grid_zero", "grid_pct")
        if isinstance(row.record.cap_pct, str) and row.record.cap_pct != "none":
            yield row.fault("cap_not_number", "cap_pct")


def weights_fall(draft: Draft) -> Iterator[Issue]:
    """Weights from the worst-off on: numbers, none of them above the one before."""
    for row in draft.each("policies"):
        if row.record.owa_weights and ordered_weights(row.record.owa_weights) is None:
            yield row.fault("owa_weights_form", "owa_weights")


def goals_are_in_order(draft: Draft) -> Iterator[Issue]:
    """A policy's goals are numbered 1, 2, 3..., none twice over; `uncovered` comes first."""
    for row in draft.each("policies"):
        goal = row.record
        if goal.policy_id is None or goal.order is None:
            continue
        earlier = [each for each in _goals(draft, goal) if each.order < goal.order]
        if goal.order > 1 and not any(each.order == goal.order - 1 for each in earlier):
            yield row.warning("goal_order_gap", "order")
        if goal.goal == "uncovered":
            code = "uncovered_not_first" if earlier else "uncovered_only_partial"
            yield row.warning(code, "goal")


def goals_have_data(draft: Draft) -> Iterator[Issue]:
    """Targets need a key and a base; quality and preference need every offer's score."""
    no_key = not any(each.target_share_pct for each in draft.whole.members)
    no_budget = draft.whole.commission.budget_total_pln is None
    for row in draft.each("policies"):
        goal = row.record
        if goal.goal in TARGET_GOALS and (no_key or (no_budget and goal.measure == "value")):
            yield row.warning("goal_without_targets", "goal")
        if goal.goal in GRADED_GOALS:
            offers = [draft.problem.offer[pair] for pair in draft.eligible]
            empty = sum(getattr(each, goal.goal) is None for each in offers)
            if empty:
                yield row.warning("goal_without_scores", "goal", empty=empty)


def _goals(draft: Draft, goal: PolicyGoal) -> list[PolicyGoal]:
    return [each for each in draft.whole.policies if each.policy_id == goal.policy_id]
