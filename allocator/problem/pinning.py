"""Quantities that people have fixed, held against the problem: every fault of each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from allocator.problem.charter import Pin
from allocator.problem.drafting import near, shown
from allocator.problem.eligibility import Reason, ineligibility
from allocator.problem.problem import Pair, Problem
from allocator.texts.issues import Issue, Severity


def pins_that_count(
    problem: Problem, pins: Iterable[Pin], *, column: str = "pin"
) -> tuple[tuple[Pin, ...], tuple[Issue, ...]]:
    """The pins of a request that can be used, and what is to be said of all of them.

    A pin of a component that is left out (a scenario may do so) is left out too, with a notice.
    Issues stand under `column`.
    """
    listed = tuple(pins)
    if not listed:
        return (), ()
    left_out = _left_out(problem)
    barred = ineligibility(problem)
    issues = list(_given_twice(listed, column))
    kept = []
    for pin in listed:
        if pin.component_id in left_out:
            notice = Severity.NOTICE
            issues.append(_issue("pin_left_out_too", pin, column, severity=notice))
            continue
        found = tuple(_faults_of(problem, barred, pin, column))
        issues += found
        if not found:
            kept.append(pin)
    return tuple(kept), tuple(issues)


def pin_conflicts(
    problem: Problem,
    barred: Mapping[Pair, tuple[Reason, ...]],
    pair: Pair,
    quantity: Fraction,
    lot: Fraction,
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Why a known member can not have the quantity of a known component.

    Each with the code, the column of table `pins` that it speaks of and what fills the sentence.
    """
    offer = problem.offer.get(pair)
    reasons = barred.get(pair, ()) if offer is not None else (Reason("no_offer"),)
    if reasons:
        told = ", ".join(f"{each.code} {each.detail}".strip() for each in reasons)
        yield "pin_ineligible", "member_id", {"reasons": told}
    elif offer is not None and quantity > offer.capacity_max:
        yield "pin_above_capacity", "quantity", {"capacity": offer.capacity_max}
    if (quantity / lot).denominator != 1:
        yield "pin_not_whole_lots", "quantity", {"lot": lot}


def _left_out(problem: Problem) -> set[str]:
    declared = (getattr(each, "component_id", "") for each in problem.tables.get("components", ()))
    return set(declared) - set(problem.component)


def _given_twice(pins: tuple[Pin, ...], column: str) -> Iterator[Issue]:
    counts = Counter(_pair(each) for each in pins)
    for pair, count in counts.items():
        if count > 1:
            parameters = (("count", str(count)),)
            yield Issue(
                "pin_given_twice", column=column, value=":".join(pair), parameters=parameters
            )


def _faults_of(
    problem: Problem, barred: Mapping[Pair, tuple[Reason, ...]], pin: Pin, column: str
) -> Iterator[Issue]:
    pair = _pair(pin)
    unknown = tuple(_unknown(problem, pin, column))
    if unknown:
        yield from unknown
        return
    lot = problem.lot(pin.component_id)
    for code, _, parameters in pin_conflicts(problem, barred, pair, pin.quantity, lot):
        yield _issue(code, pin, column, parameters)
    fixed = {_pair(each): each.quantity for each in problem.pins}.get(pair, pin.quantity)
    if fixed != pin.quantity:
        yield _issue("pin_contradicts_table", pin, column, {"quantity": fixed})


def _unknown(problem: Problem, pin: Pin, column: str) -> Iterator[Issue]:
    for table, name, known in (
        ("members", pin.member_id, problem.member),
        ("components", pin.component_id, problem.component),
    ):
        if name not in known:
            told = {"refers_to": table, "name": name, "near": near(name, known)}
            yield _issue("pin_unknown", pin, column, told)


def _pair(pin: Pin) -> Pair:
    return (pin.member_id, pin.component_id)


def _issue(
    code: str,
    pin: Pin,
    column: str,
    parameters: Mapping[str, object] | None = None,
    *,
    severity: Severity = Severity.FAULT,
) -> Issue:
    value = f"{pin.member_id}:{pin.component_id}={shown(pin.quantity)}"
    told = tuple(sorted((name, shown(each)) for name, each in (parameters or {}).items()))
    return Issue(code, severity, "", None, column, value, told)
