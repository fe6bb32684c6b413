"""1,000 mutated allocations: the checks reject them if and only if the naive twin does."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from functools import cache

from allocator.allocation import Split
from allocator.checks import breaches, check
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests.naive import Judge
from tests.random_problems import Plan, all_allocations, random_problem

MUTATED = 1000
PER_PROBLEM = 5


def mutated(draw: random.Random, problem: Problem, plan: Plan) -> Plan:
    """The plan with one quantity changed, or one pair's quantity given to another."""
    member = draw.choice(problem.members).member_id
    component = draw.choice(problem.components).component_id
    pair, lot = (member, component), problem.lot(component)
    result = dict(plan)
    kind = draw.choice(("more", "less", "part", "drop", "move", "give"))
    if kind == "more":
        result[pair] = result.get(pair, Fraction(0)) + lot
    elif kind == "less":
        result[pair] = result.get(pair, Fraction(0)) - lot
    elif kind == "part":
        result[pair] = result.get(pair, Fraction(0)) + lot / 3
    elif plan:
        chosen = draw.choice(sorted(plan))
        step = plan[chosen] if kind != "give" else problem.lot(chosen[1])
        result[chosen] -= step
        if kind != "drop":
            other = (member, chosen[1])
            result[other] = result.get(other, Fraction(0)) + step
    return {each: quantity for each, quantity in result.items() if quantity}


@cache
def verdicts() -> tuple[tuple[int, Split, frozenset[str]], ...]:
    """The seed, our verdict and the twin's names of what is broken, for every mutation."""
    found: list[tuple[int, Split, frozenset[str]]] = []
    seed = 0
    while len(found) < MUTATED:
        problem, terms = random_problem(seed)
        judge, draw = Judge(problem, terms), random.Random(seed)
        good = [each for each in all_allocations(problem, terms) if judge.allows(each)]
        for _ in range(PER_PROBLEM if good else 0):
            plan = mutated(draw, problem, draw.choice(good))
            found.append((seed, check(problem, terms, plan), frozenset(judge.breaks(plan))))
        seed += 1
    return tuple(found[:MUTATED])


def test_mutations_are_rejected_if_and_only_if_they_break_something() -> None:
    for seed, ours, theirs in verdicts():
        assert bool(breaches(ours)) == bool(theirs), seed


def test_what_is_broken_has_the_same_names() -> None:
    for seed, ours, theirs in verdicts():
        # What else a pair without a price breaks is for nobody to say.
        if "eligibility" not in theirs:
            assert {each.rule_id for each in breaches(ours)} == theirs, seed


def test_mutations_of_both_kinds_are_many_and_break_all_kinds_of_things() -> None:
    allowed = sum(not theirs for _, _, theirs in verdicts())
    assert 100 < allowed < 900
    kinds = Counter(
        "rule" if name.startswith("R") else name for _, _, theirs in verdicts() for name in theirs
    )
    wanted = {
        "rule",
        "coverage",
        "eligibility",
        "offer_capacity",
        "lot_size",
        "not_splittable",
        "labour_capacity",
        "component_ceiling",
        "budget",
        "own_contribution",
        "cost_cap",
        "pins",
        "different_provider",
        "same_provider",
        "same_zone",
        "same_quantity",
    }
    assert wanted <= set(kinds)


def test_every_allocation_of_small_problems_is_judged_alike() -> None:
    compared = 0
    for seed in range(40):
        problem, terms = random_problem(seed)
        judge = Judge(problem, terms)
        for plan, _ in zip(all_allocations(problem, terms), range(25), strict=False):
            ours = {each.rule_id for each in breaches(check(problem, terms, plan))}
            assert ours == set(judge.breaks(plan)), (seed, plan)
            compared += 1
    assert compared > 500


def test_the_order_of_an_allocation_never_matters() -> None:
    for seed in range(10):
        problem, terms = random_problem(seed)
        plan = next(all_allocations(problem, terms))
        backwards = dict(reversed(plan.items()))
        assert check(problem, Terms(), plan) == check(problem, Terms(), backwards)
