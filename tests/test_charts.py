"""Charts of results: what they show, in which words and numbers, whatever is to be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from allocator.problem.problem import Problem
from allocator.problem.request import Terms
from allocator.reading import read_problem
from allocator.reporting import result_document
from allocator.reporting.charts import (
    TradeOffPoint,
    chart_json,
    cost_waterfall,
    members_against_targets,
    split_matrix,
    trade_off,
)
from allocator.reporting.charts.matrix_cells import value_steps
from allocator.reporting.charts.names import Names, cut
from allocator.reporting.charts.theme import Chart
from allocator.reporting.charts.waterfall import cost_steps
from allocator.reporting.charts.words import WORDS, word
from allocator.texts.formats import HARD_SPACE
from tests.results import KITCHEN, KITCHEN_SPLIT, a_result, kitchen

Document = Mapping[str, Any]
OF_RESULTS: tuple[Callable[..., Chart], ...] = (
    split_matrix,
    members_against_targets,
    cost_waterfall,
)
PARTS = ("part", "part", "sum", "fee", "fee", "sum", "off", "sum")
POINTS = (
    TradeOffPoint("smallest_ratio", Decimal("3037934.10"), Decimal("0.331504"), True, "+0%"),
    TradeOffPoint("smallest_ratio", Decimal("3053123.77"), Decimal("0.92574"), False, "+0,5%"),
    TradeOffPoint("small_members_value", Decimal("3037934.10"), Decimal("721394.70"), True, "+0%"),
)


@cache
def town(language: str = "pl", **changes: Any) -> tuple[Problem, Document]:
    """The kitchen's problem with the document of its split."""
    problem = kitchen(**changes)
    return problem, result_document(problem, a_result(problem, KITCHEN_SPLIT))


def texts(chart: Chart) -> set[str]:
    """Every text that stands in the chart's data, titles and legends."""
    return set(strings(json.loads(chart_json(chart))))


def strings(node: Any) -> Iterator[str]:
    """Every string inside a JSON value."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for each in node.values():
            yield from strings(each)
    elif isinstance(node, list):
        for each in node:
            yield from strings(each)


def rows(chart: Chart) -> list[dict[str, Any]]:
    """All rows of all data of the chart."""
    found = json.loads(chart_json(chart))["datasets"]
    return [row for name in sorted(found) for row in found[name]]


def plain(found: set[str]) -> set[str]:
    """Texts with usual spaces instead of hard ones."""
    return {each.replace(HARD_SPACE, " ") for each in found}


def test_matrix_shows_used_unused_and_barred_offers() -> None:
    """M3 lacks the permit for C1; M2 offered C2 in vain; M3 offered no C2: that place is empty."""
    chart = split_matrix(*town())
    grounds = [row for row in rows(chart) if "step" in row]
    assert len(grounds) == 4
    unused = [row for row in grounds if row["step"] == "oferta niewykorzystana"]
    assert [(row["x"], row["y"]) for row in unused] == [(1, 2)]
    marks = {(row["x"], row["y"]): row["text"] for row in rows(chart) if "look" in row}
    assert "×" in marks.values()
    assert {"61", "39", "2"} <= set(marks.values())


def test_matrix_bars_are_as_long_as_values() -> None:
    """C1 is worth 223.313 and 129.987 PLN, C2 100.004: the first bar is the whole, etc."""
    problem, document = town()
    bars = [row["x2"] - row["x"] for row in rows(split_matrix(problem, document)) if bar(row)]
    values = [float(each["value_pln"]) for each in document["assignments"]]
    longest = max(bars)
    assert sorted(each / longest for each in bars) == pytest.approx(
        sorted(each / max(values) for each in values)
    )


def bar(row: Mapping[str, Any]) -> bool:
    """Whether a row is the bar of a value, which begins inside its cell."""
    return "colour" in row and "text" not in row and row["y2"] != row["y"] and row["y"] % 1 > 0


def test_matrix_sums_are_what_members_have() -> None:
    problem, document = town()
    wanted = {
        Names(problem).thousands(each["value_pln"])
        for each in document["members"]
        if each["value_pln"]
    }
    assert wanted == {"0,3", "0,1"}
    assert wanted <= texts(split_matrix(problem, document))


def test_matrix_groups_by_sector() -> None:
    problem = read_problem("scenarios/data/hajnowka-2026")
    nothing = result_document(problem, a_result(problem))
    chart = split_matrix(problem, nothing)
    order = [row for row in rows(chart) if row.get("look") in ("bold_left", "right")]
    order.sort(key=lambda row: float(row["y"]))
    names = [str(row["text"]).split()[0] for row in order]
    assert names[:7] == ["S1", "C01", "C02", "C03", "C04", "S2", "C05"]
    # 78 offers, 4 of them barred (expected by the commission's README), none used.
    assert sum("step" in row for row in rows(chart)) == 74
    assert sum(row.get("text") == "×" for row in rows(chart)) == 4


def test_matrix_shows_what_a_split_by_hand_gives_without_an_offer() -> None:
    problem = kitchen()
    by_hand = a_result(problem, {"M1:C1": 60, "M3:C2": 2})
    chart = split_matrix(problem, result_document(problem, by_hand))
    assert {"60", "2"} <= {row.get("text") for row in rows(chart)}


def test_steps_of_value_are_round_and_halve() -> None:
    """Half of 495,000 is 247,500: the round numbers below are 200, 100, 50 and 20 thousand."""
    document = {"assignments": [{"value_pln": Decimal("495000.50")}, {"value_pln": 7}]}
    assert list(map(int, value_steps(document))) == [20_000, 50_000, 100_000, 200_000]
    assert value_steps({"assignments": []}) == ()
    assert list(map(int, value_steps({"assignments": [{"value_pln": 2}]}))) == [1]


def test_members_have_bar_tick_and_percent() -> None:
    """Base 2000 / 1.04 = 1923.08, half of it each: 961.54. M1 has 323.32 (C1, C2): 33.6 %."""
    problem, document = town()
    chart = members_against_targets(problem, document)
    by_name = {row["member"]: row for row in rows(chart) if "member" in row}
    assert set(by_name) == {"M1 Lider", "M2 Mały (m)", "M3 Trzeci"}
    assert by_name["M1 Lider"]["target"] == pytest.approx(0.96154)
    assert by_name["M1 Lider"]["value"] == pytest.approx(0.32332, abs=1e-5)
    assert by_name["M1 Lider"]["share"] == "33,6%"
    assert by_name["M2 Mały (m)"]["kind"] == "mały członek (m)"
    assert by_name["M3 Trzeci"]["share"] == "bez klucza"


def test_waterfall_goes_from_sectors_to_what_is_asked() -> None:
    """Sectors, fixed costs, task cost, fee, reserve, total, own contribution, asked."""
    problem, document = town()
    steps = cost_steps(Names(problem), document)
    assert [each.kind for each in steps] == [*PARTS]
    for before, after in pairwise(steps):
        assert after.start_pln == (0 if after.kind == "sum" else before.end_pln)
    assert abs(steps[1].end_pln - steps[2].end_pln) < 1
    # Fees of 3 and 1 % on the task cost, which the document has to the grosz.
    assert steps[3].amount_pln == steps[2].end_pln * 3 / 100
    assert abs(steps[4].end_pln - steps[5].end_pln) < Decimal("0.02")
    assert steps[6].amount_pln == -document["own_contribution_pln"]
    assert steps[7].end_pln == document["total_pln"] - document["own_contribution_pln"]


def test_waterfall_says_what_is_left_of_the_budget_or_missing() -> None:
    """466 PLN of tasks cost 484 with fees, own contribution 48: 436 are asked."""
    left = {each for each in texts(cost_waterfall(*town())) if each.startswith("budżet")}
    assert plain(left) == {"budżet 2 000 zł, zostaje 1 564 zł"}
    problem = kitchen(
        budget=400, commission={**KITCHEN["commission"], "commissioning_mode": "powierzenie"}
    )
    document = result_document(problem, a_result(problem, KITCHEN_SPLIT))
    missing = {each for each in texts(cost_waterfall(problem, document)) if "brakuje" in each}
    assert plain(missing) == {"budżet 400 zł, brakuje 84 zł"}


def test_waterfall_without_budget_has_no_line() -> None:
    problem = kitchen(budget=None)
    document = result_document(problem, a_result(problem, KITCHEN_SPLIT))
    assert not any("budget" in row for row in rows(cost_waterfall(problem, document)))


@pytest.mark.parametrize("draw", OF_RESULTS)
def test_every_chart_can_be_drawn_without_a_split(draw: Callable[..., Chart]) -> None:
    problem = kitchen()
    chart = draw(problem, result_document(problem, a_result(problem)))
    assert draw is split_matrix or "Nie ma podziału do pokazania." in texts(chart)


def test_trade_off_fills_what_is_proved() -> None:
    chart = trade_off(POINTS)
    fills = [row["fill"] for row in rows(chart) if "fill" in row]
    assert sorted(each == "#ffffff" for each in fills) == [False, False, True]
    assert {"+0%: 33,2%", "+0,5%: 92,6%", "+0%: 721,4"} <= texts(chart)
    assert {"circle", "square"} <= texts(chart)
    assert "najmniejszy udział wobec klucza podziału, %" in texts(chart)


def test_trade_off_without_points_is_a_sentence() -> None:
    assert "Nie ma podziału do pokazania." in texts(trade_off(()))


def test_trade_off_of_a_count_is_no_percentage() -> None:
    point = TradeOffPoint("small_members_engaged", 1000, 4, True)
    assert "4" in texts(trade_off([point]))


@pytest.mark.parametrize("draw", OF_RESULTS)
def test_charts_speak_english_on_request(draw: Callable[..., Chart]) -> None:
    problem, document = town()
    english = texts(draw(problem, document, language="en"))
    polish = {text for text in english if re.search("[ąćęłńóśźż]", text)}
    assert {each for each in polish if "Mały" not in each and "zł" not in each} == set()
    assert (
        json.loads(chart_json(draw(problem, document, language="en")))["config"]["locale"][
            "number"
        ]["thousands"]
        == ","
    )


@pytest.mark.parametrize("key", sorted(WORDS))
def test_words_are_there_in_both_languages(key: str) -> None:
    polish, english = WORDS[key]
    assert polish.strip()
    assert english.strip()
    assert sorted(re.findall(r"{\w+}", polish)) == sorted(re.findall(r"{\w+}", english))


def test_words_of_the_reports_are_known_too() -> None:
    assert word("item.task_cost", "pl") == "koszt zadań"


def test_long_names_are_cut_with_dots() -> None:
    assert cut("Dzienny dom (18 miejsc)", 14) == "Dzienny dom…"
    assert cut("Dom", 14) == "Dom"
    members = {key: {**each, "short_name": "Q" * 90} for key, each in KITCHEN["members"].items()}
    components = {
        key: {**each, "name_pl": "Q" * 90, "unit_pl": "Q" * 90}
        for key, each in KITCHEN["components"].items()
    }
    problem = kitchen(members=members, components=components)
    document = result_document(problem, a_result(problem, KITCHEN_SPLIT))
    for draw in OF_RESULTS:
        assert not any("Q" * 50 in each for each in texts(draw(problem, document)))


def test_charts_need_only_the_document_as_it_is_stored(tmp_path: Path) -> None:
    """A document read back from JSON, even with floats, gives the same texts."""
    problem, document = town()
    stored = json.loads(json.dumps(document, default=float))
    for draw in OF_RESULTS:
        assert texts(draw(problem, stored)) == texts(draw(problem, document))


def test_terms_of_a_switched_off_rule_change_nothing_in_the_matrix() -> None:
    problem = kitchen()
    off = a_result(problem, KITCHEN_SPLIT, terms=Terms(rules_off=frozenset({"R1"})))
    document = result_document(problem, off)
    assert chart_json(split_matrix(problem, document)) == chart_json(split_matrix(*town()))
