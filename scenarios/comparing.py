"""What two results differ in: quantities, money, goals, rules. Reads results, solves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.texts.issues import Issue, Severity

Value = Fraction | str | bool | tuple[Fraction, ...] | None
"""A value in a result: a number, a word, or the sorted levels of a goal."""

ResultDocument = Mapping[str, Any]
"""A result as its JSON object, with the keys that its published schema lists."""


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
    """A row of a rule of which something differs, or that only one result has.

    `differences` are of strength, at_least, at_most, margin and violation.
    """

    rule_id: str
    subject: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which result B differs from result A; empty where nothing does.

    `headline` holds status, verdict and what stopped the runs; `money` and `members` are in PLN;
    `goals` are values of goals, `proofs` whether they are proved.
    """

    notices: tuple[Issue, ...]
    headline: tuple[Difference, ...]
    money: tuple[Difference, ...]
    moves: tuple[Move, ...]
    members: tuple[Difference, ...]
    members_in: tuple[str, ...]
    members_out: tuple[str, ...]
    goals: tuple[Difference, ...]
    proofs: tuple[Difference, ...]
    measures: tuple[Difference, ...]
    rules: tuple[RuleDifference, ...]

    @property
    def same(self) -> bool:
        """Whether the answers agree in everything, perhaps to different questions."""
        return not any(getattr(self, each) for each in self.__slots__ if each != "notices")


HEADLINE = ("status", "verdict", "stopped_by")
MONEY = ("task_cost_pln", "total_pln", "budget_pln", "own_contribution_pln")
RULE = ("strength", "at_least", "at_most", "margin", "violation")
REQUEST = ("policy", "goals", "partial", "rules_off", "cost_cap_pln", "pins", "seed")
"""Keys of the provenance that say what was asked of the problem."""


def read_result(text: str) -> ResultDocument:
    """A result from its JSON text, its numbers exact. Raises ValueError where it is no object."""
    found = json.loads(text, parse_float=Decimal)
    if not isinstance(found, dict):
        raise ValueError("a result is a JSON object")
    return found


def compare(before: ResultDocument, after: ResultDocument) -> Comparison:
    """What the result `after` has otherwise than the result `before`; exact, sorted."""
    engaged = [
        {each["member_id"] for each in result.get("members") or () if each["engaged"]}
        for result in (before, after)
    ]
    both = (before, after)
    return Comparison(
        notices=tuple(_notices(before, after)),
        headline=_differences(*(_only(each, HEADLINE) for each in both)),
        money=_differences(*(_only(each, MONEY) for each in both)),
        moves=moves_between(before, after),
        members=_differences(*map(_awards, both)),
        members_in=tuple(sorted(engaged[1] - engaged[0])),
        members_out=tuple(sorted(engaged[0] - engaged[1])),
        goals=_differences(*(_goals(each, "value") for each in both)),
        proofs=_differences(*(_goals(each, "proved") for each in both)),
        measures=_differences(*(each.get("measures") or {} for each in both)),
        rules=tuple(_rules(before, after)),
    )


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    """The comparison as a JSON object, with `format_version` and `same` first."""
    content: dict[str, Any] = _json_ready(asdict(comparison))
    return {"format_version": 1, "same": comparison.same, **content}


def moves_between(before: ResultDocument, after: ResultDocument) -> tuple[Move, ...]:
    """Who gives up how much of what to whom.

    Results do not say which unit went where: within a component givers and takers are matched in
    order of member_id, and what remains goes to or comes from nobody.
    """
    old, new = _quantities(before), _quantities(after)
    changes: dict[str, dict[str, Fraction]] = {}
    for member, component in sorted({*old, *new}):
        pair = (member, component)
        change = new.get(pair, Fraction(0)) - old.get(pair, Fraction(0))
        changes.setdefault(component, {})[member] = change
    return tuple(
        move for component in sorted(changes) for move in _matched(component, changes[component])
    )


def exact(value: Any) -> Value:
    """A JSON value as an exact one; a binary fraction is the decimal that it was written as."""
    if isinstance(value, list | tuple):
        return tuple(Fraction(str(each)) for each in value)
    if value is None or isinstance(value, str | bool):
        return value
    return Fraction(str(value))


def _json_ready(value: Any) -> Any:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, dict):
        return {name: _json_ready(each) for name, each in value.items()}
    return [_json_ready(each) for each in value] if isinstance(value, list | tuple) else value


def _notices(before: ResultDocument, after: ResultDocument) -> Iterator[Issue]:
    """What a reader should know first: that other data, another scenario, other terms were used."""
    old, new = (each.get("provenance") or {} for each in (before, after))
    codes = {"problem_digest": "compared_problems_differ", "scenario": "compared_scenarios_differ"}
    codes |= dict.fromkeys(REQUEST, "compared_requests_differ")
    if not all("tie" in each for each in (before, after)):
        # A verdict on a split comes from no draw, so its seed asks for nothing.
        del codes["seed"]
    for key, code in codes.items():
        values = [each.get(key) for each in (old, new)]
        if values[0] != values[1]:
            sides = [_shown(each) for each in values]
            told = (("after", sides[1]), ("before", sides[0]), ("key", key))
            yield Issue(code, Severity.NOTICE, parameters=told)


def _matched(component: str, change: Mapping[str, Fraction]) -> Iterator[Move]:
    givers = {member: -each for member, each in change.items() if each < 0}
    takers = {member: each for member, each in change.items() if each > 0}
    while givers and takers:
        giver, taker = next(iter(givers)), next(iter(takers))
        quantity = min(givers[giver], takers[taker])
        yield Move(component, giver, taker, quantity)
        for side, member in ((givers, giver), (takers, taker)):
            side[member] -= quantity
            if not side[member]:
                del side[member]
    yield from (Move(component, member, "", quantity) for member, quantity in givers.items())
    yield from (Move(component, "", member, quantity) for member, quantity in takers.items())


def _rules(before: ResultDocument, after: ResultDocument) -> Iterator[RuleDifference]:
    old, new = (
        {(each["rule_id"], each["subject"]): each for each in result.get("rules") or ()}
        for result in (before, after)
    )
    for key in sorted({*old, *new}):
        found = _differences(*(_only(each.get(key, {}), RULE) for each in (old, new)))
        if found:
            yield RuleDifference(*key, found)


def _quantities(result: ResultDocument) -> dict[tuple[str, str], Fraction]:
    return {
        (each["member_id"], each["component_id"]): Fraction(str(each["quantity"]))
        for each in result.get("assignments") or ()
    }


def _awards(result: ResultDocument) -> dict[str, Any]:
    return {each["member_id"]: each["value_pln"] for each in result.get("members") or ()}


def _goals(result: ResultDocument, column: str) -> dict[str, Any]:
    """By goal; one that comes again in a policy is numbered."""
    found: dict[str, Any] = {}
    for each in result.get("goals") or ():
        name, count = each["goal"], 2
        while name in found:
            name, count = f"{each['goal']} ({count})", count + 1
        found[name] = each[column]
    return found


def _only(result: ResultDocument, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: result.get(name) for name in names}


def _differences(before: ResultDocument, after: ResultDocument) -> tuple[Difference, ...]:
    names = (*before, *(each for each in after if each not in before))
    found = (Difference(each, exact(before.get(each)), exact(after.get(each))) for each in names)
    return tuple(each for each in found if each.before != each.after)


def _shown(value: Any) -> str:
    """A part of the provenance in a few words: ids and names, and digests by their beginning."""
    if isinstance(value, Mapping):
        named = (value.get(each) for each in ("scenario_id", "policy_id", "goal", "member_id"))
        return str(next(filter(None, named), "–"))
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value)) or "–"
    if isinstance(value, str) and len(value) == 64:
        return value[:12]
    return "–" if value in (None, "", False) else str(value)
