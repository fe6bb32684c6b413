"""What a meeting sees on a screen: sentences, bars, tables, in 80 columns or piped away."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from allocator.allocation import Result, Status, UncoveredCause, Verdict
from allocator.problem.request import Fairness, Terms
from allocator.reporting.bars import BLOCKS, PLAIN, bar, ink_for, printable
from allocator.reporting.headline import goal_value, headline, levels_text, proof_text
from allocator.reporting.report import Report
from allocator.reporting.rule_tables import margin_pct, tightest_rows
from allocator.reporting.terminal import print_report, result_text
from allocator.texts.issues import Issue, Severity
from tests.builders import problem
from tests.results import KITCHEN_SPLIT, a_goal, a_result, kitchen


def screen(language: str = "pl", *, width: int = 80, details: bool = False, **changes: Any) -> str:
    """The kitchen's report as text, hard spaces as spaces."""
    town = kitchen()
    found = a_result(town, KITCHEN_SPLIT, **changes)
    text = result_text(town, found, Terms(), language, width=width, details=details)
    return text.replace("\xa0", " ")


def sentences(found: Result, language: str = "pl", terms: Terms | None = None) -> list[str]:
    """The headline, hard spaces as spaces."""
    report = Report(kitchen(), found, terms or Terms(), language)
    return [each.replace("\xa0", " ") for each in headline(report)]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_line_is_wider_than_the_screen(language: str, width: int) -> None:
    lines = screen(language, width=width, details=True).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert not any("\ue000" in line for line in lines)


def test_amounts_stay_on_one_line_in_the_language_of_the_reader() -> None:
    polish = screen()
    assert "465,65 zł" in polish
    assert "2 000,00 zł" in polish
    assert "21,79% (budżet)" in polish
    english = screen("en")
    assert "PLN 2,000.00" in english
    assert "zł" not in english


def test_members_have_bars_targets_and_the_mark_of_small_ones() -> None:
    lines = screen().splitlines()
    small = next(line for line in lines if line.startswith("M2 Mały"))
    # 129.99 + 12.34 against half of 2000 / 1.04.
    assert small.split()[2:6] == ["m", "142,33", "962", "14,8%"]
    assert "┃" in small
    idle = next(line for line in lines if line.startswith("M3 Trzeci"))
    assert "bez zadań" in idle


def test_names_in_brackets_are_no_markup() -> None:
    town = kitchen(members={"M1": {"short_name": "[red]Żar[/red]"}, "M2": {}, "M3": {}})
    text = result_text(town, a_result(town, KITCHEN_SPLIT), Terms(), "pl")
    assert "[red]Żar[/red]" in text


def test_components_tell_providers_with_quantities() -> None:
    text = screen(width=120)
    assert "M1 Lider 61, M2 Mały 39" in text
    assert "100 posiłek" in text


def test_a_screen_without_block_characters_gets_plain_ones() -> None:
    town = kitchen()
    stream = TextIOWrapper(BytesIO(), encoding="cp1250")
    console = Console(file=stream, width=80)
    print_report(town, a_result(town, KITCHEN_SPLIT), Terms(), "pl", console=console)
    stream.flush()
    text = stream.buffer.getvalue().decode("cp1250")
    assert "####" in text
    assert "Składniki" in text
    assert "1\xa0564,16\xa0zł" in text


def test_a_screen_without_polish_letters_still_shows_something_legible() -> None:
    assert printable("zażółć −5 × „gęś” łąka", "ascii") == 'zazolc -5 x "ges" laka'
    assert printable("日", "ascii") == "?"
    assert printable("−5", "utf-8") == "−5"


def test_nothing_is_coloured_where_there_is_no_terminal() -> None:
    stream = StringIO()
    town = kitchen()
    console = Console(file=stream, width=80)
    print_report(town, a_result(town, KITCHEN_SPLIT), Terms(), "en", console=console)
    assert "\x1b" not in stream.getvalue()


def test_a_proved_result_says_so() -> None:
    found = a_result(kitchen(), KITCHEN_SPLIT)
    said = sentences(found)
    assert said[0] == "Zlecenie mieści się w budżecie: jest podział całości."
    assert said[1] == "Udowodniono, że lepszego podziału według tych celów nie ma."
    assert said[2] == "Reguły miękkie niedotrzymane: 1."


def test_an_unproved_result_says_what_stopped_it() -> None:
    goals = (a_goal("cost", 5), a_goal("quality", 4, proved=False, stopped_by="time_limit"))
    found = a_result(
        kitchen(), KITCHEN_SPLIT, goals=goals, status=Status.FEASIBLE, stopped_by="time_limit"
    )
    assert sentences(found)[1] == (
        "Udowodniono 1 z 2 celów; reszty nie (skończył się czas), więc lepszy podział może istnieć."
    )
    assert "time ran out" in sentences(found, "en")[1]


def test_over_budget_says_by_how_much() -> None:
    town = kitchen(budget=300)
    paid_in_full = replace(town.commission, commissioning_mode="powierzenie")
    town = replace(town, commission=paid_in_full)
    terms = Terms(rules_off=frozenset(("budget",)))
    found = a_result(town, KITCHEN_SPLIT, terms=terms, verdict=Verdict.OVER_BUDGET)
    # 484.27392 - 300, and nobody brings anything of its own.
    said = sentences(found, terms=terms)
    assert "o 184,27 zł" in said[0]
    assert "Wyłączone na życzenie: budget." in said


def test_partial_coverage_says_what_is_left_out_and_which_rule_causes_it() -> None:
    town = kitchen()
    causes = (
        UncoveredCause("R1", Fraction(50), True),
        UncoveredCause("budget", Fraction(156), True),
    )
    found = a_result(
        town,
        {"M1:C1": 61, "M1:C2": 2},
        terms=Terms(partial=True),
        verdict=Verdict.FITS_PARTLY,
        uncovered_causes=causes,
    )
    # 39 meals at a ceiling of 4.
    assert "usługi warte 156,00 zł" in sentences(found)[0]
    text = result_text(town, found, Terms(partial=True), "pl").replace("\xa0", " ")
    assert "Co zostaje bez realizatora" in text
    assert "Nikt nie ma więcej niż 80%" in text
    _, without_rule, after = text.partition("gdyby nie")
    assert without_rule
    assert "Kwota od zamawiającego mieści się w budżecie" not in after


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (Verdict.DOES_NOT_FIT, "udowodniono, że żaden podział"),
        (Verdict.DOES_NOT_FIT_REQUEST, "dodatkowo poproszono"),
        (Verdict.UNKNOWN, "przerwano"),
    ],
)
def test_without_a_plan_there_is_a_verdict_and_no_table_of_members(
    verdict: Verdict, word: str
) -> None:
    town = kitchen()
    found = a_result(town, verdict=verdict, stopped_by="interrupted")
    text = result_text(town, found, Terms(), "pl", width=200)
    assert word in text
    assert "Członkowie" not in text
    assert "Cele" not in text


def test_a_goal_without_a_plan_is_told_if_it_has_a_bound() -> None:
    town = kitchen()
    nothing = a_goal("cost", None, proved=False)
    bounded = a_goal("cost", None, proved=False, bound=Fraction(300))
    found = a_result(town, verdict=Verdict.UNKNOWN, stopped_by="time_limit", goals=(nothing,))
    assert "Goals" not in result_text(town, found, Terms(), "en")
    found = a_result(town, verdict=Verdict.UNKNOWN, stopped_by="time_limit", goals=(bounded,))
    assert "PLN\xa0300.00 at best" in result_text(town, found, Terms(), "en", width=120)


def test_no_budget_is_no_limit() -> None:
    town = kitchen(budget=None)
    found = a_result(town, KITCHEN_SPLIT)
    assert "budżetu nie podano" in headline(Report(town, found))[0]
    assert "bez limitu" in result_text(town, found, Terms(), "pl")


def test_a_split_that_breaks_rules_says_so() -> None:
    found = a_result(kitchen(), {"M1:C1": 100, "M1:C2": 2})
    # R1 for M1, and three months of M1's staff.
    assert "Ten podział łamie 4 warunki." in sentences(found)


def test_what_binds_first_leaves_out_what_leaves_no_choice() -> None:
    town = problem(
        components={"C1": 10, "C2": {"quantity": 5, "splittable": False, "min_lot": 5}},
        rules=[
            {"metric": "quantity", "per": "assignment", "at_least": "min_lot", "if_engaged": True},
            {"metric": "value", "of": "value", "per": "member", "at_most": 70},
        ],
    )
    found = a_result(town, {"M1:C1": 10, "M2:C2": 5})
    assert found.split is not None
    rows = tightest_rows(Report(town, found), found.split)
    # M1 has 100 of 150 = 66.7 %, 3.3 points under 70; C2 must go whole, coverage holds anyway.
    assert [(row.rule_id, row.subject) for row in rows] == [("R2", "M1")]
    assert margin_pct(rows[0]) == Fraction(100, 21)


def test_warnings_are_told_but_notices_only_with_details() -> None:
    issues = (
        Issue("permit_ends_early", Severity.WARNING, "member_competences", 4, "valid_until"),
        Issue("not_a_table", Severity.NOTICE, "README.md"),
    )
    assert "README.md" not in screen(warnings=issues)
    assert "member_competences / 4" in screen(warnings=issues, width=120)
    assert "README.md" in screen(warnings=issues, details=True)


def test_levels_are_counted() -> None:
    report = Report(kitchen(), a_result(kitchen()))
    assert levels_text((94, 100, 97, 100), report).replace("\xa0", " ") == "94, 97, 2 × 100"


@pytest.mark.parametrize(
    ("goal", "value", "expected"),
    [
        ("cost", Fraction(12345, 10), "1\xa0234,50\xa0zł"),
        ("smallest_ratio", Fraction(945095, 10**6), "94,5095%"),
        ("quality", Fraction(42676, 10**4), "4,2676"),
        ("small_members_engaged", Fraction(5), "5"),
        ("target_deviation", Fraction(7), "7,00\xa0zł"),
        ("cost", None, "–"),
    ],
)
def test_goals_in_their_units(goal: str, value: Fraction | None, expected: str) -> None:
    assert goal_value(Report(kitchen(), a_result(kitchen())), goal, value) == expected


def test_a_deviation_in_hours_is_not_shown_as_money() -> None:
    report = Report(kitchen(), a_result(kitchen()), Terms(fairness=Fairness(measure="hours")))
    assert goal_value(report, "target_deviation", Fraction(7)) == "7\xa0godz."


def test_proof_in_words() -> None:
    report = Report(kitchen(), a_result(kitchen()), language="en")
    assert proof_text(report, a_goal("cost", 5)) == "proved, it can not be better"
    open_goal = a_goal("cost", 5, proved=False, bound=Fraction(4))
    assert proof_text(report, open_goal) == "not proved; PLN\xa04.00 at best"
    first = a_goal("target_share", (83,), exact=False)
    assert proof_text(report, first).endswith("(lowest level only)")


def test_bars_never_look_fuller_than_they_are() -> None:
    assert bar(Fraction(99, 100), 10, ink=PLAIN, widest=Fraction(1)) == "#########."
    assert bar(Fraction(1), 12, ink=PLAIN) == "########|..."
    assert bar(Fraction(3), 12, ink=PLAIN) == "########|##>"
    assert bar(Fraction(0), 12, ink=PLAIN) == "........|..."
    assert ink_for("utf-8") is BLOCKS
    assert ink_for("ascii") is PLAIN
    assert ink_for("no such encoding") is PLAIN
