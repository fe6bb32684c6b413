"""Whether a document has the shape of a result, before anybody believes a word of it.

Looks only at what a result is proved again by; knows no problem and no truth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import Status, Verdict
from allocator.problem.charter import GOALS, LEDGER_KINDS, MEASURES

Shape = Callable[[Any], bool]
LONGEST_NUMBER = 200
"""Digits of a number that is still one of ours: the others only take time."""
DIGITS = f"[0-9]{{1,{LONGEST_NUMBER}}}"
EXACT_TEXT = re.compile(rf"-?{DIGITS}(\.{DIGITS}|/{DIGITS})?")


def is_result_shaped(document: Any) -> bool:
    """Whether all that a proof reads is there and of its kind. Other keys may say anything."""
    return _RESULT(document)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _exact(value: Any) -> bool:
    """A number, or one that no decimal tells, as text p/q."""
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) <= LONGEST_NUMBER
    text = value if _text(value) else str(value) if _number(value) else ""
    if not EXACT_TEXT.fullmatch(text):
        return False
    return "/" not in text or any(each in "123456789" for each in text.partition("/")[2])


def _positive(value: Any) -> bool:
    return _exact(value) and _fraction(value) > 0


def _whole(value: Any) -> bool:
    return _exact(value) and _fraction(value).denominator == 1


def _fraction(value: Any) -> Fraction:
    return Fraction(str(value))


def _nothing(value: Any) -> bool:
    return value is None


def _one_of(*values: str) -> Shape:
    return lambda value: _text(value) and value in values


def _either(*shapes: Shape) -> Shape:
    return lambda value: any(shape(value) for shape in shapes)


def _list(shape: Shape) -> Shape:
    return lambda value: isinstance(value, list | tuple) and all(map(shape, value))


def _object(needed: Mapping[str, Shape], **optional: Shape) -> Shape:
    def fits(value: Any) -> bool:
        return (
            isinstance(value, Mapping)
            and needed.keys() <= value.keys()
            and all(shape(value[key]) for key, shape in needed.items())
            and all(shape(value[key]) for key, shape in optional.items() if key in value)
        )

    return fits


_CAP = _either(_one_of("none"), _exact)
_QUANTITY = _object({"member_id": _text, "component_id": _text, "quantity": _exact})
_LEDGER = _object({}, kind=_one_of(*LEDGER_KINDS), cap_pct=_CAP, fade_pct=_exact)
_FAIRNESS: dict[str, Shape] = {
    "measure": _one_of(*MEASURES),
    "grid_pct": _positive,
    "cap_pct": _CAP,
    "ledger": _either(_nothing, _LEDGER),
    "alpha": _exact,
    "owa_weights": _either(_nothing, _list(_exact)),
}
_GOAL_VALUE = _either(_nothing, _exact, _list(_whole))
_PROVENANCE = _object(
    {},
    problem_digest=_either(_nothing, _text),
    goals=_list(_object({"goal": _one_of(*GOALS)}, tolerance_pct=_exact, **_FAIRNESS)),
    fairness=_either(_nothing, _object({}, **_FAIRNESS)),
    policy=_either(_nothing, _object({}, policy_id=_either(_nothing, _text))),
    scenario=_either(_nothing, _object({}, scenario_id=_either(_nothing, _text))),
    rules_off=_either(_nothing, _list(_text)),
    pins=_either(_nothing, _list(_QUANTITY)),
    earlier=_either(_nothing, _list(_QUANTITY)),
    cost_cap_pln=_either(_nothing, _exact),
    seed=_either(_nothing, _whole),
    partial=_either(_nothing, _flag),
    run=_either(_nothing, _object({}, input=_either(_nothing, _text))),
)
_RESULT = _object(
    {
        "status": _one_of(*Status),
        "verdict": _one_of(*Verdict),
        "goals": _list(
            _object(
                {"goal": _text, "value": _GOAL_VALUE, "proved": _flag},
                bound=_GOAL_VALUE,
                confirmed_by=_either(_nothing, _list(_text)),
                tolerance_pct=_exact,
            )
        ),
        "assignments": _list(_QUANTITY),
        "provenance": _PROVENANCE,
    },
    tie=_either(_nothing, _object({}, seed=_whole, broken=_flag)),
)
