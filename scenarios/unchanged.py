"""Whether a split that was best stays best when a member declares less: by arithmetic alone.

Who declares less takes plans away and adds none. If the best split of before is still allowed and
every goal is worth in it what it was, nothing can be better now, and the draw falls on it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from allocator.allocation import RuleRow, Split
from allocator.checks import breaches, check
from allocator.formulation.ties import tie_weights
from allocator.measures.awards import targets
from allocator.measures.goal_measures import levels
from allocator.measures.goals import entries, measure
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Goal, Terms

LIMITS_OF_OFFERS = ("offer_capacity", "labour_capacity")
"""Built-ins whose bounds are what was declared."""


def is_unchanged(
    truth: Problem,
    given: Problem,
    terms: Terms,
    goals: Iterable[Goal],
    quantities: Mapping[Pair, Fraction],
    seed: int = 0,
) -> bool:
    """Whether the split that is best in truth is the answer to what was declared as well.

    False where that does not follow from arithmetic: then somebody must search.
    """
    wanted = tuple(goals)
    able, still = set(eligible_pairs(truth)), set(eligible_pairs(given))
    if not still <= able or not set(quantities) <= still or not _declares_less(truth, given):
        return False
    if truth.reference_price_pln != given.reference_price_pln:
        return False
    if any(targets(truth, each.fairness) != targets(given, each.fairness) for each in wanted):
        return False
    before, after = check(truth, terms, quantities), check(given, terms, quantities)
    if breaches(after) or not _same_rows(before, after, able - still):
        return False
    if _weights(able, still, seed) != tie_weights(sorted(still), seed):
        return False
    return _goal_values(truth, terms, wanted, quantities) == _goal_values(
        given, terms, wanted, quantities
    )


def _declares_less(truth: Problem, given: Problem) -> bool:
    """Whether no capacity and no hours of staff are more than in truth."""
    hours = {(each.member_id, each.pool_id): each.hours_per_month for each in truth.staff}
    return all(
        each.capacity_max <= truth.offer[pair].capacity_max for pair, each in given.offer.items()
    ) and all(each.hours_per_month <= hours[each.member_id, each.pool_id] for each in given.staff)


def _same_rows(before: Split, after: Split, hidden: set[Pair]) -> bool:
    """Whether every rule still has each of its rows, between the same bounds.

    Rows of hidden pairs may go: the split gives them nothing. A row of a whole group that goes
    would free others.
    """
    names = {":".join(pair) for pair in hidden}
    known = {(each.rule_id, each.subject): _bounds(each) for each in after.rules}
    return all(
        known.get((each.rule_id, each.subject)) == _bounds(each)
        for each in before.rules
        if each.rule_id not in LIMITS_OF_OFFERS and each.subject not in names
    )


def _bounds(row: RuleRow) -> tuple[Fraction | None, Fraction | None, str]:
    return row.at_least, row.at_most, row.strength


def _weights(able: set[Pair], still: set[Pair], seed: int) -> Mapping[Pair, int]:
    """The weights of the draw in truth, of the pairs that are left."""
    return {
        pair: weight for pair, weight in tie_weights(sorted(able), seed).items() if pair in still
    }


def _goal_values(
    problem: Problem, terms: Terms, goals: tuple[Goal, ...], quantities: Mapping[Pair, Fraction]
) -> list[object]:
    found: list[object] = []
    for entry in entries(problem, terms, goals):
        fairness = entry.goal.fairness
        if entry.name == "target_share":
            found.append((entry.name, levels(problem, fairness, quantities)))
        else:
            value = measure(problem, terms, entry.name, fairness, quantities)
            found.append((entry.name, entry.step, value))
    return found
