"""Sets of outcomes as problems, for tests of fairness: exactly these awards to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness
from tests.builders import problem

Outcome = tuple[int, ...]


def choice(outcomes: Sequence[Outcome], weights: Sequence[int] | None = None) -> Problem:
    """Exactly these awards to choose from, at a price of 1.

    Each member has work of its own, which an outsider without a claim does where the member does
    not. CHOSEN does the marker of one outcome, LEFT those of the others; an indicator for each
    member ties its award to the markers: what it does, and what the outcomes left would have
    brought it, come to the sum of all outcomes.
    """
    members = range(len(outcomes[0]))
    whole = [max(each[place] for each in outcomes) for place in members]
    work = {f"P{place}": whole[place] for place in members}
    markers = [f"C{number}" for number in range(len(outcomes))]
    shares = weights or [1] * len(whole)
    return problem(
        components={
            **{
                name: {"quantity": most, "ceiling_unit_price_pln": 1} for name, most in work.items()
            },
            **{name: {"quantity": 1, "ceiling_unit_price_pln": None} for name in markers},
        },
        members={
            **{
                f"M{place}": {"target_share_pct": Fraction(100 * share, sum(shares))}
                for place, share in enumerate(shares)
            },
            **{name: {} for name in ("OUT", "CHOSEN", "LEFT")},
        },
        offers={
            **{
                f"{who}:P{place}": {"unit_cost_pln": 1, "capacity_max": whole[place]}
                for place in members
                for who in (f"M{place}", "OUT")
            },
            **{
                f"{who}:{name}": {"unit_cost_pln": 0}
                for who in ("CHOSEN", "LEFT")
                for name in markers
            },
        },
        rules=[_one_marker(markers), *(_tied(outcomes, place) for place in members)],
        indicators={f"I{place}": {"target": 1} for place in members},
        contributions=[each for place in members for each in _brought(outcomes, place)],
    )


def _one_marker(markers: Sequence[str]) -> dict[str, Any]:
    """CHOSEN does one marker."""
    one = {"metric": "quantity", "members": "CHOSEN", "components": ";".join(markers)}
    return {**one, "at_least": 1, "at_most": 1, "unit": "quantity"}


def _tied(outcomes: Sequence[Outcome], place: int) -> dict[str, Any]:
    """What a member does and what is left for it are all outcomes together."""
    total = sum(outcome[place] for outcome in outcomes)
    return {
        "metric": f"indicator:I{place}",
        "at_least": total,
        "at_most": total,
        "unit": "quantity",
    }


def _brought(outcomes: Sequence[Outcome], place: int) -> Iterator[dict[str, Any]]:
    """By a member's own work one a unit, by a marker that is left what it would have brought."""
    own = {"member_id": f"M{place}", "component_id": f"P{place}", "per_unit": 1}
    yield {**own, "indicator_id": f"I{place}"}
    for number, outcome in enumerate(outcomes):
        left = {"member_id": "LEFT", "component_id": f"C{number}", "per_unit": outcome[place]}
        yield {**left, "indicator_id": f"I{place}"}


def chosen(quantities: Mapping[Pair, Fraction], members: int) -> Outcome:
    """The awards that were chosen."""
    return tuple(int(quantities.get((f"M{place}", f"P{place}"), 0)) for place in range(members))


def fine(which: Problem) -> Fairness:
    """Levels on which every whole award is a different one: a hundredth of the smallest unit."""
    worth = sum(
        each.quantity * which.reference_price_pln[each.component_id] for each in which.components
    )
    return Fairness("reference_value", Fraction(1, 10) / worth, None)
