"""Members that no split can lift to their targets: who, how far at most, and what holds them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from allocator.allocation import Result
from allocator.measures.fairness import out_of_reach
from allocator.measures.reach import reach_of
from allocator.problem.problem import Problem
from allocator.problem.request import Fairness, Goal, Terms
from allocator.reading import write_json
from allocator.reporting import dump_document, result_document, result_text
from allocator.reporting.markdown import result_markdown
from allocator.reporting.report import Report
from allocator.reporting.sheets import sheet_plans
from allocator.solvers import Limits
from allocator.solving import Options, solve
from allocator.solving import engines as engines_module
from tests.builders import problem
from tests.command_line import Terminal
from tests.test_brute_force import in_this_process
from tests.test_ledger import HALVES, past
from tests.toy4 import toy4

F = Fraction
REFERENCE = Fairness("reference_value")
ONE_HOUR = toy4(capacity={"A": 8, "B": 5, "C": 2, "D": 1})
"""D's only hour brings one lot of 2 PLN, two thirds of the 3 that are due to it."""

LIMITED: dict[str, Any] = {
    "members": {
        "M1": {"target_share_pct": 50, "max_value_pln": 60},
        "M2": {"target_share_pct": 50},
    },
    "budget": 200,
    "rules": [
        {
            "rule_id": "R1",
            "metric": "value",
            "per": "member",
            "at_most": "max_value_pln",
            "unit": "pln",
        }
    ],
}
"""100 PLN due to each, but M1 may have 60 at most, where its offers reach to all 10 units at 10."""


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines_module, "race", in_this_process)


def solved(which: Problem, *goals: Goal) -> Result:
    return solve(which, goals, Terms(), Options(backend="cpsat", limits=Limits(workers=1)))


def told(found: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [(each.member_id, each.target, each.reach.most, each.reach.limited_by) for each in found]


def test_by_hours_of_staff() -> None:
    assert told(out_of_reach(ONE_HOUR, REFERENCE)) == [("D", 3, 2, "staff")]
    assert out_of_reach(toy4(), REFERENCE) == ()


def test_by_having_no_offer_that_can_be_used() -> None:
    which = problem(
        members=HALVES,
        offers={"M1:C1": 10, "M2:C1": {"unit_cost_pln": 10, "preference": 0}},
        budget=200,
    )
    assert told(out_of_reach(which, Fairness())) == [("M2", 100, 0, "no_offer")]


def test_by_a_hard_limit_to_its_own_value() -> None:
    which = problem(**LIMITED)
    (found,) = out_of_reach(which, Fairness())
    assert told([found]) == [("M1", 100, 60, "rule")]
    assert found.reach.rule_id == "R1"
    # Only money paid is limited; and only where the rule is on, hard, and below what offers allow.
    assert reach_of(which, "M1", "reference_value").most == 100
    assert out_of_reach(which, Fairness(), Terms(rules_off=frozenset({"R1"}))) == ()
    soft = [{**LIMITED["rules"][0], "strength": "soft", "priority": 1}]
    assert out_of_reach(problem(**{**LIMITED, "rules": soft}), Fairness()) == ()
    few = {"M1:C1": {"unit_cost_pln": 10, "capacity_max": 5}, "M2:C1": 10}
    found = out_of_reach(problem(**LIMITED, offers=few), Fairness())[0]
    assert (found.reach.most, found.reach.limited_by) == (50, "capacity")


def test_past_years_move_what_is_out_of_reach() -> None:
    """M1 had 40 of 100 due in 2025: 160 are due to it now, of which 10 units at 10 make 100."""
    from allocator.problem.request import Ledger

    which = problem(members=HALVES, budget=200, history=past((2025, "M1", 40), (2025, "M2", 160)))
    counted = Fairness(ledger=Ledger())
    assert told(out_of_reach(which, counted)) == [("M1", 160, 100, "demand")]


def test_the_result_of_a_goal_about_shares_names_them() -> None:
    found = solved(ONE_HOUR, Goal("target_share", fairness=REFERENCE), Goal("cost"))
    document = json.loads(dump_document(result_document(ONE_HOUR, found)))
    assert document["out_of_reach"] == [
        {
            "member_id": "D",
            "measure": "reference_value",
            "target": 3.0,
            "most": 2.0,
            "most_ratio": 0.666667,
            "limited_by": "staff",
            "limited_by_rule": None,
        }
    ]
    without = solved(ONE_HOUR, Goal("cost"))
    assert result_document(ONE_HOUR, without)["out_of_reach"] == []


SENTENCES = {
    "pl": "W żadnym podziale nie osiągnie swojego udziału z klucza: D (najwyżej 66,67%: godziny "
    "jego kadry).",
    "en": "In no split can it reach its share by the key: D (at most 66.67%: the hours of its "
    "staff).",
}


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_face_names_them(language: str) -> None:
    found = solved(ONE_HOUR, Goal("target_share", fairness=REFERENCE), Goal("cost"))
    terms, wanted = Terms(fairness=REFERENCE), SENTENCES[language]
    assert wanted in " ".join(result_text(ONE_HOUR, found, terms, language, width=300).split())
    assert wanted in result_markdown(ONE_HOUR, found, terms, language)
    report = Report(ONE_HOUR, found, terms, language)
    (sheet,) = [each for each in sheet_plans(report) if each.name == report.label("sheet.fairness")]
    assert wanted in sheet.sentences
    # After a goal that is not about shares the screen does not speak of them.
    cheap = solved(ONE_HOUR, Goal("cost"))
    assert wanted not in result_text(ONE_HOUR, cheap, terms, language, width=300)


def test_several_are_named_in_the_plural_with_the_rule() -> None:
    content = {
        **LIMITED,
        "offers": {"M1:C1": 10, "M2:C1": {"unit_cost_pln": 10, "capacity_max": 9}},
    }
    which = problem(**content)
    found = solved(which, Goal("target_share"), Goal("cost"))
    text = " ".join(result_text(which, found, Terms(), "pl", width=300).split())
    assert (
        "W żadnym podziale nie osiągną swojego udziału z klucza: M1 (najwyżej 60%: reguła R1); M2 "
        "(najwyżej 90%: tyle sam zaoferował)." in text
    )


@pytest.fixture(name="terminal")
def a_terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def test_verify_looks_at_them_too(terminal: Terminal, tmp_path: Path) -> None:
    where, result = tmp_path / "problem.json", tmp_path / "R.json"
    write_json(ONE_HOUR.tables, where)
    goals = ("--goal", "target_share", "--measure", "reference_value", "--goal", "cost")
    assert terminal("solve", where, *goals, "--out", result, "--quiet").code == 0
    assert terminal("verify", result).code == 0
    text = result.read_text("utf-8")
    assert '"most": 2.00' in text
    result.write_text(text.replace('"most": 2.00', '"most": 3.00'), "utf-8")
    assert terminal("verify", result).code == 1
    # A result of an earlier version does not have the key, which is no fault.
    old = json.loads(text)
    old.pop("out_of_reach")
    result.write_text(json.dumps(old), "utf-8")
    assert terminal("verify", result).code == 0
