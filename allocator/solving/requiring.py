"""What a request must be before anything is solved; all its faults come back together."""

from __future__ import annotations

from dataclasses import replace

from allocator.measures.measurable import unmeasurable
from allocator.problem.pinning import pins_that_count
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.texts.issues import InputError, Issue, Severity


def required(
    problem: Problem, goals: tuple[Goal, ...], terms: Terms
) -> tuple[Terms, tuple[Issue, ...]]:
    """The terms as they can be kept, and what was left out of them.

    Raises InputError with every reason why these goals or pins make no sense here.
    """
    pins, said = pins_that_count(problem, terms.pins)
    issues = (*unmeasurable(problem, goals, terms), *said)
    faults = tuple(each for each in issues if each.severity is Severity.FAULT)
    if faults:
        raise InputError(faults)
    return replace(terms, pins=pins), issues
