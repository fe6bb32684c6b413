"""How a report names things: subjects, rules as they are in force, links, reasons, states."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from allocator.allocation import GoalResult, RuleRow
from allocator.problem.request import Terms
from allocator.reporting.headline import engines_text, headline
from allocator.reporting.report import Report
from allocator.reporting.rule_tables import closest_rows, margin_pct, rules_table, state_text
from allocator.reporting.service_tables import ineligible_table, reason_text
from allocator.reporting.sheets import sheet_plans
from allocator.reporting.summary_tables import budget_use_pct, money_table
from allocator.reporting.tables import Kind, Role, shown
from allocator.reporting.terminal import result_text
from tests.builders import problem
from tests.results import KITCHEN_SPLIT, a_result, kitchen


def a_report(language: str = "pl", quantities: Any = KITCHEN_SPLIT, **changes: Any) -> Report:
    """The kitchen's report, with tables of the kitchen exchanged."""
    town = kitchen(**changes)
    return Report(town, a_result(town, quantities), language=language)


def a_row(**changes: Any) -> RuleRow:
    """A row of R1 with room to spare, unless changed."""
    content: dict[str, Any] = {
        "rule_id": "R1",
        "subject": "M1",
        "value": Fraction(60),
        "at_least": None,
        "at_most": Fraction(80),
        "margin": Fraction(20),
        "violation": Fraction(0),
        "strength": "hard",
        "unit": "percent",
    }
    return RuleRow(**{**content, **changes})


@pytest.mark.parametrize(
    ("subject", "polish", "english"),
    [
        ("", "całość", "the whole"),
        ("M1", "M1 Lider", "M1 Lider"),
        ("M1:C1", "M1 Lider, C1 Obiady", "M1 Lider, C1 Meals"),
        ("M2@2026-03", "M2 Mały, marzec 2026", "M2 Mały, March 2026"),
        (
            "M1:P1@2026-01",
            "M1 Lider, P1 Kucharze, styczeń 2026",
            "M1 Lider, P1 Cooks, January 2026",
        ),
        ("X9", "X9", "X9"),
    ],
)
def test_subjects_are_named(subject: str, polish: str, english: str) -> None:
    pools = [{"pool_id": "P1", "name_pl": "Kucharze", "name_en": "Cooks"}]
    assert a_report(labour_pools=pools).subject(subject) == polish
    assert a_report("en", labour_pools=pools).subject(subject) == english


def test_a_missing_translation_falls_back_to_the_other_language() -> None:
    assert a_report("en").unit("C2") == "kurs"
    assert a_report("pl").member_name("M2") == "Mały"
    assert a_report("pl").member("M9") == "M9"


def test_a_rule_says_its_text_with_the_bounds_in_force() -> None:
    assert a_report("en").rule("R1") == "Nobody has more than 80%"
    assert a_report("pl").rule("budget") == "Kwota od zamawiającego mieści się w budżecie"
    assert a_report("pl").is_built_in("budget")
    assert not a_report("pl").is_built_in("R1")


def test_a_rule_without_a_text_is_told_by_its_grammar() -> None:
    rules = {
        "A": {"metric": "value", "of": "value", "per": "member", "at_most": "22.5"},
        "B": {"metric": "members", "per": "component", "at_least": "min_providers"},
        "C": {"metric": "indicator:I1", "at_least": 5, "at_most": 9},
    }
    report = a_report("pl", rules=rules)
    assert report.rule("A") == "wartość na członka najwyżej 22,5% wartości zlecenia"
    assert report.rule("B") == (
        "liczba członków z zadaniami na składnik co najmniej min. realizatorów"
    )
    assert report.rule("C") == "wskaźnik I1 łącznie co najmniej 5 najwyżej 9"
    assert "at least min_providers" in a_report("en", rules=rules).rule("B")


def test_links_speak_with_their_own_text_where_they_have_one() -> None:
    content = {"components": {"C1": 10, "C2": 10, "C3": 10}}
    link = {"component_a": "C1", "component_b": "C2", "kind": "same_provider"}
    other = {"component_a": "C2", "component_b": "C3", "kind": "different_provider"}
    town = problem(**content, links=[{**link, "text_pl": "kto gotuje, ten wozi"}, other])
    split = {"M1:C1": 10, "M2:C2": 10, "M1:C3": 10}
    found = a_result(town, split)
    assert found.split is not None
    report = Report(town, found)
    texts = {row.rule_id: report.rule_of(row) for row in found.split.rules}
    assert texts["same_provider"] == "kto gotuje, ten wozi"
    assert texts["different_provider"] == "Nikt nie realizuje obu składników"
    broken = next(row for row in found.split.rules if row.rule_id == "same_provider" and row.breaks)
    assert broken.subject == "C1:C2:M1"
    assert state_text(report, broken) == "złamana"


def test_states_in_words() -> None:
    report = a_report()
    assert state_text(report, a_row()) == "dotrzymana"
    assert state_text(report, a_row(value=Fraction(80), margin=Fraction(0))) == "na styk"
    assert state_text(report, a_row(strength="off", margin=Fraction(-5))) == "wyłączona"
    missed = a_row(value=Fraction(90), margin=Fraction(-10), violation=Fraction(1, 8))
    assert state_text(report, missed) == "brakuje 12,5%"
    fixed = a_row(at_least=Fraction(80), value=Fraction(80), margin=Fraction(0))
    assert state_text(report, fixed) == "dotrzymana"


def test_margins_refer_to_the_bound_they_are_measured_from() -> None:
    assert margin_pct(a_row()) == 25
    low = a_row(at_least=Fraction(50), at_most=Fraction(80), margin=Fraction(10))
    assert margin_pct(low) == 20
    assert margin_pct(a_row(margin=None)) is None
    assert margin_pct(a_row(value=Fraction(0), at_most=Fraction(0), margin=Fraction(0))) is None


def test_margins_of_percentages_are_percentage_points() -> None:
    report = a_report("en")
    assert report.result.split is not None
    table = rules_table(report, report.result.split, [a_row()])
    (row,) = table.rows
    assert shown(row.cells[7], Kind.QUANTITY, "en") == "20\xa0pp"
    assert shown(row.cells[4], Kind.QUANTITY, "en") == "60%"
    assert row.role is Role.DATA


def test_one_row_of_each_rule_the_worst_first() -> None:
    report = a_report()
    split = report.result.split
    assert split is not None
    rows = closest_rows(split)
    ids = [row.rule_id for row in rows]
    assert len(ids) == len(set(ids)) == len({row.rule_id for row in split.rules})
    # Of 1,000 wanted there are 100 meals and 2 rides.
    assert next(row for row in rows if row.rule_id == "R2").subject == "C2"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (("veto", "", None), "członek nie chce (preferencja 0)"),
        (("competence", "K1", None), "brak uprawnienia: K1 Kuchnia"),
        (
            ("competence", "K1", date(2026, 2, 1)),
            "uprawnienie kończy się 01.02.2026, przed końcem zlecenia: K1 Kuchnia",
        ),
        (
            ("exclusion", "conflict_of_interest", None),
            "wyłączenie: konflikt interesów – robił spis",
        ),
        (("exclusion", "other_reason", None), "wyłączenie: other_reason – robił spis"),
    ],
)
def test_reasons_in_words(reason: tuple[str, str, date | None], text: str) -> None:
    report = a_report(
        competences=[{"competence_id": "K1", "name_pl": "Kuchnia"}],
        exclusions=[
            {
                "member_id": "M2",
                "component_id": "C2",
                "reason_code": "conflict_of_interest",
                "reason_pl": "robił spis",
            }
        ],
        rules={},
    )
    assert reason_text(report, ("M2", "C2"), *reason) == text


def test_every_reason_of_an_offer_has_a_row() -> None:
    town = kitchen(
        exclusions={"M3:C1": "conflict_of_interest"},
        offers={
            "M1:C1": 3,
            "M1:C2": 3,
            "M3:C1": {"unit_cost_pln": 1, "preference": 0, "capacity_max": 0},
        },
    )
    table = ineligible_table(Report(town, a_result(town), language="en"))
    assert [str(row.cells[2]).partition(":")[0] for row in table.rows] == [
        "the member does not want it (preference 0)",
        "exclusion",
        "the competence ends on 1 February 2026, before the commission does",
        "too little capacity",
    ]


def test_the_budget_may_be_missed() -> None:
    report = a_report(budget=400)
    # 484.27 - 48.43 of their own are asked for; since the budget asks for 84.27 of their own and
    # they can bring 80 + 100 + 800, the larger amount is brought and nothing is missing.
    last = money_table(report).rows[-1]
    assert last.cells == ("zostaje z budżetu", Fraction(0))
    assert budget_use_pct(report) == 100
    over = a_report(budget=100, members={"M1": {}, "M2": {}, "M3": {}})
    last = money_table(over).rows[-1]
    # Nobody can bring anything: 323.317 + 129.987 with fees are 471.44.
    assert last.cells == ("brakuje w budżecie", Fraction(37144, 100))
    assert last.role is Role.WARNING


def test_empty_sheets_say_that_there_is_nothing() -> None:
    town = problem()
    plans = {plan.name: plan for plan in sheet_plans(Report(town, a_result(town, {"M1:C1": 10})))}
    assert plans["rezultaty"].tables[0].notes == ("Nie ma nic do pokazania.",)
    assert plans["reguły szczegółowo"].tables[0].rows


def test_a_leader_is_the_first_marked_and_may_be_missing() -> None:
    town = problem(commission={"coordination_fee_pct": 5}, members=("M1", "M2"))
    report = Report(town, a_result(town, {"M1:C1": 10}))
    assert report.leader is None
    text = result_text(town, report.result, Terms(), "pl", details=True)
    assert "opłata za koordynację (5%)" in text


def test_engines_and_a_run_without_goals() -> None:
    report = a_report("en")
    goal = GoalResult("cost", None, None, False, "proof", ("cpsat", "highs"), Fraction(0))
    assert engines_text(report, goal) == "CP-SAT, HiGHS"
    town = kitchen()
    plain = Report(town, a_result(town, KITCHEN_SPLIT, goals=()))
    assert not any("Udowodniono" in each for each in headline(plain))
