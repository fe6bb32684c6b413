"""Tiny random problems, drawn around a plan so that most can be solved, and all their plans.

    problem, terms = random_problem(7)
    for quantities in all_allocations(problem, terms): ...

Everything of the grammar turns up: all metrics, denominators and groupings, links, pins, partial
coverage, co-funding, fixed costs, smallest lots, soft and info rules, unsplittable components, lot
sizes, exclusions, permits that end, rules switched off. The same seed gives the same problem.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import floor, prod
from typing import Any

from allocator.problem.charter import Pin
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms
from tests import builders
from tests.naive_rules import Facts
from tests.random_rules import random_rules

LARGEST = 3000
"""No problem has more allocations than this under its own terms."""

CAPACITY = frozenset(("offer_capacity",))

Plan = dict[tuple[str, str], Fraction]
Content = dict[str, Any]


def random_problem(seed: int) -> tuple[Problem, Terms]:
    """The problem of this seed and the terms of the run; at most LARGEST allocations."""
    draw = random.Random(seed)
    while True:
        content = _content(draw)
        if not content["offers"]:
            continue
        partial = draw.random() < 0.25
        bare = builders.problem(**content)
        count = count_allocations(bare, partial=partial)
        if count > LARGEST or (count < 12 and draw.random() < 0.8):
            continue
        plans = list(all_allocations(bare, Terms(partial=partial)))
        if not plans or (plans == [{}] and draw.random() < 0.9):
            continue
        return _around(draw, content, draw.choice(plans), partial=partial)


def all_allocations(problem: Problem, terms: Terms | None = None) -> Iterator[Plan]:
    """Every plan in whole lots of eligible pairs.

    With terms only those that cover everything (unless partial) and, unless `offer_capacity` is
    switched off, stay within capacities; without terms also those that do not.
    """
    parts = _parts(problem, terms)
    for choice in product(*parts):
        yield {pair: quantity for part in choice for pair, quantity in part.items()}


def count_allocations(problem: Problem, *, partial: bool) -> int:
    """How many plans there are within capacities."""
    return prod(len(each) for each in _parts(problem, Terms(partial=partial)))


def _parts(problem: Problem, terms: Terms | None) -> list[list[Plan]]:
    facts = Facts(problem)
    free = terms is None or not terms.is_on("offer_capacity")
    result = []
    for name, component in facts.components.items():
        lot = facts.lot[name]
        whole = int(component.quantity / lot)
        pairs = [pair for pair in facts.eligible if pair[1] == name]
        most = [
            whole if free else min(whole, floor(facts.offers[pair].capacity_max / lot))
            for pair in pairs
        ]
        steps = 1 if component.splittable else whole
        found = [
            {pair: lots * lot for pair, lots in zip(pairs, choice, strict=True) if lots}
            for choice in product(*(range(0, each + 1, steps) for each in most))
            if (terms is None or terms.partial or sum(choice) == whole) and sum(choice) <= whole
        ]
        result.append(found)
    return result


def _content(draw: random.Random) -> Content:
    """Components, members and offers, without rules, money and staff."""
    members = [f"M{number}" for number in range(1, draw.randint(2, 4) + 1)]
    names = [f"C{number}" for number in range(1, draw.choice([1, 2, 2, 3]) + 1)]
    periods = draw.randint(1, 3)
    components = {name: _component(draw) for name in names}
    if len(names) > 1 and draw.random() < 0.3:
        components["C2"] |= {key: components["C1"][key] for key in ("quantity", "lot_size")}
    content: Content = {
        "periods": periods,
        "components": components,
        "members": {name: _member(draw) for name in members},
        "offers": {
            f"{member}:{name}": _offer(draw, components[name])
            for member in members
            for name in names
            if draw.random() < 0.85
        },
        "demand": {
            name: [draw.randint(0, 3) for _ in range(periods - 1)] + [draw.randint(1, 4)]
            for name in names
        },
        "sectors": ["S1", "S2"],
        "zones": ["Z1", "Z2", "Z3"],
        "labour_pools": ["P1", "P2"],
        "competences": ["K1"],
        "indicators": ["I1"],
    }
    _scale_demand(content)
    _facts_of_pairs(draw, content)
    return content


def _scale_demand(content: Content) -> None:
    """Profiles that sum to the components' quantities."""
    for name, profile in content["demand"].items():
        scale = content["components"][name]["quantity"] / sum(profile)
        content["demand"][name] = [Fraction(each) * scale for each in profile]


def _component(draw: random.Random) -> Content:
    lot = draw.choice([Fraction(0), Fraction(1), Fraction(5), Fraction(5, 2), Fraction(10)])
    return {
        "sector_id": draw.choice(["S1", "S1", "S2"]),
        "quantity": (lot or 1) * draw.randint(2, 6),
        "lot_size": lot,
        "splittable": draw.random() < 0.8,
        "min_lot": draw.choice([None, None, (lot or 1) * 2]),
        "ceiling_unit_price_pln": draw.choice([None, None, Fraction(draw.randint(95, 160))]),
        "labour_pool": draw.choice(["", "P1", "P1", "P2"]),
        "labour_hours_per_unit": Fraction(draw.randint(0, 30), 10),
        "required_competences": draw.choice(["", "", "K1"]),
        "critical": draw.random() < 0.5,
    }


def _member(draw: random.Random) -> Content:
    return {
        "kind": draw.choice(["cooperative", "association"]),
        "is_small": draw.random() < 0.5,
        "is_leader": draw.random() < 0.3,
        "rural": draw.choice(["tak", "nie"]),
        "seat_zone": draw.choice(["", "Z1", "Z1", "Z2"]),
        "disadvantaged_share": Fraction(draw.randint(0, 4), 4),
        "target_share_pct": Fraction(draw.choice([0, 10, 25, 30, 40])),
        "fixed_cost_pln": Fraction(draw.choice([0, 0, 0, 50, 333]), 10),
        "own_cash_pln": Fraction(draw.choice([0, 20, 200])),
        "volunteer_hours_year": Fraction(draw.choice([0, 5, 25]), 2),
    }


def _offer(draw: random.Random, component: Content) -> Content:
    lot, quantity = component["lot_size"] or Fraction(1), component["quantity"]
    capacity = draw.choice([quantity, quantity, lot * draw.randint(0, 5), quantity * 2 / 3])
    return {
        "unit_cost_pln": draw.choice(
            [Fraction(draw.randint(50, 130)), Fraction(draw.randint(500_000, 1_300_000), 10_000)]
        ),
        "fixed_cost_pln": Fraction(draw.choice([0, 0, 15, 40]), 2),
        "capacity_max": Fraction(round(capacity * 4), 4),
        "min_lot": draw.choice([None, None, lot, lot * 2]),
        "quality": Fraction(draw.randint(2, 10), 2),
        "preference": draw.choice([0, 1, 2, 3, 3, 4, 4, 5, 5, 5]),
        "incumbent_quantity": draw.choice([0, 0, lot, quantity / 2]),
        "labour_hours_per_unit": draw.choice([None, None, Fraction(3, 2)]),
        "own_unit_cost_pln": draw.choice([None, Fraction(draw.randint(40, 120))]),
        "own_fixed_cost_pln": draw.choice([None, Fraction(5)]),
    }


def _facts_of_pairs(draw: random.Random, content: Content) -> None:
    """Exclusions, permits (some end too early), zones and what offers bring to the indicator."""
    pairs = [tuple(each.split(":")) for each in content["offers"]]
    content["exclusions"] = {":".join(pair): "conflict" for pair in pairs if draw.random() < 0.06}
    content["member_competences"] = [
        {
            "member_id": member,
            "competence_id": "K1",
            "valid_until": draw.choice(["2026-01-27", "2027-12-31", "2027-12-31", "2027-12-31"]),
        }
        for member in content["members"]
        if draw.random() < 0.9
    ]
    content["offer_zones"] = [
        {"member_id": member, "component_id": name, "zone_id": zone}
        for member, name in pairs
        for zone in ("Z1", "Z2", "Z3")
        if draw.random() < 0.4
    ]
    content["contributions"] = [
        {
            "member_id": member,
            "component_id": name,
            "indicator_id": "I1",
            "per_unit": Fraction(draw.randint(0, 8), 4),
        }
        for member, name in pairs
        if draw.random() < 0.7
    ]


def _around(
    draw: random.Random, content: Content, plan: Plan, *, partial: bool
) -> tuple[Problem, Terms]:
    """Staff, money, links, pins and rules that the plan meets, or just misses."""
    _staff(draw, content, plan)
    _money(draw, content, plan)
    _links(draw, content, plan)
    pinned = [pair for pair in plan if draw.random() < 0.05]
    content["pins"] = {":".join(pair): plan[pair] for pair in pinned}
    content["rules"] = random_rules(draw, builders.problem(**content), plan)
    problem = builders.problem(**content)
    return problem, _terms(draw, problem, plan, partial=partial)


def _staff(draw: random.Random, content: Content, plan: Plan) -> None:
    facts = Facts(builders.problem(**content))
    content["staff"] = {}
    for member, pool in product(content["members"], ("P1", "P2")):
        own = [
            (what, facts.hours((who, what), quantity))
            for (who, what), quantity in plan.items()
            if who == member and facts.components[what].labour_pool == pool
        ]
        busiest = max(
            sum((hours * facts.share[what][period] for what, hours in own), Fraction(0))
            for period in facts.periods
        )
        if busiest or draw.random() < 0.7:
            room = draw.choice([Fraction(1), Fraction(2), Fraction(4), Fraction(6)])
            spare = draw.choice([0, 2, 8, 20])
            content["staff"][f"{member}:{pool}"] = -(-busiest * room // 1) + spare


def _money(draw: random.Random, content: Content, plan: Plan) -> None:
    facts = Facts(builders.problem(**content))
    cofunded = draw.random() < 0.35
    fee, reserve = draw.choice([(0, 0), (3, 1), (5, 0)])
    total = facts.total_value(plan) * (1 + Fraction(fee + reserve, 100))
    required = draw.choice([0, 5, 10]) if cofunded else 0
    share = 1 - Fraction(required, 100)
    budget = total * share * Fraction(draw.choice([98, 100, 105, 110, 130, 200]), 100)
    content["budget"] = draw.choice([None, Fraction(-(-budget // 1)), Fraction(-(-budget // 1))])
    content["commission"] = {
        "commissioning_mode": "wsparcie" if cofunded else "powierzenie",
        "own_contribution_required_pct": required,
        "volunteer_hour_value_pln": 12,
        "coordination_fee_pct": fee,
        "reserve_fund_pct": reserve,
        "component_shift_tolerance_pct": draw.choice([0, 10]),
        "advance_months": draw.choice([1, 2]),
    }


def _links(draw: random.Random, content: Content, plan: Plan) -> None:
    names = list(content["components"])
    content["links"] = []
    for first, second in product(names, names):
        if first == second or draw.random() < 0.75:
            continue
        of_a, of_b = ({who for who, what in plan if what == each} for each in (first, second))
        kinds = {"different_provider": not of_a & of_b, "same_provider": of_a <= of_b}
        kinds["same_zone"] = draw.random() < 0.5
        quantities = {content["components"][each]["quantity"] for each in (first, second)}
        if len(quantities) == 1:
            kinds["same_quantity"] = True
        kind = draw.choice(sorted(kinds))
        strength = draw.choice(
            ["hard", "soft", "info"] if kinds[kind] else ["soft", "soft", "info"]
        )
        if kind == "same_quantity" and strength == "soft":
            strength = "hard"
        priority = draw.randint(1, 2) if strength == "soft" else None
        link = {"component_a": first, "component_b": second, "kind": kind}
        content["links"].append({**link, "strength": strength, "priority": priority})


def _terms(draw: random.Random, problem: Problem, plan: Plan, *, partial: bool) -> Terms:
    facts = Facts(problem)
    terms = Terms(partial=partial, fairness=_fairness(draw))
    names = [each.rule_id for each in problem.rules] + ["budget", "labour_capacity", "same_zone"]
    if len(list(all_allocations(problem, replace(terms, rules_off=CAPACITY)))) <= LARGEST:
        names.append("offer_capacity")
    if draw.random() < 0.2:
        terms = replace(terms, rules_off=frozenset(draw.sample(names, 1)))
    if draw.random() < 0.15:
        terms = replace(terms, cost_cap_pln=facts.total_value(plan) * Fraction(101, 100))
    if plan and draw.random() < 0.1:
        member, component = draw.choice(sorted(plan))
        pin = builders.record(
            "pins",
            {
                "member_id": member,
                "component_id": component,
                "quantity": plan[member, component],
            },
        )
        assert isinstance(pin, Pin)
        terms = replace(terms, pins=(pin,))
    earlier = {pair: quantity for pair, quantity in plan.items() if draw.random() < 0.7}
    return replace(terms, earlier=earlier) if draw.random() < 0.6 else terms


def _fairness(draw: random.Random) -> Fairness:
    cap = draw.choice([Fraction(100), Fraction(80), None])
    grid = draw.choice([Fraction(1), Fraction(1), Fraction(5), Fraction(1, 2)])
    return Fairness(draw.choice(["value", "value", "reference_value", "hours"]), grid, cap)
