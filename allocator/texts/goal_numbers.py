"""A goal's value as a plain number for people, without its unit."""

from __future__ import annotations

from fractions import Fraction

from allocator.texts.formats import number

MONEY_GOALS = (
    "uncovered",
    "cost",
    "target_deviation",
    "small_members_value",
    "handover",
    "changes",
)


def goal_number(goal: str, value: Fraction | int, language: str) -> str:
    """Money to the grosz, anything else as it needs."""
    if goal.partition(":")[0] in MONEY_GOALS:
        return number(value, language, places=2, at_least=2)
    return number(value, language, places=6)
