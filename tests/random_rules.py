"""Random rules of the whole grammar, with bounds that a given plan meets or just misses."""

from __future__ import annotations

import random
from fractions import Fraction
from math import ceil, floor
from typing import Any

from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests import builders
from tests.naive import Judge
from tests.naive_rules import Quantities, groups, metric

METRICS = (
    "value",
    "quantity",
    "hours",
    "disadvantaged_hours",
    "quality_value",
    "preference_value",
    "members",
    "components",
    "zones",
    "indicator:I1",
    "margin",
    "cash_out",
    "reserve",
)
DENOMINATORS = (
    "value",
    "hours",
    "selected_value",
    "selected_hours",
    "group_value",
    "group_hours",
    "component_quantity",
)
MEMBERS = ("all", "is_small", "!is_small", "kind=cooperative", "M1;M2", "rural", "is_small&rural")
COMPONENTS = ("all", "critical", "sector_id=S1", "C1", "!C1", "critical;C1")

Rule = dict[str, Any]


def random_rules(draw: random.Random, problem: Problem, plan: Quantities) -> list[Rule]:
    """Up to six rules; hard ones mostly hold for the plan, soft ones often do not."""
    judge = Judge(problem, Terms())
    wanted = (_rule(draw) for _ in range(draw.randint(1, 4)))
    rules = [rule for each in wanted if (rule := _bounded(draw, judge, each, plan))]
    if draw.random() < 0.4:
        rules.append({"metric": "quantity", "per": "assignment", "at_least": "min_lot"})
        rules[-1]["if_engaged"] = draw.random() < 0.8
    return [{"rule_id": f"R{number}", **each} for number, each in enumerate(rules, start=1)]


def _rule(draw: random.Random) -> Rule:
    found = draw.choice(METRICS)
    per = draw.choice(["total", "member", "component", "sector", "assignment"])
    per = {"cash_out": "member_period", "reserve": "component"}.get(found, per)
    denominators = DENOMINATORS + ("incumbent_quantity",) * 8 * (per == "assignment")
    of = draw.choice(denominators) if draw.random() < 0.55 else ""
    if of == "incumbent_quantity":
        found = "quantity"
    if found in ("reserve", "quantity") and of and of != "incumbent_quantity":
        of = "component_quantity"
    strength = draw.choice(["hard", "hard", "hard", "soft", "soft", "info"])
    usual = builders.usual_unit({"metric": found, "of": of})
    return {
        "metric": found,
        "of": of,
        "members": draw.choice(MEMBERS + ("all",) * 5),
        "components": draw.choice(COMPONENTS + ("all",) * 4),
        "per": per,
        "unit": draw.choice(["percent", "ratio"]) if of else usual,
        "if_engaged": draw.random() < 0.4,
        "strength": strength,
        "priority": draw.randint(1, 2) if strength == "soft" else None,
    }


def _bounded(draw: random.Random, judge: Judge, rule: Rule, plan: Quantities) -> Rule | None:
    """The rule with bounds near what the plan has; None where it would say nothing."""
    record = builders.record("rules", {"rule_id": "R", **rule})
    scale = 100 if rule["unit"] == "percent" else 1
    found = []
    for group in groups(judge.facts, record):
        if rule["if_engaged"] and not any(pair in plan for pair in group.pairs):
            continue
        whole = judge.denominator(record, group, plan)
        if whole:
            found.append(metric(judge.facts, record, group, plan) * scale / whole)
    if not found:
        return None
    firm = rule["strength"] == "hard" and draw.random() < 0.93
    side = "at_least" if rule["metric"] == "reserve" else draw.choice(["at_least", "at_most", ""])
    bounds = {}
    if side != "at_most":
        share = draw.choice([Fraction(1, 3), Fraction(1, 2), Fraction(4, 5), Fraction(1)])
        bounds["at_least"] = _down(min(found) * (share if firm else Fraction(5, 4)))
    if side != "at_least":
        share = draw.choice([Fraction(1), Fraction(6, 5), Fraction(3, 2), Fraction(2)])
        bounds["at_most"] = _up(max(found) * (share if firm else Fraction(4, 5)))
    if len(bounds) == 2 and bounds["at_least"] > bounds["at_most"]:
        bounds.pop("at_least")
    return {**rule, **bounds}


def _down(bound: Fraction) -> Fraction:
    return Fraction(floor(bound * 100), 100)


def _up(bound: Fraction) -> Fraction:
    return Fraction(ceil(bound * 100), 100)
