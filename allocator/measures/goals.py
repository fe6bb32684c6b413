"""Goals as they are optimised one after another, and the exact measure of each in an allocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from allocator.allocation import Quantities
from allocator.measures.goal_measures import MEASURES, NoMeasure, ladder
from allocator.measures.steps import step
from allocator.problem.charter import LADDER_GOALS
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms

WELFARE_GOALS = ("weighted_nash", "alpha_fairness")
FIRST_COUNTED = ("members", "weight")
"""Of a mean in which nothing is worth infinitely little: how many have something comes first."""

UNCOVERED = ("uncovered:critical", "uncovered:all")


class Sense(StrEnum):
    """Which values of a goal are better."""

    MINIMISE = "minimise"
    MAXIMISE = "maximise"


MAXIMISED = frozenset(
    (
        "target_share",
        "smallest_ratio",
        "weighted_nash",
        "alpha_fairness",
        "owa",
        "small_members_value",
        "small_members_engaged",
        "quality",
        "preference",
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to optimise: a goal, or the part of it that has a value of its own.

    `name` is `cost`, `soft_rules:1`, `uncovered:critical` and so on; `step` its proof grid.
    """

    name: str
    goal: Goal
    sense: Sense
    step: Fraction


def entries(problem: Problem, terms: Terms, goals: tuple[Goal, ...]) -> tuple[Entry, ...]:
    """The goals in order as entries.

    Partial coverage is always first and counted only where it is asked for; soft rules have an
    entry for each priority, none where no soft rule or link is on.
    """
    wanted = [each for each in goals if each.name != "uncovered"]
    if terms.partial:
        wanted.insert(0, Goal("uncovered"))
    return tuple(
        Entry(name, goal, sense(name), step(problem, terms, name, goal.fairness))
        for goal in wanted
        for name in entry_names(problem, terms, goal.name, goal.fairness)
    )


def entry_names(
    problem: Problem, terms: Terms, goal: str, fairness: Fairness | None = None
) -> tuple[str, ...]:
    """What a goal is optimised and reported as, under fairness settings (the run's, left out)."""
    if goal == "uncovered":
        return UNCOVERED
    if goal == "soft_rules":
        return tuple(f"soft_rules:{each}" for each in soft_priorities(problem, terms))
    if goal in WELFARE_GOALS:
        alpha = Fraction(1) if goal == "weighted_nash" else (fairness or terms.fairness).alpha
        return (*(f"{goal}:{each}" for each in FIRST_COUNTED if alpha >= 1), f"{goal}:mean")
    return (goal,)


def sense(entry_name: str) -> Sense:
    """Which values of an entry are better."""
    return Sense.MAXIMISE if entry_name.partition(":")[0] in MAXIMISED else Sense.MINIMISE


def soft_priorities(problem: Problem, terms: Terms) -> tuple[int, ...]:
    """The priorities of soft rules and links that are on, the first one first."""
    return tuple(sorted(set(_priorities(problem, terms))))


def measure(
    problem: Problem, terms: Terms, entry_name: str, fairness: Fairness, quantities: Quantities
) -> Fraction:
    """The exact measure of an entry; of `target_share` the smallest level, of
    `largest_share` the largest.

    Raises NoMeasure where it makes no sense: no targets, no earlier split, an empty score.
    """
    goal, _, detail = entry_name.partition(":")
    return MEASURES[goal](problem, terms, detail, fairness, quantities)


def all_measures(
    problem: Problem, terms: Terms, quantities: Quantities
) -> dict[str, Fraction | tuple[int, ...] | None]:
    """The measure of every goal, under the run's fairness settings; None where it has none."""
    names = [*UNCOVERED, *entry_names(problem, terms, "soft_rules"), *MEASURES]
    result: dict[str, Fraction | tuple[int, ...] | None] = {}
    for name in names:
        if name in ("uncovered", "soft_rules"):
            continue
        try:
            result[name] = (
                ladder(name, problem, terms.fairness, quantities)
                if name in LADDER_GOALS
                else measure(problem, terms, name, terms.fairness, quantities)
            )
        except NoMeasure:
            result[name] = None
    return result


def _priorities(problem: Problem, terms: Terms) -> Iterator[int]:
    for rule in problem.rules:
        if rule.strength == "soft" and rule.priority is not None and terms.is_on(rule.rule_id):
            yield rule.priority
    for link in problem.links:
        if link.strength == "soft" and link.priority is not None and terms.is_on(link.kind):
            yield link.priority
