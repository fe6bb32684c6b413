"""What it would cost that nobody works below its own cost, from the rows of rules: no solver.

A rule with metric `margin` and a lower bound in PLN forbids that (hard), warns of it (info) or tops
it up from a common pool (soft). What is missing of the bound is then the price of inclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from allocator.allocation import RuleRow
from allocator.problem.charter import Rule
from allocator.problem.problem import Problem

ZERO = Fraction(0)
FORBID, TOP_UP, WARN = "forbid", "top_up", "warn"
SETTING_OF: Mapping[str, str] = {"hard": FORBID, "soft": TOP_UP, "info": WARN}
"""What a rule's strength means for work below own cost."""


@dataclass(frozen=True, slots=True)
class TopUp:
    """Whom the bound is missed for, as the rule groups it (a member, or M01:C01), in PLN.

    `margin_pln` is what it keeps above its own cost, `top_up_pln` what is missing of the bound.
    """

    subject: str
    margin_pln: Fraction
    top_up_pln: Fraction

    @property
    def member_id(self) -> str:
        """The member, where the rule is per member or assignment."""
        return self.subject.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A rule about own cost: its setting, and who is below it by how much; empty where nobody is.

    Rules stand side by side: one that groups otherwise tells of the same loss once more.
    """

    rule_id: str
    setting: str
    top_ups: tuple[TopUp, ...]

    @property
    def pool_pln(self) -> Fraction:
        """The common pool that lifts everybody to its bound."""
        return sum((each.top_up_pln for each in self.top_ups), ZERO)


def margin_rules(problem: Problem) -> tuple[Rule, ...]:
    """The rules that set a bound in PLN to what members keep above their own cost."""
    return tuple(
        each
        for each in problem.rules
        if each.metric == "margin" and not each.of and each.at_least is not None
    )


def inclusion_of(problem: Problem, rows: Iterable[RuleRow]) -> tuple[Inclusion, ...]:
    """How each of these rules stands in a split, given its rows; none that is switched off."""
    by_rule: dict[str, list[RuleRow]] = {each.rule_id: [] for each in margin_rules(problem)}
    for row in rows:
        if row.rule_id in by_rule:
            by_rule[row.rule_id].append(row)
    return tuple(
        Inclusion(rule_id, SETTING_OF[own[0].strength], tuple(_top_ups(own)))
        for rule_id, own in by_rule.items()
        if own and own[0].strength in SETTING_OF
    )


def _top_ups(rows: list[RuleRow]) -> Iterable[TopUp]:
    for row in rows:
        # Where the rule asks for nothing (nobody is engaged) a low value misses no bound.
        if row.violation and row.at_least is not None and row.value < row.at_least:
            yield TopUp(row.subject, row.value, row.at_least - row.value)
