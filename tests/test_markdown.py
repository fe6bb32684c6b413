"""The Markdown document: the same content, readable as it stands and as a page."""

from __future__ import annotations

import re

import pytest

from allocator.problem.request import Terms
from allocator.reporting import result_frames, result_markdown
from allocator.reporting.markdown import escaped
from tests.results import KITCHEN_SPLIT, a_result, kitchen


def a_page(language: str = "pl", *, details: bool = False) -> str:
    """The kitchen's document."""
    town = kitchen()
    return result_markdown(town, a_result(town, KITCHEN_SPLIT), Terms(), language, details=details)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_table_is_a_table(language: str) -> None:
    page = a_page(language)
    assert page.startswith("# ")
    assert page.endswith("\n")
    blocks = [block.splitlines() for block in page.split("\n\n") if block.startswith("|")]
    assert len(blocks) >= 8
    for lines in blocks:
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
        assert len(bars) == 1
        assert re.fullmatch(r"\|( -+:? \|)+", lines[1])


def test_the_content_is_that_of_the_result() -> None:
    page = a_page().replace("\xa0", " ")
    assert "**Zlecenie mieści się w budżecie: jest podział całości.**" in page
    assert "| C1 | Obiady | M1 | =Fundacja \\[Lider\\] | 61 | posiłek |" in page
    assert "| razem z opłatami |" not in page
    assert "**484,27 zł**" in page
    assert "| M3 Trzeci | C1 Obiady | uprawnienie kończy się 01.02.2026" in page
    assert "| I1 Osoby | 30 | 30,5 | 0,5 | osoba | M1 Lider 30,5 |" in page


def test_details_list_every_row_of_every_rule() -> None:
    assert len(a_page(details=True).splitlines()) > len(a_page().splitlines()) + 10


def test_text_of_others_can_not_break_a_table() -> None:
    assert escaped("a|b\nc [x](y) *z* <b>") == "a\\|b c \\[x\\](y) \\*z\\* \\<b\\>"
    assert escaped("component_id _x_") == "component_id \\_x\\_"


def test_without_a_plan_the_page_says_why() -> None:
    town = kitchen()
    page = result_markdown(town, a_result(town), Terms(), "en")
    assert "it is proved that no split keeps all the rules" in page
    assert "## Members" not in page


def test_frames_for_notebooks() -> None:
    town = kitchen()
    frames = result_frames(town, a_result(town, KITCHEN_SPLIT), language="en")
    assert set(frames) == {"assignments", "members", "components", "rules", "goals"}
    assignments = frames["assignments"]
    assert list(assignments["component"]) == ["Meals", "Rides", "Meals"]
    assert list(assignments["member"]) == ["Lider", "Lider", "Mały"]
    assert assignments["quantity"].dtype.kind == "f"
    assert assignments["quantity"].sum() == 102
    assert frames["members"]["engaged"].sum() == 2
    assert len(result_frames(town, a_result(town))["assignments"]) == 0


def test_a_scenario_is_named_with_what_it_changed() -> None:
    steps = [("commission", "budget_total_pln", "value", "set", 2000)]
    town = kitchen(scenarios={"SC1": steps}, policies={"cheapest": ["cost"]})
    cell = {"table": "commission", "key": "budget_total_pln", "column": "value"}
    provenance = {
        "scenario": {"scenario_id": "SC1", "cells": [{**cell, "before": 1500, "after": 2000}]},
        "policy": {"policy_id": "cheapest"},
    }
    found = a_result(town, KITCHEN_SPLIT, provenance=provenance)
    page = result_markdown(town, found, Terms(), "en")
    assert "| scenario | SC1 |" in page
    assert "| policy | cheapest |" in page
    assert "| commission / budget_total_pln / value | 1,500 | 2,000 |" in page
