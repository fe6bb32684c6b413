"""A result as one JSON object with exact decimal numbers. No words but those of warnings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from allocator.allocation import GoalResult, Result, RuleRow, Split
from allocator.problem.charter import TARGET_GOALS
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from allocator.reporting.exact_json import FINEST, exact_text, json_ready
from allocator.reporting.fairness_document import out_of_reach_document
from allocator.reporting.headline import COUNT_GOALS, MILLIONTH_GOALS
from allocator.reporting.inclusion import inclusion_document
from allocator.reporting.recalled import terms_of
from allocator.texts.catalogue import sentence
from allocator.texts.formats import decimal_places, plain
from allocator.texts.issues import Issue

FORMAT_VERSION = 1
MONEY_PLACES = 2
RATIO_PLACES = 6
QUANTITY_PLACES = 4

_PLACES = {"pln": MONEY_PLACES, "percent": RATIO_PLACES, "ratio": RATIO_PLACES, "count": 0}


def result_document(problem: Problem, result: Result) -> dict[str, Any]:
    """The result as JSON-ready data, all keys present, numbers as `int` and `Decimal`.

    Money has 2 decimals, ratios and means 6, quantities up to 4, each rounded half-up once from
    the exact value; goals keep as many as their step needs. Without a plan amounts are None and
    lists empty.
    """
    split = result.split
    return {
        "format_version": FORMAT_VERSION,
        "status": result.status.value,
        "stopped_by": result.stopped_by,
        "verdict": result.verdict.value,
        "goals": [_goal(each) for each in result.goals],
        "task_cost_pln": _money(split.task_cost_pln if split else None),
        "total_pln": _money(split.total_pln if split else None),
        "budget_pln": _money(result.budget_pln),
        "own_contribution_pln": _money(split.own_contribution_pln if split else None),
        **_split_lists(split),
        "ineligible": _ineligible(result),
        "rules": [_rule(each) for each in split.rules] if split else [],
        **_uncovered(result, split),
        "violations": [_violation(each) for each in violations(split)],
        "warnings": [_warning(each) for each in result.warnings],
        "measures": _measures(split),
        "inclusion": inclusion_document(problem, split),
        "out_of_reach": out_of_reach_rows(
            problem, terms_of(result.provenance), [each.goal for each in result.goals]
        ),
        "tie": {"seed": result.tie_seed, "broken": result.tie_broken},
        "provenance": json_ready(result.provenance),
    }


def dump_document(document: Any) -> str:
    """The document as JSON text, every number exactly as it stands in it, with a last newline."""
    return exact_text(document) + "\n"


def violations(split: Split | None) -> list[RuleRow]:
    """Rows that are missed and not switched off, in the order of the rules."""
    rows = split.rules if split else ()
    return [each for each in rows if each.violation > 0 and each.strength != "off"]


def out_of_reach_rows(problem: Problem, terms: Terms, goals: Sequence[str]) -> list[dict[str, Any]]:
    """Who can not reach its target in any split; empty where no goal is about targets."""
    if not any(each.partition(":")[0] in TARGET_GOALS for each in goals):
        return []
    return out_of_reach_document(problem, terms.fairness, terms)


def goal_places(goal: str, value: Fraction) -> int:
    """How many decimals a goal's value is written with: those of its unit, more if it has more."""
    name = goal.partition(":")[0]
    if name in COUNT_GOALS:
        return 0
    fewest = RATIO_PLACES if name in MILLIONTH_GOALS else MONEY_PLACES
    return max(fewest, decimal_places(value, most=FINEST))


def _goal(goal: GoalResult) -> dict[str, Any]:
    return {
        "goal": goal.goal,
        "value": _goal_value(goal.goal, goal.value),
        "bound": _goal_value(goal.goal, goal.bound),
        "proved": goal.proved,
        "stopped_by": goal.stopped_by,
        "confirmed_by": list(goal.confirmed_by),
        "tolerance_pct": _trimmed(goal.tolerance_pct, RATIO_PLACES),
        "exact": goal.exact,
    }


def _goal_value(goal: str, value: Fraction | Sequence[int] | None) -> Any:
    if value is None:
        return None
    if isinstance(value, Fraction | int):
        return _decimal(Fraction(value), goal_places(goal, Fraction(value)))
    return list(value)


def _split_lists(split: Split | None) -> dict[str, Any]:
    if split is None:
        return {"assignments": [], "members": [], "components": []}
    assignments = sorted(split.assignments, key=lambda each: (each.member_id, each.component_id))
    return {
        "assignments": [
            {
                "member_id": each.member_id,
                "component_id": each.component_id,
                "quantity": _trimmed(each.quantity, QUANTITY_PLACES),
                "value_pln": _money(each.value_pln),
            }
            for each in assignments
        ],
        "members": [
            {
                "member_id": each.member_id,
                "value_pln": _money(each.value_pln),
                "target_pln": _money(each.target_pln),
                "ratio": _ratio(each.ratio),
                "level": each.level,
                "engaged": each.engaged,
                "own_contribution_pln": _money(each.own_contribution_pln),
                "of_which_volunteer_pln": _money(each.of_which_volunteer_pln),
                "volunteer_hours": _trimmed(each.volunteer_hours, QUANTITY_PLACES),
            }
            for each in split.members
        ],
        "components": [
            {
                "component_id": each.component_id,
                "quantity": _trimmed(each.quantity, QUANTITY_PLACES),
                "covered": _trimmed(each.covered, QUANTITY_PLACES),
                "providers": list(each.providers),
                "value_pln": _money(each.value_pln),
                "ceiling_pln": _money(each.ceiling_pln),
            }
            for each in split.components
        ],
    }


def _ineligible(result: Result) -> list[dict[str, Any]]:
    return [
        {
            "member_id": each.member_id,
            "component_id": each.component_id,
            "reasons": [
                {"code": code, "what": what, "until": until.isoformat() if until else None}
                for code, what, until in each.reasons
            ],
        }
        for each in result.ineligible
    ]


def _rule(row: RuleRow) -> dict[str, Any]:
    return {
        "rule_id": row.rule_id,
        "subject": row.subject,
        "value": _in_unit(row.value, row.unit),
        "at_least": _in_unit(row.at_least, row.unit),
        "at_most": _in_unit(row.at_most, row.unit),
        "margin": _in_unit(row.margin, row.unit),
        "binding": row.binding,
        "violation": _millionths(row.violation),
        "strength": row.strength,
        "priority": row.priority,
        "unit": row.unit,
    }


def _violation(row: RuleRow) -> dict[str, Any]:
    kept = ("rule_id", "subject", "strength", "priority", "violation")
    further = ("value", "at_least", "at_most", "unit")
    found = _rule(row)
    return {name: found[name] for name in (*kept, *further)}


def _uncovered(result: Result, split: Split | None) -> dict[str, Any]:
    return {
        "uncovered": [
            {
                "component_id": each.component_id,
                "quantity": _trimmed(each.quantity, QUANTITY_PLACES),
                "reference_value_pln": _money(each.reference_value_pln),
            }
            for each in (split.uncovered if split else ())
        ],
        "uncovered_causes": [
            {
                "rule_id": each.rule_id,
                "reference_value_pln": _money(each.reference_value_pln),
                "critical_reference_value_pln": _money(each.critical_reference_value_pln),
                "proved": each.proved,
            }
            for each in result.uncovered_causes
        ],
    }


def _warning(issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "severity": issue.severity.value,
        "table": issue.table,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "parameters": dict(issue.parameters),
        "text_pl": sentence(issue, "pl"),
        "text_en": sentence(issue, "en"),
    }


def _measures(split: Split | None) -> dict[str, Any]:
    found = split.measures if split else {}
    return {name: _measure(name, value) for name, value in found.items()}


def _measure(name: str, value: Fraction | tuple[int, ...] | None) -> Any:
    if value is None or isinstance(value, tuple):
        return None if value is None else list(value)
    base = name.partition(":")[0]
    if base in COUNT_GOALS:
        return _trimmed(value, QUANTITY_PLACES)
    return _decimal(value, RATIO_PLACES if base in MILLIONTH_GOALS else MONEY_PLACES)


def _in_unit(value: Fraction | None, unit: str) -> Any:
    if value is None:
        return None
    places = _PLACES.get(unit)
    if places == 0 or places is None:
        return _trimmed(value, QUANTITY_PLACES)
    return _decimal(value, places)


def _money(value: Fraction | None) -> Decimal | None:
    return None if value is None else _decimal(value, MONEY_PLACES)


def _ratio(value: Fraction | None) -> Decimal | None:
    return None if value is None else _decimal(value, RATIO_PLACES)


def _millionths(violation: Fraction) -> Decimal:
    """Rounded up, as violations are counted: what is missed never shows as nothing."""
    return _decimal(Fraction(ceil(violation * 10**6), 10**6), RATIO_PLACES)


def _decimal(value: Fraction | int, places: int) -> Decimal:
    return Decimal(plain(value, places))


def _trimmed(value: Fraction | int, places: int) -> Decimal:
    return Decimal(plain(value, places, at_least=0))
