"""What two results differ in: quantities, money, goals, rules. Reads results, solves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.texts.issues import Issue, Severity

Value = Fraction | str | bool | tuple[Fraction, ...] | None
"""A value in a result: a number, a word, or the sorted levels of a goal."""


@dataclass(frozen=True, slots=True)
class Move:
    """A quantity of a component that one member has less and another more.

    An empty member stands for nobody: a quantity that was not covered, or no longer is.
    """

    component_id: str
    from_member: str
    to_member: str
    quantity: Fraction


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that differs; None where a result does not have it."""

    subject: str
    before: Value
    after: Value

    @property
    def change(self) -> Fraction | None:
        """By how much, where both are numbers."""
        if isinstance(self.before, Fraction) and isinstance(self.after, Fraction):
            return self.after - self.before
        return None


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """A row of a rule whose margin, violation or strength differs, or that only one result has."""

    rule_id: str
    subject: str
    margin: Difference
    violation: Difference
    strength: Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which result B differs from result A.

    Money is in PLN. `headline` holds status, verdict and what stopped the runs; `goals` their
    values, `proofs` what is proved in one result only.
    """

    headline: tuple[Difference, ...]
    moves: tuple[Move, ...]
    money: tuple[Difference, ...]
    members: tuple[Difference, ...]
    members_in: tuple[str, ...]
    members_out: tuple[str, ...]
    goals: tuple[Difference, ...]
    proofs: tuple[Difference, ...]
    measures: tuple[Difference, ...]
    rules: tuple[RuleDifference, ...]
    notices: tuple[Issue, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs but perhaps the problem that was solved."""
        return not any(
            (self.headline, self.moves, self.money, self.members, self.goals, self.rules)
        )


HEADLINE = ("status", "verdict", "stopped_by")
MONEY = ("task_cost_pln", "total_pln", "budget_pln", "own_contribution_pln")


def read_result(text: str) -> Mapping[str, Any]:
    """A result from its JSON text, its numbers exact. Raises ValueError where it is no object."""
    found = json.loads(text, parse_float=Decimal)
    if not isinstance(found, dict):
        raise ValueError("a result is a JSON object")
    return found


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """What the result `after` has otherwise than the result `before`; exact, sorted."""
    engaged = [
        {each["member_id"] for each in result.get("members") or () if each["engaged"]}
        for result in (before, after)
    ]
    member_values = (_by_key(each, "members", "member_id", "value_pln") for each in (before, after))
    goals = (_goal_values(each, "value") for each in (before, after))
    proofs = (_goal_values(each, "proved") for each in (before, after))
    measures = (dict(each.get("measures") or {}) for each in (before, after))
    return Comparison(
        headline=_differences(*(_only(each, HEADLINE) for each in (before, after))),
        moves=moves_between(before, after),
        money=_differences(*(_only(each, MONEY) for each in (before, after))),
        members=_differences(*member_values),
        members_in=tuple(sorted(engaged[1] - engaged[0])),
        members_out=tuple(sorted(engaged[0] - engaged[1])),
        goals=_differences(*goals),
        proofs=_differences(*proofs),
        measures=_differences(*measures),
        rules=rule_differences(before, after),
        notices=comparison_notices(before, after),
    )


def moves_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Move, ...]:
    """Who gives up how much of what to whom.

    Results do not say which unit went where; within a component givers and takers are matched in
    order of member_id, and what remains goes to or comes from nobody.
    """
    old, new = (_quantities(each) for each in (before, after))
    found: list[Move] = []
    for component in sorted({each for _, each in (*old, *new)}):
        change = {
            member: new.get((member, component), Fraction(0))
            - old.get((member, component), Fraction(0))
            for member in sorted({who for who, what in (*old, *new) if what == component})
        }
        found += _matched(component, change)
    return tuple(found)


def rule_differences(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[RuleDifference, ...]:
    """Rows of rules with another margin, violation or strength, and those that came or went."""
    old, new = (
        {(each["rule_id"], each["subject"]): each for each in result.get("rules") or ()}
        for result in (before, after)
    )
    found = []
    for rule_id, subject in sorted({*old, *new}):
        pair = (old.get((rule_id, subject), {}), new.get((rule_id, subject), {}))
        margin, violation, strength = (
            Difference(name, *(exact(each.get(name)) for each in pair))
            for name in ("margin", "violation", "strength")
        )
        if any(each.before != each.after for each in (margin, violation, strength)):
            found.append(RuleDifference(rule_id, subject, margin, violation, strength))
    return tuple(found)


def comparison_notices(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Issue, ...]:
    """What a reader should know first: another problem, scenario, or other rules off."""
    old, new = (each.get("provenance") or {} for each in (before, after))
    named = (
        ("problem_digest", "compared_problems_differ"),
        ("scenario", "compared_scenarios_differ"),
        ("rules_off", "compared_rules_off_differ"),
    )
    return tuple(
        Issue(
            code,
            Severity.NOTICE,
            parameters=(("after", _shown(new.get(key))), ("before", _shown(old.get(key)))),
        )
        for key, code in named
        if (old.get(key) or None) != (new.get(key) or None)
    )


def exact(value: Any) -> Value:
    """A JSON value as an exact one; a binary fraction is the decimal that it was written as."""
    if isinstance(value, list | tuple):
        return tuple(Fraction(str(each)) for each in value)
    if value is None or isinstance(value, str | bool):
        return value
    return Fraction(str(value))


def _matched(component: str, change: Mapping[str, Fraction]) -> Iterator[Move]:
    """Givers and takers in their order, each pair as much as both still have."""
    open_changes = {member: each for member, each in change.items() if each}
    while open_changes:
        giver = next((member for member, each in open_changes.items() if each < 0), "")
        taker = next((member for member, each in open_changes.items() if each > 0), "")
        sides = [abs(open_changes[each]) for each in (giver, taker) if each]
        quantity = min(sides)
        yield Move(component, giver, taker, quantity)
        for member, sign in ((giver, 1), (taker, -1)):
            if member:
                open_changes[member] += sign * quantity
                open_changes = {who: each for who, each in open_changes.items() if each}


def _quantities(result: Mapping[str, Any]) -> dict[tuple[str, str], Fraction]:
    return {
        (each["member_id"], each["component_id"]): Fraction(str(each["quantity"]))
        for each in result.get("assignments") or ()
    }


def _goal_values(result: Mapping[str, Any], column: str) -> dict[str, Any]:
    """By goal; one that comes twice in a policy is numbered."""
    found: dict[str, Any] = {}
    for each in result.get("goals") or ():
        name, count = each["goal"], 2
        while name in found:
            name, count = f"{each['goal']} ({count})", count + 1
        found[name] = each[column]
    return found


def _by_key(result: Mapping[str, Any], table: str, key: str, column: str) -> dict[str, Any]:
    return {each[key]: each[column] for each in result.get(table) or ()}


def _only(result: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: result.get(name) for name in names}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    names = [*before, *(each for each in after if each not in before)]
    found = (Difference(each, exact(before.get(each)), exact(after.get(each))) for each in names)
    return tuple(each for each in found if each.before != each.after)


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "–"
    return str(value or "–")
