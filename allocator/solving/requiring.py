"""What a request must be before anything is solved; all its faults come back together."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.measures.awards import targets
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms
from allocator.texts.issues import InputError, Issue

FAIRNESS_GOALS = ("target_share", "smallest_ratio", "target_deviation")
"""Goals about awards against targets, with fairness settings of their own."""
GRADED_GOALS = ("quality", "preference")


def require(problem: Problem, goals: tuple[Goal, ...], terms: Terms) -> None:
    """Raise InputError with every reason why these goals or terms make no sense here."""
    faults = (*_goal_faults(problem, goals, terms), *_pin_faults(problem, terms))
    if faults:
        raise InputError(faults)


def _goal_faults(problem: Problem, goals: tuple[Goal, ...], terms: Terms) -> Iterator[Issue]:
    for goal in goals:
        if goal.name in FAIRNESS_GOALS and not targets(problem, goal.fairness.measure):
            yield Issue("goal_without_targets", column="goal", value=goal.name)
        if goal.name == "changes" and terms.earlier is None:
            yield Issue("changes_without_earlier", column="goal", value=goal.name)
        if goal.name in GRADED_GOALS:
            yield from (
                Issue(
                    "score_missing_of",
                    table="offers",
                    column=goal.name,
                    value=":".join(pair),
                    parameters=(("needed_by", goal.name),),
                )
                for pair in eligible_pairs(problem)
                if getattr(problem.offer[pair], goal.name) is None
            )


def _pin_faults(problem: Problem, terms: Terms) -> Iterator[Issue]:
    """Pins that say two different things of one pair."""
    fixed: dict[Pair, object] = {
        (each.member_id, each.component_id): each.quantity for each in problem.pins
    }
    for pin in terms.pins:
        pair = (pin.member_id, pin.component_id)
        if fixed.setdefault(pair, pin.quantity) != pin.quantity:
            parameters = (("quantity", str(fixed[pair])),)
            yield Issue(
                "pin_contradicts_table", column="pin", value=":".join(pair), parameters=parameters
            )
