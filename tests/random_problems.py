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
from math import floor

from allocator.problem.charter import Pin
from allocator.problem.drafting import assemble
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Terms
from tests import builders
from tests.naive_rules import Facts
from tests.random_content import Content, plan_count, random_content
from tests.random_rules import random_rules

LARGEST = 3000
"""No problem has more allocations than this under its own terms."""

CAPACITY = frozenset(("offer_capacity",))

Plan = dict[tuple[str, str], Fraction]


def random_problem(seed: int) -> tuple[Problem, Terms]:
    """The problem of this seed and the terms of the run; at most LARGEST allocations."""
    draw = random.Random(seed)
    while True:
        content = random_content(draw)
        partial = draw.random() < 0.25
        least = 2 if draw.random() < 0.15 else 12
        if least <= plan_count(content, partial=partial) <= LARGEST:
            bare = assemble(builders.tables(**content))
            plans = list(all_allocations(bare, Terms(partial=partial)))
            return _around(draw, content, draw.choice(plans), partial=partial)


def all_allocations(problem: Problem, terms: Terms | None = None) -> Iterator[Plan]:
    """Every plan in whole lots of eligible pairs.

    With terms only those that cover everything (unless partial) and, unless `offer_capacity` is
    switched off, stay within capacities; without terms also those that do not.
    """
    parts = _parts(problem, terms)
    for choice in product(*parts):
        yield {pair: quantity for part in choice for pair, quantity in part.items()}


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


def _around(
    draw: random.Random, content: Content, plan: Plan, *, partial: bool
) -> tuple[Problem, Terms]:
    """Staff, money, links, pins and rules that the plan meets, or just misses."""
    _staff(draw, content, plan)
    _money(draw, content, plan)
    _links(draw, content, plan)
    pinned = [pair for pair in plan if draw.random() < 0.05]
    content["pins"] = {":".join(pair): plan[pair] for pair in pinned}
    content["rules"] = random_rules(draw, assemble(builders.tables(**content)), plan)
    problem = builders.problem(**content)
    return problem, _terms(draw, problem, plan, partial=partial)


def _staff(draw: random.Random, content: Content, plan: Plan) -> None:
    facts = Facts(assemble(builders.tables(**content)))
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
    facts = Facts(assemble(builders.tables(**content)))
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
