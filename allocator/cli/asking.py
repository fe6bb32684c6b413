"""What the options ask for, read without the problem: forms, names and numbers, typed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from allocator.cli.declaring import Invocation
from allocator.cli.parsing import near
from allocator.cli.values import (
    NOT_NEGATIVE,
    PERCENT,
    POSITIVE_PERCENT,
    Faults,
    number,
    number_option,
)
from allocator.operations.asked import NO_CAP, Asked, AskedFairness
from allocator.problem.charter import EXACT_GOALS, GOALS, Pin


def asked_of(invocation: Invocation, faults: Faults) -> Asked:
    """Read the options that say what is asked of the problem, all but the file of --earlier."""
    policy, goals = invocation.text("--policy"), _goal_texts(invocation)
    if policy is not None and goals:
        faults.add("policy_and_goal", "--policy", policy)
    return Asked(
        scenario=invocation.text("--scenario"),
        policy=policy,
        goals=tuple(filter(None, (_goal(each, faults) for each in goals))),
        fairness=AskedFairness(
            invocation.text("--measure"),
            number_option(invocation, "--grid", POSITIVE_PERCENT, faults),
            _cap(invocation.text("--cap"), faults),
        ),
        cost_cap_pln=number_option(invocation, "--cost-cap", NOT_NEGATIVE, faults),
        rules_off=tuple(_listed(invocation.texts("--rules-off"))),
        pins=tuple(filter(None, (_pin(each, faults) for each in invocation.texts("--pin")))),
        partial=invocation.flag("--partial"),
    )


def _goal_texts(invocation: Invocation) -> tuple[str, ...]:
    value = invocation.values.get("--goal")
    return (value,) if isinstance(value, str) else tuple(value or ())


def _goal(text: str, faults: Faults) -> tuple[str, Fraction] | None:
    name, colon, rest = text.partition(":")
    if name not in GOALS:
        faults.add("unknown_goal", "--goal", text, near=near(name, dict.fromkeys(GOALS)))
        return None
    if not colon:
        return name, Fraction(0)
    tolerance = number(rest, "--goal", PERCENT, faults)
    if tolerance and name in EXACT_GOALS:
        faults.add("tolerance_not_zero", "--goal", text, goal=name)
        return None
    return None if tolerance is None else (name, tolerance)


def _cap(text: str | None, faults: Faults) -> Fraction | Literal["none"] | None:
    if text is None:
        return None
    if text == NO_CAP:
        return "none"
    return number(text, "--cap", NOT_NEGATIVE, faults)


def _listed(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield from filter(None, (each.strip() for each in text.replace(";", ",").split(",")))


def _pin(text: str, faults: Faults) -> Pin | None:
    pair, equals, quantity_text = text.partition("=")
    member_id, colon, component_id = (each.strip() for each in pair.partition(":"))
    if not (equals and colon and member_id and component_id and quantity_text.strip()):
        faults.add("pin_form", "--pin", text)
        return None
    quantity = number(quantity_text, "--pin", NOT_NEGATIVE, faults)
    if quantity is None:
        return None
    return Pin(member_id=member_id, component_id=component_id, quantity=quantity)
