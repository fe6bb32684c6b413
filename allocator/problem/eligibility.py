"""Which offers can be used at all, and every reason why one can not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from allocator.problem.problem import Pair, Problem
from allocator.problem.records import Offer


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an offer can not be used.

    `code` is no_offer, veto, exclusion, competence or capacity; `detail` the competence that is
    missing or the reason code of the exclusion; `until` the last day of a permit that ends early.
    """

    code: str
    detail: str = ""
    until: date | None = None


def ineligibility(problem: Problem) -> Mapping[Pair, tuple[Reason, ...]]:
    """All reasons of every offer that can not be used, by pair, sorted."""
    valid = {
        (each.member_id, each.competence_id): each.valid_until
        for each in problem.member_competences
    }
    excluded = {(each.member_id, each.component_id): each for each in problem.exclusions}
    found: dict[Pair, tuple[Reason, ...]] = {}
    for pair, offer in sorted(problem.offer.items()):
        reasons = []
        if offer.preference == 0:
            reasons.append(Reason("veto"))
        if pair in excluded:
            reasons.append(Reason("exclusion", excluded[pair].reason_code))
        reasons += _competence_reasons(problem, pair, valid)
        if capacity_lots(problem, offer) < 1:
            reasons.append(Reason("capacity"))
        if reasons:
            found[pair] = tuple(reasons)
    return found


def eligible_pairs(problem: Problem) -> tuple[Pair, ...]:
    """The pairs that may have a quantity, sorted by member and component."""
    barred = ineligibility(problem)
    return tuple(sorted(pair for pair in problem.offer if pair not in barred))


def capacity_lots(problem: Problem, offer: Offer) -> int:
    """Whole lots an offer can carry; 0 too where an unsplittable component is too large for it."""
    component = problem.component[offer.component_id]
    if not component.splittable and offer.capacity_max < component.quantity:
        return 0
    return floor(offer.capacity_max / problem.lot(offer.component_id))


def quantity_lots(problem: Problem, component_id: str) -> int:
    """The component's quantity in lots; it is whole in a valid problem."""
    lots: Fraction = problem.component[component_id].quantity / problem.lot(component_id)
    return int(lots)


def _competence_reasons(
    problem: Problem, pair: Pair, valid: Mapping[tuple[str, str], date]
) -> list[Reason]:
    member_id, component_id = pair
    reasons = []
    for competence in problem.component[component_id].required_competences:
        until = valid.get((member_id, competence))
        if until is None or until < problem.commission.period_end:
            reasons.append(Reason("competence", competence, until))
    return reasons
