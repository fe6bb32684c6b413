"""Why something stays uncovered: what would still be left out without each hard rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from allocator.allocation import UncoveredCause
from allocator.problem.charter import SWITCHABLE
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solving import sequence as sequences
from allocator.solving.engines import Search
from allocator.solving.progress import Clock

UNCOVERED = "uncovered"


def uncovered_causes(problem: Problem, terms: Terms, search: Search) -> tuple[UncoveredCause, ...]:
    """For each hard rule, link kind and built-in that binds: the reference value left without it."""
    names = binding_names(problem, terms)
    causes = []
    for place, name in enumerate(names):
        if search.stopped():
            break
        without = replace(terms, rules_off=terms.rules_off | {name})
        limited = replace(search, clock=_own_clock(search, len(names) - place))
        found = sequences.run_sequence(problem, (Goal(UNCOVERED),), without, limited, tie=False)
        if found.best is None:
            continue
        left = sum((each.reference_value_pln for each in found.best.split.uncovered), Fraction(0))
        causes.append(UncoveredCause(name, left, all(each.proved for each in found.goals)))
    return tuple(causes)


def binding_names(problem: Problem, terms: Terms) -> tuple[str, ...]:
    """Hard rules, kinds of hard links and built-ins that are on and can be switched off."""
    rules = [each.rule_id for each in problem.rules if each.strength == "hard"]
    links = {each.kind for each in problem.links if each.strength == "hard"}
    others = [
        each for each in SWITCHABLE if each in links or not each.startswith(("same_", "different_"))
    ]
    return tuple(each for each in (*rules, *others) if terms.is_on(each))


def _own_clock(search: Search, parts: int) -> Clock:
    """A clock with this rule's part of the time that is left."""
    return Clock.start(search.clock.share(parts))
