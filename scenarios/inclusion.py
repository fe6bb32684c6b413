"""Nobody below its own cost: the split where the charter forbids that, tops it up, only warns.

What the common pool buys is the difference between the second and the first. Knows no words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from allocator.allocation import Result, Status
from allocator.measures.fairness import MeasureFairness, fairness_of
from allocator.measures.inclusion import (
    FORBID,
    SETTING_OF,
    TOP_UP,
    Inclusion,
    inclusion_of,
    margin_rules,
)
from allocator.problem.building import build
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.solving import Options, solve
from allocator.solving.progress import PhaseListener, ShouldStop
from allocator.texts.issues import InputError, Issue

SOFT_RULES = Goal("soft_rules")
LAST_PRIORITY = 99


@dataclass(frozen=True)
class InclusionSplit:
    """The split under one setting; nothing where none was found. `rules` say who is below cost."""

    setting: str
    result: Result
    quantities: Mapping[Pair, Fraction]
    fairness: MeasureFairness | None
    rules: tuple[Inclusion, ...]

    @property
    def pool_pln(self) -> Fraction | None:
        """What lifts everybody to the bounds of the rules; None without a split."""
        if self.result.split is None:
            return None
        return sum((each.pool_pln for each in self.rules), Fraction(0))

    @property
    def decided(self) -> bool:
        """Whether every goal is proved, or that no split keeps the rules."""
        return self.result.status in (Status.OPTIMAL, Status.INFEASIBLE)


@dataclass(frozen=True)
class InclusionCompared:
    """The three splits in order: forbid, top_up, warn; `rule_ids` are the rules set so."""

    fairness: Fairness
    rule_ids: tuple[str, ...]
    splits: tuple[InclusionSplit, ...]

    def under(self, setting: str) -> InclusionSplit:
        """The split under a setting."""
        return next(each for each in self.splits if each.setting == setting)

    @property
    def complete(self) -> bool:
        """Whether every split is decided."""
        return all(each.decided for each in self.splits)


def compare_inclusion(
    problem: Problem,
    goals: Sequence[Goal],
    terms: Terms | None = None,
    options: Options | None = None,
    *,
    listener: PhaseListener | None = None,
    should_stop: ShouldStop | None = None,
) -> InclusionCompared:
    """The best split by the goals under each of the three settings of the rules about own cost.

    Where the pool is to pay, the goals keep it as small as they can: `soft_rules` is put after
    the last goal about shares, unless the goals have it already. Raises InputError without such a
    rule that is on, WrongAnswer as `solve` does.
    """
    terms, options = terms or Terms(), options or Options()
    rule_ids = tuple(each.rule_id for each in margin_rules(problem) if terms.is_on(each.rule_id))
    if not rule_ids:
        raise InputError((Issue("no_margin_rule", table="rules", column="metric", value="margin"),))
    fairness = next((each.fairness for each in goals if each.name in TARGET_GOALS), terms.fairness)
    splits = []
    for strength, setting in SETTING_OF.items():
        which = with_strength(problem, rule_ids, strength)
        wanted = with_pool(goals) if setting == TOP_UP else tuple(goals)
        result = solve(which, wanted, terms, options, listener=listener, should_stop=should_stop)
        splits.append(_split(which, fairness, setting, result, terms))
    return InclusionCompared(fairness, rule_ids, tuple(splits))


def with_strength(problem: Problem, rule_ids: Sequence[str], strength: str) -> Problem:
    """The problem with some rules set to a strength; soft ones without a priority come last."""
    known = [each.priority or 0 for each in problem.rules]
    known += [each.priority or 0 for each in problem.links]
    last = min(max(known, default=0) + 1, LAST_PRIORITY)

    def changed(rule: Any) -> Any:
        priority = (rule.priority or last) if strength == "soft" else rule.priority
        return replace(rule, strength=strength, priority=priority)

    rules = tuple(
        changed(each) if getattr(each, "rule_id", "") in rule_ids else each
        for each in problem.tables["rules"]
    )
    return build({**problem.tables, "rules": rules}, rows=problem.rows)


def with_pool(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """The goals with the smallest pool among them, after the last one about shares."""
    if any(each.name == SOFT_RULES.name for each in goals):
        return tuple(goals)
    places = [place for place, each in enumerate(goals) if each.name in TARGET_GOALS]
    after = places[-1] + 1 if places else 0
    return (*goals[:after], SOFT_RULES, *goals[after:])


def worst_off(split: InclusionSplit) -> Fraction | None:
    """The smallest part of its target that a member has."""
    if split.fairness is None:
        return None
    return min(each.ratio for each in split.fairness.members)


def lifted(found: InclusionCompared) -> tuple[str, ...]:
    """Whom the pool lifts: members with more of their target than where the rule forbids."""
    forbidden, topped_up = found.under(FORBID).fairness, found.under(TOP_UP).fairness
    if forbidden is None or topped_up is None:
        return ()
    before = {each.member_id: each.ratio for each in forbidden.members}
    return tuple(
        each.member_id for each in topped_up.members if each.ratio > before[each.member_id]
    )


def _split(
    problem: Problem, fairness: Fairness, setting: str, result: Result, terms: Terms
) -> InclusionSplit:
    if result.split is None:
        return InclusionSplit(setting, result, {}, None, ())
    quantities = {
        (each.member_id, each.component_id): each.quantity for each in result.split.assignments
    }
    measures = fairness_of(problem, quantities, fairness, terms=terms)
    own = next((each for each in measures if each.measure == fairness.measure), None)
    rules = inclusion_of(problem, result.split.rules)
    return InclusionSplit(setting, result, quantities, own, rules)
