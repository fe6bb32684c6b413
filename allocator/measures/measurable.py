"""Whether goals can be measured at all: a request for what has no measure is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allocator.measures.awards import targets
from allocator.problem.charter import GRADED_GOALS, TARGET_GOALS
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.texts.issues import Issue


def unmeasurable(
    problem: Problem, goals: Iterable[Goal], terms: Terms, *, column: str = "goal"
) -> Iterator[Issue]:
    """Goals without targets, without an earlier split or with empty scores, once each.

    Issues stand under `column`, those of scores at their offers.
    """
    wanted = tuple(dict.fromkeys(goals))
    for goal in wanted:
        if goal.name == "changes" and terms.earlier is None:
            yield Issue("changes_without_earlier", column=column, value=goal.name)
        if goal.name in TARGET_GOALS and not targets(problem, goal.fairness):
            yield Issue("goal_without_targets", column=column, value=goal.name)
    for score in sorted({goal.name for goal in wanted} & set(GRADED_GOALS)):
        yield from (
            Issue(
                "score_missing_of",
                table="offers",
                column=score,
                value=":".join(pair),
                parameters=(("needed_by", score),),
            )
            for pair in eligible_pairs(problem)
            if getattr(problem.offer[pair], score) is None
        )
