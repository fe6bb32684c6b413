"""Offers that can not be used, as a result tells of them."""

from __future__ import annotations

from allocator.allocation import IneligibleOffer
from allocator.problem.eligibility import ineligibility
from allocator.problem.problem import Problem


def ineligible_offers(problem: Problem) -> tuple[IneligibleOffer, ...]:
    """Every offer that can not be used, with all reasons."""
    return tuple(
        IneligibleOffer(
            member_id, component_id, tuple((each.code, each.detail, each.until) for each in reasons)
        )
        for (member_id, component_id), reasons in ineligibility(problem).items()
    )
