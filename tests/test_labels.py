"""Every label in both languages; everything that a result can name has one."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

import allocator.reporting
from allocator.allocation import Status, Verdict
from allocator.problem.charter import (
    BUILT_IN,
    DENOMINATORS,
    GOALS,
    GROUPINGS,
    MEASURES,
    METRICS,
    STRENGTHS,
    UNITS,
)
from allocator.reporting.schema import STOPS
from allocator.texts.labels import (
    LABELS,
    counted,
    filled_rule_text,
    goal_label,
    label,
    metric_label,
)
from allocator.texts.labels_reports import NOUNS

NAMED = [
    *(f"status.{each.value}" for each in Status),
    *(f"verdict.{each.value}" for each in Verdict),
    *(f"stopped_by.{each}" for each in STOPS),
    *(f"goal.{each}" for each in GOALS),
    *(f"metric.{each}" for each in METRICS),
    *(f"of.{each}" for each in DENOMINATORS),
    *(f"per.{each}" for each in GROUPINGS),
    *(f"unit.{each}" for each in UNITS),
    *(f"strength.{each}" for each in (*STRENGTHS, "off")),
    *(f"measure.{each}" for each in MEASURES),
    *(f"built_in.{each}" for each in (*BUILT_IN, "pins", "cost_cap", "eligibility")),
    *(f"reason.{each}" for each in ("no_offer", "veto", "exclusion", "competence", "capacity")),
]


@pytest.mark.parametrize("key", NAMED)
def test_everything_a_result_names_has_a_label(key: str) -> None:
    assert key in LABELS


@pytest.mark.parametrize("key", sorted(LABELS))
def test_every_label_says_something_in_both_languages(key: str) -> None:
    polish, english = LABELS[key]
    assert polish.strip()
    assert english.strip()
    places = [sorted(re.findall(r"\{\w+\}", text)) for text in (polish, english)]
    assert places[0] == places[1]


def test_every_label_asked_for_by_a_report_exists() -> None:
    folder = Path(allocator.reporting.__file__).parent
    sources = "\n".join(each.read_text("utf-8") for each in sorted(folder.glob("*.py")))
    asked = set(re.findall(r'(?:label|heading)\(\s*"([\w.:]+)"', sources))
    assert len(asked) > 100
    assert asked <= set(LABELS)


def test_no_label_is_left_that_nobody_asks_for() -> None:
    folder = Path(allocator.reporting.__file__).parent
    sources = "\n".join(each.read_text("utf-8") for each in sorted(folder.glob("*.py")))
    sources += (folder.parent / "texts" / "labels.py").read_text("utf-8")
    own = [key for key in LABELS if key.partition(".")[0] in ("item", "note", "column", "title")]
    assert [key for key in own if not re.search(f"[\"']{key}[\"']", sources)] == []


def test_polish_nouns_have_four_forms_and_english_ones_two() -> None:
    assert {(len(polish), len(english)) for polish, english in NOUNS.values()} == {(4, 2)}


def test_counts_take_the_right_form() -> None:
    assert counted(3, "component", "pl") == "3 składniki"
    assert counted(22, "of_goals", "pl") == "22 celów"
    assert counted(1, "warning", "en") == "1 warning"


def test_goals_with_a_part() -> None:
    assert goal_label("cost", "pl") == "koszt zadań"
    assert goal_label("uncovered:critical", "en") == "critical services left without a provider"
    assert goal_label("soft_rules:2", "pl") == "niedotrzymane reguły miękkie (priorytet 2)"


def test_an_unknown_key_speaks_for_itself() -> None:
    assert label("engine.future", "pl") == "future"
    assert metric_label("indicator:I60", "en") == "indicator I60"


def test_a_rule_never_states_an_old_bound() -> None:
    text = "Od {at_least} do {at_most}%, także {at_least}"
    filled = filled_rule_text(text, at_least=Fraction(45, 2), at_most=Fraction(1200), language="pl")
    assert filled == "Od 22,5 do 1\xa0200%, także 22,5"


def test_braces_of_others_stay_and_a_column_stays_a_name() -> None:
    filled = filled_rule_text(
        "{x} {at_least} {", at_least="min_value_pln", at_most=None, language="en"
    )
    assert filled == "{x} min_value_pln {"
