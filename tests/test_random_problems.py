"""The generator of random problems: repeatable, small, mostly solvable, rich."""

from __future__ import annotations

from collections import Counter
from functools import cache

from allocator.problem import charter
from allocator.problem.eligibility import eligible_pairs
from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from tests.naive import Judge
from tests.naive_rules import Facts
from tests.random_problems import LARGEST, all_allocations, random_problem


@cache
def many() -> tuple[tuple[Problem, Terms], ...]:
    """The problems of the first seeds."""
    return tuple(random_problem(seed) for seed in range(150))


def test_the_same_seed_gives_the_same_problem() -> None:
    for seed in (0, 1, 2):
        assert random_problem(seed) == many()[seed]


def test_problems_are_small_and_mostly_solvable() -> None:
    solvable = 0
    for problem, terms in many():
        plans = list(all_allocations(problem, terms))
        assert 0 < len(plans) <= LARGEST
        judge = Judge(problem, terms)
        solvable += any(judge.allows(each) for each in plans)
    assert 0.7 * len(many()) < solvable < len(many())


def test_the_whole_grammar_turns_up() -> None:
    rules = [rule for problem, _ in many() for rule in problem.rules]
    assert {rule.metric for rule in rules} == {*charter.METRICS, "indicator:I1"}
    assert {rule.of for rule in rules} == {"", *charter.DENOMINATORS}
    assert {rule.per for rule in rules} == set(charter.GROUPINGS)
    assert {rule.strength for rule in rules} == set(charter.STRENGTHS)
    links = Counter(link.kind for problem, _ in many() for link in problem.links)
    assert set(links) == set(charter.LINK_KINDS)
    assert any(problem.pins for problem, _ in many())
    assert any(problem.commission.commissioning_mode == "wsparcie" for problem, _ in many())
    assert any(not each.splittable for problem, _ in many() for each in problem.components)
    for kind in ("partial", "rules_off", "cost_cap_pln", "pins", "earlier"):
        assert any(getattr(terms, kind) for _, terms in many()), kind


def test_the_naive_twin_finds_the_same_pairs_eligible() -> None:
    barred = 0
    for problem, _ in many():
        assert Facts(problem).eligible == list(eligible_pairs(problem))
        barred += len(problem.offers) - len(eligible_pairs(problem))
    assert barred > 50


def test_without_terms_all_allocations_are_many_more() -> None:
    problem, _ = many()[0]
    everything = list(all_allocations(problem))
    covering = list(all_allocations(problem, Terms()))
    assert len(everything) > len(covering)
    assert all(plan in everything for plan in covering)
    assert {} in everything
