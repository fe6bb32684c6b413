"""Small members first: their value and their number as goals and as floors, on every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import Result, Status
from allocator.checks import check
from allocator.measures.goals import measure
from allocator.problem.building import build
from allocator.problem.problem import Pair, Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.reporting import result_text
from allocator.reporting.markdown import result_markdown
from allocator.reporting.report import Report
from allocator.reporting.sheets import sheet_plans
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from tests import naive
from tests.builders import problem, record
from tests.random_problems import all_allocations, random_problem
from tests.test_brute_force import in_this_process
from tests.test_leximin import ENGINES
from tests.toy4 import FIXED, UNIT_COST, cost_of, splits, toy4

ENGAGED, VALUE = "small_members_engaged", "small_members_value"
FAIR = Fairness("reference_value", Fraction(100, 45), None)
NUMBER_FLOOR = {
    "rule_id": "R1",
    "metric": "members",
    "members": "is_small",
    "at_least": 2,
    "unit": "count",
    "text_pl": "Pracę ma co najmniej {at_least} małych członków",
    "text_en": "At least {at_least} small members have work",
}
VALUE_FLOOR = {
    "rule_id": "R2",
    "metric": "value",
    "of": "value",
    "members": "is_small",
    "at_least": 30,
    "unit": "percent",
}


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def solved(which: Problem, backend: str, *goals: Goal) -> Result:
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60))
    found = solve(which, goals, Terms(), options)
    assert found.status is Status.OPTIMAL
    return found


def small_engaged(split: Mapping[Pair, Fraction]) -> int:
    return len({who for who, _ in split} & {"C", "D"})


def small_value(split: Mapping[Pair, Fraction]) -> Fraction:
    """What C and D are paid: unit costs, and once for being active."""
    own = {pair: lots for pair, lots in split.items() if pair[0] in "CD"}
    fixed = sum(FIXED[who] for who in {who for who, _ in own})
    return sum((UNIT_COST[pair] * lots for pair, lots in own.items()), Fraction(fixed))


@pytest.mark.parametrize("backend", ENGINES)
def test_as_goals_on_the_toy_commission(backend: str) -> None:
    """Both can be engaged, for 25: of the least cost of 20, C's lot of H costs 3 + 2 in place of 2,
    D's of M 2 + 1 in place of 1. At most C has 2 * 3 + 2 and D 2 * 2 + 1, 13 in all; A then does
    the other 8 lots by itself, for 4 * 2 + 4 * 1 + 1, and the whole costs 26."""
    number = solved(toy4(), backend, Goal(ENGAGED), Goal("cost"))
    assert [each.value for each in number.goals] == [2, 25]
    value = solved(toy4(), backend, Goal(VALUE, Fraction(0)), Goal("cost"))
    assert [each.value for each in value.goals] == [13, 26]
    assert [each.value for each in number.goals] == [
        max(map(small_engaged, splits())),
        min(cost_of(each) for each in splits() if small_engaged(each) == 2),
    ]
    assert [each.value for each in value.goals] == [
        max(map(small_value, splits())),
        min(cost_of(each) for each in splits() if small_value(each) == 13),
    ]


@pytest.mark.parametrize("backend", ENGINES)
def test_as_floors_on_the_toy_commission(backend: str) -> None:
    """Least cost engages nobody small (20); with the floors it is that of enumeration."""
    least = {}
    for rule, keeps in (
        (NUMBER_FLOOR, lambda each: small_engaged(each) >= 2),
        (VALUE_FLOOR, lambda each: 100 * small_value(each) >= 30 * cost_of(each)),
    ):
        found = solved(toy4(rules=[rule]), backend, Goal("cost"))
        least[rule["rule_id"]] = found.goals[0].value
        assert found.goals[0].value == min(cost_of(each) for each in splits() if keeps(each))
        assert found.split is not None
        (row,) = [each for each in found.split.rules if each.rule_id == rule["rule_id"]]
        assert row.margin is not None
        assert row.margin == row.value - row.at_least >= 0  # type: ignore[operator]
    assert all(value > 20 for value in least.values() if isinstance(value, Fraction))


@pytest.mark.parametrize("backend", ENGINES)
def test_a_floor_under_leximin_keeps_the_fairest_that_has_it(backend: str) -> None:
    """C and D have 10 of the 26 that the fairest split costs, which is 38 %: a floor of 30 % leaves
    it as it is; at 45 % they must have more, and leximin is that of enumeration."""
    due = (15, 9, 3, 3)
    for percent in (30, 45):
        rule = {**VALUE_FLOOR, "at_least": percent}
        found = solved(toy4(rules=[rule]), backend, Goal("target_share", fairness=FAIR))
        allowed = [each for each in splits() if 100 * small_value(each) >= percent * cost_of(each)]
        best = max(levels(each, due) for each in allowed)
        assert found.goals[0].value == tuple(best)
        assert (best == [42, 45, 45, 60]) == (percent == 30)


def levels(split: Mapping[Pair, Fraction], due: tuple[int, ...]) -> list[int]:
    from tests.toy4 import awards_of

    return sorted(int(45 * got // each) for got, each in zip(awards_of(split), due, strict=True))


def with_small(seed: int) -> Problem:
    """A random problem of the test bed, its members small by turns."""
    which, _ = random_problem(seed)
    members = tuple(
        replace(each, is_small=(seed + place) % 2 == 0) for place, each in enumerate(which.members)
    )
    return build({**which.tables, "members": members})


def floored(which: Problem, rule: dict[str, Any], at_least: Any) -> Problem:
    """The problem with a floor for small members beside its own rules."""
    row = record("rules", {"members": "is_small", **rule, "rule_id": "R99", "at_least": at_least})
    return build({**which.tables, "rules": (*which.tables.get("rules", ()), row)})


@pytest.mark.parametrize("seed", range(40))
def test_random_problems_agree_with_enumeration(seed: int) -> None:
    """Each goal, then each floor at the most there can be: still feasible, one more is not."""
    which, backend = with_small(seed), ENGINES[seed % 3]
    options = Options(backend=backend, limits=Limits(workers=1, time_seconds=60), tie=False)
    judge = naive.Judge(which, Terms())
    plans = [each for each in all_allocations(which, Terms()) if judge.allows(each)]
    for goal in (ENGAGED, VALUE):
        found = solve(which, (Goal(goal),), Terms(), options)
        if not plans:
            assert found.status is Status.INFEASIBLE
            continue
        best = max(measure(which, Terms(), goal, Fairness(), each) for each in plans)
        value = found.goals[0].value
        assert found.status is Status.OPTIMAL
        assert isinstance(value, Fraction)
        assert abs(value - best) <= Fraction(1, 200)
        if goal == ENGAGED:
            rule = {"metric": "members", "unit": "count"}
            kept, more = (
                solve(floored(which, rule, least), (Goal("cost"),), Terms(), options)
                for least in (best, best + 1)
            )
            assert (kept.status, more.status) == (Status.OPTIMAL, Status.INFEASIBLE)


def test_most_of_those_problems_have_a_choice() -> None:
    """A test in which small members always have the same would prove nothing."""
    choices = 0
    for seed in range(40):
        which = with_small(seed)
        judge = naive.Judge(which, Terms())
        plans = [each for each in all_allocations(which, Terms()) if judge.allows(each)]
        choices += len({measure(which, Terms(), VALUE, Fairness(), each) for each in plans}) > 1
    assert choices >= 12


@pytest.mark.parametrize("language", ["pl", "en"])
def test_people_see_what_is_left_of_a_floor(language: str) -> None:
    """Two small members are asked for and two have work: nothing is left, the row is shown."""
    which = toy4(rules=[NUMBER_FLOOR, {**VALUE_FLOOR, "at_least": 33}])
    found = solved(which, "cpsat", Goal("cost"))
    assert found.split is not None
    rows = {each.rule_id: each for each in found.split.rules if each.rule_id in ("R1", "R2")}
    assert (rows["R1"].margin, rows["R1"].binding) == (0, True)
    words = {
        "pl": ("Pracę ma co najmniej 2 małych członków", "na styk"),
        "en": ("At least 2 small members have work", "nothing left"),
    }[language]
    screen = " ".join(result_text(which, found, Terms(), language, width=300).split())
    page = result_markdown(which, found, Terms(), language)
    for text in (screen, page):
        assert words[0] in text
        assert words[1] in text
    report = Report(which, found, Terms(), language)
    name = report.label("sheet.rules")
    (sheet,) = [each for each in sheet_plans(report) if each.name == name]
    (table,) = sheet.tables
    margins = {row.cells[0]: row.cells[7] for row in table.rows if row.cells[0] in ("R1", "R2")}
    assert {key: each.value for key, each in margins.items()} == {  # type: ignore[union-attr]
        key: row.margin for key, row in rows.items()
    }


def test_a_floor_that_a_split_misses_says_by_how_much() -> None:
    which = toy4(rules=[NUMBER_FLOOR])
    split = next(each for each in splits() if small_engaged(each) == 0)
    (row,) = [each for each in check(which, Terms(), split).rules if each.rule_id == "R1"]
    assert (row.value, row.margin, row.violation) == (0, -2, 1)


def test_without_small_members_the_goals_are_nothing() -> None:
    which = problem(budget=200)
    found = solved(which, "cpsat", Goal(ENGAGED), Goal(VALUE), Goal("cost"))
    assert [each.value for each in found.goals] == [0, 0, 100]
