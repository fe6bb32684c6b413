"""Whom rounding favours: the split by three rules of fairness, and whether they say the same.

Small members do best by leximin, large ones where nobody may be far above its target; weighted
Nash stands between. Every value is proved; that a split is best by a rule is checked exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from allocator.allocation import Result, Status
from allocator.measures.awards import ratios, targets
from allocator.measures.fairness import MeasureFairness, common_lot, fairness_of
from allocator.measures.goal_measures import ladder
from allocator.measures.goals import measure
from allocator.measures.steps import rounded
from allocator.measures.welfare import MILLIONTH, ordered_sum
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solving import Options, solve
from allocator.solving.progress import PhaseListener, ShouldStop

SMALL_FRIENDLY, NEUTRAL, BIG_FRIENDLY = "small-friendly", "neutral", "big-friendly"
ROUNDING_POLICIES: Mapping[str, str] = {
    SMALL_FRIENDLY: "target_share",
    NEUTRAL: "weighted_nash",
    BIG_FRIENDLY: "largest_share",
}
"""Policies of rounding by their names, each with the goal that is it."""


@dataclass(frozen=True)
class RuleSplit:
    """The split by one rule at its least cost; nothing where none was found."""

    rounding_policy: str
    result: Result
    quantities: Mapping[Pair, Fraction]
    fairness: MeasureFairness | None

    @property
    def goal(self) -> str:
        """The goal that the rule is."""
        return ROUNDING_POLICIES[self.rounding_policy]

    @property
    def proved(self) -> bool:
        """Whether it is proved to be the best by its rule, whatever its cost."""
        own = [each for each in self.result.goals if each.goal.partition(":")[0] == self.goal]
        return bool(own) and all(each.proved for each in own)


@dataclass(frozen=True)
class RulesCompared:
    """The three splits.

    `common` is one that is proved to be best by all three rules; `by_every_rule` that it is best by
    every rule at all that never likes a transfer from who has less to who has more, and never less
    for all.
    """

    fairness: Fairness
    splits: tuple[RuleSplit, ...]
    common: RuleSplit | None
    by_every_rule: bool

    @property
    def infeasible(self) -> bool:
        """Whether no split keeps the rules of the charter."""
        return any(each.result.status is Status.INFEASIBLE for each in self.splits)

    @property
    def complete(self) -> bool:
        """Whether every split is proved."""
        return all(each.proved for each in self.splits)


def compare_rules(
    problem: Problem,
    fairness: Fairness,
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
) -> RulesCompared:
    """The splits by three rules, in the measure and on the grid of `fairness`, without its cap.

    Raises InputError where the measure has no targets, WrongAnswer as `solve` does.
    """
    settings = replace(fairness, cap_pct=None)
    terms, options = terms or Terms(), options or Options()

    def found(*goals: Goal) -> Result:
        return solve(problem, goals, terms, options, listener=listener, should_stop=should_stop)

    splits = tuple(
        _split(
            problem, settings, rounding_policy, found(Goal(goal, fairness=settings), Goal("cost"))
        )
        for rounding_policy, goal in ROUNDING_POLICIES.items()
    )
    common = next(
        (each for each in splits if _is_best(problem, terms, settings, each, splits)), None
    )
    every = common is not None and _beats_all(problem, settings, common, found)
    return RulesCompared(settings, splits, common, every)


def _split(problem: Problem, fairness: Fairness, rounding_policy: str, result: Result) -> RuleSplit:
    if result.split is None:
        return RuleSplit(rounding_policy, result, {}, None)
    quantities = {
        (each.member_id, each.component_id): each.quantity for each in result.split.assignments
    }
    measures = fairness_of(problem, quantities, fairness)
    own = next((each for each in measures if each.measure == fairness.measure), None)
    return RuleSplit(rounding_policy, result, quantities, own)


def _is_best(
    problem: Problem,
    terms: Terms,
    fairness: Fairness,
    candidate: RuleSplit,
    splits: tuple[RuleSplit, ...],
) -> bool:
    """Whether a split has the proved value of every rule, all of them measured again."""
    if candidate.fairness is None or not all(each.proved for each in splits):
        return False
    for each in splits:
        for goal in each.result.goals:
            name = goal.goal
            if name.partition(":")[0] != each.goal:
                continue
            if isinstance(goal.value, tuple):
                value: object = ladder(name, problem, fairness, candidate.quantities)
            else:
                value = rounded(
                    measure(problem, terms, name, fairness, candidate.quantities),
                    Fraction(1) if name.endswith(":members") else MILLIONTH,
                )
            if value != goal.value:
                return False
    return True


def _beats_all(
    problem: Problem, fairness: Fairness, split: RuleSplit, found: Callable[..., Result]
) -> bool:
    """Whether no split has more with its k lowest members, for any k.

    Then none is better by any rule that is fond of more for all and of transfers downward (Hardy,
    Littlewood and Polya 1929, for targets that are equal). Asked only where all lots are equal, so
    that sums of ratios lie further apart than the grid they are proved on.
    """
    due = targets(problem, fairness)
    lot = common_lot(problem, fairness.measure)
    alike = len(set(due.values())) == 1
    if lot is None or not alike or lot / next(iter(due.values())) <= 2 * MILLIONTH:
        return False
    own = list(ratios(problem, split.quantities, fairness).values())
    for number in range(1, len(own) + 1):
        ones = (Fraction(1),) * number
        goal = Goal("owa", fairness=replace(fairness, owa_weights=ones))
        best = found(goal).goals[-1]
        if not best.proved or best.value != rounded(ordered_sum(own, ones), MILLIONTH):
            return False
    return True
