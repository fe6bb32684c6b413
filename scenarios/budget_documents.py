"""The answer on the budget as one JSON object, and its rows by component and sector."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from allocator.allocation import Split
from allocator.problem.problem import Problem
from allocator.reporting.exact_json import json_ready
from allocator.texts.formats import plain
from scenarios.budget_study import Figure
from scenarios.budget_texts import verdict_sentence
from scenarios.budgeting import BudgetAnswer

FORMAT_VERSION = 1
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a component or a sector costs, fees included, against its ceiling; in PLN.

    No ceiling: for a sector as soon as one of its components has none. The tolerated shift between
    components is not in it, so that a cost may lie above its ceiling.
    """

    name: str
    value_pln: Fraction
    cost_pln: Fraction
    ceiling_pln: Fraction | None

    @property
    def margin_pln(self) -> Fraction | None:
        """What is left of the ceiling."""
        return None if self.ceiling_pln is None else self.ceiling_pln - self.cost_pln

    @property
    def used_pct(self) -> Fraction | None:
        """The part of the ceiling that is used, in percent."""
        return 100 * self.cost_pln / self.ceiling_pln if self.ceiling_pln else None


def component_costs(problem: Problem, split: Split) -> tuple[Cost, ...]:
    """The cost of every component in the split."""
    factor = problem.fee_factor
    return tuple(
        Cost(each.component_id, each.value_pln, each.value_pln * factor, each.ceiling_pln)
        for each in split.components
    )


def sector_costs(problem: Problem, split: Split) -> tuple[Cost, ...]:
    """The cost of every sector that has a component, in order of their ids."""
    groups: dict[str, list[Cost]] = {}
    for each in component_costs(problem, split):
        groups.setdefault(problem.component[each.name].sector_id, []).append(each)
    return tuple(
        Cost(
            name,
            sum((each.value_pln for each in costs), ZERO),
            sum((each.cost_pln for each in costs), ZERO),
            _ceiling(costs),
        )
        for name, costs in sorted(groups.items())
    )


def member_costs_pln(problem: Problem, split: Split) -> Fraction:
    """Fixed costs of engaged members, fees included: they belong to no component."""
    by_component = sum((each.value_pln for each in split.components), ZERO)
    return (split.task_cost_pln - by_component) * problem.fee_factor


def budget_document(problem: Problem, answer: BudgetAnswer) -> dict[str, Any]:
    """The answer as JSON-ready data, all keys present.

    Money is rounded half-up once from the exact value, but a budget that is needed is rounded up
    and a margin down. `proved` says of each figure whether it is proved; of one that is not,
    `bounds` holds what it can not be below.
    """
    split = answer.split
    figures = {
        "least_total_pln": answer.least_total,
        "least_total_without_rules_pln": answer.least_total_without_rules,
        "least_budget_pln": answer.least_budget,
        "uncovered": answer.uncovered_value,
    }
    return {
        "format_version": FORMAT_VERSION,
        "status": answer.status.value,
        "stopped_by": answer.stopped_by,
        "verdict": answer.verdict.value,
        "sentence_pl": verdict_sentence(problem, answer, "pl"),
        "sentence_en": verdict_sentence(problem, answer, "en"),
        "budget_pln": _money(answer.budget_pln),
        "least_total_pln": _money(answer.least_total.value_pln),
        "least_total_without_rules_pln": _money(answer.least_total_without_rules.value_pln),
        "least_budget_pln": _money(answer.least_budget.value_pln),
        "margin_pln": _money(answer.margin_pln),
        "margin_pct": _decimal(answer.margin_pct, 6),
        "own_contribution_pln": _money(answer.own_contribution_pln),
        **_costs(problem, split),
        "uncovered_value_pln": _money(answer.uncovered_value.value_pln),
        "uncovered": [
            {
                "component_id": each.component_id,
                "quantity": _trimmed(each.quantity),
                "reference_value_pln": _money(each.reference_value_pln),
            }
            for each in answer.uncovered
        ],
        "proved": dict(answer.proved),
        "bounds": {name: _bound(figure) for name, figure in figures.items()},
        "provenance": json_ready(answer.provenance),
    }


def _ceiling(costs: list[Cost]) -> Fraction | None:
    known = [each.ceiling_pln for each in costs if each.ceiling_pln is not None]
    return sum(known, ZERO) if len(known) == len(costs) else None


def _costs(problem: Problem, split: Split | None) -> dict[str, Any]:
    if split is None:
        return {"total_pln": None, "member_costs_pln": None, "sectors": [], "components": []}
    return {
        "total_pln": _money(split.total_pln),
        "member_costs_pln": _money(member_costs_pln(problem, split)),
        "sectors": [_cost("sector_id", each) for each in sector_costs(problem, split)],
        "components": [
            {
                **_cost("component_id", each),
                "sector_id": problem.component[each.name].sector_id,
                "quantity": _trimmed(problem.component[each.name].quantity),
            }
            for each in component_costs(problem, split)
        ],
    }


def _cost(key: str, cost: Cost) -> dict[str, Any]:
    return {
        key: cost.name,
        "value_pln": _money(cost.value_pln),
        "cost_pln": _money(cost.cost_pln),
        "ceiling_pln": _money(cost.ceiling_pln),
        "margin_pln": _money(cost.margin_pln),
        "used_pct": _decimal(cost.used_pct, 6),
    }


def _bound(figure: Figure) -> Decimal | None:
    return _money(figure.bound_pln)


def _money(value: Fraction | None) -> Decimal | None:
    return _decimal(value, 2)


def _decimal(value: Fraction | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(plain(value, places))


def _trimmed(value: Fraction) -> Decimal:
    return Decimal(plain(value, 4, at_least=0))
