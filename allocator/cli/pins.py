"""Quantities fixed on the command line, held against the problem: every fault of each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from allocator.cli.values import issue
from allocator.problem.charter import Pin
from allocator.problem.drafting import near, shown
from allocator.problem.eligibility import Reason, ineligibility
from allocator.problem.problem import Pair, Problem
from allocator.texts.issues import Issue, Severity

OPTION = "--pin"


def pins_that_count(problem: Problem, pins: Iterable[Pin]) -> tuple[tuple[Pin, ...], list[Issue]]:
    """The pins that can be used, and what is to be said of all of them.

    A pin of a component that is left out (a scenario may do so) is left out too, with a notice.
    """
    left_out = _left_out(problem)
    listed = tuple(pins)
    issues = list(_given_twice(listed))
    kept = []
    for pin in listed:
        if pin.component_id in left_out:
            issues.append(_issue("pin_left_out_too", pin, severity=Severity.NOTICE))
            continue
        found = tuple(_faults_of(problem, pin))
        issues += found
        if not found:
            kept.append(pin)
    return tuple(kept), issues


def _left_out(problem: Problem) -> set[str]:
    declared = (getattr(each, "component_id", "") for each in problem.tables.get("components", ()))
    return set(declared) - set(problem.component)


def _given_twice(pins: tuple[Pin, ...]) -> Iterator[Issue]:
    counts = Counter(_pair(each) for each in pins)
    for pair, count in counts.items():
        if count > 1:
            yield issue("pin_given_twice", OPTION, ":".join(pair), count=count)


def _faults_of(problem: Problem, pin: Pin) -> Iterator[Issue]:
    pair = _pair(pin)
    unknown = tuple(_unknown(problem, pin))
    if unknown:
        yield from unknown
        return
    reasons = _reasons(problem, pair)
    if reasons:
        told = ", ".join(f"{each.code} {each.detail}".strip() for each in reasons)
        yield _issue("pin_ineligible", pin, reasons=told)
    elif pin.quantity > problem.offer[pair].capacity_max:
        capacity = shown(problem.offer[pair].capacity_max)
        yield _issue("pin_above_capacity", pin, capacity=capacity)
    lot = problem.lot(pin.component_id)
    if (pin.quantity / lot).denominator != 1:
        yield _issue("pin_not_whole_lots", pin, lot=shown(lot))
    fixed = {_pair(each): each.quantity for each in problem.pins}.get(pair, pin.quantity)
    if fixed != pin.quantity:
        yield _issue("pin_contradicts_table", pin, quantity=shown(fixed))


def _unknown(problem: Problem, pin: Pin) -> Iterator[Issue]:
    for table, name, known in (
        ("members", pin.member_id, problem.member),
        ("components", pin.component_id, problem.component),
    ):
        if name not in known:
            yield _issue("pin_unknown", pin, refers_to=table, name=name, near=near(name, known))


def _reasons(problem: Problem, pair: Pair) -> tuple[Reason, ...]:
    if pair not in problem.offer:
        return (Reason("no_offer"),)
    return ineligibility(problem).get(pair, ())


def _pair(pin: Pin) -> Pair:
    return (pin.member_id, pin.component_id)


def _issue(code: str, pin: Pin, *, severity: Severity = Severity.FAULT, **parameters: str) -> Issue:
    value = f"{pin.member_id}:{pin.component_id}={shown(pin.quantity)}"
    return issue(code, OPTION, value, severity=severity, **parameters)
