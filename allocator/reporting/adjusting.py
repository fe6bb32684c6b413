"""A change by hand and the nearest split that keeps the rules, as a JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import Result, RuleRow
from allocator.checks.adjusting import Adjustment, Move, Standing
from allocator.problem.problem import Problem
from allocator.reporting.document import result_document
from allocator.texts.formats import plain

FORMAT_VERSION = 1
CARRIED_OUT, KEPT, NOT_KEPT, NONE, OPEN = "itself", "kept", "not_kept", "none", "open"
OUTCOMES = (CARRIED_OUT, KEPT, NOT_KEPT, NONE, OPEN)
"""What the nearest split is: the wished one, one that keeps the change, one that does not."""


def adjustment_document(
    problem: Problem,
    found: Adjustment,
    outcome: str | None,
    result: Result | None,
    beyond: Adjustment | None,
) -> dict[str, Any]:
    """The change and the answer to it as JSON-ready data.

    `outcome` says what the nearest split is (None: nobody looked for it), `result` is it, and
    `beyond` what it does to the wished one.
    """
    nearest = None
    if outcome is not None:
        nearest = {
            "outcome": outcome,
            "proved": _proved(result),
            "distance_pln": _distance(result),
            "beyond": None if beyond is None else _differences(beyond),
            "result": None if result is None else result_document(problem, result),
        }
    return {
        "format_version": FORMAT_VERSION,
        "verdict": "right" if found.is_right else "wrong",
        **_differences(found),
        "nearest": nearest,
    }


def _proved(result: Result | None) -> bool:
    """Whether nothing nearer exists; a split that is right itself needs no proof."""
    if result is None or result.status == "infeasible":
        return True
    return bool(result.goals) and result.goals[0].proved


def _distance(result: Result | None) -> Decimal | None:
    if result is None:
        return Decimal("0.00")
    value = result.goals[0].value if result.goals else None
    return None if value is None or isinstance(value, tuple) else _money(value)


def _differences(found: Adjustment) -> dict[str, Any]:
    return {
        "moves": [_move(each) for each in found.moves],
        "broken": _rows(found.broken),
        "still_broken": _rows(found.still_broken),
        "mended": _rows(found.mended),
        "softened": _rows(found.softened),
        "task_cost_pln": _money(found.after.task_cost_pln),
        "task_cost_change_pln": _money(found.cost_change_pln),
        "total_change_pln": _money(found.after.total_pln - found.before.total_pln),
        "lifted": [_standing(each) for each in found.lifted],
        "lowered": [_standing(each) for each in found.lowered],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "member_id": move.member_id,
        "component_id": move.component_id,
        "before": _number(move.before),
        "after": _number(move.after),
    }


def _rows(rows: Iterable[RuleRow]) -> list[dict[str, Any]]:
    return [
        {
            "rule_id": each.rule_id,
            "subject": each.subject,
            "value": _number(each.value),
            "at_least": _number(each.at_least),
            "at_most": _number(each.at_most),
            "unit": each.unit,
            "violation": _number(each.violation),
        }
        for each in rows
    ]


def _standing(each: Standing) -> dict[str, Any]:
    return {
        "member_id": each.member_id,
        "value_before_pln": _money(each.value_before_pln),
        "value_after_pln": _money(each.value_after_pln),
        "ratio_before": _number(each.ratio_before),
        "ratio_after": _number(each.ratio_after),
        "level_before": each.level_before,
        "level_after": each.level_after,
    }


def _money(value: Fraction) -> Decimal:
    return Decimal(plain(value, 2))


def _number(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(plain(value, 6, at_least=0))
