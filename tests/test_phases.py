"""Phases in words: those of goals as results name them, and those that are no goals."""

from __future__ import annotations

import pytest

from allocator.texts.labels import goal_label
from allocator.texts.phases import STAGES
from api.web.phases import phase_in_words


@pytest.mark.parametrize("phase", ["cost", "target_share:count:34", "soft_rules:1"])
def test_goals_have_the_words_of_results(phase: str) -> None:
    assert phase_in_words(phase) == {
        "phase_pl": goal_label(phase, "pl"),
        "phase_en": goal_label(phase, "en"),
    }
    assert phase not in phase_in_words(phase).values()


@pytest.mark.parametrize("phase", STAGES)
def test_what_is_no_goal_has_words_too(phase: str) -> None:
    found = phase_in_words(phase)
    assert found["phase_pl"] != found["phase_en"]
    assert phase not in found.values()


def test_how_far_it_is_stays_and_names_for_programs_do_not() -> None:
    assert str(phase_in_words("frontier:3/20")["phase_en"]).endswith("(3/20)")
    assert phase_in_words("claim:cost_floor")["phase_pl"] == "ponowny dowód"


def test_no_phase_and_one_that_nobody_knows() -> None:
    assert phase_in_words(None) == {"phase_pl": None, "phase_en": None}
    assert phase_in_words("") == {"phase_pl": "", "phase_en": ""}
    assert phase_in_words("brand_new")["phase_pl"] == "brand_new"
