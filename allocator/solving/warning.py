"""What is legal but odd about a request or its outcome."""

from __future__ import annotations

from allocator.measures.awards import key_targets, targets
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Problem
from allocator.problem.request import Goal
from allocator.texts.issues import Issue, Severity

MONEY_GOALS = ("target_deviation", "small_members_value", "handover", "changes")
FAIR_GOALS = ("target_share", "smallest_ratio")
CERTIFIED = "target_share"
MEANS = ("weighted_nash", "alpha_fairness")
UNCERTIFIED = ("largest_share", "smallest_ratio", *MEANS, "owa")
WITHOUT_CERTIFICATE = ("certificate_only_of_levels", "certificate_behind_mean")
"""Codes of notices that say why a result about fairness has no certificate."""


def run_warnings(
    problem: Problem, goals: tuple[Goal, ...], failures: tuple[tuple[str, str], ...]
) -> tuple[Issue, ...]:
    """Warnings of a run, beside those that came with the problem.

    `failures` are engines that ended by themselves without an answer, with their words.
    """
    failed = (
        Issue(
            "engine_failed",
            Severity.WARNING,
            column="engine",
            value=engine,
            parameters=(("words", words),),
        )
        for engine, words in dict.fromkeys(failures)
    )
    return (
        *_without_way(problem, goals),
        *_of_ledger(problem, goals),
        *_without_tolerance(goals),
        *_without_certificate(goals),
        *failed,
    )


def _without_way(problem: Problem, goals: tuple[Goal, ...]) -> list[Issue]:
    """Members with a target that no eligible offer can serve: they make the smallest ratio 0."""
    fair = next((goal for goal in goals if goal.name in FAIR_GOALS), None)
    if fair is None:
        return []
    able = {member_id for member_id, _ in eligible_pairs(problem)}
    return [
        Issue("target_without_offer", Severity.WARNING, "members", None, "target_share_pct", each)
        for each in targets(problem, fair.fairness)
        if each not in able
    ]


def _of_ledger(problem: Problem, goals: tuple[Goal, ...]) -> list[Issue]:
    """That past years count, and who has a share in the key but no claim left this year."""
    counted = (each for each in goals if each.name in TARGET_GOALS and each.fairness.ledger)
    goal = next(counted, None)
    if goal is None or goal.fairness.ledger is None:
        return []
    told = Issue(
        "ledger_counted", Severity.NOTICE, "policies", None, "ledger", goal.fairness.ledger.kind
    )
    due = targets(problem, goal.fairness)
    return [
        told,
        *(
            Issue("no_claim_this_year", Severity.WARNING, "history", None, "member_id", each)
            for each in key_targets(problem, goal.fairness.measure)
            if each not in due
        ),
    ]


def _without_tolerance(goals: tuple[Goal, ...]) -> list[Issue]:
    """A goal in money with tolerance 0 before `cost` can turn the next into a riddle."""
    names = [goal.name for goal in goals]
    if "cost" not in names:
        return []
    return [
        Issue(
            "money_goal_without_tolerance",
            Severity.WARNING,
            "policies",
            None,
            "tolerance_pct",
            goal.name,
        )
        for goal in goals[: names.index("cost")]
        if goal.name in MONEY_GOALS and not goal.tolerance_pct
    ]


def _without_certificate(goals: tuple[Goal, ...]) -> list[Issue]:
    """Why a goal about fairness leaves no certificate: its proof is no short list of rows."""
    names = [goal.name for goal in goals]
    only_levels, behind_mean = WITHOUT_CERTIFICATE
    if CERTIFIED in names:
        before = (each for each in names[: names.index(CERTIFIED)] if each in MEANS)
        code, found = behind_mean, next(before, None)
    else:
        code, found = only_levels, next((each for each in names if each in UNCERTIFIED), None)
    if found is None:
        return []
    return [Issue(code, Severity.NOTICE, "policies", None, "goal", found)]
