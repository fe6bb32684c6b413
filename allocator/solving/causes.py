"""Why something stays uncovered: what would still be left out without each hard rule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from allocator.allocation import Split, UncoveredCause
from allocator.problem.charter import LINK_KINDS, SWITCHABLE
from allocator.problem.problem import Problem
from allocator.problem.request import Goal, Terms
from allocator.solving import sequence as sequences
from allocator.solving.engines import Search
from allocator.solving.progress import Clock

UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left out at best, critical components first, then all; whether that is proved."""

    critical: Fraction
    whole: Fraction
    proved: bool


def uncovered_causes(
    problem: Problem, terms: Terms, split: Split, search: Search
) -> tuple[UncoveredCause, ...]:
    """For each hard rule, kind of link and built-in: what would be left out without it.

    Rules with nothing binding in the split are put to the test together first: if nothing more
    can be covered without all of them, nothing more can be covered without any one of them.
    """
    names = binding_names(problem, terms)
    tight = {row.rule_id for row in split.rules if row.strength == "hard" and row.binding}
    now = _left(problem, split)
    found: dict[str, Left] = {}
    groups = [[each] for each in names if each in tight]
    groups.append([each for each in names if each not in tight])
    while groups and not search.stopped():
        group = groups.pop(0)
        seconds = search.clock.share(1)
        if not group or (seconds is not None and seconds < sequences.SOONEST_SECONDS):
            continue
        left = _without(problem, terms, group, search, len(groups) + 1)
        if left is None:
            continue
        if len(group) == 1 or (left.proved and not _is_better(left, now)):
            found |= dict.fromkeys(group, left)
        else:
            middle = len(group) // 2
            groups += [group[:middle], group[middle:]]
    return tuple(
        UncoveredCause(name, found[name].whole, found[name].proved, found[name].critical)
        for name in names
        if name in found
    )


def binding_names(problem: Problem, terms: Terms) -> tuple[str, ...]:
    """Hard rules, kinds of hard links and built-ins that are on and can be switched off."""
    rules = [each.rule_id for each in problem.rules if each.strength == "hard"]
    absent = set(LINK_KINDS) - {each.kind for each in problem.links if each.strength == "hard"}
    if problem.commission.budget_total_pln is None:
        absent.add("budget")
    if problem.commission.commissioning_mode != "wsparcie":
        absent.add("own_contribution")
    others = [each for each in SWITCHABLE if each not in absent]
    return tuple(each for each in (*rules, *others) if terms.is_on(each))


def _without(
    problem: Problem, terms: Terms, names: list[str], search: Search, parts: int
) -> Left | None:
    """What is left out at best with the named rules switched off; None if no plan was found."""
    without = replace(terms, rules_off=terms.rules_off | set(names))
    limited = replace(search, clock=Clock.start(search.clock.share(parts)))
    run = sequences.run_sequence(problem, (Goal(UNCOVERED),), without, limited, tie=False)
    if run.best is None:
        return None
    left = _left(problem, run.best.split)
    return replace(left, proved=all(each.proved for each in run.goals))


def _left(problem: Problem, split: Split) -> Left:
    whole = sum((each.reference_value_pln for each in split.uncovered), Fraction(0))
    critical = (
        each.reference_value_pln
        for each in split.uncovered
        if problem.component[each.component_id].critical
    )
    return Left(sum(critical, Fraction(0)), whole, proved=True)


def _is_better(left: Left, than: Left) -> bool:
    return (left.critical, left.whole) < (than.critical, than.whole)
